"""Figures for pages, and the staff's desk."""

from .figures import (
    kept,
    language_prefix,
    latest_index,
    listed_by_sector,
    presence,
    progress_of,
    public_cards,
    target_choices,
)

__all__ = [
    "kept",
    "language_prefix",
    "latest_index",
    "listed_by_sector",
    "presence",
    "progress_of",
    "public_cards",
    "target_choices",
]
