"""Letters of the registry. Each holds a number and a link, nothing else (PRV-5)."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from core import calendar, mail

from .models import Case
from .selectors.drafts import resume_url


def draft_link(case: Case) -> None:
    """The way back to a draft, on any device."""
    _send("draft_link", case, keep_days=settings.DRAFT_KEEP_DAYS)


def draft_reminder(case: Case) -> None:
    """The draft has not been sent (REGN-4)."""
    last_day = timezone.localdate(case.saved_at) + timedelta(days=settings.DRAFT_KEEP_DAYS)
    _send("draft_reminder", case, last_day=last_day)


def draft_deleted(case: Case) -> None:
    """Nobody touched the draft for so long that it is gone (REGN-4)."""
    _send("draft_deleted", case, keep_days=settings.DRAFT_KEEP_DAYS, link=_start_url())


def submitted(case: Case) -> None:
    """The receipt, with the day by which somebody answers (REGN-3, 7)."""
    _send("submitted", case, answer_by=case.answer_by)


def information_asked(case: Case) -> None:
    """Some fields are open again, and the clock stands (REGN-6)."""
    stopped = timezone.localdate(case.clock_stopped_at) if case.clock_stopped_at else None
    closes_on = calendar.add_working_days(
        stopped or timezone.localdate(), settings.INFORMATION_CLOSE_WORKING_DAYS
    )
    _send("information_asked", case, closes_on=closes_on)


def information_reminder(case: Case) -> None:
    """The questions are still open (REGN-6)."""
    closes_on = calendar.add_working_days(
        timezone.localdate(case.clock_stopped_at), settings.INFORMATION_CLOSE_WORKING_DAYS
    )
    _send("information_reminder", case, closes_on=closes_on)


def closed_unanswered(case: Case) -> None:
    """Nobody answered: the case is withdrawn and can be re-opened (REGN-6)."""
    _send("closed_unanswered", case)


def case_approved(case: Case) -> None:
    _send("approved", case)


def case_refused(case: Case) -> None:
    _send("refused", case)


def case_duplicate(case: Case) -> None:
    _send("duplicate", case)


def claim_contested(case: Case) -> None:
    """Another person asks for the same record; who it is stays unsaid (REGN-11)."""
    _send("claim_contested", case)


def _start_url() -> str:
    return f"{settings.PUBLIC_URL}/dang-ky/"


def _send(name: str, case: Case, *, link: str = "", **context: Any) -> None:
    """Queue the letter where there is an address; who gave a telephone number is called."""
    if case.email:
        mail.send(
            f"registry/mail/{name}",
            case.email,
            {"number": case.number, "link": link or resume_url(case), **context},
        )
