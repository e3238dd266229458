"""The council: who sits on it, who reads what, and what stands in the way."""

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import journal, sheets
from core.lifecycle import ObstacleError
from programs.calls import notifications, policies
from programs.calls.choices import UNDER_REVIEW, ConflictKind
from programs.calls.models import Application, Assignment, Call, ConflictAnswer, Reviewer
from programs.calls.selectors import conflicts

from .errors import CallError, ConflictOfInterestError


@transaction.atomic
def add_reviewer(
    call: Call, user: User, *, by: User | None, body: str = "", is_chair: bool = False
) -> Reviewer:
    """Ask somebody to sit on the council. Raises CallError, ObstacleError."""
    _manage(by, call)
    try:
        with transaction.atomic():
            reviewer = Reviewer.objects.create(call=call, user=user, body=body, is_chair=is_chair)
    except IntegrityError as error:
        raise CallError(_("Người này đã trong hội đồng, hoặc hội đồng đã có chủ tịch.")) from error
    journal.write("add_reviewer", call, by=by, after={"reviewer": user.pk, "chair": is_chair})
    if not call.is_demo:
        notifications.reviewer_added(reviewer)
    return reviewer


@transaction.atomic
def remove_reviewer(reviewer: Reviewer, *, by: User, reason: str) -> None:
    """Take a member off the council; reviews that were sent are no longer counted."""
    _manage(by, reviewer.call)
    now = timezone.now()
    reviewer.removed_at = now
    reviewer.save(update_fields=["removed_at"])
    reviewer.assignments.filter(removed_at=None).update(removed_at=now)
    journal.write(
        "remove_reviewer",
        reviewer.call,
        by=by,
        before={"reviewer": reviewer.user_id},
        reason=reason,
    )


@transaction.atomic
def assign(
    application: Application, reviewers: Iterable[Reviewer], *, by: User | None
) -> list[Assignment]:
    """Let reviewers read an application. Never to a conflict, also a proposed one (PRG-12).

    Raises ConflictOfInterestError, ObstacleError; then nobody is assigned.
    """
    _manage(by, application.call)
    made = []
    for reviewer in reviewers:
        if reviewer.call_id != application.call_id or reviewer.removed_at:
            raise CallError(_("Người này không trong hội đồng của đợt."))
        if kind := conflicts.standing(application, reviewer.user):
            raise ConflictOfInterestError(
                _("%(person)s có liên quan đến hồ sơ %(number)s: %(kind)s.")
                % {
                    "person": reviewer.user,
                    "number": application.number,
                    "kind": kind.label.lower(),
                }
            )
        made.append(_assignment(application, reviewer))
    names = [str(each.reviewer_id) for each in made]
    journal.write("assign", application, by=by, after={"reviewers": names})
    return made


def _assignment(application: Application, reviewer: Reviewer) -> Assignment:
    assignment, _made = Assignment.objects.get_or_create(
        application=application, reviewer=reviewer, removed_at=None
    )
    return assignment


@transaction.atomic
def unassign(assignment: Assignment, *, by: User) -> None:
    _manage(by, assignment.application.call)
    assignment.removed_at = timezone.now()
    assignment.save(update_fields=["removed_at"])
    journal.write(
        "unassign",
        assignment.application,
        by=by,
        before={"reviewer": assignment.reviewer_id},
    )


@transaction.atomic
def balance(call: Call, *, by: User | None) -> int:
    """Give each application its reviewers, to those with the least to read; return how many.

    Same rows, same result. Where conflicts leave too few, the application stays short and the
    screen says so.
    """
    _manage(by, call)
    Call.objects.select_for_update().get(pk=call.pk)
    board = conflicts.board(call)
    made = []
    for application in board.applications:
        missing = call.minimum_reviewers - len(board.assigned[application.pk])
        free = [
            reviewer
            for reviewer in board.reviewers
            if reviewer.pk not in board.assigned[application.pk]
            and not board.is_conflict(application, reviewer)
        ]
        for reviewer in sorted(free, key=lambda each: (board.load[each.pk], each.pk))[:missing]:
            made.append(Assignment(application=application, reviewer=reviewer))
            board.assigned[application.pk].add(reviewer.pk)
            board.load[reviewer.pk] += 1
    Assignment.objects.bulk_create(made)
    journal.write("balance", call, by=by, after={"assignments": len(made)})
    if not call.is_demo:
        for assignment in {each.reviewer_id: each for each in made}.values():
            notifications.assigned(assignment)
    return len(made)


@transaction.atomic
def import_assignments(call: Call, content: bytes, *, by: User) -> tuple[int, tuple[str, ...]]:
    """Read rows of application number and reviewer's e-mail; return how many, and what not.

    XLSX or CSV. A row with a conflict or an unknown name is left out and named. Raises SheetError.
    """
    _manage(by, call)
    sheet = sheets.read(content)
    header = sheets.find_header(
        sheet, {"number": ["Số hồ sơ", "number"], "email": ["Thư điện tử", "email"]}
    )
    if header.missing(["number", "email"]):
        raise sheets.SheetError(_("Cần hai cột: Số hồ sơ, Thư điện tử."))
    applications = {each.number: each for each in call.applications.filter(status__in=UNDER_REVIEW)}
    reviewers = {
        each.user.email.lower(): each
        for each in call.reviewers.sitting().select_related("user", "call")
    }
    count, left_out = 0, []
    for place, row in enumerate(sheet.rows[header.data_row :], start=header.data_row + 1):
        values = header.values(row)
        number, email = values["number"].strip(), values["email"].strip().lower()
        if not number and not email:
            continue
        application, reviewer = applications.get(number), reviewers.get(email)
        if application is None or reviewer is None:
            left_out.append(
                _("Dòng %(row)s: không có hồ sơ đang chấm hoặc thành viên này.") % {"row": place}
            )
            continue
        try:
            assign(application, [reviewer], by=by)
            count += 1
        except ConflictOfInterestError as error:
            left_out.append(_("Dòng %(row)s: %(error)s") % {"row": place, "error": error})
    return count, tuple(left_out)


@transaction.atomic
def answer_conflict(
    application: Application, kind: str, *, by: User, note: str = ""
) -> ConflictAnswer:
    """Say before opening what one is to the applicant (PRG-11).

    A conflict takes the application away from this person everywhere. It stays: "none" cannot be
    said afterwards.
    """
    chosen = ConflictKind(kind)
    locked = Application.objects.select_for_update().get(pk=application.pk)
    answer = ConflictAnswer.objects.filter(application=locked, user=by).first()
    if answer and answer.kind != ConflictKind.NONE and chosen == ConflictKind.NONE:
        raise ObstacleError(policies.CONFLICT)
    if answer is None:
        answer = ConflictAnswer(application=locked, user=by)
    answer.kind, answer.note, answer.at = chosen, note[:300], timezone.now()
    answer.save()
    if chosen != ConflictKind.NONE:
        Assignment.objects.filter(application=locked, reviewer__user=by, removed_at=None).update(
            removed_at=answer.at
        )
        if locked.assignee_id == by.pk:
            Application.objects.filter(pk=locked.pk).update(assignee=None)
    journal.write("answer_conflict", locked, by=by, after={"conflict": chosen.value})
    return answer


def short_of_reviewers(call: Call) -> Sequence[Application]:
    """Return what has fewer reviewers than the call asks for (PRG-12)."""
    board = conflicts.board(call)
    return [
        each for each in board.applications if len(board.assigned[each.pk]) < call.minimum_reviewers
    ]


def _manage(by: User | None, call: Call) -> None:
    if by is not None and (obstacle := policies.manage_calls(by, call)):
        raise ObstacleError(obstacle)
