"""What the public and the staff type in."""
