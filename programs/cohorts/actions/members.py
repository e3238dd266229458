"""How a firm leaves its cohort: it graduates, withdraws, or is made to leave (PRG-20)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import calendar
from core.lifecycle import ObstacleError, WrongStateError
from programs.calls.actions import enrolment
from programs.cohorts import notifications, policies
from programs.cohorts.choices import FOLLOW_UP_MONTHS, MemberStatus
from programs.cohorts.lifecycles import MEMBER
from programs.cohorts.models import FollowUp, Member

from .errors import CohortError

TERMINATION_ANSWER_WORKING_DAYS = 10


@transaction.atomic
def graduate(member: Member, *, by: User, on: date | None = None) -> Member:
    """Let a firm with all milestones accepted graduate; questions in later years are planned."""
    day = on or timezone.localdate()
    MEMBER.take(member, "graduate", by=by, changes={"ended_on": day})
    # The member's own line says who decided; the application follows.
    enrolment.graduate(member.application, by=None)
    _plan_follow_ups(member, day)
    notifications.graduated(member)
    return member


@transaction.atomic
def withdraw(member: Member, *, by: User, reason: str, on: date | None = None) -> Member:
    """Let a firm leave. Its record, milestones and payments stay; it is asked later too."""
    if not reason.strip():
        raise CohortError(_("Viết vì sao rút khỏi khoá."))
    day = on or timezone.localdate()
    MEMBER.take(
        member,
        "withdraw",
        by=by,
        reason=reason.strip(),
        changes={"ended_on": day, "end_reason": reason.strip()},
    )
    enrolment.leave(member.application, member.cohort.code, by=None)
    _plan_follow_ups(member, day)
    notifications.withdrawn(member)
    return member


@transaction.atomic
def propose_termination(
    member: Member, *, by: User, reason: str, at: datetime | None = None
) -> Member:
    """Propose to end a membership, with a reason, and give the firm days to answer (PRG-20)."""
    if not reason.strip():
        raise CohortError(_("Viết lý do chấm dứt; đơn vị đọc lý do này để giải trình."))
    day = timezone.localdate(at or timezone.now())
    MEMBER.take(
        member,
        "propose_termination",
        by=by,
        reason=reason.strip(),
        changes={
            "end_reason": reason.strip(),
            "proposed_by": by,
            "answer_by": calendar.add_working_days(day, TERMINATION_ANSWER_WORKING_DAYS),
            "answer": "",
            "answered_at": None,
        },
    )
    notifications.termination_proposed(member)
    return member


@transaction.atomic
def answer_termination(
    member: Member, *, by: User, answer: str, at: datetime | None = None
) -> Member:
    """Answer a proposed termination, once. Raises CohortError, ObstacleError, WrongStateError."""
    if not answer.strip():
        raise CohortError(_("Viết giải trình."))
    now = at or timezone.now()
    locked = Member.objects.select_for_update().get(pk=member.pk)
    if locked.answered_at and locked.answer == answer.strip():
        return locked
    if locked.status != MemberStatus.ANSWERING or locked.answered_at:
        raise WrongStateError(locked, "answer_termination")
    if obstacle := policies.answer_termination(by, locked, timezone.localdate(now)):
        raise ObstacleError(obstacle)
    MEMBER.take(
        locked,
        "answer_termination",
        by=by,
        changes={"answer": answer.strip(), "answered_at": now},
    )
    return locked


@transaction.atomic
def keep(member: Member, *, by: User, reason: str) -> Member:
    """Keep a firm whose termination was proposed. Reason and answer stay in the journal."""
    if not reason.strip():
        raise CohortError(_("Viết vì sao giữ đơn vị lại."))
    MEMBER.take(
        member,
        "keep",
        by=by,
        reason=reason.strip(),
        changes={"end_reason": "", "proposed_by": None, "answer_by": None},
    )
    notifications.kept(member)
    return member


@transaction.atomic
def terminate(member: Member, *, by: User, on: date | None = None) -> Member:
    """End a membership after the firm has answered or let the day pass (PRG-20)."""
    day = on or timezone.localdate()
    MEMBER.take(member, "terminate", by=by, reason=member.end_reason, changes={"ended_on": day})
    enrolment.terminate(member.application, member.cohort.code, by=None)
    _plan_follow_ups(member, day)
    notifications.terminated(member)
    return member


def _plan_follow_ups(member: Member, day: date) -> None:
    FollowUp.objects.bulk_create(
        FollowUp(member=member, months=months, due_on=calendar.add_months(day, months))
        for months in FOLLOW_UP_MONTHS
    )
