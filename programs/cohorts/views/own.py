"""A firm's own cohort: what is due, evidence from a phone, what was paid, how it may leave."""

from functools import wraps
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core import files
from core.lifecycle import ObstacleError, WrongStateError
from ecosystem.registry.selectors.own_space import organizations_of
from programs.calls.views.access import View, one_time_key, person, signed_in
from programs.cohorts import policies
from programs.cohorts.actions import instalments, members, milestones
from programs.cohorts.actions.errors import CohortError
from programs.cohorts.forms.firm import HandInForm, WordsForm
from programs.cohorts.models import Certificate, Instalment, Member, Milestone, MilestoneFile
from programs.cohorts.selectors.members import own_cohorts


def _said_in_words(view: View) -> View:
    """Say what an action refused, on the page where things stand as they are now."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except WrongStateError:
            messages.warning(
                request, _("Việc này đã chuyển sang bước khác. Đây là tình trạng mới nhất.")
            )
        except ObstacleError as error:
            messages.warning(request, str(error))
        return redirect("cohorts:own_cohort")

    return wrapped


@signed_in
@require_GET
def own_cohort(request: HttpRequest) -> HttpResponse:
    """What is due, and where does the money stand? ?to-chuc= asks about one organization."""
    user = person(request)
    wanted = request.GET.get("to-chuc", "")
    held = [each for each in organizations_of(user) if wanted in ("", each.code)]
    rows = own_cohorts(user, held, timezone.localdate())
    return render(request, "cohorts/own/cohort.html", {"rows": rows})


@signed_in
@_said_in_words
def hand_in(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Evidence for one milestone: photographs from the phone, files, a few words."""
    milestone = _milestone(request, pk)
    form = HandInForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            milestones.hand_in(
                milestone,
                form.cleaned_data["files"],
                note=form.cleaned_data["note"],
                by=person(request),
                key=one_time_key(request),
            )
        except (files.FileRefusedError, CohortError) as refused:
            form.add_error("files", str(refused))
        else:
            messages.success(request, _("Đã nộp. Cán bộ chương trình xem trong 5 ngày làm việc."))
            return redirect("cohorts:own_cohort")
    context = {
        "form": form,
        "milestone": milestone,
        "key": request.POST.get("key") or uuid4(),
        "crumbs": [(_("Khoá của tôi"), reverse("cohorts:own_cohort"))],
    }
    return render(request, "cohorts/own/hand_in.html", context, status=_status(form))


@signed_in
@_said_in_words
def explain_delay(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Why is it late, and when will it be done?"""
    milestone = _milestone(request, pk)
    form = WordsForm(
        request.POST or None,
        label=_("Vì sao trễ, và bao giờ xong?"),
        help_text=_("Cán bộ đọc và có thể lùi hạn."),
        initial={"words": milestone.delay_reason},
    )
    if request.method == "POST" and form.is_valid():
        milestones.explain_delay(milestone, by=person(request), reason=form.cleaned_data["words"])
        messages.success(request, _("Đã gửi lý do cho cán bộ chương trình."))
        return redirect("cohorts:own_cohort")
    title = _("Lý do trễ: %(milestone)s") % {"milestone": milestone.plan.name}
    return _words_page(request, form, title, "", _("Gửi lý do"))


@signed_in
@_said_in_words
def ask_instalment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask for the money of an accepted milestone; asks first."""
    instalment = get_object_or_404(
        Instalment.objects.select_related("member__organization", "milestone__plan"), pk=pk
    )
    _own_or_404(request, instalment.member)
    if request.method == "POST":
        instalments.ask(instalment, by=person(request))
        messages.success(request, _("Đã gửi đề nghị chi. Số lệnh chi sẽ hiện ở đây."))
        return redirect("cohorts:own_cohort")
    if obstacle := policies.ask_instalment(person(request), instalment):
        raise ObstacleError(obstacle)
    return render(request, "cohorts/own/ask_instalment.html", {"instalment": instalment})


@signed_in
@_said_in_words
def answer_termination(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The right to answer before a membership is ended (PRG-20)."""
    member = _member(request, pk)
    form = WordsForm(
        request.POST or None,
        label=_("Giải trình"),
        help_text=_("Gửi một lần. Người quyết định không phải là người đã đề nghị."),
    )
    if request.method == "POST" and form.is_valid():
        members.answer_termination(member, by=person(request), answer=form.cleaned_data["words"])
        messages.success(request, _("Đã gửi giải trình. Người khác sẽ xem và quyết định."))
        return redirect("cohorts:own_cohort")
    return _words_page(
        request, form, _("Giải trình về đề nghị chấm dứt"), member.end_reason, _("Gửi giải trình")
    )


@signed_in
@_said_in_words
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Leave the cohort; what was done and paid stays on record (PRG-20)."""
    member = _member(request, pk)
    form = WordsForm(request.POST or None, label=_("Vì sao rút?"))
    if request.method == "POST" and form.is_valid():
        members.withdraw(member, by=person(request), reason=form.cleaned_data["words"])
        messages.success(request, _("Đã ghi là rút khỏi khoá. Hồ sơ được giữ để đối chiếu."))
        return redirect("cohorts:own_cohort")
    lead = _(
        "Các mốc chưa nộp và đợt chi chưa xin dừng lại. Những gì đã nhận, đã chi được giữ. "
        "Không quay lại khoá này được."
    )
    return _words_page(request, form, _("Rút khỏi khoá?"), lead, _("Rút khỏi khoá"), is_danger=True)


@signed_in
@require_GET
def file(request: HttpRequest, token: str) -> HttpResponseBase:
    """Hand over a file of ours, if the link is fresh and this person may still read it."""
    user = person(request)
    try:
        stored = files.open_signed(token, reader=str(user.pk))
    except files.LinkExpiredError as error:
        messages.warning(request, str(error))
        return redirect("cohorts:own_cohort")
    evidence = MilestoneFile.objects.select_related(
        "milestone__member__organization", "milestone__member__application"
    ).filter(file=stored)
    certificate = Certificate.objects.select_related("member__organization").filter(file=stored)
    member = next((row.milestone.member for row in evidence), None) or next(
        (row.member for row in certificate), None
    )
    if member is None or policies.read_evidence(user, member):
        raise Http404
    return files.download(stored)


def _words_page(
    request: HttpRequest,
    form: WordsForm,
    title: str,
    lead: str,
    button: str,
    *,
    is_danger: bool = False,
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "button": button,
        "is_danger": is_danger,
        "crumbs": [(_("Khoá của tôi"), reverse("cohorts:own_cohort"))],
    }
    return render(request, "cohorts/own/words.html", context, status=_status(form))


def _milestone(request: HttpRequest, pk: int) -> Milestone:
    milestone = get_object_or_404(
        Milestone.objects.select_related("member__organization", "member__cohort", "plan"), pk=pk
    )
    _own_or_404(request, milestone.member)
    return milestone


def _member(request: HttpRequest, pk: int) -> Member:
    member = get_object_or_404(
        Member.objects.select_related("organization", "cohort", "application"), pk=pk
    )
    _own_or_404(request, member)
    return member


def _own_or_404(request: HttpRequest, member: Member) -> None:
    """What is somebody else's is not there at all."""
    if policies.own(person(request), member.organization):
        raise Http404


def _status(form: HandInForm | WordsForm) -> int:
    return 422 if form.is_bound and form.errors else 200
