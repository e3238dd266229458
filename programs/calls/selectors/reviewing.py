"""What a reviewer sees: their list, one application, and after their own score the others'."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from programs.calls.choices import DECIDABLE, UNDER_REVIEW, FieldKind
from programs.calls.models import (
    Application,
    ApplicationFile,
    Assignment,
    Call,
    ConflictAnswer,
    Criterion,
    Remark,
    Review,
)
from programs.calls.querysets import AssignmentQuerySet

from . import applications, blind, form, registry_copy
from .ranking import total


@dataclass(frozen=True)
class ReviewLine:
    """One line of a reviewer's list; `state` is ask, todo, draft or sent."""

    number: str
    name: str
    call: str
    state: str
    words: str
    review_until: date | None


@dataclass(frozen=True)
class OtherReview:
    """What another reviewer gave, seen after one's own."""

    reviewer: str
    total: Decimal | None
    scores: tuple[tuple[str, int | None], ...]
    comment: str


@dataclass(frozen=True)
class Sheet:
    """One application on the reviewer's table."""

    number: str
    title: str
    call: Call
    is_blind: bool
    registry: tuple[registry_copy.Row, ...]
    sections: tuple[applications.AnswerSection, ...]
    files: tuple[ApplicationFile, ...]
    criteria: tuple[Criterion, ...]
    review: Review | None
    is_open: bool
    others: tuple[OtherReview, ...]
    remarks: tuple[Remark, ...]
    submitted_at: datetime | None


def open_assignments(user: User) -> AssignmentQuerySet:
    """Return what this person may read: assigned, in the council's hands, without a conflict."""
    free = Application.objects.filter(status__in=DECIDABLE).without_conflict_of(
        user, timezone.localdate()
    )
    return (
        Assignment.objects.standing()
        .filter(reviewer__user=user, application__in=free)
        .select_related("application__call", "application__organization", "reviewer")
        .order_by("application__call__review_until", "application__number")
    )


def review_list(user: User) -> tuple[ReviewLine, ...]:
    """Return a reviewer's list in the same number of queries for 3 and for 300."""
    answered = set(
        ConflictAnswer.objects.filter(user=user).values_list("application_id", flat=True)
    )
    rows = open_assignments(user).select_related("review")
    return tuple(_line(row, is_asked=row.application_id in answered) for row in rows)


def _line(assignment: Assignment, *, is_asked: bool) -> ReviewLine:
    application = assignment.application
    review = getattr(assignment, "review", None)
    if not is_asked:
        state, words = "ask", _("Khai liên quan trước")
    elif review is None:
        state, words = "todo", _("Chưa chấm")
    elif review.submitted_at:
        state, words = "sent", _("Đã gửi phiếu")
    else:
        state, words = "draft", _("Đang chấm dở")
    return ReviewLine(
        number=application.number,
        name=name_for_council(application),
        call=application.call.name,
        state=state,
        words=words,
        review_until=application.call.review_until,
    )


def name_for_council(application: Application) -> str:
    """Return the name, or in the anonymous phase that there is none."""
    if application.call.is_blind:
        return _("Hồ sơ ẩn danh")
    return application.organization.name


def assignment_of(user: User, number: str) -> Assignment | None:
    """Return this person's assignment if they may know that it exists."""
    return open_assignments(user).filter(application__number=number).first()


def is_asked(user: User, application: Application) -> bool:
    """Whether this person has answered the question about conflicts."""
    return ConflictAnswer.objects.filter(application=application, user=user).exists()


def sheet(assignment: Assignment) -> Sheet:
    """Return the application as this reviewer may see it."""
    application, call = assignment.application, assignment.application.call
    review = Review.objects.filter(assignment=assignment).first()
    is_sent = review is not None and review.submitted_at is not None
    criteria = tuple(call.criteria.all())
    copy = application.registry_copy or {}
    return Sheet(
        number=application.number,
        title=name_for_council(application),
        call=call,
        is_blind=call.is_blind,
        registry=registry_copy.rows_of(copy, blind=call.is_blind),
        sections=_sections(application),
        files=visible_files(application),
        criteria=criteria,
        review=review,
        is_open=application.status in UNDER_REVIEW and not is_sent,
        others=_others(assignment, criteria) if is_sent else (),
        remarks=tuple(application.remarks.select_related("by")) if is_sent else (),
        submitted_at=application.submitted_at,
    )


def _sections(application: Application) -> tuple[applications.AnswerSection, ...]:
    if not application.call.is_blind:
        return applications.answer_sections(application)
    fields = [f for f in blind.shown_fields(application) if f.kind != FieldKind.FILE]
    copy = application.blind_answers or {}
    return tuple(
        applications.AnswerSection(
            section.number,
            section.title,
            tuple(
                applications.AnswerRow(f.key, form.label(f), copy.get(f.key, ""), section.number)
                for f in section.fields
            ),
        )
        for section in form.sections(fields)
    )


def visible_files(application: Application) -> tuple[ApplicationFile, ...]:
    """Return the files that the council may open; of an anonymous call only the safe ones."""
    files = applications.files_of(application).values()
    return tuple(file for file in files if file.is_blind_safe or not application.call.is_blind)


def _others(assignment: Assignment, criteria: tuple[Criterion, ...]) -> tuple[OtherReview, ...]:
    mine = Q(assignment=assignment)
    return _said(assignment.application, criteria, ~mine)


def council_said(application: Application) -> tuple[OtherReview, ...]:
    """Return every review that was sent, for who decides."""
    return _said(application, tuple(application.call.criteria.all()), Q())


def _said(
    application: Application, criteria: tuple[Criterion, ...], condition: Q
) -> tuple[OtherReview, ...]:
    found = (
        Review.objects.filter(
            condition,
            assignment__application=application,
            assignment__removed_at=None,
            assignment__reviewer__removed_at=None,
            submitted_at__isnull=False,
        )
        .select_related("assignment__reviewer__user")
        .order_by("pk")
    )
    return tuple(
        OtherReview(
            reviewer=str(each.assignment.reviewer.user),
            total=total(each, criteria),
            scores=tuple((c.name, each.scores.get(str(c.pk))) for c in criteria),
            comment=each.comment,
        )
        for each in found
    )
