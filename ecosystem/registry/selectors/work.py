"""What waits for the registry's officers, for their desk."""

from datetime import date

from accounts.models import User
from accounts.selectors import WatchLine, WorkItem


def work_items(user: User, day: date) -> tuple[WorkItem, ...]:
    return ()


def watch_lines(user: User, day: date) -> tuple[WatchLine, ...]:
    return ()
