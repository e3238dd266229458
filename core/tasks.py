"""Background tasks that survive their worker: lease, retry, and the end of patience.

A worker that is killed leaves its row RUNNING for ever, and a task that fails is never tried again.
The reaper returns both to READY, later each time, and lets go after a number of attempts; what it
let go waits for staff, who can run it again. A task can therefore run twice, and must bear it.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from . import journal
from .models import TaskAttempt

LOST = "the worker was lost while it ran this task"


SOMEBODY_WAITS = 50
"""Priority of what a person waits for; the CMS's own upkeep of its lists has none."""


@dataclass(frozen=True)
class Patience:
    """How long one run may take, how often it is tried, and the first pause, which doubles."""

    lease: timedelta = timedelta(minutes=15)
    attempts: int = 5
    pause: timedelta = timedelta(minutes=1)

    def pause_after(self, attempts: int) -> timedelta:
        return min(self.pause * 2 ** (attempts - 1), timedelta(hours=12))


@dataclass(frozen=True)
class Reaped:
    """What one round of the reaper did."""

    lost: int = 0
    retried: int = 0
    dead: int = 0

    def __str__(self) -> str:
        return f"{self.lost} lost, {self.retried} to be tried again, {self.dead} given up"


@dataclass(frozen=True)
class DeadTask:
    """A task that nobody will try again by itself."""

    key: UUID
    path: str
    attempts: int
    last_error: str
    dead_at: datetime


_patience: dict[str, Patience] = {}


def bear_with(task: Task, patience: Patience) -> None:
    """Give a kind of task a lease and a number of attempts of its own. Called beside the task."""
    _patience[task.module_path] = patience


def patience_of(path: str) -> Patience:
    # The module that defines the task says how patient to be; it may not be loaded yet.
    with suppress(ImportError):
        import_string(path)
    return _patience.get(path, Patience())


def reap(now: datetime | None = None) -> Reaped:
    """Return lost and failed tasks to the queue, or give them up. Safe to run at the same time."""
    now = now or timezone.now()
    lost, retried, given_up = 0, 0, 0
    for row in _candidates():
        patience = patience_of(row.task_path)
        if row.status == TaskResultStatus.RUNNING:
            if row.started_at is None or row.started_at > now - patience.lease:
                continue
            error = LOST
        else:
            error = row.traceback.strip().rpartition("\n")[2]
        attempt = _give_back(row, patience, error, now)
        if attempt:
            lost += error == LOST
            given_up += attempt.dead_at is not None
            retried += attempt.dead_at is None
    return Reaped(lost, retried, given_up)


def _candidates() -> Iterable[DBTaskResult]:
    given_up = TaskAttempt.objects.exclude(dead_at=None).values("task_key")
    return (
        DBTaskResult.objects.filter(status__in=[TaskResultStatus.RUNNING, TaskResultStatus.FAILED])
        .exclude(id__in=given_up)
        .order_by("enqueued_at")
    )


@transaction.atomic
def _give_back(
    row: DBTaskResult, patience: Patience, error: str, now: datetime
) -> TaskAttempt | None:
    """Count one attempt of `row` and put it back, or give it up; None if another reaper did."""
    before = TaskAttempt.objects.filter(task_key=row.id).first()
    attempts = before.attempts + 1 if before else 1
    is_dead = attempts >= patience.attempts
    # The condition is the lock: of two reapers one finds the row as it was read.
    taken = DBTaskResult.objects.filter(
        id=row.id, status=row.status, started_at=row.started_at
    ).update(
        status=TaskResultStatus.FAILED if is_dead else TaskResultStatus.READY,
        run_after=now + patience.pause_after(attempts),
        finished_at=now if is_dead else None,
    )
    if not taken:
        return None
    attempt, _ = TaskAttempt.objects.update_or_create(
        task_key=row.id,
        defaults={
            "path": row.task_path[:255],
            "attempts": attempts,
            "last_error": error,
            "last_at": now,
            "dead_at": now if is_dead else None,
        },
    )
    return attempt


def dead() -> list[DeadTask]:
    """Return the tasks that were given up, newest first."""
    rows = TaskAttempt.objects.exclude(dead_at=None).order_by("-dead_at")
    return [
        DeadTask(row.task_key, row.path, row.attempts, row.last_error, row.dead_at or row.last_at)
        for row in rows
    ]


@transaction.atomic
def run_again(key: UUID, *, by: models.Model | None) -> None:
    """Put a task that was given up back into the queue, with all its attempts before it."""
    attempt = TaskAttempt.objects.select_for_update().exclude(dead_at=None).get(task_key=key)
    DBTaskResult.objects.filter(id=key).update(
        status=TaskResultStatus.READY, run_after=timezone.now(), finished_at=None
    )
    journal.write(
        "run_again", attempt, by=by, before={"path": attempt.path, "attempts": attempt.attempts}
    )
    attempt.attempts = 0
    attempt.dead_at = None
    attempt.save(update_fields=["attempts", "dead_at"])


def waiting_since() -> datetime | None:
    """Return since when the oldest task that is due has been waiting; None when none is due."""
    return (
        DBTaskResult.objects.ready()
        .order_by("enqueued_at")
        .values_list("enqueued_at", flat=True)
        .first()
    )
