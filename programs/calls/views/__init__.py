"""Portal pages and staff screens."""
