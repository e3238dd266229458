"""The one counting function (ARC-3). Pages, commands, reports, snapshots and tests call it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from core import temporal
from ecosystem.classification.choices import CountSource
from ecosystem.classification.models import Classification, Scheme, SchemeClass
from ecosystem.registry.choices import (
    NEVER_COUNTED,
    EvidenceKind,
    NameType,
    Visibility,
)
from ecosystem.registry.models import Address, Listing, Name
from ecosystem.taxonomy.choices import UnitSystem
from ecosystem.taxonomy.models import (
    AdministrativeUnit,
    Boundary,
    LegalDocument,
    UnitChange,
    in_language,
)
from ecosystem.taxonomy.selectors import boundary as boundary_of

from .counted import Count, CountedOrganization, EvidenceUsed

# Resolution 1682/NQ-UBTVQH15: from this day on a seat lies in one of the new communes.
NEW_COMMUNES_SINCE = date(2025, 7, 1)
UNIT_FIELDS = ("code", "system", "full_name", "sort_key", "former_province")


class UnknownClassError(LookupError):
    """No scheme has a class with these codes."""


def count(
    scheme: str,
    klass: str,
    boundary: str | Boundary,
    on_date: date,
    known_at: datetime | None = None,
) -> Count:
    """Count the organizations of a class on a day, as was known at a moment, by default now.

    Number and list come from one statement. The number of queries does not depend on how many
    organizations there are. Raises UnknownClassError, UnknownBoundaryError.
    """
    return counts([scheme_class(scheme, klass)], boundary, on_date, known_at)[0]


def scheme_class(scheme: str, klass: str) -> SchemeClass:
    """Return the class with its scheme and parent. Raises UnknownClassError."""
    try:
        return SchemeClass.objects.select_related("scheme", "parent").get(
            scheme__code=scheme, code=klass
        )
    except SchemeClass.DoesNotExist as error:
        raise UnknownClassError(
            _("Không có lớp “%(klass)s” trong hệ phân loại “%(scheme)s”.")
            % {"klass": klass, "scheme": scheme}
        ) from error


def counts(
    classes: Sequence[SchemeClass],
    boundary: str | Boundary,
    on_date: date,
    known_at: datetime | None = None,
    *,
    with_papers: bool = True,
) -> tuple[Count, ...]:
    """Return `count` for several classes in the same few queries, in the order given.

    Without papers, evidence and legal basis stay empty and two queries are saved.
    """
    moment = known_at or timezone.now()
    area = boundary_of(boundary) if isinstance(boundary, str) else boundary
    found: dict[int, list[CountedOrganization]] = {klass.pk: [] for klass in classes}
    decided = [klass for klass in classes if _source(klass.scheme) == CountSource.DECISIONS]
    listed = [klass for klass in classes if _source(klass.scheme) == CountSource.LISTING]
    if decided:
        rows = decision_rows(decided, moment).true_on(on_date)
        for key, row in _countable(rows, area, on_date, moment):
            found[key].append(row)
    if listed:
        rows = Listing.objects.known_at(moment).true_on(on_date)
        listing = [row for _none, row in _countable(rows, area, on_date, moment)]
        for klass in listed:
            found[klass.pk] = listing
    found = _with_current_communes(found, on_date)
    found = _with_subgroups(found, decided)
    if with_papers:
        found = _with_papers(found, decided, moment)
    return tuple(
        Count(
            scheme=klass.scheme.code,
            klass=klass.code,
            scheme_name=klass.scheme.name,
            class_name=klass.name,
            boundary=area.code,
            boundary_name=area.label,
            on_date=on_date,
            known_at=moment,
            definition_version=klass.scheme.definition_version,
            source=_source(klass.scheme),
            number=len(found[klass.pk]),
            rows=tuple(found[klass.pk]),
            with_papers=with_papers,
        )
        for klass in classes
    )


def decision_rows(classes: Iterable[SchemeClass], known_at: datetime) -> Any:
    """Return the decided rows of these classes that were believed at the moment."""
    return Classification.objects.filter(scheme_class__in=[klass.pk for klass in classes]).known_at(
        known_at
    )


def countable(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Keep rows of live head offices: merged records and branches never count (REG-6, TGT-9)."""
    return rows.filter(organization__merged_into=None, organization__head_office=None).exclude(
        organization__kind__in=NEVER_COUNTED
    )


def _source(scheme: Scheme) -> str:
    return scheme.count_source


def _held(rows: models.QuerySet[Any], value: Any, on_date: date, known_at: datetime) -> Subquery:
    """Return a value of the organization's row that held; of two, the one that began last.

    A subquery for each row and not a join: the dated tables share only the organization, and a
    planner that has not yet heard how they grew would walk through their product.
    """
    return Subquery(
        rows.filter(
            temporal.true_on(on_date),
            temporal.known_at(known_at),
            organization=OuterRef("organization"),
        )
        .order_by("-valid_from", "-pk")
        .values_list(value)[:1]
    )


def _countable(
    rows: models.QuerySet[Any], boundary: Boundary, on_date: date, known_at: datetime
) -> Iterable[tuple[int, CountedOrganization]]:
    """Yield the class, 0 for none, with each organization whose seat is inside the boundary.

    An organization without a known seat, or with its seat elsewhere, is not counted (REG-10). Where
    a day has two rows of a kind, the one that began last holds.
    """
    inside = {unit.pk: unit for unit in boundary.units.only(*UNIT_FIELDS)}
    own = ["scheme_class_id", "subgroup", "legal_basis_id"] if rows.model is Classification else []
    held = (
        countable(rows)
        .annotate(
            seat=_held(
                Address.objects.seats(), Coalesce("unit_id", "former_unit_id"), on_date, known_at
            ),
            called=_held(Name.objects.filter(name_type=NameType.LEGAL), "text", on_date, known_at),
        )
        .order_by(*own[:1], "organization__code", "valid_from", "pk")
        .values(
            "pk",
            "valid_from",
            "valid_to",
            *own,
            "organization_id",
            "organization__code",
            "organization__kind",
            "organization__legal_name",
            "organization__visibility",
            "called",
            "seat",
        )
    )
    seen = set()
    for values in held:
        key = (values.get("scheme_class_id", 0), values["organization_id"])
        if key not in seen and values["seat"] in inside:
            yield key[0], _counted(values, inside[values["seat"]], on_date)
        seen.add(key)


def _counted(
    values: dict[str, Any], unit: AdministrativeUnit, on_date: date
) -> CountedOrganization:
    return CountedOrganization(
        organization_id=values["organization_id"],
        code=values["organization__code"],
        name=values["called"] or values["organization__legal_name"],
        kind=values["organization__kind"],
        is_public=values["organization__visibility"] == Visibility.PUBLIC,
        subgroup=values.get("subgroup", ""),
        subgroup_label="",
        unit_code=unit.code,
        unit_name=unit.full_name,
        unit_sort_key=unit.sort_key,
        commune_unknown=unit.system == UnitSystem.BEFORE and on_date >= NEW_COMMUNES_SINCE,
        former_province=unit.former_province,
        classification_id=values["pk"],
        valid_from=values["valid_from"],
        valid_to=values["valid_to"],
        # The key until `_with_papers` puts the title there.
        legal_basis=str(values.get("legal_basis_id") or ""),
    )


Found = dict[int, list[CountedOrganization]]


def _with_current_communes(found: Found, on_date: date) -> Found:
    """Say where a seat written in an old commune lies now, if that is certain (REG-8)."""
    if on_date < NEW_COMMUNES_SINCE or not any(
        row.commune_unknown for rows in found.values() for row in rows
    ):
        return found
    successors: dict[str, list[UnitChange]] = {}
    for change in UnitChange.objects.select_related("old_unit", "new_unit"):
        successors.setdefault(change.old_unit.code, []).append(change)

    def settled(row: CountedOrganization) -> CountedOrganization:
        if not row.commune_unknown:
            return row
        changes = successors.get(row.unit_code, [])
        if len(changes) != 1:
            return replace(row, unit_code="", unit_name="", unit_sort_key="")
        unit = changes[0].new_unit
        return replace(
            row,
            unit_code=unit.code,
            unit_name=unit.full_name,
            unit_sort_key=unit.sort_key,
            commune_unknown=False,
        )

    return {klass: [settled(row) for row in rows] for klass, rows in found.items()}


def _with_subgroups(found: Found, classes: Iterable[SchemeClass]) -> Found:
    for klass in classes:
        labels = subgroup_labels(klass)
        found[klass.pk] = [
            replace(row, subgroup_label=labels.get(row.subgroup, row.subgroup))
            for row in found[klass.pk]
        ]
    return found


def subgroup_labels(klass: SchemeClass) -> dict[str, str]:
    """Return the names of a class's subgroups by code, in the active language."""
    return {
        group["code"]: in_language(group["name_vi"], group.get("name_en", ""))
        for group in klass.subgroups
    }


def _with_papers(found: Found, classes: Sequence[SchemeClass], known_at: datetime) -> Found:
    """Add evidence recorded by the moment, and the legal basis of the row or else its scheme."""
    documents = {row.pk: row.title for row in LegalDocument.objects.all()}
    papers: dict[int, list[EvidenceUsed]] = {}
    if classes:
        through = Classification.evidence.through.objects.filter(
            classification__scheme_class__in=[klass.pk for klass in classes],
            evidence__recorded_at__lte=known_at,
        ).select_related("evidence__file")
        for link in through.order_by("evidence__number"):
            papers.setdefault(link.classification_id, []).append(
                evidence_used(link.evidence, known_at)
            )
    for klass in classes:
        found[klass.pk] = [
            replace(
                row,
                legal_basis=documents.get(
                    int(row.legal_basis or klass.scheme.legal_document_id or 0), ""
                ),
                evidence=tuple(papers.get(row.classification_id, ())),
            )
            for row in found[klass.pk]
        ]
    return found


def evidence_used(evidence: Any, known_at: datetime) -> EvidenceUsed:
    """Return what a count keeps of a paper; a check made later than the moment is not known yet."""
    return EvidenceUsed(
        number=evidence.number,
        kind=evidence.kind,
        kind_label=str(EvidenceKind(evidence.kind).label),
        title=evidence.title,
        issued_on=evidence.issued_on,
        ends_on=evidence.valid_until,
        checked=evidence.checked_at is not None and evidence.checked_at <= known_at,
        sha256=evidence.file.sha256 if evidence.file_id else "",
    )
