"""What the clock does: milestones come near, firms are asked in later years. Safe to run again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core import calendar
from programs.cohorts import notifications
from programs.cohorts.choices import OPEN_TO_FIRM
from programs.cohorts.models import FollowUp, Milestone

from . import follow_ups

MILESTONE_REMINDER_WORKING_DAYS = 5


def send_reminders(now: datetime) -> dict[str, int]:
    """Remind of milestones, send and remind of follow-ups, close those without an answer."""
    day = timezone.localdate(now)
    soon = calendar.add_working_days(day, MILESTONE_REMINDER_WORKING_DAYS)
    milestones = Milestone.objects.live().open_to_firm().filter(due_on__range=(day, soon))
    closed = sum(follow_ups.close(one, at=now) for one in list(FollowUp.objects.waiting()))
    return {
        "milestone reminders": sum(_remind(one, now) for one in list(milestones)),
        "follow-ups closed without an answer": closed,
        "follow-up reminders": sum(
            follow_ups.remind(one, at=now) for one in list(FollowUp.objects.waiting())
        ),
        "follow-ups sent": sum(
            follow_ups.ask(one, at=now) for one in list(FollowUp.objects.due(day))
        ),
    }


@transaction.atomic
def _remind(milestone: Milestone, now: datetime) -> bool:
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if milestone.status not in OPEN_TO_FIRM or milestone.reminded_at:
        return False
    milestone.reminded_at = now
    milestone.save(update_fields=["reminded_at"])
    notifications.milestone_reminder(milestone)
    return True
