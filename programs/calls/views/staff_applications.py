"""Screening one application, and its anonymous copy."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core import files, journal
from programs.calls import policies
from programs.calls.actions import council, screening
from programs.calls.choices import ApplicationStatus, ConflictKind, FieldKind
from programs.calls.forms.answers import ApplicationForm
from programs.calls.forms.reviews import ConflictForm
from programs.calls.models import Application
from programs.calls.selectors import applications as read
from programs.calls.selectors import blind, eligibility, history

from .desk import application_screen, find, page, said


def conflict(request: HttpRequest, number: str) -> HttpResponseBase:
    """Staff answer about conflicts like everybody else, before opening (PRG-11)."""
    application = find(request, number)
    form = ConflictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        council.answer_conflict(application, kind, by=request.user, note=form.cleaned_data["note"])
        if kind == ConflictKind.NONE:
            return redirect("calls_call:application", number)
        said(request, _("Đã ghi. Hồ sơ này không còn hiện với bạn."))
        return redirect("calls_call:call", application.call.code)
    return page(
        request,
        "form",
        f"{number}: {application.organization.name}",
        application.call,
        form=form,
        button=_("Trả lời câu hỏi"),
        lead=_("Trả lời trước khi mở hồ sơ. Có liên quan thì người khác xét hồ sơ này."),
    )


@application_screen
def application(request: HttpRequest, application: Application) -> HttpResponseBase:
    """One application: what was sent, the eligibility test, and the officer's steps."""
    if request.method == "POST":
        _step(request, application)
        return redirect("calls_call:application", application.number)
    status = application.status
    may_work = policies.work_on_application(request.user, application) is None
    return page(
        request,
        "application",
        f"{application.number}: {application.organization.name}",
        application.call,
        application=application,
        verdict=eligibility.check(
            application.call, application.organization, application.eligibility
        ),
        registry=read.registry_rows(application),
        sections=read.answer_sections(application),
        questions=application.questions.select_related("by"),
        can_take=may_work and status == ApplicationStatus.SUBMITTED,
        can_screen=may_work and status == ApplicationStatus.SCREENING,
        can_go_on=may_work
        and status == ApplicationStatus.NEEDS_INFORMATION
        and application.answer_by is not None
        and application.answer_by < timezone.localdate(),
        can_blind=may_work
        and application.call.is_blind
        and status in (ApplicationStatus.ELIGIBLE, ApplicationStatus.REVIEW),
        can_interview=may_work and status == ApplicationStatus.REVIEW,
        entries=history.entries(application),
    )


def _step(request: HttpRequest, application: Application) -> None:
    match request.POST.get("step"):
        case "take":
            screening.take(application, by=request.user)
            said(request, _("Bạn đang giữ hồ sơ này."))
        case "ask":
            asked = {
                name.removeprefix("ask_"): text
                for name, text in request.POST.items()
                if name.startswith("ask_")
            }
            screening.ask(application, asked, by=request.user)
            said(request, _("Đã gửi câu hỏi cho người nộp."))
        case "go_on":
            screening.go_on(application, by=request.user)
        case "eligible":
            screening.find_eligible(application, by=request.user)
            said(request, _("Đã ghi: đủ điều kiện."))
        case "not_eligible":
            screening.find_not_eligible(
                application, request.POST.get("reason", ""), by=request.user
            )
            said(request, _("Đã ghi và gửi thư: không đủ điều kiện."))
        case "interview":
            screening.invite_to_interview(application, by=request.user)
            said(request, _("Đã ghi: mời phỏng vấn."))


@application_screen
def blind_copy(request: HttpRequest, application: Application) -> HttpResponseBase:
    """The edited copy of the anonymous phase, with a warning where the name stands (PRG-13)."""
    if refused := policies.work_on_application(request.user, application):
        raise Http404(str(refused))
    fields = [f for f in blind.shown_fields(application) if f.kind != FieldKind.FILE]
    attached = read.files_of(application)
    stored = application.blind_answers
    if stored is None:
        stored = application.answers
    form = ApplicationForm(request.POST or None, fields=fields, stored=stored)
    if request.method == "POST":
        safe = {key for key in attached if f"safe_{key}" in request.POST}
        found = screening.save_blind(application, form.answers(), safe, by=request.user)
        if not found:
            said(request, _("Bản ẩn danh đã lưu và chuyển hội đồng."))
            return redirect("calls_call:application", application.number)
        for sentence in found:
            form.add_error(None, sentence)
    return page(
        request,
        "blind",
        _("Bản ẩn danh %(number)s") % {"number": application.number},
        application.call,
        application=application,
        form=form,
        files=attached.items(),
    )


@application_screen
def file(request: HttpRequest, application: Application, key: UUID) -> HttpResponseBase:
    """Hand over a file; the reading is written in the journal (PRV-4, ADM-3)."""
    found = get_object_or_404(application.files.filter(removed_at=None), key=key)
    journal.write("read_file", application, by=request.user, after={"file": str(found.file.key)})
    return files.download(found.file)
