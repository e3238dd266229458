"""Read models of cohorts: the board, one firm, what waits, what became of them, figures."""

from .figures import Figures, figures
from .work import watch_lines, work_items

__all__ = ["Figures", "figures", "watch_lines", "work_items"]
