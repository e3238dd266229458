"""Doors to the registry for the public."""
