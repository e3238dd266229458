"""Input of cohorts: the staff's steps, evidence from a phone, five questions."""
