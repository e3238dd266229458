"""What is asked about calls."""

from .cards import CallCard, call_card, coming_calls, open_calls, public_calls

__all__ = ["CallCard", "call_card", "coming_calls", "open_calls", "public_calls"]
