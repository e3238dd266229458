"""Figures of cohorts for the index and for reports, on a day, as known at a moment."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum

from programs.cohorts.choices import FollowUpStatus, InstalmentStatus, MemberStatus
from programs.cohorts.models import Cohort, FollowUp, Instalment, Member


@dataclass(frozen=True)
class Figures:
    """Counts up to and with `on_date`. `ordered` in đồng: by the day on the payment order.

    `answered` of `asked` follow-ups say whether the firm is alive; who did not answer is in
    `asked` only. `alive` is None where nobody answered.
    """

    on_date: date
    known_at: datetime
    cohorts: int
    enrolled: int
    graduated: int
    withdrawn: int
    terminated: int
    ordered: Decimal
    asked: int
    answered: int
    alive: int | None


def figures(on_date: date, known_at: datetime) -> Figures:
    """Return the figures of all cohorts that began by the day.

    A member's end and a payment are dated; what was entered after `known_at` is left out by the
    moment of its cohort or question, since members keep no second version of themselves.
    """
    known = Q(cohort__opened_at__lte=known_at)
    members = Member.objects.filter(known, enrolled_on__lte=on_date)
    ended = members.filter(ended_on__lte=on_date).aggregate(
        graduated=Count("pk", filter=Q(status=MemberStatus.GRADUATED)),
        withdrawn=Count("pk", filter=Q(status=MemberStatus.WITHDRAWN)),
        terminated=Count("pk", filter=Q(status=MemberStatus.TERMINATED)),
    )
    paid = Instalment.objects.filter(
        member__in=members, status=InstalmentStatus.ORDERED, order_date__lte=on_date
    ).aggregate(total=Sum("amount"))
    asked = FollowUp.objects.filter(
        member__in=members, asked_at__date__lte=on_date, asked_at__lte=known_at
    )
    answers = asked.filter(
        status=FollowUpStatus.ANSWERED,
        answered_at__date__lte=on_date,
        answered_at__lte=known_at,
    ).aggregate(count=Count("pk"), alive=Count("pk", filter=Q(is_alive=True)))
    return Figures(
        on_date=on_date,
        known_at=known_at,
        cohorts=Cohort.objects.filter(starts_on__lte=on_date, opened_at__lte=known_at).count(),
        enrolled=members.count(),
        ordered=paid["total"] or Decimal(0),
        asked=asked.count(),
        answered=answers["count"],
        alive=answers["alive"] if answers["count"] else None,
        **ended,
    )
