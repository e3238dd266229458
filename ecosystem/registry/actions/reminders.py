"""What happens when nobody does anything: reminders, and the end of waiting. Safe to run again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import calendar, files, journal
from core.models import StoredFile
from ecosystem.registry import notifications
from ecosystem.registry.choices import CaseStatus
from ecosystem.registry.lifecycles import CASE
from ecosystem.registry.models import Case, CaseFile

Reminders = Callable[[datetime], Mapping[str, int]]
"""Does what is due in a room above; returns how many there were of each kind, named in English."""

_registered: dict[str, Reminders] = {}


def register(room: str, send: Reminders) -> None:
    """Add a room to `send_reminders`; called by its `apps.py`. `send` must be safe to run again."""
    _registered[room] = send


def send_registered(now: datetime | None = None) -> dict[str, int]:
    """Let each room above send what is due there; return the counts by kind, room by room."""
    now = now or timezone.now()
    return {
        kind: count
        for room in sorted(_registered)
        for kind, count in _registered[room](now).items()
    }


@dataclass(frozen=True)
class Sent:
    """How many letters went out, and how many cases were closed."""

    draft_reminders: int = 0
    information_reminders: int = 0
    closed_unanswered: int = 0


def send_reminders(now: datetime | None = None) -> Sent:
    """Remind of drafts and of open questions, and close what was never answered (REGN-4, 6)."""
    now = now or timezone.now()
    resting = Case.objects.drafts().filter(
        saved_at__lte=now - timedelta(days=min(settings.DRAFT_REMINDER_DAYS))
    )
    return Sent(
        draft_reminders=sum(_remind_of_draft(case, now) for case in resting),
        information_reminders=sum(
            _remind_of_questions(case, now) for case in Case.objects.waiting_for_applicant()
        ),
        closed_unanswered=sum(_close(case, now) for case in Case.objects.waiting_for_applicant()),
    )


@transaction.atomic
def _remind_of_draft(case: Case, now: datetime) -> bool:
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.status != CaseStatus.DRAFT or not case.email:
        return False
    passed = [
        case.saved_at + timedelta(days=days)
        for days in settings.DRAFT_REMINDER_DAYS
        if case.saved_at + timedelta(days=days) <= now
    ]
    # One letter for the newest of the passed days, however late the command runs.
    if not passed or (case.reminded_at and case.reminded_at >= max(passed)):
        return False
    _mark(case, now)
    notifications.draft_reminder(case)
    return True


@transaction.atomic
def _remind_of_questions(case: Case, now: datetime) -> bool:
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.status != CaseStatus.NEEDS_INFORMATION or case.clock_stopped_at is None:
        return False
    if case.reminded_at and case.reminded_at >= case.clock_stopped_at:
        return False
    first, last = (
        settings.INFORMATION_REMINDER_WORKING_DAYS,
        settings.INFORMATION_CLOSE_WORKING_DAYS,
    )
    if not first <= _working_days_waited(case, now) < last:
        return False
    _mark(case, now)
    notifications.information_reminder(case)
    return True


@transaction.atomic
def _close(case: Case, now: datetime) -> bool:
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.status != CaseStatus.NEEDS_INFORMATION or case.clock_stopped_at is None:
        return False
    if _working_days_waited(case, now) < settings.INFORMATION_CLOSE_WORKING_DAYS:
        return False
    CASE.take(
        case,
        "close_unanswered",
        by=None,
        reason="no answer",
        changes={"clock_stopped_at": None, "days_left": None},
    )
    notifications.closed_unanswered(case)
    return True


def _working_days_waited(case: Case, now: datetime) -> int:
    return calendar.working_days_between(
        timezone.localdate(case.clock_stopped_at), timezone.localdate(now)
    )


def _mark(case: Case, now: datetime) -> None:
    case.reminded_at = now
    case.save(update_fields=["reminded_at"])


def delete_expired_drafts(*, dry_run: bool = False) -> int:
    """Delete drafts that nobody touched for the time they are kept, with notice (REGN-4).

    A re-opened case that was sent before is not a draft in this sense: its journal and letters
    refer to it, so it is kept.
    """
    expired = [
        case
        for case in Case.objects.expired_drafts(settings.DRAFT_KEEP_DAYS)
        if not case.field_decisions.exists()
    ]
    if not dry_run:
        for case in expired:
            _delete(case)
    return len(expired)


@transaction.atomic
def _delete(case: Case) -> None:
    papers = StoredFile.objects.filter(
        pk__in=list(CaseFile.objects.filter(case=case).values_list("file_id", flat=True))
    )
    stored = list(papers)
    journal.write("delete_draft", case, by=None, reason="not touched")
    notifications.draft_deleted(case)
    case.delete()
    for file in stored:
        files.delete(file)
