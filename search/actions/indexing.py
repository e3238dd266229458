"""Bring the index to the state of the database. It is sent state, not events."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from secrets import randbits

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ecosystem.registry.models import Organization
from search.engines import Document, EngineError, NoIndexError, engine
from search.models import Card, PendingRecord, RecordChange
from search.selectors import records, watching

BATCH = 500


@dataclass(frozen=True)
class Indexed:
    """What one round did: records sent, records taken away, marks that still wait."""

    sent: int
    removed: int
    left: int


def index_pending(limit: int = BATCH) -> Indexed:
    """Index the records that wait, oldest first, at most `limit`.

    The marks are read before the state they stand for, and taken away only if nobody has changed
    the record since, so that no change is lost. Raises EngineError; the marks then say why and
    since when. The first round ever builds the index.
    """
    mark_turned_cards()
    if not PendingRecord.objects.exists():
        return Indexed(0, 0, 0)
    with engine().exclusive():
        marks = dict(
            PendingRecord.objects.oldest_first().values_list("organization_id", "stamp")[:limit]
        )
        found = records.read(marks)
        gone = marks.keys() - found.keys()
        try:
            _send(found, gone)
        except EngineError as error:
            PendingRecord.objects.filter(organization_id__in=marks).update(
                attempts=F("attempts") + 1, last_error=str(error)[:500]
            )
            raise
        with transaction.atomic():
            _store(found, gone)
            PendingRecord.objects.filter(
                organization_id__in=marks.keys(), stamp__in=marks.values()
            ).delete()
    return Indexed(len(found), len(gone), PendingRecord.objects.count())


def _send(found: Mapping[int, records.Record], gone: Iterable[int]) -> None:
    try:
        engine().write((record.document for record in found.values()), gone)
    except NoIndexError:
        _rebuild()


def index_all_pending() -> Indexed:
    """Index until nothing waits that waited at the start. Raises EngineError."""
    sent = removed = 0
    rounds = PendingRecord.objects.count() // BATCH + 2
    for _round in range(rounds):
        done = index_pending()
        sent, removed = sent + done.sent, removed + done.removed
        if not done.left:
            break
    return Indexed(sent, removed, PendingRecord.objects.count())


def mark_turned_cards() -> int:
    """Mark records that the calendar alone has changed; return how many.

    A class begins or ends today: nobody writes a row on that day, so no trigger sees it.
    """
    turned = Card.objects.turning(timezone.localdate()).values_list("organization_id", flat=True)
    return mark(list(turned))


def mark(keys: list[int]) -> int:
    """Put marks on records, as the triggers do. Return how many."""
    now = timezone.now()
    for some in _batches(keys):
        PendingRecord.objects.bulk_create(
            [PendingRecord(organization_id=key, marked_at=now, stamp=_stamp()) for key in some],
            ignore_conflicts=True,
        )
    return len(keys)


def rebuild() -> int:
    """Build the index and all cards anew beside those in use, then switch. Return the size.

    Nobody else writes meanwhile. Records that change during the build keep their marks, since it
    takes none away, and follow with the next round. Raises EngineError.
    """
    with engine().exclusive():
        return _rebuild()


def _rebuild() -> int:
    known: set[int] = set()

    def batches() -> Iterator[list[Document]]:
        keys = Organization.objects.published().order_by("pk").values_list("pk", flat=True)
        for some in _batches(list(keys)):
            found = records.read(some)
            with transaction.atomic():
                _store(found)
            known.update(found)
            yield [record.document for record in found.values()]

    size = engine().rebuild(batches())
    stale = set(Card.objects.values_list("organization_id", flat=True)) - known
    for some in _batches(sorted(stale)):
        with transaction.atomic():
            _store({}, some)
    return size


def _store(found: Mapping[int, records.Record], gone: Iterable[int] = ()) -> None:
    """Write the cards of what was found, take away those of what has gone, note what differs.

    Asked in one transaction, so that no card moves on without its note (SRCH-9).
    """
    gone = list(gone)
    before = Card.objects.states([*found, *gone])
    changes = [
        RecordChange(organization_id=key, code=record.code, before=before.get(key, ("", None))[1])
        for key, record in found.items()
        if key not in before or watching.changed_fields(before[key][1], record.state)
    ]
    changes += [
        RecordChange(organization_id=key, code=before[key][0], before=before[key][1])
        for key in gone
        if key in before
    ]
    RecordChange.objects.bulk_create(changes)
    Card.objects.bulk_create(
        [
            Card(
                organization_id=key,
                code=record.code,
                sort_key=record.sort_key,
                data=record.card,
                state=record.state,
                changes_on=record.changes_on,
            )
            for key, record in found.items()
        ],
        update_conflicts=True,
        unique_fields=["organization"],
        update_fields=["code", "sort_key", "data", "state", "changes_on"],
    )
    Card.objects.filter(organization_id__in=gone).delete()


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def _stamp() -> int:
    return randbits(62)
