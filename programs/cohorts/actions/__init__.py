"""What changes cohorts: enrolment, milestones, instalments, endings, and what comes afterwards."""
