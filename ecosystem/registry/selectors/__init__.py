"""What is asked about the registry."""

from . import answers, cases, duplicates, history, letters, profile
from .work import watch_lines, work_items

__all__ = [
    "answers",
    "cases",
    "duplicates",
    "history",
    "letters",
    "profile",
    "watch_lines",
    "work_items",
]
