"""Frozen numbers beside what is known now (TGT-3, TGT-11, TGT-12)."""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.vietnamese import date_short
from ecosystem.classification import selectors as classification
from ecosystem.classification.models import Classification
from ecosystem.classification.selectors import Count, CountedOrganization
from ecosystem.registry.choices import Visibility
from ecosystem.registry.models import Organization
from ecosystem.targets.choices import Direction, RestatementReason
from ecosystem.targets.models import Snapshot, Target

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
    rows = json.loads(snapshot.canonical_text)["rows"]
    public = _public([row["code"] for row in rows])
    return tuple(
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
    count = count_again(snapshot, snapshot.known_at)
    if [row.code for row in rows] != list(count.codes):
        problems.append(_("đếm lại ra danh sách khác"))
    return Verdict(snapshot.code, snapshot.number, count.number, tuple(problems))


def count_again(snapshot: Snapshot, known_at: datetime | None = None) -> Count:
    """Ask the snapshot's question again, by default with what is known now."""
    return classification.counts(
        [snapshot.scheme_class], snapshot.boundary, snapshot.on_date, known_at
    )[0]


def frozen_figures(target: Target) -> tuple[FrozenFigure, ...]:
    """Return the target's snapshots, newest day first; restated ones follow their successor."""
    snapshots = target.snapshots.select_related(
        "scheme_class__scheme", "boundary", "target", "restates", "restated_by", "made_by"
    ).prefetch_related("restatements")
    return tuple(frozen_figure(snapshot) for snapshot in snapshots)


def frozen_figure(snapshot: Snapshot) -> FrozenFigure:
    count = count_again(snapshot)
    return FrozenFigure(snapshot, count.number, differences(snapshot, count))


def differences(snapshot: Snapshot, now: Count) -> tuple[Difference, ...]:
    """Return per organization what has come in, gone out or changed since the snapshot."""
    before = {row.code: row for row in frozen_rows(snapshot)}
    after = {row.code: row for row in now.rows}
    entered = [row for code, row in after.items() if code not in before]
    gone = [row for code, row in before.items() if code not in after]
    found = [*_entered(entered, snapshot), *_gone(gone, snapshot)]
    found += [
        Difference(code, row.name, Direction.CHANGED, RestatementReason.RECLASSIFIED, row.is_public)
        for code, row in before.items()
        if code in after and row.subgroup != after[code].subgroup
    ]
    return tuple(sorted(found, key=lambda one: (one.direction, one.code)))


def _entered(rows: Iterable[CountedOrganization], snapshot: Snapshot) -> list[Difference]:
    recorded = dict(
        Classification.objects.filter(pk__in=[row.classification_id for row in rows]).values_list(
            "pk", "recorded_at"
        )
    )
    found = []
    for row in rows:
        at = recorded.get(row.classification_id)
        detail, reason = "", RestatementReason.BOUNDARY
        if at is not None and at > snapshot.known_at:
            reason = RestatementReason.LATE_ENTRY
            detail = _("đúng từ %(day)s, ghi %(recorded)s") % {
                "day": date_short(row.valid_from),
                "recorded": date_short(at),
            }
        found.append(Difference(row.code, row.name, Direction.IN, reason, row.is_public, detail))
    return found


def _gone(rows: Iterable[FrozenRow], snapshot: Snapshot) -> list[Difference]:
    merged = set(
        Organization.objects.filter(code__in=[row.code for row in rows])
        .exclude(merged_into=None)
        .values_list("code", flat=True)
    )
    still = set(
        Classification.objects.in_force(snapshot.on_date)
        .filter(
            scheme_class=snapshot.scheme_class,
            organization__code__in=[row.code for row in rows],
        )
        .values_list("organization__code", flat=True)
    )
    found = []
    for row in rows:
        reason = RestatementReason.WRONG
        if row.code in merged:
            reason = RestatementReason.MERGED
        elif row.code in still:
            reason = RestatementReason.BOUNDARY
        found.append(Difference(row.code, row.name, Direction.OUT, reason, row.is_public))
    return found
