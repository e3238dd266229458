"""What changes investors' accounts, what firms show, suggestions, introductions and outcomes."""
