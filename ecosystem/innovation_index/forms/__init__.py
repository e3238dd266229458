"""What people type into the index's pages and the staff's screens."""
