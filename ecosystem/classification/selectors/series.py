"""How a number changed over time, and where and in what its organizations are."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from ecosystem.classification.choices import CountSource
from ecosystem.classification.models import SchemeClass
from ecosystem.registry.choices import NameType, Visibility
from ecosystem.registry.models import Address, Listing, Name, SectorAssignment
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


@dataclass(frozen=True)
class Member:
    """An organization of a class on a day: the part of a count's row that lists compare.

    `row_id` and `recorded_at` belong to the decision, or to the listing for classes that are
    counted from the directory.
    """

    code: str
    name: str
    is_public: bool
    subgroup: str
    valid_from: date
    row_id: int
    recorded_at: datetime


class _Span(NamedTuple):
    """A dated row: true from a day to before another."""

    first: date
    end: date
    key: int
    value: Any = None

    def holds(self, day: date) -> bool:
        return self.first <= day < self.end


_Spans = dict[int, list[_Span]]


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


def members_on(
    klass: SchemeClass,
    boundary: Boundary,
    days: Iterable[date],
    known_at: datetime | None = None,
) -> dict[date, tuple[Member, ...]]:
    """Return whom `count` counts on each day, in four queries for any number of days."""
    moment = known_at or timezone.now()
    timeline = _Timeline(klass, boundary, moment)
    names = Name.objects.filter(name_type=NameType.LEGAL).known_at(moment)
    called = _spans(names.values_list("organization_id", "valid_from", "valid_to", "pk", "text"))
    return {day: timeline.members(day, called) for day in days}


class _Timeline:
    """The rows of a class and the seats of its organizations, believed at one moment."""

    def __init__(self, klass: SchemeClass, boundary: str | Boundary, known_at: datetime) -> None:
        area = boundary_of(boundary) if isinstance(boundary, str) else boundary
        self.inside = set(area.units.values_list("pk", flat=True))
        is_listed = klass.scheme.count_source == CountSource.LISTING
        rows = countable(
            Listing.objects.known_at(known_at) if is_listed else decision_rows([klass], known_at)
        ).values_list(
            "organization_id",
            "valid_from",
            "valid_to",
            "pk",
            "recorded_at",
            "organization__code",
            "organization__legal_name",
            "organization__visibility",
            Value("") if is_listed else F("subgroup"),
        )
        self.rows = _spans((*row[:4], row[4:]) for row in rows)
        seats = Address.objects.seats().known_at(known_at)
        self.seats = _spans(
            seats.values_list(
                "organization_id",
                "valid_from",
                "valid_to",
                "pk",
                Coalesce("unit_id", "former_unit_id"),
            )
        )

    def number(self, day: date) -> int:
        return sum(1 for _found in self._held(day))

    def members(self, day: date, called: _Spans) -> tuple[Member, ...]:
        found = []
        for organization, row in self._held(day):
            recorded_at, code, legal_name, visibility, subgroup = row.value
            name = _last(called.get(organization, ()), day)
            found.append(
                Member(
                    code=code,
                    name=name.value if name else legal_name,
                    is_public=visibility == Visibility.PUBLIC,
                    subgroup=subgroup,
                    valid_from=row.first,
                    row_id=row.key,
                    recorded_at=recorded_at,
                )
            )
        return tuple(sorted(found, key=lambda member: member.code))

    def change_days(self, first: date, last: date) -> set[date]:
        held = [*self.rows.values(), *(self.seats.get(key, []) for key in self.rows)]
        days = {day for spans in held for span in spans for day in (span.first, span.end)}
        return {day for day in days if first <= day <= last}

    def _held(self, day: date) -> Iterator[tuple[int, _Span]]:
        """Yield each organization that counts on the day with its row, of two the first."""
        for organization, spans in self.rows.items():
            seat = _last(self.seats.get(organization, ()), day)
            held = [span for span in spans if span.holds(day)]
            if held and seat and seat.value in self.inside:
                yield organization, min(held, key=lambda span: (span.first, span.key))


def _spans(rows: Iterable[Any]) -> _Spans:
    spans: _Spans = {}
    for organization, first, end, key, value in rows:
        spans.setdefault(organization, []).append(_Span(first, end or date.max, key, value))
    return spans


def _last(spans: Iterable[_Span], day: date) -> _Span | None:
    """Return the span that holds on the day; of two, the one that began last."""
    held = [span for span in spans if span.holds(day)]
    return max(held, key=lambda span: (span.first, span.key)) if held else None


def _rest(number: int, name: str) -> list[Share]:
    return [Share("", name, number)] if number else []
