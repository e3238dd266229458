"""One proposal as the person who decides needs it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.shortcuts import get_object_or_404

from accounts.models import User
from core import journal
from core.lifecycle import Obstacle
from ecosystem.classification import policies
from ecosystem.classification.choices import STEP_WORDS, EndReason, ProposalKind, ProposalStatus
from ecosystem.classification.lifecycles import PROPOSAL
from ecosystem.classification.models import Classification, Proposal
from ecosystem.registry.models import Evidence

from .counting import subgroup_labels
from .terms import Term, evidence_end, term


@dataclass(frozen=True)
class Paper:
    """A piece of evidence, when it stops proving the class, and may this person check it?"""

    evidence: Evidence
    ends_on: date | None
    may_check: bool


@dataclass(frozen=True)
class HistoryLine:
    """Who did what to the proposal, when and why."""

    at: datetime
    who: str
    what: str
    reason: str


@dataclass(frozen=True)
class ProposalScreen:
    """Everything on the page of a proposal. An obstacle's sentence stands in a button's place."""

    proposal: Proposal
    subgroup_label: str
    term: Term | None
    end_reason: str
    papers: tuple[Paper, ...]
    rows: tuple[Classification, ...]
    history: tuple[HistoryLine, ...]
    decide_obstacle: Obstacle | None
    withdraw_obstacle: Obstacle | None

    @property
    def is_waiting(self) -> bool:
        return self.proposal.status == ProposalStatus.PROPOSED

    @property
    def is_ending(self) -> bool:
        return self.proposal.kind == ProposalKind.END


def proposal(number: str) -> Proposal:
    """Return the proposal with this number. Raises Http404."""
    return get_object_or_404(
        Proposal.objects.select_related(
            "organization",
            "scheme_class__scheme__legal_document",
            "scheme_class__parent",
            "legal_basis",
            "proposed_by",
            "decided_by",
        ),
        number=number,
    )


def proposal_screen(found: Proposal, user: User) -> ProposalScreen:
    """Return the page of a proposal for this person."""
    evidence = tuple(found.evidence.select_related("file", "checked_by", "organization"))
    waiting = found.status == ProposalStatus.PROPOSED
    expected = None
    if waiting and found.kind == ProposalKind.BEGIN:
        expected = term(
            found.organization, found.scheme_class, found.valid_from, found.valid_to, evidence
        )
    return ProposalScreen(
        proposal=found,
        subgroup_label=subgroup_labels(found.scheme_class).get(found.subgroup, ""),
        term=expected,
        end_reason=str(EndReason(expected.end_reason).label)
        if expected and expected.end_reason
        else "",
        papers=tuple(
            Paper(
                evidence=paper,
                ends_on=evidence_end(paper, found.scheme_class),
                may_check=policies.check_evidence(user, paper) is None,
            )
            for paper in evidence
        ),
        rows=tuple(
            Classification.objects.current()
            .filter(organization=found.organization)
            .select_related("scheme_class")
            .order_by("valid_from", "pk")
        ),
        history=tuple(
            HistoryLine(
                at=entry.at,
                who=entry.actor_name,
                what=str(STEP_WORDS.get(entry.verb, entry.verb)),
                reason=entry.reason,
            )
            for entry in journal.about(found)
        ),
        decide_obstacle=PROPOSAL.obstacle(found, "put_in_force", by=user),
        withdraw_obstacle=PROPOSAL.obstacle(found, "withdraw", by=user),
    )


@dataclass(frozen=True)
class DecisionText:
    """What the firm reads: what was decided, on what ground, on which facts (REG-14)."""

    basis: str
    scheme_name: str
    definition: str
    class_name: str
    subgroup_label: str
    valid_from: date
    valid_to: date | None
    why_it_ends: str
    papers: tuple[Evidence, ...]


def decision_text(found: Proposal) -> DecisionText:
    """Return the decision's words. Where it is not in force yet, the text is a draft."""
    klass = found.scheme_class
    document = found.legal_basis or klass.scheme.legal_document
    row = found.classifications.order_by("pk").first()
    return DecisionText(
        basis=document.title if document else klass.scheme.name,
        scheme_name=klass.scheme.name,
        definition=klass.scheme.definition,
        class_name=klass.name,
        subgroup_label=subgroup_labels(klass).get(found.subgroup, ""),
        valid_from=found.valid_from,
        valid_to=row.valid_to if row else found.valid_to,
        why_it_ends=str(EndReason(row.end_reason).label) if row and row.end_reason else "",
        papers=tuple(found.evidence.all()),
    )
