"""The audit trail: append-only, each line chained to the one before by its hash (ADM-3)."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone

from .models import JournalEntry

TABLE = "core_journalentry"
# Any constant will do, as long as nothing else in the database locks on it.
CHAIN_LOCK = 7_301_946


@dataclass(frozen=True)
class BrokenLink:
    """A line of the journal that does not follow from the line before it."""

    number: int
    reason: str


@dataclass(frozen=True)
class Line:
    """What a line of the journal will say about a subject."""

    verb: str
    subject: models.Model
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


def write(
    verb: str,
    subject: models.Model,
    *,
    by: models.Model | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> JournalEntry:
    """Append one line about `subject`, in the caller's transaction. `by=None` is the system itself.

    The subject's key is its `code` or `number` where it has one, else its primary key.
    """
    (entry,) = write_many([Line(verb, subject, before or {}, after or {}, reason)], by=by, at=at)
    return entry


def write_many(
    lines: Iterable[Line], *, by: models.Model | None, at: datetime | None = None
) -> list[JournalEntry]:
    """Append several lines of one doer and moment, in the same number of queries as one."""
    moment = at or timezone.now()
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        previous = JournalEntry.objects.order_by("-number").first()
        entries = []
        for line in lines:
            entry = JournalEntry(
                number=previous.number + 1 if previous else 1,
                at=moment,
                actor_key=str(by.pk) if by else "",
                actor_name=str(by) if by else "",
                subject_type=line.subject._meta.label_lower,
                subject_key=key_of(line.subject),
                verb=line.verb,
                before=_plain(line.before),
                after=_plain(line.after),
                reason=line.reason,
                previous_hash=previous.hash if previous else "",
            )
            entry.hash = digest(entry)
            entries.append(entry)
            previous = entry
        JournalEntry.objects.bulk_create(entries, batch_size=500)
    return entries


def about(subject: models.Model) -> models.QuerySet[JournalEntry]:
    """Return the lines about `subject`, newest first."""
    return JournalEntry.objects.filter(
        subject_type=subject._meta.label_lower, subject_key=key_of(subject)
    )


def key_of(subject: models.Model) -> str:
    for name in ("code", "number"):
        value = getattr(subject, name, None)
        if isinstance(value, str) and value:
            return value
    return str(subject.pk)


def digest(entry: JournalEntry) -> str:
    """Return the SHA-256 over the canonical text of the line and the hash of the line before."""
    text = json.dumps(
        [
            entry.number,
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.actor_key,
            entry.actor_name,
            entry.subject_type,
            entry.subject_key,
            entry.verb,
            entry.before,
            entry.after,
            entry.reason,
            entry.previous_hash,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()


def broken_links() -> Iterator[BrokenLink]:
    """Yield each line that was changed, removed or put in between, oldest first."""
    number, previous_hash = 0, ""
    for entry in JournalEntry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != number + 1:
            yield BrokenLink(entry.number, f"{number + 1} is missing")
        if entry.previous_hash != previous_hash:
            yield BrokenLink(entry.number, "does not follow from the line before")
        if entry.hash != digest(entry):
            yield BrokenLink(entry.number, "its text does not give its hash")
        number, previous_hash = entry.number, entry.hash


def install_guards(**_kwargs: Any) -> None:
    """Make the database itself refuse UPDATE and DELETE on the journal. Safe to run again."""
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        if connection.vendor == "postgresql":
            cursor.execute(
                """
                CREATE OR REPLACE FUNCTION core_journal_refuse() RETURNS trigger AS $$
                BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$ LANGUAGE plpgsql;
                DROP TRIGGER IF EXISTS core_journal_append_only ON core_journalentry;
                CREATE TRIGGER core_journal_append_only BEFORE UPDATE OR DELETE
                    ON core_journalentry FOR EACH ROW EXECUTE FUNCTION core_journal_refuse();
                """
            )
            return
        for event in ("UPDATE", "DELETE"):
            cursor.execute(
                f"""
                CREATE TRIGGER IF NOT EXISTS core_journal_no_{event.lower()}
                BEFORE {event} ON {TABLE}
                BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
                """
            )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as JSON gives them back, so that the hash is the same on re-reading."""
    return json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder, ensure_ascii=False))
