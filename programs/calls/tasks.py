"""Letters that leave, offers that end, minutes that are printed. Each can run twice."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from core import files, journal, pdf, tasks
from core.calendar import add_working_days
from core.lifecycle import WrongStateError

from . import notifications
from .choices import ApplicationStatus, CallStatus, LetterKind, LetterStatus, OfferAnswer, Outcome
from .lifecycles import APPLICATION, CALL
from .models import Application, Call, Letter, Offer
from .selectors import minutes

STEPS = {Outcome.ACCEPT: "offer", Outcome.WAIT: "put_on_list", Outcome.REFUSE: "refuse"}
CORRECTIONS = {
    Outcome.ACCEPT: "correct_to_offer",
    Outcome.WAIT: "correct_to_list",
    Outcome.REFUSE: "correct_to_refusal",
}


@task(priority=tasks.SOMEBODY_WAITS)
def send_letters(release_id: int) -> None:
    """Send what is due of one release. A worker that dies in the middle leaves the rest waiting."""
    due = Letter.objects.due_at(timezone.now()).filter(release_id=release_id)
    for letter_id in due.values_list("pk", flat=True):
        send_letter(letter_id)


tasks.bear_with(send_letters, tasks.Patience(attempts=10))


def send_due_letters(now: datetime) -> int:
    """Send every letter whose time has come, of all calls; return how many left."""
    due = list(Letter.objects.due_at(now).values_list("pk", flat=True))
    return sum(send_letter(letter_id, now) for letter_id in due)


@transaction.atomic
def send_letter(letter_id: int, at: datetime | None = None) -> bool:
    """Send one letter once: the state, the offer and the queued mail are one transaction.

    A letter whose application has moved on (withdrawn, accepted meanwhile) does not leave.
    """
    now = at or timezone.now()
    application_id = Letter.objects.values_list("application_id", flat=True).get(pk=letter_id)
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("call", "applicant")
        .get(pk=application_id)
    )
    letter = (
        Letter.objects.waiting()
        .select_for_update(of=("self",))
        .select_related("decision")
        .filter(pk=letter_id, leaves_at__lte=now)
        .first()
    )
    if letter is None:
        return False
    outcome = Outcome(letter.decision.outcome)
    steps = CORRECTIONS if letter.kind == LetterKind.CORRECTION else STEPS
    try:
        with transaction.atomic():
            APPLICATION.take(application, steps[outcome], by=None)
    except WrongStateError:
        letter.status, letter.recalled_at = LetterStatus.RECALLED, now
        letter.save(update_fields=["status", "recalled_at"])
        journal.write("drop_letter", application, by=None, after={"status": application.status})
        return False
    letter.status, letter.sent_at = LetterStatus.SENT, now
    letter.save(update_fields=["status", "sent_at"])
    letter.application = application
    Offer.objects.filter(application=application, answer="").update(
        answer=OfferAnswer.REVOKED, answered_at=now
    )
    if outcome == Outcome.ACCEPT:
        last_day = add_working_days(timezone.localdate(now), application.call.reply_days)
        Offer.objects.create(
            application=application, decision=letter.decision, made_at=now, reply_by=last_day
        )
    notifications.decision(letter)
    _close_call(application.call_id, now)
    return True


def _close_call(call_id: int, now: datetime) -> None:
    """Say in public that there is a result, once the last letter has left."""
    if Letter.objects.waiting().filter(application__call=call_id).exists():
        return
    call = Call.objects.get(pk=call_id)
    if call.status == CallStatus.PUBLISHED:
        CALL.take(call, "decide", by=None, changes={"decided_at": now})


def expire_offers(day: date) -> int:
    """End offers whose last day is over; the next on the list is proposed, not sent (PRG-15)."""
    due = Offer.objects.expired_on(day).values_list("pk", "application_id")
    return sum(_expire(offer_id, application_id, day) for offer_id, application_id in list(due))


@transaction.atomic
def _expire(offer_id: int, application_id: int, day: date) -> bool:
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("call", "applicant")
        .get(pk=application_id)
    )
    offer = Offer.objects.expired_on(day).filter(pk=offer_id).first()
    if offer is None or application.status != ApplicationStatus.OFFERED:
        return False
    APPLICATION.take(application, "expire", by=None)
    offer.answer, offer.answered_at = OfferAnswer.EXPIRED, timezone.now()
    offer.save(update_fields=["answer", "answered_at"])
    offer.application = application
    notifications.offer_expired(offer)
    return True


@task(priority=tasks.SOMEBODY_WAITS)
def print_minutes(call_id: int) -> None:
    """Make the file of the minutes that somebody asked for (PRG-21). Safe to run twice."""
    call = Call.objects.get(pk=call_id)
    asked_at = call.minutes_asked_at
    if asked_at is None:
        return
    content = pdf.render(
        minutes.html(call),
        title=minutes.title(call),
        language="vi",
        created=asked_at,
        css=minutes.css(),
    )
    with transaction.atomic():
        locked = Call.objects.select_for_update().get(pk=call_id)
        if locked.minutes_asked_at != asked_at:
            return
        locked.minutes = files.keep(
            content, name=f"bien-ban-{call.code}.pdf", content_type="application/pdf", by=None
        )
        locked.minutes_asked_at = None
        locked.save(update_fields=["minutes", "minutes_asked_at"])


tasks.bear_with(print_minutes, tasks.Patience(attempts=3))
