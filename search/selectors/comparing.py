"""Whether the index and the cards say what the database says."""

from dataclasses import dataclass

from ecosystem.registry.models import Organization
from search.engines import engine
from search.models import Card, PendingRecord

from . import records

BATCH = 500


@dataclass(frozen=True)
class Comparison:
    """Keys that differ, apart from records that wait for the index anyway."""

    missing: frozenset[int]
    superfluous: frozenset[int]
    stale_cards: frozenset[int]
    pending: int

    @property
    def agrees(self) -> bool:
        return not (self.missing or self.superfluous or self.stale_cards)


def compare_with_database() -> Comparison:
    """Compare keys, and each card with one built now. Raises EngineError."""
    waiting = frozenset(PendingRecord.objects.values_list("organization_id", flat=True))
    indexed = engine().keys()
    public = frozenset(Organization.objects.published().values_list("pk", flat=True))
    stale: set[int] = set()
    keys = sorted(public - waiting)
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        cards = dict(Card.objects.filter(pk__in=some).values_list("organization_id", "data"))
        stale |= {key for key, row in records.read(some).items() if cards.get(key) != row.card}
    return Comparison(
        missing=public - indexed - waiting,
        superfluous=indexed - public - waiting,
        stale_cards=frozenset(stale),
        pending=len(waiting),
    )
