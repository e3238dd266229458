"""What is asked about the registry."""

from .work import watch_lines, work_items

__all__ = ["watch_lines", "work_items"]
