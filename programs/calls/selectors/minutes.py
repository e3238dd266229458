"""The minutes of a selection, from the data (PRG-21)."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone, translation

from ecosystem.taxonomy.selectors import province
from programs.calls.choices import ConflictKind, Outcome
from programs.calls.models import Call, ConflictAnswer, Decision

from .ranking import Statistics, priority_sectors, sent_reviews, statistics
from .results import recusals


@dataclass(frozen=True)
class MinutesLine:
    """One application: scores, outcome, votes, and the reason outside the quota."""

    number: str
    name: str
    statistics: Statistics
    outcome: str
    rank: int | None
    votes: str
    quota_reason: str


def title(call: Call) -> str:
    return f"Biên bản xét chọn {call.code}"


def lines(call: Call) -> tuple[MinutesLine, ...]:
    """Return the decisions in force, pending ones included, by outcome and score."""
    criteria, reviews = list(call.criteria.all()), sent_reviews(call)
    latest: dict[int, Decision] = {}
    rows = Decision.objects.filter(application__call=call).select_related(
        "application__organization"
    )
    for row in rows.order_by("at", "pk"):
        latest[row.application_id] = row
    made = []
    order = list(Outcome)
    for decision in latest.values():
        stats = statistics(call, criteria, reviews[decision.application_id])
        votes = (
            f"{decision.votes_for}/{decision.votes_against or 0}"
            if decision.votes_for is not None
            else "—"
        )
        made.append(
            (
                (order.index(Outcome(decision.outcome)), -(stats.mean or 0), decision.pk),
                MinutesLine(
                    decision.application.number,
                    decision.application.organization.legal_name,
                    stats,
                    str(decision.get_outcome_display()),
                    decision.rank,
                    votes,
                    decision.quota_reason,
                ),
            )
        )
    return tuple(line for _key, line in sorted(made, key=lambda each: each[0]))


def html(call: Call) -> str:
    """Return the document's body, in Vietnamese: it is an administrative paper."""
    with translation.override("vi"):
        conflicts = (
            ConflictAnswer.objects.filter(
                application__call=call, user__in=call.reviewers.values("user")
            )
            .exclude(kind=ConflictKind.NONE)
            .select_related("user", "application")
        )
        return render_to_string(
            "calls/paper/minutes.html",
            {
                "call": call,
                "province": province(),
                "members": call.reviewers.sitting().select_related("user"),
                "conflicts": conflicts,
                "recusals": recusals(call),
                "criteria": call.criteria.all(),
                "lines": lines(call),
                "applications": call.applications.submitted().count(),
                "has_priority": bool(priority_sectors(call)),
                "today": timezone.localdate(call.minutes_asked_at or timezone.now()),
            },
        )


def css() -> str:
    return render_to_string("calls/paper/minutes.css")
