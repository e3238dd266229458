"""Evidence comes in, is accepted or sent back; a late milestone is asked about, and put off."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import files, journal
from core.lifecycle import Obstacle, ObstacleError, WrongStateError
from programs.cohorts import notifications, policies
from programs.cohorts.choices import OPEN_TO_FIRM
from programs.cohorts.lifecycles import MILESTONE
from programs.cohorts.models import Milestone, MilestoneFile

from .errors import CohortError

MAX_FILES = 10


@transaction.atomic
def hand_in(
    milestone: Milestone,
    uploads: Sequence[UploadedFile],
    *,
    note: str,
    by: User,
    key: UUID | None = None,
    at: datetime | None = None,
) -> Milestone:
    """Hand in evidence for a milestone. The same key twice is one hand-in.

    Raises ObstacleError, WrongStateError, CohortError, FileRefusedError.
    """
    locked = _locked(milestone)
    if key is not None and locked.hand_in_key == key:
        return locked
    if obstacle := policies.hand_in(by, locked):
        raise ObstacleError(obstacle)
    if locked.status not in OPEN_TO_FIRM:
        raise WrongStateError(locked, "hand_in")
    if not uploads and not note.strip():
        raise CohortError(_("Chọn ít nhất một tệp, hoặc viết vài dòng đã làm được gì."))
    if len(uploads) + locked.files.count() > MAX_FILES:
        raise CohortError(
            _("Mỗi mốc nhận tối đa %(limit)s tệp; xin gộp lại.") % {"limit": MAX_FILES}
        )
    for upload in uploads:
        stored = files.store(upload, by=by)
        MilestoneFile.objects.create(milestone=locked, file=stored, added_at=at or timezone.now())
    MILESTONE.take(
        locked,
        "hand_in",
        by=by,
        changes={
            "note": note.strip(),
            "handed_in_at": at or timezone.now(),
            "handed_in_by": by,
            "hand_in_key": key,
            "decided_at": None,
            "decided_by": None,
            "answer": "",
        },
    )
    notifications.handed_in(locked)
    return locked


@transaction.atomic
def accept(milestone: Milestone, *, by: User, at: datetime | None = None) -> Milestone:
    """Accept what was handed in; from now on its instalment can be asked (PRG-18)."""
    MILESTONE.take(
        milestone, "accept", by=by, changes={"decided_at": at or timezone.now(), "decided_by": by}
    )
    notifications.milestone_accepted(milestone)
    return milestone


@transaction.atomic
def send_back(
    milestone: Milestone, *, by: User, answer: str, at: datetime | None = None
) -> Milestone:
    """Send back what was handed in, and say what is missing. Raises CohortError without words."""
    if not answer.strip():
        raise CohortError(_("Viết còn thiếu gì, để đơn vị biết bổ sung."))
    MILESTONE.take(
        milestone,
        "send_back",
        by=by,
        reason=answer.strip(),
        changes={
            "decided_at": at or timezone.now(),
            "decided_by": by,
            "answer": answer.strip(),
        },
    )
    notifications.milestone_sent_back(milestone)
    return milestone


@transaction.atomic
def ask_delay(milestone: Milestone, *, by: User, at: datetime | None = None) -> Milestone:
    """Ask the firm why a milestone is late; asked on one day twice, one letter leaves."""
    locked = _locked(milestone)
    _refuse(policies.decide_milestone(by, locked))
    now = at or timezone.now()
    day = timezone.localdate(now)
    if locked.status not in OPEN_TO_FIRM or locked.due_on >= day:
        raise WrongStateError(locked, "ask_delay")
    if locked.delay_asked_at and timezone.localdate(locked.delay_asked_at) == day:
        return locked
    locked.delay_asked_at = now
    locked.save(update_fields=["delay_asked_at"])
    journal.write("ask_delay", locked, by=by)
    notifications.delay_asked(locked)
    return locked


@transaction.atomic
def explain_delay(milestone: Milestone, *, by: User, reason: str) -> Milestone:
    """Say why it is late. The officer reads it, and may put the day off."""
    locked = _locked(milestone)
    _refuse(policies.hand_in(by, locked))
    if locked.status not in OPEN_TO_FIRM:
        raise WrongStateError(locked, "explain_delay")
    if not reason.strip():
        raise CohortError(_("Viết vì sao trễ và bao giờ xong."))
    locked.delay_reason = reason.strip()
    locked.save(update_fields=["delay_reason"])
    journal.write("explain_delay", locked, by=by, reason=locked.delay_reason)
    return locked


@transaction.atomic
def put_off(milestone: Milestone, *, by: User, due_on: date, reason: str) -> Milestone:
    """Give a milestone a later day, for a reason; instalments move with it."""
    locked = _locked(milestone)
    _refuse(policies.decide_milestone(by, locked))
    if locked.status not in OPEN_TO_FIRM:
        raise WrongStateError(locked, "put_off")
    if not reason.strip():
        raise CohortError(_("Viết lý do lùi hạn."))
    if due_on <= locked.due_on:
        raise CohortError(_("Hạn mới phải sau hạn đang có."))
    before, locked.due_on, locked.reminded_at = locked.due_on, due_on, None
    locked.save(update_fields=["due_on", "reminded_at"])
    journal.write(
        "put_off",
        locked,
        by=by,
        before={"due": before},
        after={"due": due_on},
        reason=reason.strip(),
    )
    notifications.put_off(locked)
    return locked


def _locked(milestone: Milestone) -> Milestone:
    return Milestone.objects.select_for_update().get(pk=milestone.pk)


def _refuse(obstacle: Obstacle | None) -> None:
    if obstacle:
        raise ObstacleError(obstacle)
