"""How far a number can be trusted (TGT-14)."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings

from core.calendar import add_months
from ecosystem.classification.choices import CountSource
from ecosystem.registry.models import Confirmation, DuplicatePair

from .counted import Count


@dataclass(frozen=True)
class Quality:
    """What stands beside a count.

    The true number lies between `low` and `high`: each pair of records that may be one firm could
    lower it. `evidence_checked` is None for classes
    that need no evidence, and where the count came without papers. `former_provinces` says
    how many sit in each province of before July 2025.
    """

    number: int
    low: int
    high: int
    open_pairs: int
    confirmed: int
    evidence_checked: int | None
    former_provinces: tuple[tuple[str, int], ...]

    @property
    def is_certain(self) -> bool:
        return self.low == self.high


def quality(count: Count) -> Quality:
    """Return the range, the confirmations and the checks behind a count, in two queries."""
    organizations = {row.organization_id for row in count.rows}
    pairs = [
        pair
        for pair in DuplicatePair.objects.unresolved()
        .filter(recorded_at__lte=count.known_at)
        .values_list("left_id", "right_id")
        if organizations.issuperset(pair)
    ]
    since = add_months(count.on_date, -settings.CONFIRMED_AMBER_MONTHS)
    confirmed = set(
        Confirmation.objects.filter(
            day__gt=since, day__lte=count.on_date, recorded_at__lte=count.known_at
        ).values_list("organization_id", flat=True)
    )
    provinces = Counter(row.former_province for row in count.rows)
    return Quality(
        number=count.number,
        low=count.number - _superfluous(pairs),
        high=count.number,
        open_pairs=len(pairs),
        confirmed=len(confirmed & organizations),
        evidence_checked=None
        if count.source == CountSource.LISTING or not count.with_papers
        else sum(row.evidence_checked for row in count.rows),
        former_provinces=tuple(provinces.most_common()),
    )


def _superfluous(pairs: list[tuple[int, int]]) -> int:
    """Return how many records would go if every pair turned out to be one organization."""
    group: dict[int, int] = {}

    def root(key: int) -> int:
        while group.setdefault(key, key) != key:
            key = group[key]
        return key

    superfluous = 0
    for left, right in pairs:
        one, other = root(left), root(right)
        if one != other:
            group[one] = other
            superfluous += 1
    return superfluous
