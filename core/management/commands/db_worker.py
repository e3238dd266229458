"""The worker of django-tasks-db, with the reaper beside it."""

import logging
import threading
from typing import Any

from django.db import DatabaseError, close_old_connections, connection
from django_tasks_db.management.commands import db_worker

from core import mail, tasks

REAP_SECONDS = 60

logger = logging.getLogger(__name__)


def reap_once() -> None:
    try:
        reaped = tasks.reap()
        mail.queue_due()
    except DatabaseError:
        # The next round tries again; the worker itself decides whether to go on.
        logger.warning("the reaper did not reach the database", exc_info=True)
    else:
        if reaped != tasks.Reaped():
            logger.warning("tasks: %s", reaped)


def reap_for_ever(stop: threading.Event) -> None:
    while not stop.wait(REAP_SECONDS):
        close_old_connections()
        reap_once()
    connection.close()


class Command(db_worker.Command):
    help = "Run a background worker, and put back what a lost worker left."

    def handle(self, **options: Any) -> None:
        reap_once()
        stop = threading.Event()
        if not options["batch"]:
            threading.Thread(target=reap_for_ever, args=[stop], daemon=True).start()
        try:
            super().handle(**options)
        finally:
            stop.set()
