"""Letters of calls. Each holds a number and a link; what was decided is read after sign-in."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from core import mail

from .models import Application, Assignment, Letter, Offer, Reviewer


def submitted(application: Application) -> None:
    """The receipt (REGN-3 in spirit): number, moment, where to look."""
    _send("submitted", application, submitted_at=application.submitted_at)


def information_asked(application: Application) -> None:
    """Some answers are open again until a day."""
    _send("information_asked", application, answer_by=application.answer_by)


def not_eligible(application: Application) -> None:
    _send("not_eligible", application)


def decision(letter: Letter) -> None:
    """There is a result. What it says stands on the page only (PRV-5)."""
    name = "correction" if letter.kind == "correction" else "decision"
    _send(name, letter.application)


def offer_expired(offer: Offer) -> None:
    _send("offer_expired", offer.application)


def reviewer_added(reviewer: Reviewer) -> None:
    """Somebody was asked to sit on a council."""
    mail.send(
        "calls/mail/reviewer_added",
        reviewer.user.email,
        {"call": reviewer.call.code, "link": _url("calls:reviews")},
    )


def assigned(assignment: Assignment) -> None:
    """One letter per reviewer and round would be kinder; the caller sends it once."""
    mail.send(
        "calls/mail/assigned",
        assignment.reviewer.user.email,
        {"call": assignment.reviewer.call.code, "link": _url("calls:reviews")},
    )


def _url(name: str, *args: Any) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"


def _send(name: str, application: Application, **context: Any) -> None:
    if application.is_demo:
        # Nobody reads mail at an invented address.
        return
    mail.send(
        f"calls/mail/{name}",
        application.applicant.email,
        {
            "number": application.number,
            "call": application.call.title,
            "link": _url("calls:application", application.call.slug, application.number),
            **context,
        },
    )
