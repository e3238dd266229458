"""What officers do with a case: take it, decide answer by answer, send the decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import journal
from core.calendar import add_working_days, working_days_between
from core.lifecycle import ObstacleError, WrongStateError
from ecosystem.registry import notifications, policies
from ecosystem.registry.choices import (
    UNDECIDED,
    CaseKind,
    CaseStatus,
    CheckAnswer,
    CheckItem,
    Decision,
    IdentifierState,
    RefusalCode,
    RoleType,
)
from ecosystem.registry.lifecycles import CASE
from ecosystem.registry.models import Case, CheckListItem, FieldDecision, Organization, Person
from ecosystem.registry.selectors import cases

from . import duplicates, organizations, rows
from .errors import VersionConflictError


class IncompleteError(Exception):
    """Something has to be answered before the decision can be sent; `missing` names it."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__("; ".join(missing))
        self.missing = missing


@dataclass(frozen=True)
class Said:
    """What an officer says about one answer. Asking needs a question, refusing code and reason."""

    decision: str
    code: str = ""
    text: str = ""


@dataclass(frozen=True)
class Notes:
    """What an officer has filled in on the screening page: by field, and by checklist item."""

    fields: Mapping[str, Said] = field(default_factory=dict)
    checks: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@transaction.atomic
def take(case: Case, *, by: User) -> Case:
    """Become the holder of a case; a submitted one is in screening from now on."""
    return assign(case, by, by=by)


@transaction.atomic
def assign(case: Case, to: User, *, by: User) -> Case:
    """Give a case to an officer, who may be oneself. Raises ObstacleError, WrongStateError."""
    _ask(policies.screen_case(to, case))
    if case.status == CaseStatus.SUBMITTED:
        CASE.take(case, "take", by=by, changes={"assignee": to}, reason=_to_whom(to, by))
        return case
    locked = _locked(case)
    if locked.status not in UNDECIDED:
        raise WrongStateError(locked, "assign")
    _ask(policies.take_case(by, locked))
    before = locked.assignee
    locked.assignee = case.assignee = to
    locked.save(update_fields=["assignee"])
    journal.write(
        "assign",
        locked,
        by=by,
        before={"assignee": str(before or "")},
        after={"assignee": str(to)},
    )
    return case


@transaction.atomic
def decide_field(case: Case, key: str, said: Said, *, by: User, version: int) -> Case:
    """Keep what is said about one answer; nothing leaves before the decision is sent."""
    return save_notes(case, Notes(fields={key: said}), by=by, version=version)


@transaction.atomic
def save_notes(case: Case, notes: Notes, *, by: User, version: int) -> Case:
    """Keep the officer's notes without sending anything; return the case as it is then.

    `version` is the one that the officer saw. Raises VersionConflictError, ObstacleError.
    """
    locked = _for_decision(case, by, version, "decide_field")
    decidable = {row.key for row in cases.rows_of(locked) if row.is_decided_here}
    changed: dict[str, Any] = {}
    for key, said in notes.fields.items():
        if key in decidable and _keep_decision(locked, key, said, by):
            changed[key] = said.decision
    for item, (answer, note) in notes.checks.items():
        if _keep_check(locked, CheckItem(item), answer, note, by):
            changed[f"check:{item}"] = answer
    if changed:
        locked.version += 1
        locked.save(update_fields=["version"])
        journal.write("decide_field", locked, by=by, after=changed)
    return locked


@transaction.atomic
def send_decision(
    case: Case, *, by: User, version: int, message: str = "", moment: datetime | None = None
) -> Case:
    """Send what was decided: ask back, refuse when nothing was accepted, or approve.

    The letter leaves with the transaction. Raises IncompleteError, VersionConflictError,
    ObstacleError, TaxCodeTakenError.
    """
    locked = _for_decision(case, by, version, "send_decision")
    now = moment or timezone.now()
    review = cases.review(locked)
    if review.unanswered:
        raise IncompleteError(review.unanswered)
    locked.field_decisions.filter(sent_at=None).update(sent_at=now)
    match review.outcome:
        case CaseStatus.NEEDS_INFORMATION:
            CASE.take(locked, "ask", by=by, changes={"message": message, **_stopped_clock(locked)})
            notifications.information_asked(locked)
        case CaseStatus.REFUSED:
            first = review.by_decision[Decision.REFUSE][0]
            _close_refused(locked, first.code, message or first.text, by, now)
        case _:
            _approve(locked, review, message, by, now)
    return locked


@transaction.atomic
def refuse(case: Case, code: RefusalCode, text: str, *, by: User, version: int) -> Case:
    """Refuse the whole case with a code and a reason that tells how to correct (REGN-8)."""
    locked = _for_decision(case, by, version, "refuse")
    if len(text.strip()) < settings.REFUSAL_TEXT_MIN_LENGTH:
        raise IncompleteError(
            (
                _("Viết lý do từ chối ít nhất %(count)s ký tự")
                % {"count": settings.REFUSAL_TEXT_MIN_LENGTH},
            )
        )
    _close_refused(locked, RefusalCode(code), text.strip(), by, timezone.now())
    return locked


@transaction.atomic
def mark_duplicate(
    case: Case, organization: Organization, *, by: User, version: int, message: str = ""
) -> Case:
    """Close a case that asks for a record that already stands."""
    locked = _for_decision(case, by, version, "mark_duplicate")
    CASE.take(
        locked,
        "mark_duplicate",
        by=by,
        reason=organization.code,
        changes={"duplicate_of": organization, "message": message, **_decided(by, timezone.now())},
    )
    notifications.case_duplicate(locked)
    return locked


def resume_clock(case: Case, moment: datetime | None = None) -> dict[str, Any]:
    """Return the changes with which the clock goes on after an answer (REGN-6).

    The working days that were left count from the day of the answer; at least one is given, so
    that an answer late in the evening is not due before somebody can read it.
    """
    day = timezone.localdate(moment or timezone.now())
    return {
        "answer_by": add_working_days(day, max(case.days_left or 0, 1)),
        "clock_stopped_at": None,
        "days_left": None,
    }


# How it is done --------------------------------------------------------------------------------


def _ask(obstacle: policies.Obstacle | None) -> None:
    if obstacle is not None:
        raise ObstacleError(obstacle)


def _to_whom(to: User, by: User) -> str:
    return "" if to == by else str(to)


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update().get(pk=case.pk)


def _for_decision(case: Case, by: User, version: int, step: str) -> Case:
    """Return the case under a lock, if `by` may decide it and saw it as it is."""
    locked = _locked(case)
    _ask(policies.decide_case(by, locked))
    if locked.status != CaseStatus.SCREENING:
        raise WrongStateError(locked, step)
    if locked.version != version:
        raise VersionConflictError(locked)
    return locked


def _keep_decision(case: Case, key: str, said: Said, by: User) -> bool:
    newest = case.field_decisions.filter(field=key).order_by("-at", "-pk").first()
    # A question that was sent and answered may be asked again in the same words.
    if (
        newest is not None
        and (newest.sent_at is None or newest.decision != Decision.ASK)
        and (newest.decision, newest.code, newest.text) == (said.decision, said.code, said.text)
    ):
        return False
    open_rows = case.field_decisions.filter(field=key, sent_at=None)
    if not said.decision:
        return bool(open_rows.delete()[0])
    values = {
        "decision": Decision(said.decision),
        "code": said.code if said.decision == Decision.REFUSE else "",
        "text": said.text if said.decision != Decision.ACCEPT else "",
        "by": by,
        "at": timezone.now(),
    }
    FieldDecision.objects.update_or_create(case=case, field=key, sent_at=None, defaults=values)
    return True


def _keep_check(case: Case, item: CheckItem, answer: str, note: str, by: User) -> bool:
    given = case.checklist.filter(item=item).first()
    if (given.answer, given.note) == (answer, note) if given else not answer:
        return False
    if not answer:
        case.checklist.filter(item=item).delete()
        return True
    CheckListItem.objects.update_or_create(
        case=case,
        item=item,
        defaults={
            "answer": CheckAnswer(answer),
            "note": note,
            "by": by,
            "at": timezone.now(),
        },
    )
    return True


def _stopped_clock(case: Case) -> dict[str, Any]:
    """Return the changes that stop the clock and keep what was left on it (REGN-6)."""
    now = timezone.now()
    left = working_days_between(timezone.localdate(now), case.answer_by) if case.answer_by else 0
    return {"clock_stopped_at": now, "days_left": max(left, 0)}


def _decided(by: User, moment: datetime) -> dict[str, Any]:
    return {"decided_by": by, "decided_at": moment}


def _close_refused(case: Case, code: str, text: str, by: User, moment: datetime) -> None:
    CASE.take(
        case,
        "refuse",
        by=by,
        reason=text,
        changes={"refusal_code": code, "message": text, **_decided(by, moment)},
    )
    notifications.case_refused(case)


def _approve(case: Case, review: cases.Review, message: str, by: User, moment: datetime) -> None:
    organization = case.organization
    if organization is None:
        organization = _register(case, review, by)
    elif case.kind == CaseKind.CLAIM:
        _grant(case, organization, case.answers.get("claimant_name", ""), by)
    else:
        organization = organizations.apply_answers(
            organization, case.answers, review.accepted, by=by, version=organization.version
        )
        duplicates.propose_pairs(organization)
    CASE.take(
        case,
        "approve",
        by=by,
        changes={
            "organization": organization,
            "message": message,
            **_decided(by, moment),
        },
    )
    notifications.case_approved(case)


def _register(case: Case, review: cases.Review, by: User) -> Organization:
    """Write the record of a new registration from what was accepted, and open it to the public."""
    taken = {key: case.answers[key] for key in review.accepted}
    for extra in ("tax_code_disputed", "consents"):
        if extra in case.answers:
            taken[extra] = case.answers[extra]
    organization = organizations.create(
        case.organization_kind,
        taken,
        by=by,
        is_demo=case.is_demo,
        details=_checked_identity(taken, review),
    )
    _grant(case, organization, taken.get("contact_name", ""), by)
    if case.submitted_at:
        day = timezone.localdate(case.submitted_at)
        organizations.confirm(organization, day, by=case.applicant or by)
    duplicates.carry_over(case, organization, by=by)
    if cases.may_be_public(case):
        organization = organizations.publish(organization, by=by)
    return organization


def _checked_identity(taken: Mapping[str, Any], review: cases.Review) -> dict[str, Any]:
    """Return the mark "checked" where the officer compared the identity (PRV-7)."""
    answers = {check.item: check.answer for check in review.checks}
    compared = answers.get(CheckItem.IDENTITY) == CheckAnswer.YES
    if not compared or not taken.get("tax_code") or taken.get("tax_code_disputed"):
        return {}
    return {"identifier_state": IdentifierState.CHECKED}


def _grant(case: Case, organization: Organization, name: str, by: User) -> None:
    """Let the applicant act for the organization, with an account or, until then, by e-mail."""
    if case.applicant is not None:
        organizations.grant_owner(organization, case.applicant, by=by, name=name, proof=case.proof)
        return
    if not case.email:
        return
    person = Person.objects.filter(user=None, email__iexact=case.email).first()
    if person is None:
        person = Person.objects.create(full_name=name or case.email, email=case.email)
    stamp = rows.Stamp(timezone.localdate(), timezone.now())
    for row in organization.roles.current().filter(
        person=person, role=RoleType.CONTACT, valid_to=None
    ):
        rows.end(row, stamp)
    rows.add_role(organization, person, RoleType.CONTACT, stamp, may_act=True, proof=case.proof)
