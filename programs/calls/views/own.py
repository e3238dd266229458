"""A person's own applications after the form: state, answers, offer, files."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core import files
from core.files import FileRefusedError
from programs.calls.actions import drafts, offers
from programs.calls.actions.errors import IncompleteError
from programs.calls.choices import ApplicationStatus
from programs.calls.forms.answers import ApplicationForm
from programs.calls.models import Application
from programs.calls.selectors import applications as read
from programs.calls.selectors import form, results

from .access import application_page, person, signed_in


@signed_in
def own_applications(request: HttpRequest) -> HttpResponse:
    """Everything this person and their organizations have begun or sent."""
    user = person(request)
    context = {"lines": read.own_applications(user), "is_reviewer": read.is_reviewer(user)}
    return render(request, "calls/own/list.html", context)


@application_page
def application(request: HttpRequest, application: Application) -> HttpResponse:
    """A draft shows its steps, a sent application its state."""
    if application.status == ApplicationStatus.DRAFT:
        if drafts.follow_form(application):
            messages.info(request, _("Biểu mẫu vừa đổi. Câu trả lời đã gõ còn nguyên."))
        context = {
            "application": application,
            "steps": read.step_states(application),
            "now": timezone.now(),
        }
        return render(request, "calls/apply/steps.html", context)
    context = {
        "application": application,
        "state": read.public_status(application),
        "questions": read.open_questions(application),
        "offer": read.open_offer(application),
        "result": results.own_result(application),
        "may_withdraw": read.may_withdraw(application),
        "registry": read.registry_rows(application),
        "sections": [(each.title, each.rows) for each in read.answer_sections(application)],
    }
    return render(request, "calls/own/application.html", context)


@application_page
def answer(request: HttpRequest, application: Application) -> HttpResponse:
    """Only what was asked is open, each with the officer's question."""
    questions = {str(each.field): each.text for each in read.open_questions(application)}
    fields = [field for field in form.fields_of(application) if field.key in questions]
    if not fields or application.status != ApplicationStatus.NEEDS_INFORMATION:
        return redirect("calls:application", application.call.slug, application.number)
    is_post = request.method == "POST"
    typed = ApplicationForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        fields=fields,
        stored=application.answers,
    )
    if is_post and _is_answered(request, application, typed):
        messages.success(request, _("Đã gửi trả lời. Trung tâm xem xét tiếp."))
        return redirect("calls:application", application.call.slug, application.number)
    context = {
        "application": application,
        "form": typed,
        "asked": [(questions[f.key], bound) for f, bound in zip(fields, typed, strict=True)],
    }
    status = 422 if typed.errors else 200
    return render(request, "calls/own/answer.html", context, status=status)


def _is_answered(request: HttpRequest, application: Application, typed: ApplicationForm) -> bool:
    refused = False
    answers = typed.answers()
    for field, upload in typed.uploads():
        try:
            drafts.add_file(application, field, upload, by=person(request))
        except FileRefusedError as error:
            typed.refuse_file(field, error)
            refused = True
    if refused:
        return False
    try:
        drafts.answer_questions(application, answers, by=person(request))
    except IncompleteError as error:
        typed.show(error.problems)
        return False
    return True


@application_page
def withdraw(request: HttpRequest, application: Application) -> HttpResponse:
    """Ask first, then take the application back."""
    if request.method == "POST":
        drafts.withdraw(application, by=person(request))
        messages.success(request, _("Đã rút hồ sơ %(number)s.") % {"number": application.number})
        return redirect("calls:own_applications")
    return render(request, "calls/own/withdraw.html", {"application": application})


@application_page
def offer(request: HttpRequest, application: Application) -> HttpResponse:
    """The invitation: accept or decline before the end of its last day (PRG-15)."""
    found = read.open_offer(application)
    if found is None:
        messages.info(request, _("Lời mời này đã được trả lời hoặc đã hết hạn."))
        return redirect("calls:application", application.call.slug, application.number)
    if request.method == "POST":
        if request.POST.get("answer") == "accept":
            offers.accept(found, by=person(request))
            messages.success(request, _("Đã nhận lời. Trung tâm sẽ liên hệ về buổi bắt đầu."))
        else:
            offers.decline(found, by=person(request), note=request.POST.get("note", "")[:500])
            messages.success(request, _("Đã từ chối lời mời. Cảm ơn bạn đã báo sớm."))
        return redirect("calls:application", application.call.slug, application.number)
    return render(request, "calls/own/offer.html", {"application": application, "offer": found})


@application_page
def file(request: HttpRequest, application: Application, key: UUID) -> HttpResponseBase:
    """Hand over a file of one's own application; the permission is asked each time (PRV-4)."""
    found = get_object_or_404(application.files.filter(removed_at=None), key=key)
    return files.download(found.file)


@application_page
def remove_file(request: HttpRequest, application: Application, key: UUID) -> HttpResponse:
    """Ask first, then take a file back."""
    found = get_object_or_404(application.files.filter(removed_at=None), key=key)
    if request.method == "POST":
        drafts.remove_file(found, by=person(request))
        messages.success(request, _("Đã bỏ tệp %(name)s.") % {"name": found.file.name})
        return redirect("calls:application", application.call.slug, application.number)
    context = {"application": application, "file": found.file}
    return render(request, "calls/own/remove_file.html", context)
