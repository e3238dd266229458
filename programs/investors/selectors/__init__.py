"""Read models of matching."""
