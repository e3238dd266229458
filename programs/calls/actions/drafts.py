"""What an applicant does: begin, type, add files, send once, answer, withdraw."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import give_consent
from accounts.choices import Purpose
from accounts.models import User
from core import files, journal
from core.lifecycle import ObstacleError
from core.numbering import next_number
from ecosystem.registry.models import Organization
from programs.calls import notifications, policies
from programs.calls.choices import ApplicationStatus, LetterStatus, OfferAnswer
from programs.calls.lifecycles import APPLICATION
from programs.calls.models import (
    Application,
    ApplicationFile,
    Call,
    FormField,
    FormVersion,
    Letter,
    Offer,
)
from programs.calls.selectors import applications as read
from programs.calls.selectors.form import current_version
from programs.calls.selectors.registry_copy import copy_of

from .errors import AlreadyAppliedError, IncompleteError, VersionConflictError

# The sentence beside the box that the applicant ticks before sending.
CONSENT_TEXT_VERSION = "2026-11"


@transaction.atomic
def start(
    call: Call,
    organization: Organization,
    *,
    by: User,
    track: str = "",
    eligibility: Mapping[str, str] | None = None,
    at: datetime | None = None,
    is_demo: bool = False,
) -> Application:
    """Begin a draft. Raises AlreadyAppliedError, ObstacleError."""
    now = at or timezone.now()
    if obstacle := policies.start_at(by, call, now):
        raise ObstacleError(obstacle)
    if not policies.may_act_for(by, organization):
        raise ObstacleError(policies.NOT_OWNER)
    year = timezone.localdate(now).year
    application = Application(
        number=f"DT-{year}-{next_number(f'application-{year}'):05}",
        call=call,
        organization=organization,
        applicant=by,
        form_version=_served(call),
        track=track if track in call.tracks else "",
        eligibility=dict(eligibility or {}),
        started_at=now,
        saved_at=now,
        is_demo=is_demo,
    )
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError as error:
        held = call.applications.exclude(status=ApplicationStatus.WITHDRAWN)
        raise AlreadyAppliedError(held.get(organization=organization)) from error
    journal.write("start", application, by=by, after={"call": call.code})
    return application


def _served(call: Call) -> FormVersion:
    """Return the form that was tested; nobody fills in another."""
    version = call.checked_form or current_version(call)
    if version is None:
        raise ObstacleError(policies.NOT_OPEN)
    return version


@transaction.atomic
def follow_form(application: Application) -> bool:
    """Bring a draft to the form that is served now; say whether it was another (PRG-6).

    Answers are kept by identity, so nothing typed is lost.
    """
    served = _served(application.call)
    if application.status != ApplicationStatus.DRAFT or application.form_version_id == served.pk:
        return False
    Application.objects.filter(pk=application.pk).update(form_version=served)
    application.form_version = served
    return True


@transaction.atomic
def save(
    application: Application, answers: Mapping[str, Any], stamp: str, *, by: User
) -> Application:
    """Keep what was typed, as it was typed. Another tab that saved the same questions is met.

    `stamp` is what the page was drawn with. Raises VersionConflictError, ObstacleError.
    """
    locked = _editable(application, by)
    keys = sorted(answers)
    if stamp != read.stamp_of(locked, keys) and any(
        locked.answers.get(key, "") != answers[key] for key in keys
    ):
        raise VersionConflictError
    locked.answers = {**locked.answers, **answers}
    locked.saved_at = timezone.now()
    locked.version += 1
    locked.save(update_fields=["answers", "saved_at", "version"])
    _copy_back(locked, application, "answers", "saved_at", "version")
    return application


@transaction.atomic
def confirm_registry(application: Application, *, by: User) -> Application:
    """Say that what the registry shows is true today (PRG-7)."""
    locked = _editable(application, by)
    locked.registry_confirmed_at = locked.saved_at = timezone.now()
    locked.save(update_fields=["registry_confirmed_at", "saved_at"])
    _copy_back(locked, application, "registry_confirmed_at", "saved_at")
    return application


@transaction.atomic
def add_file(
    application: Application, field: FormField, uploaded: UploadedFile, *, by: User
) -> ApplicationFile:
    """Keep a file as the answer to a question, in place of the one before.

    Raises FileRefusedError, ObstacleError.
    """
    if application.status == ApplicationStatus.NEEDS_INFORMATION:
        _check(policies.own_application(by, application))
    else:
        _editable(application, by)
    stored = files.store(
        uploaded,
        allowed_kinds=files.DOCUMENTS | {files.Kind.XLSX, files.Kind.DOCX},
        max_bytes=field.max_megabytes * 1024 * 1024,
        by=by,
    )
    now = timezone.now()
    application.files.filter(field=field.identity, removed_at=None).update(removed_at=now)
    return ApplicationFile.objects.create(
        application=application, field=field.identity, file=stored, added_at=now
    )


@transaction.atomic
def remove_file(file: ApplicationFile, *, by: User) -> None:
    _editable(file.application, by)
    file.removed_at = timezone.now()
    file.save(update_fields=["removed_at"])


@transaction.atomic
def submit(
    application: Application, *, key: UUID, by: User, at: datetime | None = None
) -> Application:
    """Send the application: once per key, to the second, with the registry as it is now.

    Raises IncompleteError, ObstacleError, WrongStateError.
    """
    now = at or timezone.now()
    locked = (
        Application.objects.select_for_update(of=("self",))
        .select_related("call", "organization", "form_version")
        .get(pk=application.pk)
    )
    if locked.submit_key == key:
        # The second click of a double click: it is sent already.
        application.refresh_from_db()
        return application
    _check(policies.own_application(by, locked))
    _check(policies.send_at(locked, now))
    follow_form(locked)
    if found := read.problems(locked):
        raise IncompleteError(found)
    code = None
    if now >= locked.call.closes_at and not (
        locked.started_at < locked.call.closes_at and now < locked.call.grace_ends_at
    ):
        code = locked.call.late_codes.get(user=locked.applicant_id, used_at=None)
        code.used_at = now
        code.save(update_fields=["used_at"])
    FormVersion.objects.filter(pk=locked.form_version_id, frozen_at=None).update(frozen_at=now)
    APPLICATION.take(
        application,
        "submit",
        by=by,
        changes={
            "submit_key": key,
            "submitted_at": now,
            "registry_copy": copy_of(locked.organization),
            "form_version": locked.form_version,
            "late_code": code,
        },
        reason=code.reason if code else "",
    )
    give_consent(
        application.number, Purpose.PROGRAM_SELECTION, text_version=CONSENT_TEXT_VERSION, by=by
    )
    notifications.submitted(application)
    return application


@transaction.atomic
def answer_questions(
    application: Application, answers: Mapping[str, Any], *, by: User
) -> Application:
    """Send what was asked back. Only the questions asked are open (REGN-6)."""
    locked = Application.objects.select_for_update().get(pk=application.pk)
    open_questions = locked.questions.filter(answered_at=None)
    asked = {str(question.field) for question in open_questions}
    locked.answers |= {key: value for key, value in answers.items() if key in asked}
    if found := tuple(each for each in read.problems(locked) if each.key in asked):
        raise IncompleteError(found)
    APPLICATION.take(
        application, "answer", by=by, changes={"answers": locked.answers, "answer_by": None}
    )
    open_questions.update(answered_at=timezone.now())
    return application


@transaction.atomic
def withdraw(application: Application, *, by: User, reason: str = "") -> Application:
    """Take the application back. A letter that waits is not sent, an open offer ends."""
    APPLICATION.take(application, "withdraw", by=by, reason=reason)
    now = timezone.now()
    Letter.objects.filter(application=application, status=LetterStatus.WAITING).update(
        status=LetterStatus.RECALLED, recalled_at=now, recalled_by=by
    )
    Offer.objects.filter(application=application, answer="").update(
        answer=OfferAnswer.DECLINED, answered_at=now
    )
    application.decisions.filter(release=None).delete()
    return application


def _editable(application: Application, by: User) -> Application:
    locked = Application.objects.select_for_update().get(pk=application.pk)
    _check(policies.edit_application(by, locked))
    return locked


def _check(obstacle: Any) -> None:
    if obstacle:
        raise ObstacleError(obstacle)


def _copy_back(source: Application, target: Application, *names: str) -> None:
    for name in names:
        setattr(target, name, getattr(source, name))
