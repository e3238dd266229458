"""What of classification waits for somebody: the desk's lines and lists behind them."""

from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import DECIDERS, INTERNAL_READERS
from accounts.models import User
from accounts.selectors import WatchLine, WorkItem
from core.calendar import WorkingCalendar
from core.vietnamese import local_day
from ecosystem.classification import policies
from ecosystem.classification.choices import EndReason
from ecosystem.classification.models import Classification, Proposal
from ecosystem.classification.querysets import ClassificationQuerySet


def work_items(user: User, day: date) -> tuple[WorkItem, ...]:
    """Return the proposals that wait for a decision, by another person than the proposer."""
    if not user.has_role(*INTERNAL_READERS):
        return ()
    waiting = list(
        Proposal.objects.waiting()
        .select_related("organization", "scheme_class", "proposed_by")
        .order_by("proposed_at")
    )
    if not waiting:
        return ()
    calendar = WorkingCalendar.of(local_day(waiting[0].proposed_at), day + timedelta(days=60))
    decides = user.has_role(*DECIDERS)
    return tuple(
        WorkItem(
            title=proposal.organization.legal_name,
            code=proposal.number,
            why=_("%(who)s đề xuất: %(kind)s “%(klass)s”")
            % {
                "who": proposal.proposed_by,
                "kind": proposal.get_kind_display().lower(),
                "klass": proposal.scheme_class.name,
            },
            action=_("Xem và quyết định"),
            url=reverse("classification_proposal:decide", args=[proposal.number]),
            due=calendar.add_working_days(
                local_day(proposal.proposed_at), settings.ANSWER_WORKING_DAYS
            ),
            waits_for_others=proposal.proposed_by_id == user.pk or not decides,
        )
        for proposal in waiting
    )


def watch_lines(user: User, day: date) -> tuple[WatchLine, ...]:
    """Return how many classes end soon because their last evidence does (REG-11)."""
    if policies.read(user):
        return ()
    days = max(settings.EVIDENCE_NOTICE_DAYS)
    return (
        WatchLine(
            label=_("Bằng chứng hết hạn trong %(days)s ngày") % {"days": days},
            count=ending_soon(day).count(),
            url=reverse("classification_proposal:expiring"),
        ),
    )


def ending_soon(day: date) -> ClassificationQuerySet:
    """Return the rows whose last evidence ends within the first notice, soonest first."""
    return (
        Classification.objects.ending_within(day, max(settings.EVIDENCE_NOTICE_DAYS))
        .filter(end_reason=EndReason.EVIDENCE_ENDED, organization__merged_into=None)
        .select_related("organization", "scheme_class")
        .order_by("valid_to", "organization__code")
    )
