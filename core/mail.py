"""Template and context in, one letter out, queued in the same transaction.

The letter is a row of the mail queue, and a task that delivers it. A mail server that does not
answer leaves both waiting; the pause grows, and nothing is lost for days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.mime.base import MIMEBase
from email.utils import make_msgid
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models, transaction
from django.db.models import F, Q
from django.template import Context, Engine, TemplateDoesNotExist
from django.utils import timezone, translation
from django_tasks import default_task_backend, task
from post_office.connections import connections
from post_office.models import PRIORITY, STATUS, Email, Log, RecipientDeliveryStatus
from post_office.settings import get_max_retries, get_retry_timedelta
from post_office.utils import create_attachments

from .tasks import SOMEBODY_WAITS

# While one worker talks to the mail server, no other takes the same letter.
DELIVERY_LEASE = timedelta(minutes=10)


@dataclass(frozen=True)
class TroubledLetter:
    """A letter that did not arrive so far, for the staff's list."""

    id: int
    to: tuple[str, ...]
    subject: str
    queued_at: datetime
    attempts: int
    next_at: datetime | None
    last_error: str
    bounced: bool

    @property
    def given_up(self) -> bool:
        return self.next_at is None


def send(
    template: str,
    to: str | Sequence[str],
    context: Mapping[str, Any],
    *,
    language: str = "vi",
    subject: str | None = None,
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
) -> int:
    """Queue one letter in the caller's transaction and return its id.

    `template` is "<label>/mail/<name>": `.subject.txt` and `.txt` are needed, `.html` is not.
    All see `context` and `public_url`; `.txt` is not escaped. Personal figures, scores and
    documents stay behind the link (PRV-5).
    """
    with translation.override(language):
        values = {"public_url": settings.PUBLIC_URL, "language": language, **context}
        if subject is None:
            subject = _render(f"{template}.subject.txt", values)
        text = _render(f"{template}.txt", values)
        try:
            html = _render(f"{template}.html", values)
        except TemplateDoesNotExist:
            html = ""
    return _queue(
        to=[to] if isinstance(to, str) else list(to),
        subject=subject,
        text=text,
        html=html,
        headers={**(headers or {}), **({"Reply-To": reply_to} if reply_to else {})},
    ).pk


def _render(name: str, values: Mapping[str, Any]) -> str:
    context = Context(dict(values), autoescape=name.endswith(".html"))
    return Engine.get_default().get_template(name).render(context).strip() + "\n"


@transaction.atomic
def _queue(
    *,
    to: Sequence[str],
    subject: str,
    text: str,
    html: str = "",
    sender: str = "",
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
    attachments: Mapping[str, Any] | None = None,
) -> Email:
    # Not post_office.mail.send: it reads the finished text as a template once more, so that a
    # firm called "{% x %}" would break the letter or see into it.
    letter = Email(
        from_email=sender or settings.DEFAULT_FROM_EMAIL,
        to=list(to),
        cc=list(cc),
        bcc=list(bcc),
        subject=" ".join(subject.split()),
        message=text,
        html_message=html,
        headers=dict(headers or {}) or None,
        priority=PRIORITY.medium,
        status=STATUS.queued,
        message_id=make_msgid(domain=urlsplit(settings.PUBLIC_URL).hostname),
    )
    letter.save()
    if attachments:
        letter.attachments.add(*create_attachments(attachments))
    deliver.enqueue(letter.pk)
    return letter


class QueueBackend(BaseEmailBackend):
    """Queues what other packages send by Django's own functions, such as codes for signing in."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            html = [
                content
                for content, kind in getattr(message, "alternatives", [])
                if kind == "text/html"
            ]
            headers = dict(message.extra_headers)
            if message.reply_to:
                headers.setdefault("Reply-To", ", ".join(map(str, message.reply_to)))
            _queue(
                to=message.to,
                cc=message.cc,
                bcc=message.bcc,
                sender=message.from_email,
                subject=str(message.subject),
                text=str(message.body),
                html=str(html[0]) if html else "",
                headers=headers,
                attachments=dict(_attachment(part) for part in message.attachments),
            )
        return len(email_messages)


def _attachment(part: Any) -> tuple[str, Any]:
    if isinstance(part, MIMEBase):
        content = part.get_payload(decode=True)
        return part.get_filename() or "tep", ContentFile(bytes(content or b""))
    name, content, kind = part
    content = content.encode() if isinstance(content, str) else content
    return name or "tep", {"file": ContentFile(content), "mimetype": kind or ""}


# Delivery --------------------------------------------------------------------------------------


def _due(now: datetime) -> models.QuerySet[Email]:
    return Email.objects.filter(
        Q(scheduled_time=None) | Q(scheduled_time__lte=now),
        status__in=[STATUS.queued, STATUS.requeued],
    )


@task(priority=SOMEBODY_WAITS)
def deliver(letter_id: int) -> None:
    """Hand one letter to the mail server, or leave it for later. Safe to run twice."""
    now = timezone.now()
    # Taking it is one conditional UPDATE, held for the time of the talk with the server: no
    # lock stays in the database meanwhile, and a worker that dies gives the letter back.
    if (
        not _due(now)
        .filter(pk=letter_id)
        .update(scheduled_time=now + DELIVERY_LEASE, last_updated=now)
    ):
        return
    letter = Email.objects.get(pk=letter_id)
    try:
        letter.dispatch(commit=False)
    except SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        _put_off(letter, refused, for_ever=all(500 <= code < 600 for code in codes))
    except (SMTPException, OSError) as error:
        _put_off(letter, error)
    else:
        Email.objects.filter(pk=letter_id).update(
            status=STATUS.sent, scheduled_time=None, last_updated=timezone.now()
        )
    finally:
        # A refusal leaves the connection open, and the package would use it for the next letter.
        connections.close()


@transaction.atomic
def _put_off(letter: Email, error: Exception, *, for_ever: bool = False) -> None:
    now = timezone.now()
    letter.number_of_retries = (letter.number_of_retries or 0) + 1
    if for_ever:
        letter.recipient_delivery_status = RecipientDeliveryStatus.HARD_BOUNCED
    if for_ever or letter.number_of_retries > get_max_retries():
        letter.status, letter.scheduled_time = STATUS.failed, None
    else:
        # Up to eight times the interval: fifty tries reach over a long weekend.
        letter.status = STATUS.requeued
        letter.scheduled_time = now + get_retry_timedelta() * min(letter.number_of_retries, 8)
    letter.save()
    Log.objects.create(
        email=letter, status=STATUS.failed, message=str(error), exception_type=type(error).__name__
    )
    if letter.scheduled_time and default_task_backend.supports_defer:
        deliver.using(run_after=letter.scheduled_time).enqueue(letter.pk)


def queue_due() -> int:
    """Enqueue the delivery of letters that have been due for a while; return how many.

    The net below everything else: letters whose task was lost, or that other code queued.
    """
    overdue = _due(timezone.now() - DELIVERY_LEASE).filter(
        last_updated__lte=timezone.now() - DELIVERY_LEASE
    )
    ids = list(overdue.values_list("pk", flat=True)[:1000])
    for letter_id in ids:
        deliver.enqueue(letter_id)
    return len(ids)


# For staff -------------------------------------------------------------------------------------


def troubled() -> list[TroubledLetter]:
    """Return the letters that were refused, bounced or wait for a server, oldest first."""
    last_error = Log.objects.filter(email=models.OuterRef("pk")).order_by("-pk").values("message")
    letters = (
        Email.objects.filter(
            Q(status=STATUS.failed)
            | Q(status=STATUS.requeued)
            | Q(recipient_delivery_status__gte=RecipientDeliveryStatus.DEFERRED)
        )
        .annotate(last_error=models.Subquery(last_error[:1]))
        .order_by("created", "pk")
    )
    return [
        TroubledLetter(
            id=letter.pk,
            to=tuple(letter.to),
            subject=letter.subject,
            queued_at=letter.created,
            attempts=letter.number_of_retries or 0,
            next_at=letter.scheduled_time,
            last_error=letter.last_error or "",
            bounced=(letter.recipient_delivery_status or 0) >= RecipientDeliveryStatus.SOFT_BOUNCED,
        )
        for letter in letters
    ]


def waiting_since() -> datetime | None:
    """Return since when the oldest unsent letter has been waiting; None when none waits."""
    waiting = Email.objects.filter(status__in=[STATUS.queued, STATUS.requeued])
    return waiting.order_by("created").values_list("created", flat=True).first()


@transaction.atomic
def send_again(letter_id: int) -> None:
    """Put a letter that was given up back into the queue."""
    changed = Email.objects.filter(pk=letter_id, status=STATUS.failed).update(
        status=STATUS.queued,
        scheduled_time=None,
        number_of_retries=F("number_of_retries") * 0,
        recipient_delivery_status=None,
        last_updated=timezone.now(),
    )
    if changed:
        deliver.enqueue(letter_id)
