"""What differs: firms that came and left, and frozen numbers that are known otherwise now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from core import vietnamese
from ecosystem.classification.models import Classification, SchemeClass
from ecosystem.classification.selectors import counts, subgroup_labels
from ecosystem.innovation_index.choices import ReportKind
from ecosystem.innovation_index.models import Framework
from ecosystem.registry.models import Address
from ecosystem.targets.models import Snapshot
from ecosystem.taxonomy.models import Boundary

from .report_data import Change, Firm, FrozenPoint, Restated

MOVED_IN = "moved_in"


@dataclass(frozen=True)
class Question:
    """What a report is about: it decides everything in the data object but the day's knowledge."""

    kind: ReportKind
    framework: Framework | None
    boundary: Boundary
    on_date: date
    known_at: datetime


def changes(
    question: Question,
    klass: SchemeClass,
    before: Sequence[Firm],
    now: Sequence[Firm],
    compared_on: date,
) -> tuple[Change, ...]:
    """Return annex B: who came, who left, and who is newly able to supply."""
    old, new = ({firm.code: firm for firm in firms} for firms in (before, now))
    places = {code: place for place, code in enumerate(subgroup_labels(klass), 1)}
    moved_in = places.get(MOVED_IN)
    came = [
        Change(
            firm.code,
            firm.name,
            firm.is_public,
            "in",
            firm.counted_from,
            _why_in(firm, compared_on, moved_in),
        )
        for firm in now
        if firm.code not in old
    ]
    left = [_left(question, klass, firm) for firm in before if firm.code not in new]
    changed = []
    for firm in now:
        earlier = old.get(firm.code)
        if earlier is None:
            continue
        if firm.able_from and not earlier.able_from:
            papers = ", ".join(firm.evidence)
            reason = "Thêm “có khả năng cung cấp”" + (f": {papers}" if papers else "")
            changed.append(
                Change(firm.code, firm.name, firm.is_public, "changed", firm.able_from, reason)
            )
        elif earlier.able_from and not firm.able_from:
            reason = "Thôi “có khả năng cung cấp”"
            changed.append(
                Change(firm.code, firm.name, firm.is_public, "changed", question.on_date, reason)
            )
    return (*came, *left, *changed)


def _why_in(firm: Firm, compared_on: date, moved_in: int | None) -> str:
    if firm.counted_from <= compared_on:
        return f"Ghi muộn, hoặc chuyển trụ sở: đúng từ {vietnamese.date_short(firm.counted_from)}"
    return "Chuyển từ lĩnh vực khác" if firm.group == moved_in else "Quyết định xếp loại mới"


def _left(question: Question, klass: SchemeClass, firm: Firm) -> Change:
    """Say why a firm is no longer counted, from the rows that are believed at the moment."""
    row = (
        Classification.objects.filter(organization__code=firm.code, scheme_class=klass)
        .known_at(question.known_at)
        .order_by("-valid_from")
        .first()
    )
    if row is None:
        return Change(
            firm.code, firm.name, firm.is_public, "out", question.on_date, "Ghi sai, đã rút"
        )
    if row.valid_to and row.valid_to <= question.on_date:
        reason = row.get_end_reason_display() or "Phân loại đã chấm dứt"
        return Change(firm.code, firm.name, firm.is_public, "out", row.valid_to, str(reason))
    seat = (
        Address.objects.seats()
        .known_at(question.known_at)
        .true_on(question.on_date)
        .filter(organization__code=firm.code)
        .order_by("-valid_from")
        .first()
    )
    day = seat.valid_from if seat else question.on_date
    return Change(
        firm.code, firm.name, firm.is_public, "out", day, "Chuyển trụ sở ra ngoài địa bàn"
    )


# Frozen numbers and the lines of the chart ------------------------------------------------------


def _snapshots(klass: SchemeClass, question: Question) -> list[Snapshot]:
    """Return the last snapshot of each earlier day that was known at the moment."""
    rows = Snapshot.objects.filter(
        scheme_class=klass,
        boundary=question.boundary,
        on_date__lt=question.on_date,
        known_at__lte=question.known_at,
    )
    latest = {row.on_date: row for row in rows.order_by("known_at", "pk")}
    return [latest[day] for day in sorted(latest)]


def frozen(klass: SchemeClass, question: Question) -> tuple[FrozenPoint, ...]:
    return tuple(
        FrozenPoint(row.code, row.on_date, row.number, timezone.localdate(row.made_at))
        for row in _snapshots(klass, question)
    )


def restated(klass: SchemeClass, question: Question) -> tuple[Restated, ...]:
    """Count each frozen day again, as known then and as known now, and name who differs."""
    lines = []
    for snapshot in _snapshots(klass, question):
        then, known = (
            counts([klass], question.boundary, snapshot.on_date, moment)[0]
            for moment in (snapshot.known_at, question.known_at)
        )
        old, new = ({row.code: row for row in part.rows} for part in (then, known))
        for code in sorted(old.keys() ^ new.keys()):
            row = new.get(code) or old[code]
            since = vietnamese.date_short(row.valid_from)
            reason = f"Ghi muộn: đúng từ {since}" if code in new else "Ghi sai, đã sửa"
            lines.append(
                Restated(
                    snapshot.on_date,
                    snapshot.number,
                    known.number,
                    code,
                    row.name,
                    row.is_public,
                    reason,
                )
            )
    return tuple(lines)
