"""An application as its applicant sees it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from ecosystem.registry.models import Organization
from programs.calls.choices import (
    APPLICANT_MAY_WITHDRAW,
    PENDING,
    UNDER_REVIEW,
    ApplicationStatus,
    FieldKind,
)
from programs.calls.models import (
    Application,
    ApplicationFile,
    FormField,
    Offer,
    Question,
    Reviewer,
)

from . import form, registry_copy

REGISTRY_SECTION = 0
"""The place of the registry's answers, before the sections of the form."""


@dataclass(frozen=True)
class AnswerRow:
    """A question with what was answered; `file` where a file is the answer."""

    key: str
    question: str
    answer: str
    section: int
    file: ApplicationFile | None = None


@dataclass(frozen=True)
class AnswerSection:
    number: int
    title: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True)
class StepState:
    """One step of the draft: done, left (with a problem), or todo."""

    number: int
    title: str
    state: str
    left: int


@dataclass(frozen=True)
class OwnLine:
    """One line of a person's own applications."""

    number: str
    call: str
    slug: str
    organization: str
    state: str
    submitted_at: datetime | None
    closes_at: datetime
    is_draft: bool
    needs_answer: bool
    reply_by: date | None


def stamp_of(application: Application, keys: Iterable[str]) -> str:
    """Return what tells whether these answers changed since a page was drawn."""
    kept = [[key, application.answers.get(key, "")] for key in sorted(keys)]
    return hashlib.sha256(json.dumps(kept).encode()).hexdigest()[:16]


def public_status(application: Application) -> str:
    """Return the state in the applicant's words: nothing pending is known outside (PRG-14)."""
    if application.status in PENDING | UNDER_REVIEW | {ApplicationStatus.ELIGIBLE}:
        if application.decisions.filter(letters__status="sent").exists():
            # Already on the waiting list, and being considered for a place.
            return str(ApplicationStatus.WAITING.label)
        return _("Đang xét chọn")
    return str(ApplicationStatus(application.status).label)


def files_of(application: Application) -> dict[str, ApplicationFile]:
    rows = application.files.filter(removed_at=None).select_related("file")
    return {str(row.field): row for row in rows}


def problems(application: Application) -> tuple[form.Problem, ...]:
    """Return what keeps the draft from being sent."""
    found = form.problems(
        form.fields_of(application), application.answers, files_of(application).keys()
    )
    if application.registry_confirmed_at is None:
        sentence = _("Xác nhận thông tin trong danh bạ")
        found = (
            form.Problem("registry", sentence, REGISTRY_SECTION, is_missing=True),
            *found,
        )
    return found


def step_states(application: Application) -> tuple[StepState, ...]:
    """Return the steps of the draft with what is left to do in each."""
    left: dict[int, list[form.Problem]] = {}
    for problem in problems(application):
        left.setdefault(problem.section, []).append(problem)
    steps = [(REGISTRY_SECTION, _("Thông tin trong danh bạ"))]
    steps += [(each.number, each.title) for each in form.sections(form.fields_of(application))]
    return tuple(
        StepState(number, title, _state(left.get(number, [])), len(left.get(number, [])))
        for number, title in steps
    )


def _state(found: list[form.Problem]) -> str:
    if not found:
        return "done"
    return "todo" if all(problem.is_missing for problem in found) else "left"


def answer_sections(
    application: Application, *, fields: Iterable[FormField] | None = None
) -> tuple[AnswerSection, ...]:
    """Return the answers under the headings of the form that this application was asked."""
    files = files_of(application)
    asked = form.fields_of(application) if fields is None else fields
    return tuple(
        AnswerSection(
            section.number,
            section.title,
            tuple(
                _row(field, application.answers, files, section.number) for field in section.fields
            ),
        )
        for section in form.sections(asked)
    )


def _row(
    field: FormField, answers: dict[str, str], files: dict[str, ApplicationFile], section: int
) -> AnswerRow:
    file = files.get(field.key)
    answer = answers.get(field.key) or ""
    if field.kind == FieldKind.FILE:
        answer = file.file.name if file else ""
    return AnswerRow(field.key, form.label(field), answer, section, file)


def registry_rows(application: Application) -> tuple[registry_copy.Row, ...]:
    """Return what the registry said when the application was sent; of a draft, says now."""
    copy = application.registry_copy or registry_copy.copy_of(application.organization)
    return registry_copy.rows_of(copy)


def open_questions(application: Application) -> tuple[Question, ...]:
    return tuple(application.questions.filter(answered_at=None))


def open_offer(application: Application) -> Offer | None:
    return application.offers.unanswered().first()


def may_withdraw(application: Application) -> bool:
    return application.status in APPLICANT_MAY_WITHDRAW


def own_applications(user: User) -> tuple[OwnLine, ...]:
    """Return the applications of this person and their organizations, newest first."""
    rows: QuerySet[Application] = (
        Application.objects.of_applicant(user)
        .select_related("call", "organization")
        .prefetch_related("offers")
        .order_by("-started_at", "-pk")
    )
    return tuple(_line(row) for row in rows)


def _line(application: Application) -> OwnLine:
    offers = [offer for offer in application.offers.all() if not offer.answer]
    return OwnLine(
        number=application.number,
        call=application.call.name,
        slug=application.call.slug,
        organization=application.organization.name,
        state=public_status(application),
        submitted_at=application.submitted_at,
        closes_at=application.call.closes_at,
        is_draft=application.status == ApplicationStatus.DRAFT,
        needs_answer=application.status == ApplicationStatus.NEEDS_INFORMATION,
        reply_by=offers[0].reply_by if offers else None,
    )


def is_reviewer(user: User) -> bool:
    """Whether this person sits on a council, and so has a list of their own."""
    return Reviewer.objects.sitting().filter(user=user).exists()


def organizations_of(user: User) -> list[Organization]:
    """Return the organizations that this person may apply for."""
    return list(Organization.objects.live().held_by(user).order_by("sort_key", "code"))
