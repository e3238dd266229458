"""What officers do with an application before the council sees it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import journal
from core.calendar import add_working_days
from core.lifecycle import ObstacleError
from programs.calls import notifications, policies
from programs.calls.choices import ApplicationStatus
from programs.calls.lifecycles import APPLICATION
from programs.calls.models import Application, Call, LateCode, Question
from programs.calls.selectors import applications as read
from programs.calls.selectors import blind, form

from .errors import CallError

REASON_MIN_LENGTH = 30


@transaction.atomic
def take(application: Application, *, by: User) -> Application:
    """Become the holder; a submitted application is in screening from now on."""
    APPLICATION.take(application, "take", by=by, changes={"assignee": by})
    return application


@transaction.atomic
def ask(
    application: Application,
    questions: Mapping[str, str],
    *,
    by: User,
    at: datetime | None = None,
) -> Application:
    """Ask back about some answers, by identity; they open again for some working days.

    Raises CallError, ObstacleError, WrongStateError.
    """
    asked = {field.key for field in form.fields_of(application)}
    said = {key: text.strip() for key, text in questions.items() if text.strip() and key in asked}
    if not said:
        raise CallError(_("Viết câu hỏi cho ít nhất một câu trả lời."))
    now = at or timezone.now()
    last_day = add_working_days(timezone.localdate(now), application.call.information_days)
    APPLICATION.take(application, "ask", by=by, changes={"answer_by": last_day})
    Question.objects.bulk_create(
        Question(application=application, field=key, text=text, by=by, asked_at=now)
        for key, text in said.items()
    )
    notifications.information_asked(application)
    return application


@transaction.atomic
def go_on(application: Application, *, by: User) -> Application:
    """Screen what is there once the last day for the answer is over."""
    if application.answer_by and application.answer_by >= timezone.localdate():
        raise CallError(_("Người nộp còn hạn trả lời."))
    APPLICATION.take(application, "go_on", by=by, changes={"answer_by": None})
    application.questions.filter(answered_at=None).update(answered_at=timezone.now())
    return application


@transaction.atomic
def find_eligible(application: Application, *, by: User) -> Application:
    """The conditions are met; on to the council, unless it needs an anonymous copy first."""
    APPLICATION.take(application, "find_eligible", by=by)
    if not application.call.is_blind:
        APPLICATION.take(application, "send_to_review", by=by)
    return application


@transaction.atomic
def find_not_eligible(application: Application, reason: str, *, by: User) -> Application:
    """Say which condition is not met. The applicant reads the reason after sign-in."""
    if len(reason.strip()) < REASON_MIN_LENGTH:
        raise CallError(_("Viết lý do ít nhất %(count)s ký tự.") % {"count": REASON_MIN_LENGTH})
    APPLICATION.take(application, "find_not_eligible", by=by, changes={"reason": reason.strip()})
    notifications.not_eligible(application)
    return application


@transaction.atomic
def save_blind(
    application: Application, answers: Mapping[str, str], safe_files: set[str], *, by: User
) -> tuple[str, ...]:
    """Keep the edited copy of the anonymous phase; return where the firm's name still stands.

    The copy is kept, and goes to the council only when nothing is found (PRG-13).
    """
    if obstacle := policies.work_on_application(by, application):
        raise ObstacleError(obstacle)
    locked = Application.objects.select_for_update().get(pk=application.pk)
    locked.blind_answers = dict(answers)
    locked.save(update_fields=["blind_answers"])
    application.blind_answers = locked.blind_answers
    for key, file in read.files_of(locked).items():
        file.is_blind_safe = key in safe_files
        file.save(update_fields=["is_blind_safe"])
    journal.write("edit_blind_copy", locked, by=by)
    warnings = blind.warnings(locked)
    if not warnings and locked.status == ApplicationStatus.ELIGIBLE:
        APPLICATION.take(application, "send_to_review", by=by)
    return warnings


@transaction.atomic
def invite_to_interview(application: Application, *, by: User) -> Application:
    APPLICATION.take(application, "invite_to_interview", by=by)
    return application


@transaction.atomic
def issue_late_code(
    call: Call, user: User, *, expires_at: datetime, reason: str, code: str, by: User
) -> LateCode:
    """Let one person send after the deadline, until a moment. Logged with its reason (PRG-9)."""
    if obstacle := policies.manage_calls(by, call):
        raise ObstacleError(obstacle)
    if not reason.strip():
        raise CallError(_("Viết lý do cho nộp trễ."))
    if expires_at <= timezone.now():
        raise CallError(_("Giờ hết hạn của mã phải ở phía trước."))
    held = call.late_codes.filter(user=user, used_at=None)
    if held.filter(expires_at__gt=timezone.now()).exists():
        raise CallError(_("Người này đang có một mã còn dùng được."))
    held.delete()
    issued = LateCode.objects.create(
        call=call, user=user, code=code, expires_at=expires_at, reason=reason.strip(), issued_by=by
    )
    after: dict[str, Any] = {"for": user.pk, "expires_at": expires_at}
    journal.write("issue_late_code", call, by=by, after=after, reason=issued.reason)
    return issued
