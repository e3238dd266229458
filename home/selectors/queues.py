"""Letters and tasks that got stuck, without what they say (ADM-11, PRV-5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core import mail, tasks


@dataclass(frozen=True)
class StuckLetter:
    """`to` hides the name of the mailbox: enough to recognize, too little to collect."""

    key: int
    to: str
    queued_at: datetime
    attempts: int
    next_at: datetime | None
    given_up: bool


@dataclass(frozen=True)
class StuckTask:
    key: UUID
    name: str
    attempts: int
    dead_at: datetime


@dataclass(frozen=True)
class Queues:
    letters: tuple[StuckLetter, ...]
    tasks: tuple[StuckTask, ...]


def queues() -> Queues:
    """Return what was refused or given up, oldest letters and newest tasks first."""
    return Queues(
        letters=tuple(
            StuckLetter(
                key=letter.id,
                to=_hidden(letter.to),
                queued_at=letter.queued_at,
                attempts=letter.attempts,
                next_at=letter.next_at,
                given_up=letter.given_up,
            )
            for letter in mail.troubled()
        ),
        tasks=tuple(
            StuckTask(task.key, task.path.rpartition(".")[2], task.attempts, task.dead_at)
            for task in tasks.dead()
        ),
    )


def _hidden(addresses: Iterable[str]) -> str:
    parts = (address.partition("@") for address in addresses)
    return ", ".join(f"{name[:1]}…@{host}" for name, _at, host in parts)
