"""Read models of cohorts."""
