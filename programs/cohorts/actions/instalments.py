"""Instalments: asked on an accepted milestone, then paid elsewhere by an order that is noted."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.lifecycle import ObstacleError
from programs.cohorts import notifications, policies
from programs.cohorts.choices import InstalmentStatus, MilestoneStatus
from programs.cohorts.lifecycles import INSTALMENT
from programs.cohorts.models import Instalment, Milestone

from .errors import CohortError


@transaction.atomic
def ask(instalment: Instalment, *, by: User, at: datetime | None = None) -> Instalment:
    """Ask for the money that an accepted milestone opens. Asked twice, it is asked once (PRG-18).

    Raises ObstacleError, WrongStateError.
    """
    locked = Instalment.objects.select_for_update().get(pk=instalment.pk)
    if locked.status == InstalmentStatus.ASKED and locked.asked_by_id == by.pk:
        return locked
    # The milestone is read under a lock too: its state is what the promise is about.
    milestone = Milestone.objects.select_for_update().get(pk=locked.milestone_id)
    if milestone.status != MilestoneStatus.ACCEPTED:
        raise ObstacleError(policies.NOT_ACCEPTED)
    INSTALMENT.take(
        locked, "ask", by=by, changes={"asked_at": at or timezone.now(), "asked_by": by}
    )
    return locked


@transaction.atomic
def give_back(instalment: Instalment, *, by: User, reason: str) -> Instalment:
    """Undo the asking, for a reason; it can be asked again."""
    if not reason.strip():
        raise CohortError(_("Viết vì sao trả lại đề nghị chi."))
    INSTALMENT.take(
        instalment,
        "give_back",
        by=by,
        reason=reason.strip(),
        changes={"asked_at": None, "asked_by": None},
    )
    return instalment


@transaction.atomic
def order(
    instalment: Instalment, *, by: User, number: str, on: date, today: date | None = None
) -> Instalment:
    """Note the number and day of the payment order. Raises CohortError, WrongStateError."""
    number = number.strip()
    if not number:
        raise CohortError(_("Nhập số lệnh chi."))
    if on > (today or timezone.localdate()):
        raise CohortError(_("Ngày lệnh chi chưa tới; nhập ngày ghi trên lệnh."))
    INSTALMENT.take(
        instalment,
        "order",
        by=by,
        reason=number,
        changes={"order_number": number, "order_date": on, "ordered_by": by},
    )
    notifications.instalment_ordered(instalment)
    return instalment
