"""A case after it was sent, as the person who sent it sees it; and its papers."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core import files
from core.lifecycle import ObstacleError, WrongStateError
from ecosystem.registry.actions import drafts, errors
from ecosystem.registry.choices import (
    FIELDS_BY_KEY,
    REOPENABLE,
    UNDECIDED,
    CaseStatus,
    Step,
)
from ecosystem.registry.forms.answers import AnswersForm
from ecosystem.registry.models import Case
from ecosystem.registry.selectors import cases
from ecosystem.registry.selectors import drafts as read
from ecosystem.registry.selectors.letters import decision_letter

from . import access


@access.case_page
def case(request: HttpRequest, case: Case) -> HttpResponse:
    """A draft shows its steps, a sent case its state."""
    if case.status == CaseStatus.DRAFT:
        return _steps(request, case)
    if case.duplicate_of is not None:
        access.let_claim(request, case.duplicate_of)
    context = {
        "case": case,
        "state": CaseStatus(case.status).label,
        "letter": decision_letter(case),
        "may_withdraw": case.status in UNDECIDED,
        "may_reopen": case.status in REOPENABLE,
        "is_asked": case.status == CaseStatus.NEEDS_INFORMATION,
        "is_waiting": case.status in (CaseStatus.SUBMITTED, CaseStatus.SCREENING),
        "is_public": case.organization is not None and case.organization.visibility == "public",
        "sections": [(each.title, each.rows) for each in read.sections(case)],
        "review_days": settings.REVIEW_WORKING_DAYS,
    }
    return render(request, "registry/register/case.html", context)


def _steps(request: HttpRequest, case: Case) -> HttpResponse:
    states = read.step_states(case)
    lines = [
        (
            state.step.label,
            reverse("registry:step", kwargs={"number": case.number, "step": state.step})
            + ("?kiem=1" if state.state == "left" else ""),
            state.state,
            state.words,
        )
        for state in states
    ]
    check_url = reverse("registry:check", args=[case.number])
    is_ready = all(state.state == "done" for state in states)
    lines.append(
        (Step.CHECK.label, check_url, "todo", _("Sẵn sàng") if is_ready else _("Chưa làm"))
    )
    next_step = read.first_open_step(case)
    context = {
        "case": case,
        "steps": lines,
        "next_url": check_url
        if next_step == Step.CHECK
        else reverse("registry:step", kwargs={"number": case.number, "step": next_step}),
        "key": read.access_key(case),
        "keep_days": settings.DRAFT_KEEP_DAYS,
    }
    return render(request, "registry/register/steps.html", context)


@access.case_page
def submitted(request: HttpRequest, case: Case) -> HttpResponse:
    """The receipt: number, day of the answer, what happens next. Printable (REGN-3)."""
    if case.status == CaseStatus.DRAFT:
        return redirect("registry:case", number=case.number)
    name, at, domain = case.email.partition("@")
    context = {"case": case, "mailed_to": f"{name[:3]}***{at}{domain}" if case.email else ""}
    return render(request, "registry/register/submitted.html", context)


@access.case_page
def withdraw(request: HttpRequest, case: Case) -> HttpResponse:
    """Ask first, then stop the review."""
    if request.method == "POST":
        try:
            drafts.withdraw(case, by=access.actor(request, case))
            messages.success(request, _("Đã rút hồ sơ %(number)s.") % {"number": case.number})
        except WrongStateError:
            messages.warning(request, _("Hồ sơ này đã có kết quả, không rút được nữa."))
        return redirect("registry:case", number=case.number)
    return render(request, "registry/register/withdraw.html", {"case": case})


@access.case_page
def reopen(request: HttpRequest, case: Case) -> HttpResponse:
    """Make a draft of a refused or withdrawn case, with its data."""
    if request.method == "POST":
        try:
            drafts.reopen(case, by=access.actor(request, case))
            messages.success(request, _("Hồ sơ đã mở lại thành bản nháp, dữ liệu còn nguyên."))
        except errors.OpenDraftError as error:
            messages.warning(request, str(error))
            if access.may_open(request, error.draft):
                return redirect("registry:case", number=error.draft.number)
        except WrongStateError:
            messages.warning(request, _("Hồ sơ này không ở trạng thái mở lại được."))
    return redirect("registry:case", number=case.number)


@access.case_page
def answer(request: HttpRequest, case: Case) -> HttpResponse:
    """Only the fields that were asked are open, each with the officer's question (REGN-6)."""
    questions = cases.questions(case)
    is_post = request.method == "POST"
    if not questions:
        if is_post:
            return access.too_late(request, case)
        return redirect("registry:case", number=case.number)
    keys = [question.field for question in questions if question.field in FIELDS_BY_KEY]
    form = AnswersForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        keys=keys,
        kind=case.organization_kind,
        stored=case.answers,
    )
    try:
        if is_post and _is_answered(request, case, form, keys):
            messages.success(request, _("Đã gửi trả lời. Trung tâm xem xét tiếp."))
            return redirect("registry:case", number=case.number)
    except (WrongStateError, ObstacleError):
        return access.too_late(request, case)
    context = {
        "case": case,
        "form": form,
        "asked": [(question, form.fields_of(question.field)) for question in questions],
    }
    return render(
        request, "registry/register/answer.html", context, status=422 if form.errors else 200
    )


def _is_answered(request: HttpRequest, case: Case, form: AnswersForm, keys: list[str]) -> bool:
    answers, by = form.answers(), access.actor(request, case)
    if form.needs_a_place or "find" in request.POST:
        return False
    refused = []
    for field, kind, uploaded in form.papers():
        try:
            drafts.add_file(case, uploaded, field=field, kind=kind, by=by)
        except files.FileRefusedError as error:
            refused.append((field, str(error)))
    has_certificate = any(paper.field == "tax_code" for paper in read.files(case))
    form.show(
        read.problems_in(
            {**case.answers, **answers},
            case.organization_kind,
            keys,
            has_certificate=has_certificate,
        )
    )
    for field, sentence in refused:
        form.refuse_paper(field, sentence)
    if form.errors:
        return False
    drafts.answer_questions(case, answers, by=by)
    return True


@access.case_page
def paper(request: HttpRequest, case: Case, pk: int) -> HttpResponseBase:
    """Hand over a paper of one's own case; the permission is asked at each download (PRV-4)."""
    found = get_object_or_404(case.files.filter(removed_at=None).select_related("file"), pk=pk)
    return files.download(found.file)


@access.case_page
def remove_paper(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """Ask first, then take a paper back."""
    found = get_object_or_404(case.files.filter(removed_at=None).select_related("file"), pk=pk)
    if request.method == "POST":
        try:
            drafts.remove_file(found, by=access.actor(request, case))
            messages.success(request, _("Đã bỏ tệp %(name)s.") % {"name": found.file.name})
        except ObstacleError as error:
            messages.warning(request, str(error))
        return redirect("registry:case", number=case.number)
    return render(request, "registry/register/remove_paper.html", {"case": case, "paper": found})
