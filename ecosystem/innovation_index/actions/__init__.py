"""What changes the index and its reports."""
