"""How a number changed over time, and where and in what its organizations are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from ecosystem.classification.choices import CountSource
from ecosystem.classification.models import SchemeClass
from ecosystem.registry.models import Address, Listing, SectorAssignment
from ecosystem.taxonomy.models import Boundary
from ecosystem.taxonomy.selectors import boundary as boundary_of

from .counted import Count
from .counting import countable, decision_rows


@dataclass(frozen=True)
class Share:
    """A part of a count: all parts of one division add up to the count's number (TGT-9).

    `code` is empty for the part of which it is not known where it belongs.
    """

    code: str
    name: str
    number: int


@dataclass(frozen=True)
class Point:
    """The number on a day."""

    day: date
    number: int


class _Span(NamedTuple):
    """A dated row: true from a day to before another."""

    first: date
    end: date
    key: int
    place: int | None = None

    def holds(self, day: date) -> bool:
        return self.first <= day < self.end


def by_commune(count: Count) -> tuple[Share, ...]:
    """Divide a count by the communes of the seats, largest first, "chưa rõ xã" last."""
    numbers = Counter(row.unit_code for row in count.rows)
    named = {row.unit_code: (row.unit_sort_key, row.unit_name) for row in count.rows}
    known = [Share(code, named[code][1], number) for code, number in numbers.items() if code]
    known.sort(key=lambda share: (-share.number, named[share.code][0], share.code))
    return tuple(known + _rest(numbers[""], _("chưa rõ xã")))


def by_sector(count: Count) -> tuple[Share, ...]:
    """Divide a count by main sector, largest first, "chưa rõ lĩnh vực" last."""
    assignments = (
        SectorAssignment.objects.filter(is_main=True)
        .true_on(count.on_date)
        .known_at(count.known_at)
        .select_related("sector")
        .order_by("valid_from", "pk")
    )
    sectors = {row.organization_id: row.sector for row in assignments}
    found = [sectors.get(row.organization_id) for row in count.rows]
    numbers = Counter(sector.code if sector else "" for sector in found)
    named = {sector.code: sector for sector in found if sector}
    known = [Share(code, named[code].name, number) for code, number in numbers.items() if code]
    known.sort(key=lambda share: (-share.number, named[share.code].sort_key, share.code))
    return tuple(known + _rest(numbers[""], _("chưa rõ lĩnh vực")))


def count_steps(
    klass: SchemeClass,
    boundary: str | Boundary,
    first: date,
    last: date,
    known_at: datetime | None = None,
) -> tuple[Point, ...]:
    """Return the number on the first day and on each day up to the last on which it changed."""
    timeline = _Timeline(klass, boundary, known_at or timezone.now())
    steps: list[Point] = []
    for day in sorted({first, *timeline.change_days(first, last)}):
        number = timeline.number(day)
        if not steps or steps[-1].number != number:
            steps.append(Point(day, number))
    return tuple(steps)


class _Timeline:
    """The rows of a class and the seats of its organizations, believed at one moment."""

    def __init__(self, klass: SchemeClass, boundary: str | Boundary, known_at: datetime) -> None:
        area = boundary_of(boundary) if isinstance(boundary, str) else boundary
        self.inside = set(area.units.values_list("pk", flat=True))
        if klass.scheme.count_source == CountSource.LISTING:
            rows = Listing.objects.known_at(known_at)
        else:
            rows = decision_rows([klass], known_at)
        self.rows = _spans(
            countable(rows).values_list("organization_id", "valid_from", "valid_to", "pk")
        )
        seats = Address.objects.seats().known_at(known_at)
        self.seats = _spans(
            (organization, first, end, key, unit or former)
            for organization, first, end, key, unit, former in seats.values_list(
                "organization_id", "valid_from", "valid_to", "pk", "unit_id", "former_unit_id"
            )
            if organization in self.rows
        )

    def number(self, day: date) -> int:
        return sum(
            any(span.holds(day) for span in spans) and self._seated(organization, day)
            for organization, spans in self.rows.items()
        )

    def change_days(self, first: date, last: date) -> set[date]:
        spans = [
            span for rows in (self.rows, self.seats) for held in rows.values() for span in held
        ]
        days = {day for span in spans for day in (span.first, span.end)}
        return {day for day in days if first <= day <= last}

    def _seated(self, organization: int, day: date) -> bool:
        held = [span for span in self.seats.get(organization, ()) if span.holds(day)]
        return (
            bool(held) and max(held, key=lambda span: (span.first, span.key)).place in self.inside
        )


def _spans(rows: Iterable[Any]) -> dict[int, list[_Span]]:
    spans: dict[int, list[_Span]] = {}
    for organization, first, end, *rest in rows:
        spans.setdefault(organization, []).append(_Span(first, end or date.max, *rest))
    return spans


def _rest(number: int, name: str) -> list[Share]:
    return [Share("", name, number)] if number else []
