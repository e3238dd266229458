"""Figures for pages, and the staff's desk."""

from .figures import (
    language_prefix,
    latest_index,
    listed_by_sector,
    presence,
    progress_of,
    public_cards,
    target_choices,
)

__all__ = [
    "language_prefix",
    "latest_index",
    "listed_by_sector",
    "presence",
    "progress_of",
    "public_cards",
    "target_choices",
]
