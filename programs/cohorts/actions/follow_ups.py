"""Asking after 6, 12 and 24 months, and taking the answers down as stated (PRG-19)."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Purpose
from accounts.models import Consent
from core.lifecycle import WrongStateError
from ecosystem.registry.actions import rows
from ecosystem.registry.choices import FactKind, FactState, Source
from programs.cohorts import notifications
from programs.cohorts.choices import Answers, FollowUpStatus
from programs.cohorts.lifecycles import FOLLOW_UP
from programs.cohorts.models import FollowUp

from .errors import CohortError

ANSWER_DAYS = 30
REMINDER_DAYS = 14


class LinkOverError(CohortError):
    """The link was used, or its time is over."""


@transaction.atomic
def ask(follow_up: FollowUp, *, at: datetime | None = None) -> bool:
    """Send the link, once; say whether it left. Who withdrew the consent is not asked."""
    now = at or timezone.now()
    locked = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if locked.status != FollowUpStatus.PLANNED or locked.due_on > timezone.localdate(now):
        return False
    if _consent_withdrawn(locked):
        FOLLOW_UP.take(locked, "skip", by=None, reason="consent withdrawn")
        return False
    FOLLOW_UP.take(
        locked,
        "ask",
        by=None,
        changes={
            "asked_at": now,
            "closes_on": timezone.localdate(now) + timedelta(days=ANSWER_DAYS),
        },
    )
    notifications.follow_up(locked)
    return True


@transaction.atomic
def remind(follow_up: FollowUp, *, at: datetime | None = None) -> bool:
    """Remind once of an open follow-up, two weeks after it was asked."""
    now = at or timezone.now()
    locked = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if locked.status != FollowUpStatus.ASKED or locked.reminded_at or locked.asked_at is None:
        return False
    if locked.asked_at > now - timedelta(days=REMINDER_DAYS) or _is_over(locked, now):
        return False
    locked.reminded_at = now
    locked.save(update_fields=["reminded_at"])
    notifications.follow_up_reminder(locked)
    return True


@transaction.atomic
def close(follow_up: FollowUp, *, at: datetime | None = None) -> bool:
    """Report an open follow-up as unanswered when its last day is over."""
    now = at or timezone.now()
    locked = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if locked.status != FollowUpStatus.ASKED or not _is_over(locked, now):
        return False
    FOLLOW_UP.take(locked, "close", by=None, reason="no answer")
    return True


@transaction.atomic
def answer(follow_up: FollowUp, said: Answers, *, at: datetime | None = None) -> FollowUp:
    """Take the answers down, once, as the firm states them. Raises LinkOverError, CohortError.

    Staff and capital become facts of the registry; a band of turnover is no figure and stays here.
    """
    now = at or timezone.now()
    locked = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if _is_over(locked, now):
        raise LinkOverError(_("Hạn trả lời đã qua; cảm ơn bạn đã mở đường dẫn."))
    if said.is_alive and not (said.revenue_band and said.is_in_province is not None):
        raise CohortError(_("Trả lời đủ các câu hỏi."))
    kept = said if said.is_alive else Answers(is_alive=False)
    try:
        FOLLOW_UP.take(
            locked,
            "answer",
            by=None,
            reason="stated by link",
            changes={
                "answered_at": now,
                "is_alive": kept.is_alive,
                "staff": kept.staff,
                "revenue_band": kept.revenue_band,
                "capital": kept.capital,
                "is_in_province": kept.is_in_province,
            },
        )
    except WrongStateError as error:
        raise LinkOverError(_("Đường dẫn này đã dùng; câu trả lời đã được ghi.")) from error
    _write_facts(locked, now)
    return locked


def _write_facts(follow_up: FollowUp, now: datetime) -> None:
    organization = follow_up.member.organization
    day = timezone.localdate(now)
    stamp = rows.Stamp(on=day, at=now, source=Source.OWNER)
    period = f"{day:%Y-%m}"
    stated = (
        (FactKind.STAFF, follow_up.staff, "người"),
        (FactKind.FUNDING, follow_up.capital, "đồng"),
    )
    for kind, value, unit in stated:
        if value is None:
            continue
        # What somebody has checked about this month is not replaced by what is stated about it.
        known = organization.facts.filter(kind=kind, period=period, recorded_until=None)
        if not known.exclude(state=FactState.STATED).exists():
            rows.write_fact(organization, kind, Decimal(value), unit, stamp, period=period)


def _is_over(follow_up: FollowUp, now: datetime) -> bool:
    return bool(follow_up.closes_on and timezone.localdate(now) > follow_up.closes_on)


def _consent_withdrawn(follow_up: FollowUp) -> bool:
    """Whether the last word of the firm was no (PRV-1)."""
    member = follow_up.member
    subjects = (member.organization.code, member.application.number)
    consents = Consent.objects.filter(subject_key__in=subjects, purpose=Purpose.FOLLOW_UP)
    last = consents.order_by("-given_at", "-pk").first()
    return last is not None and last.withdrawn_at is not None
