"""The council's pages: not staff, but people asked to read and score."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import files, journal
from core.lifecycle import ObstacleError
from programs.calls.actions import council
from programs.calls.actions import reviews as actions
from programs.calls.actions.errors import CallError, VersionConflictError
from programs.calls.choices import ConflictKind
from programs.calls.forms.reviews import ConflictForm, ReviewForm
from programs.calls.models import Assignment
from programs.calls.selectors import conflicts
from programs.calls.selectors import reviewing as read

from .access import View, person, signed_in


@signed_in
def reviews(request: HttpRequest) -> HttpResponse:
    """What this person is to read, by deadline."""
    user = person(request)
    context = {"lines": read.review_list(user), "declared": conflicts.declared_for_chair(user)}
    return render(request, "calls/review/list.html", context)


def review_page(view: Callable[..., HttpResponseBase]) -> View:
    """Find what this reviewer may know of; a conflict is answered like a number that is not."""

    @signed_in
    @wraps(view)
    def asked(request: HttpRequest, number: str, **kwargs: Any) -> HttpResponseBase:
        assignment = read.assignment_of(person(request), number)
        if assignment is None:
            raise Http404
        return view(request, assignment, **kwargs)

    return asked


@review_page
def conflict(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """Ask about conflicts before anything is opened (PRG-11)."""
    form = ConflictForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        council.answer_conflict(
            assignment.application, kind, by=person(request), note=form.cleaned_data["note"]
        )
        if kind == ConflictKind.NONE:
            return redirect("calls:review", assignment.application.number)
        messages.info(request, _("Đã ghi. Hồ sơ này không còn trong danh sách của bạn."))
        return redirect("calls:reviews")
    context = {
        "form": form,
        "number": assignment.application.number,
        "name": read.name_for_council(assignment.application),
    }
    status = 422 if form.errors else 200
    return render(request, "calls/review/conflict.html", context, status=status)


@review_page
def review(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """Read and score; the draft is kept as it is typed (PRG-F1)."""
    user = person(request)
    if not read.is_asked(user, assignment.application):
        return redirect("calls:conflict", assignment.application.number)
    sheet = read.sheet(assignment)
    form = ReviewForm(request.POST if request.method == "POST" else None, sheet=sheet)
    if request.method == "POST" and form.is_valid():
        return _keep(request, assignment, sheet, form)
    return _page(request, sheet, form)


def _keep(
    request: HttpRequest, assignment: Assignment, sheet: read.Sheet, form: ReviewForm
) -> HttpResponse:
    is_autosave = request.headers.get("X-Requested-With") == "autosave"
    typed = request.POST.get("version", "")
    try:
        kept = actions.save(
            assignment,
            form.scores,
            by=person(request),
            version=int(typed) if typed.isascii() and typed.isdigit() else 0,
            comment=form.cleaned_data["comment"],
            advice=form.cleaned_data["advice"],
        )
        if is_autosave:
            at = timezone.localtime(kept.saved_at)
            headers = {"X-Saved-At": f"{at:%H:%M}", "X-Version": str(kept.version)}
            return HttpResponse(status=204, headers=headers)
        if "send" in request.POST:
            actions.submit(assignment, by=person(request))
            messages.success(request, _("Đã gửi phiếu chấm. Giờ xem được phiếu của người khác."))
        else:
            messages.success(request, _("Đã lưu, chưa gửi."))
            if "leave" in request.POST:
                return redirect("calls:reviews")
        return redirect("calls:review", sheet.number)
    except (CallError, ObstacleError) as error:
        if is_autosave:
            return HttpResponse(status=409)
        form.add_error(None, str(error))
        if isinstance(error, VersionConflictError):
            return _page(request, read.sheet(assignment), form, status=409)
    return _page(request, read.sheet(assignment), form)


def _page(
    request: HttpRequest, sheet: read.Sheet, form: ReviewForm, status: int = 0
) -> HttpResponse:
    context = {
        "sheet": sheet,
        "form": form,
        "version": sheet.review.version if sheet.review else 1,
    }
    status = status or (422 if form.errors else 200)
    return render(request, "calls/review/sheet.html", context, status=status)


@require_POST
@review_page
def remark(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """Say something in the discussion."""
    try:
        actions.remark(assignment.application, request.POST.get("text", ""), by=person(request))
    except (CallError, ObstacleError) as error:
        messages.warning(request, str(error))
    return redirect("calls:review", assignment.application.number)


@review_page
def file(request: HttpRequest, assignment: Assignment, key: UUID) -> HttpResponseBase:
    """Hand over a file; asked each time, and written in the journal (PRV-4, ADM-3)."""
    user = person(request)
    if not read.is_asked(user, assignment.application):
        return redirect("calls:conflict", assignment.application.number)
    shown = {each.key: each for each in read.visible_files(assignment.application)}
    if key not in shown:
        raise Http404
    journal.write(
        "read_file", assignment.application, by=user, after={"file": str(shown[key].file.key)}
    )
    return files.download(shown[key].file)
