"""What the person who registers does: begin, save, send, answer, withdraw, go on.

`by=None` is somebody without an account who holds the key of the case; the door has asked for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import User
from accounts.selectors import verified_emails
from core import calendar, files, journal, numbering
from core.lifecycle import ObstacleError
from ecosystem.registry import notifications, policies
from ecosystem.registry.choices import (
    CASE_PREFIXES,
    CONSENT_TEXT_VERSION,
    CaseKind,
    CaseStatus,
    EvidenceKind,
)
from ecosystem.registry.lifecycles import CASE
from ecosystem.registry.models import Case, CaseFile
from ecosystem.registry.selectors import cases
from ecosystem.registry.selectors import drafts as read

from . import merging, records
from .errors import IncompleteError, OpenDraftError
from .screening import resume_clock


@dataclass(frozen=True)
class Started:
    """A new draft, and whether it is kept under the address that was given.

    It is not where that address already has an open draft of this kind: then that one was
    mailed again, and this one belongs to nobody until it is sent (REGN-2, no enumeration).
    """

    case: Case
    key: str
    is_linked: bool


# Begin -------------------------------------------------------------------------------------------


@transaction.atomic
def start(
    organization_kind: str,
    *,
    email: str = "",
    phone: str = "",
    answers: Mapping[str, Any] | None = None,
    certificate: UploadedFile | None = None,
    by: User | None,
) -> Started:
    """Open a draft and mail the way back to it. A person signed in gets their own open draft.

    `certificate` comes with a tax code whose check digit is wrong (REG-4). Raises
    core.files.FileRefusedError; then there is no draft.
    """
    if by is not None:
        own = _own_draft(by, organization_kind)
        if own is not None:
            return Started(own, read.access_key(own), is_linked=True)
    given = {
        **(answers or {}),
        **({"contact_email": email} if email else {}),
        **({"contact_phone": phone} if phone else {}),
    }
    taken = _draft_of(email, phone, organization_kind)
    if taken is not None:
        if taken.email:
            notifications.draft_link(taken)
        email = phone = ""
    try:
        with transaction.atomic():
            case = open_case(
                CaseKind.REGISTER, given, organization_kind, email=email, phone=phone, by=by
            )
    except IntegrityError:
        # The same person began in another window at the same moment.
        case = open_case(CaseKind.REGISTER, given, organization_kind, by=by)
    if certificate is not None:
        add_file(case, certificate, field="tax_code", kind=EvidenceKind.CERTIFICATE, by=by)
    if case.email:
        notifications.draft_link(case)
    return Started(case, read.access_key(case), is_linked=bool(case.email or case.phone))


def _own_draft(user: User, organization_kind: str) -> Case | None:
    drafts = Case.objects.drafts().filter(
        kind=CaseKind.REGISTER, organization_kind=organization_kind
    )
    return drafts.of_person(user, verified_emails(user)).first()


def _draft_of(email: str, phone: str, organization_kind: str) -> Case | None:
    drafts = Case.objects.drafts().filter(
        kind=CaseKind.REGISTER, organization_kind=organization_kind
    )
    if email:
        return drafts.filter(email=email).first()
    return drafts.filter(email="", phone=phone).first() if phone else None


def open_case(
    kind: CaseKind,
    answers: Mapping[str, Any],
    organization_kind: str = "",
    *,
    by: User | None,
    **fields: Any,
) -> Case:
    """Write a new draft with its number and the hash of its key, in the caller's transaction."""
    now = timezone.now()
    year = timezone.localdate(now).year
    prefix = CASE_PREFIXES[kind]
    number = numbering.next_number(f"case-{prefix}-{year}")
    case = Case(
        number=f"{prefix}-{year}-{number:06}",
        kind=kind,
        organization_kind=organization_kind,
        answers=dict(answers),
        applicant=by,
        created_at=now,
        saved_at=now,
        **fields,
    )
    case.access_key_hash = read.hash_of(read.access_key(case))
    case.save(force_insert=True)
    journal.write("start", case, by=by, after={"kind": str(kind)})
    return case


@transaction.atomic
def send_link(email: str, number: str = "") -> None:
    """Mail the way back to each open case of this address; nothing where there is none."""
    cases = Case.objects.open_to_applicant().filter(email=email)
    if number:
        cases = cases.filter(number=number)
    for case in cases[:5]:
        notifications.draft_link(case)


# Save --------------------------------------------------------------------------------------------


@transaction.atomic
def save(
    case: Case,
    answers: Mapping[str, Any],
    stamp: str,
    *,
    by: User | None,
    step: str = "",
) -> Case:
    """Keep the answers of one page of the form, whatever they are (REGN-2).

    `stamp` is what `merging.stamp_of` gave for the keys of `answers`, in their order. What another
    window changed meanwhile stays, unless the same answer was changed here too:
    merging.DraftConflictError.
    Raises ObstacleError when the case is no longer open to the person.
    """
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if obstacle := policies.edit_case(by, locked, {CaseStatus.DRAFT}):
        raise ObstacleError(obstacle)
    merged, conflicts = merging.merge(locked, answers, stamp)
    if conflicts:
        raise merging.DraftConflictError(locked, conflicts)
    visited = [*locked.answers.get("visited", [])]
    if step and step not in visited:
        visited.append(step)
    after = {**locked.answers, **merged, **({"visited": visited} if visited else {})}
    if after != locked.answers:
        locked.answers = after
        locked.version += 1
    locked.saved_at = timezone.now()
    locked.save(update_fields=["answers", "version", "saved_at"])
    case.answers, case.version, case.saved_at = locked.answers, locked.version, locked.saved_at
    return locked


@transaction.atomic
def add_file(
    case: Case,
    uploaded: UploadedFile,
    *,
    field: str,
    kind: EvidenceKind | str,
    by: User | None,
) -> CaseFile:
    """Keep a paper with the case. Raises core.files.FileRefusedError; the rest stays (REG-F2)."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if obstacle := policies.edit_case(by, locked):
        raise ObstacleError(obstacle)
    stored = files.store(uploaded, allowed_kinds=files.DOCUMENTS, by=by)
    paper = CaseFile.objects.create(case=case, field=field, kind=kind, file=stored)
    journal.write("add_file", case, by=by, after={"field": field, "sha256": stored.sha256})
    return paper


@transaction.atomic
def remove_file(paper: CaseFile, *, by: User | None) -> None:
    """Take a paper back. It stays known that it was there, but is not shown."""
    case = Case.objects.select_for_update().get(pk=paper.case_id)
    if obstacle := policies.edit_case(by, case):
        raise ObstacleError(obstacle)
    if CaseFile.objects.filter(pk=paper.pk, removed_at=None).update(removed_at=timezone.now()):
        journal.write("remove_file", case, by=by, before={"field": paper.field})


# Send --------------------------------------------------------------------------------------------


@transaction.atomic
def submit(case: Case, *, key: UUID, by: User | None) -> Case:
    """Send the case. A second click or a retry changes nothing and returns the same case (REGN-3).

    Raises IncompleteError, TaxCodeTakenError.
    """
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.status != CaseStatus.DRAFT:
        return locked
    if locked.kind == CaseKind.REGISTER:
        if problems := read.problems(locked):
            raise IncompleteError(problems)
        records.refuse_taken(locked.answers.get("tax_code"))
    send(locked, key=key, by=by)
    for purpose in locked.answers.get("consents", ()):
        accounts.give_consent(
            locked.number, purpose, text_version=CONSENT_TEXT_VERSION, by=locked.applicant
        )
    case.refresh_from_db()
    return case


def send(case: Case, *, key: UUID, by: User | None) -> None:
    """Take the step, set the day by which somebody answers (REGN-7), tell the person."""
    now = timezone.now()
    answers = {name: value for name, value in case.answers.items() if name != "visited"}
    CASE.take(
        case,
        "submit",
        by=by,
        changes={
            "answers": answers,
            "submit_key": key,
            "submitted_at": now,
            "saved_at": now,
            "reminded_at": None,
            "applicant": case.applicant or by,
            "email": case.email or answers.get("contact_email", ""),
            "phone": case.phone or answers.get("contact_phone", ""),
            "answer_by": calendar.add_working_days(
                timezone.localdate(now), settings.ANSWER_WORKING_DAYS
            ),
        },
    )
    notifications.submitted(case)


@transaction.atomic
def answer_questions(case: Case, answers: Mapping[str, Any], *, by: User | None) -> Case:
    """Send the answers to the officer's questions; only asked fields are taken (REGN-6).

    The clock goes on where it stopped.
    """
    locked = Case.objects.select_for_update().get(pk=case.pk)
    asked = cases.open_fields(locked)
    after = {**locked.answers, **{key: answers[key] for key in answers if key in asked}}
    CASE.take(
        locked,
        "resubmit",
        by=by,
        changes={
            **resume_clock(locked),
            "answers": after,
            "version": locked.version + 1,
            "saved_at": timezone.now(),
            "reminded_at": None,
        },
    )
    case.refresh_from_db()
    return case


@transaction.atomic
def withdraw(case: Case, *, by: User | None, reason: str = "") -> Case:
    """Stop the review at the person's wish. The data is kept and can be re-opened."""
    CASE.take(
        case,
        "withdraw",
        by=by,
        reason=reason,
        # A draft that was never sent has no moment of sending; it is withdrawn as of now.
        changes={
            "submitted_at": case.submitted_at or timezone.now(),
            "clock_stopped_at": None,
            "days_left": None,
        },
    )
    return case


@transaction.atomic
def reopen(case: Case, *, by: User | None) -> Case:
    """Make a refused or withdrawn case a draft again, with its data. Raises OpenDraftError."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    _refuse_beside_a_draft(locked)
    try:
        with transaction.atomic():
            _make_a_draft(locked, by)
    except IntegrityError:
        # A draft was begun under the same address at the same moment.
        _refuse_beside_a_draft(locked)
        raise
    case.refresh_from_db()
    return case


def _refuse_beside_a_draft(case: Case) -> None:
    other = _draft_of(case.email, case.phone, case.organization_kind)
    if case.kind == CaseKind.REGISTER and other is not None and other != case:
        raise OpenDraftError(other)


def _make_a_draft(case: Case, by: User | None) -> None:
    CASE.take(
        case,
        "reopen",
        by=by,
        changes={
            "submit_key": None,
            "submitted_at": None,
            "answer_by": None,
            "assignee": None,
            "clock_stopped_at": None,
            "days_left": None,
            "decided_at": None,
            "decided_by": None,
            "message": "",
            "refusal_code": "",
            "reminded_at": None,
            "saved_at": timezone.now(),
            "version": case.version + 1,
        },
    )
