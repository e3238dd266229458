"""What is told of a selection: to the applicant, and to everybody (PRV-9)."""

from dataclasses import dataclass

from ecosystem.registry.choices import Visibility
from programs.calls.choices import SELECTED, ConflictKind, LetterStatus, Outcome
from programs.calls.models import Application, Call, ConflictAnswer, Decision

from .cards import CriterionLine
from .form import said
from .ranking import Statistics, sent_reviews, statistics


@dataclass(frozen=True)
class CriterionScore:
    """The mean of one criterion, None where nobody scored it."""

    name: str
    mean: float | None
    scale: int


@dataclass(frozen=True)
class OwnResult:
    """What the applicant reads: outcome, reason, scores, advice. Nobody else does."""

    outcome: Outcome
    label: str
    reason: str
    is_correction: bool
    statistics: Statistics
    scores: tuple[CriterionScore, ...]
    advice: tuple[str, ...]


@dataclass(frozen=True)
class Winner:
    name: str
    url: str


@dataclass(frozen=True)
class PublicResult:
    """Members, number of recusals, criteria and those selected: no score, no reason."""

    members: tuple[tuple[str, str, bool], ...]
    recusals: int
    criteria: tuple[CriterionLine, ...]
    applications: int
    winners: tuple[Winner, ...]


def own_result(application: Application) -> OwnResult | None:
    """Return what was said in the last letter that left, or None (PRG-14)."""
    decision = (
        Decision.objects.filter(application=application, letters__status=LetterStatus.SENT)
        .order_by("-letters__sent_at", "-pk")
        .first()
    )
    if decision is None:
        return None
    call = application.call
    criteria = list(call.criteria.all())
    reviews = sent_reviews(call)[application.pk]
    scores = []
    for criterion in criteria:
        given = [s for each in reviews if (s := each.scores.get(str(criterion.pk))) is not None]
        mean = round(sum(given) / len(given), 1) if given else None
        scores.append(
            CriterionScore(said(criterion.name, criterion.name_en), mean, criterion.scale)
        )
    return OwnResult(
        outcome=Outcome(decision.outcome),
        label=str(Outcome(decision.outcome).label),
        reason=decision.reason,
        is_correction=decision.corrects_id is not None,
        statistics=statistics(call, criteria, reviews),
        scores=tuple(scores),
        advice=tuple(each.advice for each in reviews if each.advice.strip()),
    )


def public_result(call: Call) -> PublicResult:
    """Return the public page of a decided call."""
    selected = (
        call.applications.filter(status__in=SELECTED)
        .select_related("organization")
        .order_by("organization__sort_key", "number")
    )
    return PublicResult(
        members=tuple(
            (str(each.user), each.body, each.is_chair)
            for each in call.reviewers.sitting().select_related("user")
        ),
        recusals=recusals(call),
        criteria=tuple(
            CriterionLine(said(each.name, each.name_en), each.weight)
            for each in call.criteria.all()
        ),
        applications=call.applications.submitted().count(),
        winners=tuple(
            Winner(
                each.organization.name,
                each.organization.get_absolute_url()
                if each.organization.visibility == Visibility.PUBLIC
                else "",
            )
            for each in selected
        ),
    )


def recusals(call: Call) -> int:
    """Return how often a member of the council stood back because of a conflict."""
    members = call.reviewers.values("user")
    answers = ConflictAnswer.objects.filter(application__call=call, user__in=members)
    return answers.exclude(kind=ConflictKind.NONE).count()
