"""What the search room writes: the index with its cards, and searches that people keep."""

from .alerts import Sent, send_alerts
from .indexing import Indexed, index_all_pending, index_pending, mark, mark_turned_cards, rebuild
from .saved import (
    AlreadySavedError,
    change_search,
    delete_search,
    renew_search,
    save_search,
    stop_searches,
)

__all__ = [
    "AlreadySavedError",
    "Indexed",
    "Sent",
    "change_search",
    "delete_search",
    "index_all_pending",
    "index_pending",
    "mark",
    "mark_turned_cards",
    "rebuild",
    "renew_search",
    "save_search",
    "send_alerts",
    "stop_searches",
]
