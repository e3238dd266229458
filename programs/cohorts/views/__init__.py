"""Pages of cohorts: a firm's own cohort, checking a certificate, five questions."""
