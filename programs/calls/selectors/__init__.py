"""What is asked about calls."""

from .cards import CallCard, call_card, coming_calls, open_calls, public_calls
from .overview import watch_lines, work_items

__all__ = [
    "CallCard",
    "call_card",
    "coming_calls",
    "open_calls",
    "public_calls",
    "watch_lines",
    "work_items",
]
