"""How long a class will last, and what stands in its way (REG-11 to REG-13)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.calendar import add_months
from core.vietnamese import date_short
from ecosystem.classification.choices import EndReason
from ecosystem.classification.models import Classification, SchemeClass
from ecosystem.registry.choices import NEVER_COUNTED, EvidenceKind
from ecosystem.registry.models import Evidence, Organization


@dataclass(frozen=True)
class Term:
    """From which day to before which day a class would hold, and why it would end.

    `obstacle` is a sentence when it cannot hold at all.
    """

    valid_from: date
    valid_to: date | None
    end_reason: str
    obstacle: str = ""


@dataclass(frozen=True)
class NestingBreach:
    """An organization is in the inner class on a day on which it is not in the outer one."""

    organization_code: str
    inner: str
    outer: str
    day: date


class _RefusalError(Exception):
    """A sentence that says why the class cannot hold."""


def term(
    organization: Organization,
    klass: SchemeClass,
    valid_from: date,
    valid_to: date | None = None,
    evidence: Iterable[Evidence] = (),
) -> Term:
    """Return how long the class would hold if it were put in force from the day on."""
    try:
        _check_organization(organization)
        if valid_to is not None and valid_to <= valid_from:
            raise _RefusalError(_("Ngày kết thúc phải sau ngày bắt đầu."))
        ends: list[tuple[date, str]] = [(valid_to, EndReason.DECISION)] if valid_to else []
        ends += _end_by_registration(organization, klass, valid_from)
        ends += _end_by_evidence(klass, valid_from, tuple(evidence))
        ends += _end_by_outer(organization, klass, valid_from)
        end, reason = min(ends, key=lambda pair: pair[0]) if ends else (None, "")
        _check_free(organization, klass, valid_from, end)
    except _RefusalError as refusal:
        return Term(valid_from, valid_to, "", obstacle=str(refusal))
    return Term(valid_from, end, reason)


def evidence_end(evidence: Evidence, klass: SchemeClass) -> date | None:
    """Return the day from which the paper no longer proves the class (REG-11)."""
    if evidence.valid_until is not None or klass.evidence_months is None:
        return evidence.valid_until
    return add_months(evidence.issued_on, klass.evidence_months)


def nesting_breaches() -> tuple[NestingBreach, ...]:
    """Return every organization that is in an inner class without the outer one (REG-12)."""
    breaches = []
    for klass in SchemeClass.objects.select_related("parent"):
        parent = klass.parent
        if parent is None:
            continue
        rows = Classification.objects.current().filter(scheme_class__in=[klass, parent])
        spans: dict[tuple[int, int], list[tuple[date, date]]] = {}
        codes: dict[int, str] = {}
        for row in rows.select_related("organization"):
            codes[row.organization_id] = row.organization.code
            spans.setdefault((row.organization_id, row.scheme_class_id), []).append(
                (row.valid_from, row.valid_to or date.max)
            )
        for (organization, held), inner in spans.items():
            outer = spans.get((organization, parent.pk), [])
            for first, end in inner if held == klass.pk else ():
                covered = covered_until(outer, first)
                if covered < end:
                    breaches.append(
                        NestingBreach(codes[organization], klass.code, parent.code, covered)
                    )
    return tuple(sorted(breaches, key=lambda breach: (breach.organization_code, breach.day)))


def covered_until(spans: Sequence[tuple[date, date]], day: date) -> date:
    """Return the first day from `day` on that none of the half-open spans holds."""
    for first, end in sorted(spans):
        if first <= day < end:
            day = end
    return day


def _check_organization(organization: Organization) -> None:
    if organization.kind in NEVER_COUNTED or organization.head_office_id is not None:
        raise _RefusalError(_("Chi nhánh không được xếp loại; xếp loại trụ sở chính."))
    if organization.merged_into_id is not None:
        raise _RefusalError(_("Hồ sơ này đã nhập vào hồ sơ khác; xếp loại hồ sơ còn lại."))


def _check_free(
    organization: Organization, klass: SchemeClass, valid_from: date, end: date | None
) -> None:
    for row in Classification.objects.current().filter(
        organization=organization, scheme_class=klass
    ):
        if (end is None or row.valid_from < end) and (
            row.valid_to is None or row.valid_to > valid_from
        ):
            until = date_short(row.valid_to) if row.valid_to else _("chưa có ngày kết thúc")
            raise _RefusalError(
                _("Tổ chức đã thuộc lớp này từ %(first)s đến %(end)s; chọn ngày khác.")
                % {"first": date_short(row.valid_from), "end": until}
            )


def _end_by_registration(
    organization: Organization, klass: SchemeClass, valid_from: date
) -> list[tuple[date, str]]:
    """A class of so many years from first registration ends by itself (REG-13)."""
    if klass.term_years is None:
        return []
    if organization.first_registration_date is None:
        raise _RefusalError(
            _("Chưa có ngày đăng ký lần đầu; bổ sung vào hồ sơ trước khi xếp loại.")
        )
    end = add_months(organization.first_registration_date, 12 * klass.term_years)
    if end <= valid_from:
        raise _RefusalError(
            _("Đã quá %(years)s năm từ ngày đăng ký lần đầu (%(day)s).")
            % {
                "years": klass.term_years,
                "day": date_short(organization.first_registration_date),
            }
        )
    return [(end, EndReason.TERM)]


def _end_by_evidence(
    klass: SchemeClass, valid_from: date, evidence: Sequence[Evidence]
) -> list[tuple[date, str]]:
    """At least one paper of a listed kind holds on the first day; the last one's end is the end."""
    if not klass.evidence_kinds:
        return []
    listed = [paper for paper in evidence if paper.kind in klass.evidence_kinds]
    kinds = ", ".join(str(EvidenceKind(kind).label).lower() for kind in klass.evidence_kinds)
    if not listed:
        raise _RefusalError(
            _("Cần ít nhất một bằng chứng thuộc các loại: %(kinds)s.") % {"kinds": kinds}
        )
    spans = [(paper.issued_on, evidence_end(paper, klass) or date.max) for paper in listed]
    end = covered_until(spans, valid_from)
    if end == valid_from:
        raise _RefusalError(_("Không có bằng chứng nào còn giá trị vào ngày bắt đầu."))
    return [] if end == date.max else [(end, EndReason.EVIDENCE_ENDED)]


def _end_by_outer(
    organization: Organization, klass: SchemeClass, valid_from: date
) -> list[tuple[date, str]]:
    """A nested class holds only while the outer one does (REG-12)."""
    if klass.parent is None:
        return []
    outer = Classification.objects.current().filter(
        organization=organization, scheme_class=klass.parent
    )
    spans = [(first, end or date.max) for first, end in outer.values_list("valid_from", "valid_to")]
    end = covered_until(spans, valid_from)
    if end == valid_from:
        raise _RefusalError(
            _("Lớp này đòi hỏi tổ chức thuộc lớp “%(outer)s” từ ngày bắt đầu.")
            % {"outer": klass.parent.name}
        )
    return [] if end == date.max else [(end, EndReason.OUTER_ENDED)]
