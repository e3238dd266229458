"""What the applicant answers to an offer."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.vietnamese import date_short
from programs.calls.choices import LetterStatus, OfferAnswer
from programs.calls.lifecycles import APPLICATION
from programs.calls.models import Application, Letter, Offer

from .errors import CallError


@transaction.atomic
def accept(offer: Offer, *, by: User, at: datetime | None = None) -> Application:
    """Take the place, before the end of the last day. Raises CallError, WrongStateError."""
    return _answer(offer, "accept", OfferAnswer.ACCEPTED, by=by, at=at)


@transaction.atomic
def decline(offer: Offer, *, by: User, note: str = "", at: datetime | None = None) -> Application:
    """Leave the place to somebody else."""
    return _answer(offer, "decline", OfferAnswer.DECLINED, by=by, at=at, note=note)


def _answer(
    offer: Offer, step: str, answer: OfferAnswer, *, by: User, at: datetime | None, note: str = ""
) -> Application:
    now = at or timezone.now()
    application = Application.objects.select_for_update().get(pk=offer.application_id)
    locked = Offer.objects.select_for_update().get(pk=offer.pk)
    if locked.answer == answer:
        # The second click of a double click.
        return application
    if locked.answer:
        raise CallError(_("Lời mời này đã được trả lời hoặc không còn hiệu lực."))
    if timezone.localdate(now) > locked.reply_by:
        raise CallError(
            _("Lời mời đã hết hạn ngày %(day)s; hỏi trung tâm nếu vẫn muốn tham gia.")
            % {"day": date_short(locked.reply_by)}
        )
    APPLICATION.take(application, step, by=by)
    locked.answer, locked.answered_at, locked.note = answer, now, note[:500]
    locked.save(update_fields=["answer", "answered_at", "note"])
    # A correction that waits comes too late: the answer was given to what had been said.
    Letter.objects.filter(application=application, status=LetterStatus.WAITING).update(
        status=LetterStatus.RECALLED, recalled_at=now
    )
    return application
