"""Frozen numbers beside what is known now (TGT-3, TGT-11, TGT-12)."""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.classification import selectors as classification
from ecosystem.classification.models import Classification, SchemeClass
from ecosystem.classification.selectors import Count, CountedOrganization, Member
from ecosystem.registry.choices import Visibility
from ecosystem.registry.models import Organization
from ecosystem.targets.choices import Direction, RestatementReason
from ecosystem.targets.models import Snapshot, Target
from ecosystem.taxonomy.models import Boundary

from .figures import day_in_words

NOT_PUBLIC = gettext_lazy("(hồ sơ không công khai)")
"""Instead of a name: the firm counts, but whoever is not staff is not told who it is (PRV-1)."""


class UnknownSnapshotError(LookupError):
    """No snapshot of a published target has this code."""


@dataclass(frozen=True)
class FrozenRow:
    """One organization as it stands in a snapshot."""

    code: str
    name: str
    commune: str
    subgroup: str
    valid_from: date
    classification_id: int
    evidence: tuple[str, ...]
    is_public: bool

    @property
    def public_name(self) -> str:
        return self.name if self.is_public else str(NOT_PUBLIC)


@dataclass(frozen=True)
class Difference:
    """One organization that a frozen list and what is known now do not share, and why."""

    code: str
    name: str
    direction: str
    reason: str
    is_public: bool
    detail: str = ""

    @property
    def public_name(self) -> str:
        return self.name if self.is_public else str(NOT_PUBLIC)

    @property
    def direction_label(self) -> str:
        return str(Direction(self.direction).label)

    @property
    def reason_label(self) -> str:
        return str(RestatementReason(self.reason).label)


@dataclass(frozen=True)
class FrozenFigure:
    """A snapshot beside the same question asked with today's knowledge."""

    snapshot: Snapshot
    now: int
    differences: tuple[Difference, ...]

    @property
    def differs(self) -> bool:
        return bool(self.differences)

    @property
    def is_restated(self) -> bool:
        return hasattr(self.snapshot, "restated_by")


@dataclass(frozen=True)
class Verdict:
    """Whether a snapshot is what it was and can be counted again (TGT-F2)."""

    code: str
    number: int
    recounted: int
    problems: tuple[str, ...]


def snapshot(target: str, code: str) -> Snapshot:
    """Return the snapshot with this code of a published target. Raises UnknownSnapshotError."""
    try:
        return Snapshot.objects.select_related(
            "target", "scheme_class__scheme", "boundary", "restates", "restated_by"
        ).get(code=code, target__code=target, target__in=Target.objects.published())
    except Snapshot.DoesNotExist as error:
        raise UnknownSnapshotError(_("Không có bản chốt mang mã “%s”.") % code) from error


def frozen_rows(snapshot: Snapshot) -> tuple[FrozenRow, ...]:
    """Return the list that was frozen with the number, and who of it is public today."""
    return _frozen_lists([snapshot])[snapshot.pk]


def _frozen_lists(snapshots: Iterable[Snapshot]) -> dict[int, tuple[FrozenRow, ...]]:
    lists = {one.pk: json.loads(one.canonical_text)["rows"] for one in snapshots}
    public = _public({row["code"] for rows in lists.values() for row in rows})
    return {
        key: tuple(
            FrozenRow(
                code=row["code"],
                name=row["name"],
                commune=row["commune_name"],
                subgroup=row["subgroup"],
                valid_from=date.fromisoformat(row["valid_from"]),
                classification_id=row["row"],
                evidence=tuple(paper["number"] for paper in row["evidence"]),
                is_public=row["code"] in public,
            )
            for row in rows
        )
        for key, rows in lists.items()
    }


def restated(snapshot: Snapshot) -> tuple[Difference, ...]:
    """Return why each organization is in, out or changed against the restated snapshot."""
    lines = list(snapshot.restatements.all())
    public = _public([line.organization_code for line in lines])
    return tuple(
        Difference(
            line.organization_code,
            line.organization_name,
            line.direction,
            line.reason,
            line.organization_code in public,
            line.note,
        )
        for line in lines
    )


def _public(codes: Collection[str]) -> set[str]:
    """Return those codes whose record is public; a merged one stays as it was."""
    rows = Organization.objects.filter(code__in=codes, visibility=Visibility.PUBLIC)
    return set(rows.values_list("code", flat=True))


def canonical_text(
    count: Count,
    *,
    code: str,
    target: str,
    made_at: datetime,
    made_by: str,
    restates: str = "",
) -> str:
    """Return the text whose SHA-256 stands for a snapshot: sorted keys, no blanks (TGT-11)."""
    return json.dumps(
        {
            "code": code,
            "target": target,
            "scheme": count.scheme,
            "class": count.klass,
            "definition_version": count.definition_version,
            "boundary": count.boundary,
            "on_date": count.on_date.isoformat(),
            "known_at": count.known_at.isoformat(timespec="microseconds"),
            "made_at": made_at.isoformat(timespec="microseconds"),
            "made_by": made_by,
            "restates": restates,
            "number": count.number,
            "rows": [_canonical_row(row) for row in count.rows],
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def _canonical_row(row: CountedOrganization) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "row": row.classification_id,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else "",
        "subgroup": row.subgroup,
        "commune": row.unit_code,
        "commune_name": row.unit_name,
        "evidence": [
            {"number": paper.number, "sha256": paper.sha256, "checked": paper.checked}
            for paper in row.evidence
        ],
    }


def verify(snapshot: Snapshot) -> Verdict:
    """Check the hash, and count again with the knowledge of then."""
    problems = []
    if hashlib.sha256(snapshot.canonical_text.encode()).hexdigest() != snapshot.sha256:
        problems.append(_("chữ không cho ra mã SHA-256 đã ghi"))
    rows = frozen_rows(snapshot)
    if snapshot.number != len(rows):
        problems.append(_("số khác độ dài danh sách"))
    count = classification.counts(
        [snapshot.scheme_class], snapshot.boundary, snapshot.on_date, snapshot.known_at
    )[0]
    if [row.code for row in rows] != list(count.codes):
        problems.append(_("đếm lại ra danh sách khác"))
    return Verdict(snapshot.code, snapshot.number, count.number, tuple(problems))


def frozen_figures(target: Target) -> tuple[FrozenFigure, ...]:
    """Return the target's snapshots, newest day first; restated ones follow their successor."""
    return compared(
        target.snapshots.select_related(
            "scheme_class__scheme", "boundary", "target", "restates", "restated_by", "made_by"
        )
    )


def frozen_figure(snapshot: Snapshot) -> FrozenFigure:
    return compared([snapshot])[0]


def compared(snapshots: Iterable[Snapshot]) -> tuple[FrozenFigure, ...]:
    """Return each snapshot beside what is known now.

    The number of queries grows with the classes and boundaries asked about, not with the snapshots.
    """
    chosen = list(snapshots)
    now = _known_now(chosen)
    before = _frozen_lists(chosen)
    gone = [
        {row.code for row in before[one.pk]} - {row.code for row in now[one.pk]} for one in chosen
    ]
    facts = _Facts(set().union(*gone))
    return tuple(
        FrozenFigure(one, len(now[one.pk]), _differences(one, before[one.pk], now[one.pk], facts))
        for one in chosen
    )


def _known_now(snapshots: Iterable[Snapshot]) -> dict[int, tuple[Member, ...]]:
    """Return by snapshot whom its question counts with what is known now."""
    asked: dict[tuple[SchemeClass, Boundary], list[Snapshot]] = {}
    for one in snapshots:
        asked.setdefault((one.scheme_class, one.boundary), []).append(one)
    found: dict[int, tuple[Member, ...]] = {}
    for (klass, boundary), group in asked.items():
        days = classification.members_on(klass, boundary, {one.on_date for one in group})
        found |= {one.pk: days[one.on_date] for one in group}
    return found


class _Facts:
    """What is known now of organizations that a list has lost."""

    def __init__(self, codes: Collection[str]) -> None:
        self.merged = set(
            Organization.objects.filter(code__in=codes)
            .exclude(merged_into=None)
            .values_list("code", flat=True)
        )
        self.classified = list(
            Classification.objects.current()
            .filter(organization__code__in=codes)
            .values_list("organization__code", "scheme_class_id", "valid_from", "valid_to")
        )

    def has_class(self, code: str, klass: int, day: date) -> bool:
        return any(
            (code, klass) == (whose, which) and first <= day and (end is None or day < end)
            for whose, which, first, end in self.classified
        )


def _differences(
    snapshot: Snapshot, frozen: Iterable[FrozenRow], now: Iterable[Member], facts: _Facts
) -> tuple[Difference, ...]:
    """Return per organization what has come in, gone out or changed since the snapshot."""
    before = {row.code: row for row in frozen}
    after = {row.code: row for row in now}
    found = [_entered(row, snapshot) for code, row in after.items() if code not in before]
    found += [_gone(row, snapshot, facts) for code, row in before.items() if code not in after]
    found += [
        Difference(code, row.name, Direction.CHANGED, RestatementReason.RECLASSIFIED, row.is_public)
        for code, row in before.items()
        if code in after and row.subgroup != after[code].subgroup
    ]
    return tuple(sorted(found, key=lambda one: (one.direction, one.code)))


def _entered(row: Member, snapshot: Snapshot) -> Difference:
    detail, reason = "", RestatementReason.BOUNDARY
    if row.recorded_at > snapshot.known_at:
        reason = RestatementReason.LATE_ENTRY
        detail = _("đúng từ %(day)s, ghi %(recorded)s") % {
            "day": day_in_words(row.valid_from),
            "recorded": day_in_words(row.recorded_at),
        }
    return Difference(row.code, row.name, Direction.IN, reason, row.is_public, detail)


def _gone(row: FrozenRow, snapshot: Snapshot, facts: _Facts) -> Difference:
    reason = RestatementReason.WRONG
    if row.code in facts.merged:
        reason = RestatementReason.MERGED
    elif facts.has_class(row.code, snapshot.scheme_class_id, snapshot.on_date):
        reason = RestatementReason.BOUNDARY
    return Difference(row.code, row.name, Direction.OUT, reason, row.is_public)
