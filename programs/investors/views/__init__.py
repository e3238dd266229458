"""Portal pages of matching."""
