"""Proposals and the dated rows that they put in force. Rows are closed, never edited (ARC-2)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import journal, numbering
from core.lifecycle import ObstacleError
from core.temporal import AlreadyClosedError
from core.vietnamese import local_day
from ecosystem.classification import policies
from ecosystem.classification.choices import EndReason, ProposalKind
from ecosystem.classification.lifecycles import PROPOSAL
from ecosystem.classification.models import Classification, Proposal, SchemeClass
from ecosystem.classification.selectors.terms import term
from ecosystem.registry.models import Evidence, Organization
from ecosystem.taxonomy.models import LegalDocument


class ClassificationError(Exception):
    """The class cannot begin or end like that. The text says what to do."""


@transaction.atomic
def propose(
    organization: Organization,
    scheme_class: SchemeClass,
    *,
    by: User,
    valid_from: date,
    reason: str,
    subgroup: str = "",
    evidence: Iterable[Evidence] = (),
    legal_basis: LegalDocument | None = None,
    valid_to: date | None = None,
    is_demo: bool = False,
    moment: datetime | None = None,
) -> Proposal:
    """Propose that the organization belongs to a class from a day on (REG-14).

    Without a legal basis the scheme's own is meant. Raises ObstacleError, ClassificationError.
    """
    papers = tuple(evidence)
    if refused := policies.propose(by, organization):
        raise ObstacleError(refused)
    if obstacle := term(organization, scheme_class, valid_from, valid_to, papers).obstacle:
        raise ClassificationError(obstacle)
    if any(paper.organization_id != organization.pk for paper in papers):
        raise ClassificationError(_("Bằng chứng thuộc tổ chức khác."))
    if subgroup and subgroup not in {group["code"] for group in scheme_class.subgroups}:
        raise ClassificationError(_("Lớp này không có nhóm “%(code)s”.") % {"code": subgroup})
    proposal = _open(
        organization,
        scheme_class,
        kind=ProposalKind.BEGIN,
        by=by,
        at=moment or timezone.now(),
        subgroup=subgroup,
        valid_from=valid_from,
        valid_to=valid_to,
        legal_basis=legal_basis or scheme_class.scheme.legal_document,
        reason=reason,
        is_demo=is_demo,
    )
    proposal.evidence.set(papers)
    return proposal


@transaction.atomic
def propose_end(
    classification: Classification,
    *,
    by: User,
    on: date,
    reason: str,
    moment: datetime | None = None,
) -> Proposal:
    """Propose that the organization leaves the class, so that `on` is the first day without it."""
    organization = classification.organization
    if refused := policies.propose(by, organization):
        raise ObstacleError(refused)
    _check_end(classification, on)
    return _open(
        organization,
        classification.scheme_class,
        kind=ProposalKind.END,
        by=by,
        at=moment or timezone.now(),
        subgroup=classification.subgroup,
        valid_from=on,
        legal_basis=classification.legal_basis,
        reason=reason,
        is_demo=organization.is_demo,
    )


def _open(
    organization: Organization,
    scheme_class: SchemeClass,
    *,
    kind: ProposalKind,
    by: User,
    at: datetime,
    **fields: object,
) -> Proposal:
    waiting = Proposal.objects.waiting().filter(
        organization=organization, scheme_class=scheme_class
    )
    if other := waiting.first():
        raise ClassificationError(
            _("Đã có đề xuất %(number)s về lớp này đang chờ quyết định.") % {"number": other.number}
        )
    year = local_day(at).year
    proposal = Proposal.objects.create(
        number=f"PL-{year}-{numbering.next_number(f'proposal-{year}'):05d}",
        kind=kind,
        organization=organization,
        scheme_class=scheme_class,
        proposed_by=by,
        proposed_at=at,
        **fields,
    )
    journal.write(
        "propose",
        proposal,
        by=by,
        after={
            "kind": kind,
            "organization": organization.code,
            "class": f"{scheme_class.scheme.code} {scheme_class.code}",
            "valid_from": proposal.valid_from,
            "valid_to": proposal.valid_to,
        },
        reason=proposal.reason,
    )
    return proposal


@transaction.atomic
def put_in_force(proposal: Proposal, *, by: User, moment: datetime | None = None) -> Classification:
    """Let the class begin or end as proposed; another person than the proposer does it (REG-14).

    The end is fixed now: the last evidence's, the fifth year's or the outer class's, whichever
    comes first. Raises WrongStateError, ObstacleError, ClassificationError.
    """
    at = moment or timezone.now()
    # Two decisions on one organization follow each other, so that nesting holds between them.
    organization = Organization.objects.select_for_update().get(pk=proposal.organization_id)
    PROPOSAL.take(proposal, "put_in_force", by=by, changes={"decided_by": by, "decided_at": at})
    if proposal.kind == ProposalKind.END:
        return _end(
            _row_to_end(proposal), by=by, on=proposal.valid_from, reason=proposal.reason, at=at
        )
    papers = tuple(proposal.evidence.all())
    found = term(
        organization, proposal.scheme_class, proposal.valid_from, proposal.valid_to, papers
    )
    if found.obstacle:
        raise ClassificationError(found.obstacle)
    row = Classification.objects.create(
        organization=organization,
        scheme_class=proposal.scheme_class,
        subgroup=proposal.subgroup,
        proposal=proposal,
        valid_from=found.valid_from,
        valid_to=found.valid_to,
        end_reason=found.end_reason,
        recorded_at=at,
        decided_on=local_day(at),
        decided_by=by,
        legal_basis=proposal.legal_basis,
        reason=proposal.reason,
    )
    row.evidence.set(papers)
    journal.write(
        "classify",
        organization,
        by=by,
        after={
            "proposal": proposal.number,
            "class": f"{row.scheme_class.scheme.code} {row.scheme_class.code}",
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
        },
        reason=row.reason,
    )
    return row


def refuse(
    proposal: Proposal, *, by: User, answer: str, moment: datetime | None = None
) -> Proposal:
    """Say no to a proposal, with the reason."""
    if not answer.strip():
        raise ClassificationError(_("Nhập lý do không chấp nhận."))
    changes = {"decided_by": by, "decided_at": moment or timezone.now(), "answer": answer}
    PROPOSAL.take(proposal, "refuse", by=by, reason=answer, changes=changes)
    return proposal


def withdraw(proposal: Proposal, *, by: User) -> Proposal:
    """Take a proposal back before it is decided."""
    PROPOSAL.take(proposal, "withdraw", by=by)
    return proposal


@transaction.atomic
def end(
    classification: Classification,
    *,
    by: User,
    on: date,
    reason: str,
    end_reason: EndReason = EndReason.DECISION,
    moment: datetime | None = None,
) -> Classification:
    """End a class without a proposal: `on` is the first day without it. Inner classes end too.

    Returns the row that is believed from now on; the old one if nothing is left of it.
    Raises ObstacleError, ClassificationError, AlreadyClosedError.
    """
    organization = Organization.objects.select_for_update().get(pk=classification.organization_id)
    if refused := policies.end(by, organization):
        raise ObstacleError(refused)
    return _end(
        classification,
        by=by,
        on=on,
        reason=reason,
        at=moment or timezone.now(),
        end_reason=end_reason,
    )


def _row_to_end(proposal: Proposal) -> Classification:
    rows = Classification.objects.current().filter(
        organization=proposal.organization, scheme_class=proposal.scheme_class
    )
    for row in rows.order_by("-valid_from"):
        if row.valid_to is None or row.valid_to > proposal.valid_from:
            return row
    raise ClassificationError(_("Tổ chức không còn thuộc lớp này vào ngày đã chọn."))


def _check_end(row: Classification, on: date) -> None:
    if row.recorded_until is not None:
        raise AlreadyClosedError(_("Dòng này đã được thay bằng dòng khác."))
    if row.valid_to is not None and row.valid_to <= on:
        raise ClassificationError(_("Phân loại đã kết thúc trước ngày đã chọn."))


def _end(
    row: Classification,
    *,
    by: User,
    on: date,
    reason: str,
    at: datetime,
    end_reason: EndReason = EndReason.DECISION,
) -> Classification:
    """Close the row and write its shorter successor, then those of the inner classes (REG-12)."""
    _check_end(row, on)
    row.close(at)
    successor = row
    if row.valid_from < on:
        successor = Classification.objects.create(
            organization_id=row.organization_id,
            scheme_class_id=row.scheme_class_id,
            subgroup=row.subgroup,
            proposal_id=row.proposal_id,
            valid_from=row.valid_from,
            valid_to=on,
            recorded_at=at,
            decided_on=local_day(at),
            decided_by=by,
            legal_basis_id=row.legal_basis_id,
            reason=reason,
            end_reason=end_reason,
            replaces=row,
        )
        successor.evidence.set(row.evidence.all())
    journal.write(
        "end_class",
        row.organization,
        by=by,
        before={"valid_from": row.valid_from, "valid_to": row.valid_to},
        after={
            "class": f"{row.scheme_class.scheme.code} {row.scheme_class.code}",
            "valid_to": on,
            "end_reason": end_reason,
        },
        reason=reason,
    )
    inner_rows = Classification.objects.current().filter(
        organization_id=row.organization_id, scheme_class__parent_id=row.scheme_class_id
    )
    for inner in inner_rows.select_related("scheme_class__scheme", "organization"):
        if inner.valid_to is None or inner.valid_to > on:
            _end(inner, by=by, on=on, reason=reason, at=at, end_reason=EndReason.OUTER_ENDED)
    return successor
