"""Scores side by side, the quota as it stands, and what a release would do."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean, median

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from programs.calls.choices import (
    DECIDABLE,
    SELECTED,
    UNDER_REVIEW,
    ApplicationStatus,
    Outcome,
)
from programs.calls.models import Application, Assignment, Call, Criterion, Decision, Review

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Statistics:
    """What the council said in figures, 0 to 100; no figure where nobody gave one (PRG-10)."""

    count: int
    mean: Decimal | None = None
    median: Decimal | None = None
    spread: Decimal | None = None
    is_spread: bool = False
    below_minimum: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One application in the ranking."""

    application: Application
    statistics: Statistics
    is_priority: bool
    decision: Decision | None
    reviewers: int


@dataclass(frozen=True)
class Quota:
    """Places of a call, live: who holds one or is planned for one (PRG-16)."""

    places: int
    priority_places: int
    taken: int
    priority: int
    priority_sectors: frozenset[str]

    @property
    def others(self) -> int:
        return self.taken - self.priority

    @property
    def free(self) -> int:
        return max(0, self.places - self.taken)

    @property
    def missing_priority(self) -> int:
        return max(0, self.priority_places - self.priority)


@dataclass(frozen=True)
class PreviewLine:
    number: str
    name: str
    outcome: Outcome
    letter: str
    email: str
    reason: str


@dataclass(frozen=True)
class Preview:
    """What a release would send. `hidden` are lines that this person may not see."""

    by_outcome: Mapping[str, tuple[PreviewLine, ...]]
    count: int
    hidden: int
    stamp: str
    obstacles: tuple[str, ...]


def total(review: Review, criteria: Iterable[Criterion]) -> Decimal | None:
    """Return a review's weighted score in percent; "không đánh giá" counts for nothing."""
    points, weights = Decimal(0), 0
    for criterion in criteria:
        score = review.scores.get(str(criterion.pk))
        if score is not None:
            points += Decimal(score) / criterion.scale * criterion.weight
            weights += criterion.weight
    return _rounded(points / weights * 100) if weights else None


def statistics(call: Call, criteria: list[Criterion], reviews: list[Review]) -> Statistics:
    """Return n, mean, median and spread; a lone review has no spread."""
    totals = [value for each in reviews if (value := total(each, criteria)) is not None]
    if not totals:
        return Statistics(len(reviews))
    spread = max(totals) - min(totals) if len(totals) > 1 else None
    return Statistics(
        count=len(reviews),
        mean=_rounded(mean(totals)),
        median=_rounded(median(totals)),
        spread=spread,
        is_spread=spread is not None and spread > call.spread_limit,
        below_minimum=tuple(
            criterion.name for criterion in criteria if _is_below(criterion, reviews)
        ),
    )


def _is_below(criterion: Criterion, reviews: list[Review]) -> bool:
    scores = [
        score for each in reviews if (score := each.scores.get(str(criterion.pk))) is not None
    ]
    return bool(scores) and criterion.minimum is not None and mean(scores) < criterion.minimum


def _rounded(value: Decimal) -> Decimal:
    return Decimal(value).quantize(TENTH, ROUND_HALF_UP)


def sent_reviews(call: Call) -> dict[int, list[Review]]:
    """Return the reviews that count, by application: sent, and not of a removed reviewer."""
    found: dict[int, list[Review]] = defaultdict(list)
    reviews = Review.objects.filter(
        assignment__application__call=call,
        assignment__removed_at=None,
        assignment__reviewer__removed_at=None,
        submitted_at__isnull=False,
    ).select_related("assignment")
    for review in reviews.order_by("pk"):
        found[review.assignment.application_id].append(review)
    return found


def review_count(application: Application) -> int:
    """Return how many sent reviews count: of reviewers without a conflict (PRG-12)."""
    standing = Assignment.objects.standing().filter(application=application)
    return standing.filter(review__submitted_at__isnull=False).count()


def lines(call: Call, user: User) -> tuple[Line, ...]:
    """Return what can be decided or was, best mean first, without what this person must not see."""
    criteria, reviews = list(call.criteria.all()), sent_reviews(call)
    sectors = priority_sectors(call)
    applications = (
        call.applications.without_conflict_of(user, timezone.localdate())
        .filter(
            status__in=DECIDABLE
            | SELECTED
            | {
                ApplicationStatus.WAITING,
                ApplicationStatus.REFUSED,
                ApplicationStatus.DECLINED,
                ApplicationStatus.EXPIRED,
            }
        )
        .select_related("organization", "call")
        .prefetch_related(
            Prefetch("decisions", Decision.objects.order_by("-at", "-pk")),
            Prefetch("assignments", Assignment.objects.standing()),
        )
    )
    made = [
        Line(
            application=each,
            statistics=statistics(call, criteria, reviews[each.pk]),
            is_priority=is_priority(each, sectors),
            decision=next(iter(each.decisions.all()), None),
            reviewers=len(each.assignments.all()),
        )
        for each in applications
    ]
    return tuple(
        sorted(made, key=lambda line: (-(line.statistics.mean or -1), line.application.number))
    )


def priority_sectors(call: Call) -> frozenset[str]:
    return frozenset(call.priority_sectors.values_list("code", flat=True))


def is_priority(application: Application, sectors: frozenset[str]) -> bool:
    copy = application.registry_copy or {}
    return not sectors.isdisjoint(copy.get("sectors", ()))


def quota(call: Call, *, leaving_out: Application | None = None) -> Quota:
    """Count the places that are held or planned, also in letters and corrections that wait."""
    planned = Q(status=ApplicationStatus.PENDING_ACCEPT) | Q(
        status__in=[ApplicationStatus.WAITING, ApplicationStatus.REFUSED],
        pk__in=_corrections_to_accept(call),
    )
    holding = call.applications.filter(Q(status__in=SELECTED) | planned)
    if leaving_out is not None:
        holding = holding.exclude(pk=leaving_out.pk)
    sectors = priority_sectors(call)
    rows = list(holding)
    return Quota(
        places=call.places,
        priority_places=call.priority_places,
        taken=len(rows),
        priority=sum(is_priority(each, sectors) for each in rows),
        priority_sectors=sectors,
    )


def _corrections_to_accept(call: Call) -> list[int]:
    """Return applications that a correction, pending or in the outbox, gives a place."""
    found = Decision.objects.filter(
        application__call=call, corrects__isnull=False, outcome=Outcome.ACCEPT
    ).filter(Q(release=None) | Q(letters__status="waiting"))
    return list(found.values_list("application_id", flat=True))


def preview(call: Call, user: User) -> Preview:
    """Return what a release would send to whom, and what stands in its way."""
    pending = list(
        Decision.objects.filter(application__call=call, release=None)
        .select_related("application__organization", "application__applicant")
        .order_by("application__number")
    )
    open_to = set(
        call.applications.without_conflict_of(user, timezone.localdate()).values_list(
            "pk", flat=True
        )
    )
    found: dict[str, list[PreviewLine]] = {outcome.value: [] for outcome in Outcome}
    for decision in pending:
        if decision.application_id in open_to:
            found[decision.outcome].append(_preview_line(decision))
    return Preview(
        by_outcome={name: tuple(each) for name, each in found.items()},
        count=len(pending),
        hidden=len(pending) - sum(map(len, found.values())),
        stamp=_stamp(pending),
        obstacles=_obstacles(call, pending),
    )


def _preview_line(decision: Decision) -> PreviewLine:
    application = decision.application
    return PreviewLine(
        number=application.number,
        name=application.organization.name,
        outcome=Outcome(decision.outcome),
        letter=_("Thư đính chính") if decision.corrects_id else str(decision.get_outcome_display()),
        email=application.applicant.email,
        reason=decision.reason,
    )


def _stamp(decisions: list[Decision]) -> str:
    said = [[each.pk, each.outcome, each.reason, each.rank] for each in decisions]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:20]


def _obstacles(call: Call, pending: list[Decision]) -> tuple[str, ...]:
    found = []
    undecided = call.applications.filter(status__in=UNDER_REVIEW).count()
    before = call.applications.filter(
        status__in=[
            ApplicationStatus.SUBMITTED,
            ApplicationStatus.SCREENING,
            ApplicationStatus.NEEDS_INFORMATION,
            ApplicationStatus.ELIGIBLE,
        ]
    ).count()
    if undecided or before:
        found.append(
            _("Còn %(count)s hồ sơ chưa có quyết định; kết quả công bố cùng một lúc.")
            % {"count": undecided + before}
        )
    current = quota(call)
    if current.taken > call.places:
        found.append(
            _("Đang chọn %(taken)s hồ sơ cho %(places)s chỗ.")
            % {"taken": current.taken, "places": call.places}
        )
    counted = {pk: len(found) for pk, found in sent_reviews(call).items()}
    short = [
        decision.application.number
        for decision in pending
        if decision.application.status in (ApplicationStatus.PENDING_ACCEPT, *DECIDABLE)
        and decision.corrects_id is None
        and counted.get(decision.application_id, 0) < call.minimum_reviewers
    ]
    if short:
        found.append(
            _("Thiếu người chấm không vướng liên quan: %(numbers)s.")
            % {"numbers": ", ".join(short)}
        )
    return tuple(found)


def next_on_list(call: Call, user: User) -> Application | None:
    """Return who is next if a place is free: proposed to the officer, not sent (PRG-15)."""
    if not quota(call).free:
        return None
    waiting = (
        call.applications.without_conflict_of(user, timezone.localdate())
        .filter(status=ApplicationStatus.WAITING, decisions__outcome=Outcome.WAIT)
        .exclude(decisions__release=None)
        .order_by("decisions__rank", "number")
    )
    return waiting.first()
