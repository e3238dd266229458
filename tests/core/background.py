"""Tasks that the tests of the worker run."""

import time
from datetime import timedelta
from pathlib import Path

from django_tasks import task

from core import tasks


@task
def slow_at_first(folder: str) -> None:
    """Sleep until killed on the first run, finish on the second."""
    started, finished = Path(folder, "started"), Path(folder, "finished")
    if not started.exists():
        started.touch()
        time.sleep(60)
    finished.touch()


@task
def always_fails() -> None:
    raise ValueError("no such firm")


tasks.bear_with(slow_at_first, tasks.Patience(lease=timedelta(seconds=2)))
tasks.bear_with(always_fails, tasks.Patience(attempts=3, pause=timedelta(seconds=10)))
