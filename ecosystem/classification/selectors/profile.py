"""To which classes one organization belongs, and belonged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import vietnamese
from ecosystem.classification.choices import EndReason
from ecosystem.classification.models import Classification
from ecosystem.registry.models import Organization
from ecosystem.registry.selectors.profile import TimelineEntry

from .counting import subgroup_labels


@dataclass(frozen=True)
class ClassificationLine:
    """A class with its days and what it rests on. `ends` says why there is an end."""

    scheme: str
    klass: str
    class_name: str
    subgroup_label: str
    valid_from: date
    valid_to: date | None
    basis: str
    ends: str
    decided_on: date


@dataclass(frozen=True)
class Classifications:
    """What is believed now: in force today, still to come, and ended."""

    in_force: tuple[ClassificationLine, ...]
    coming: tuple[ClassificationLine, ...]
    ended: tuple[ClassificationLine, ...]


def classifications_of(organization: Organization, day: date | None = None) -> Classifications:
    """Return the organization's classes as believed now, in two queries."""
    today = day or timezone.localdate()
    rows = (
        Classification.objects.current()
        .filter(organization=organization)
        .select_related("scheme_class__scheme__legal_document", "legal_basis")
        .prefetch_related("evidence")
        .order_by("valid_from", "pk")
    )
    found: dict[str, list[ClassificationLine]] = {"in_force": [], "coming": [], "ended": []}
    for row in rows:
        if row.valid_to is not None and row.valid_to <= today:
            found["ended"].append(_line(row))
        elif row.valid_from > today:
            found["coming"].append(_line(row))
        else:
            found["in_force"].append(_line(row))
    return Classifications(**{name: tuple(lines) for name, lines in found.items()})


def timeline_with_classes(
    timeline: Iterable[TimelineEntry], classifications: Classifications
) -> tuple[TimelineEntry, ...]:
    """Put the days on which classes began and ended among the other days, newest first."""
    entries = list(timeline)
    for line in (*classifications.in_force, *classifications.ended):
        words = {"name": line.class_name}
        entries.append(_moment(line.valid_from, _("Được xếp loại: %(name)s") % words))
    for line in classifications.ended:
        if line.valid_to is not None:
            text = _("Thôi xếp loại: %(name)s") % {"name": line.class_name}
            entries.append(_moment(line.valid_to, f"{text} ({line.ends})" if line.ends else text))
    return tuple(sorted(entries, key=lambda entry: entry.day, reverse=True))


def _moment(day: date, text: str) -> TimelineEntry:
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    when = vietnamese.date_short(day, language=language)
    return TimelineEntry(day, when, day.isoformat(), text)


def _line(row: Classification) -> ClassificationLine:
    klass = row.scheme_class
    document = row.legal_basis or klass.scheme.legal_document
    listed = [paper for paper in row.evidence.all() if paper.kind in klass.evidence_kinds]
    if listed:
        basis = ", ".join(paper.get_kind_display() for paper in listed)
    else:
        basis = document.title if document else klass.scheme.name
    return ClassificationLine(
        scheme=klass.scheme.code,
        klass=klass.code,
        class_name=klass.name,
        subgroup_label=subgroup_labels(klass).get(row.subgroup, ""),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        basis=basis,
        ends=_why_it_ends(row),
        decided_on=row.decided_on,
    )


def _why_it_ends(row: Classification) -> str:
    if row.end_reason == EndReason.EVIDENCE_ENDED:
        return _("hết hạn cùng bằng chứng")
    return str(EndReason(row.end_reason).label).lower() if row.end_reason else ""
