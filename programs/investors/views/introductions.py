"""The founder's list of introductions, and one introduction for both sides."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from core import files
from ecosystem.registry.selectors.own_space import organizations_of
from programs.investors import policies
from programs.investors.actions import introductions as actions
from programs.investors.actions import outcomes
from programs.investors.choices import Side
from programs.investors.forms import (
    ComplaintForm,
    DealForm,
    DeclineForm,
    DocumentForm,
    MeetForm,
    OutcomeForm,
)
from programs.investors.models import Interest, Introduction
from programs.investors.selectors import introductions as read

from .access import attempt, person, show


@require_safe
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """Who wants to meet the firm, and whom it asked."""
    held = organizations_of(person(request))
    interests = Interest.objects.standing().filter(organization__in=held, level="firm")
    context = {
        "firms": held,
        "rows": read.rows(read.of_organizations(held), Side.FIRM),
        "interests": interests.select_related("account", "organization"),
    }
    return show(request, "investors/own_introductions.html", context)


@login_required
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Who asks and why, two sides and one lock, what opens and when."""
    introduction, side = _found(request, number)
    user = person(request)
    given = request.POST.get("step", "")
    all_forms: dict[str, forms.Form] = {
        step: form(
            request.POST if given == step else None,
            request.FILES if given == step else None,
            prefix=step,
        )
        for step, form in FORMS.items()
    }
    if request.method == "POST" and given in all_forms:
        form = all_forms[given]
        if attempt(form, lambda: STEPS[given](introduction, side, form, user)):
            messages.success(request, str(SAID[given]()))
            return redirect("investors:introduction", number)
        introduction, side = _found(request, number)
    shown = read.screen(introduction, user)
    context = {
        "screen": shown,
        "introduction": introduction,
        "forms": all_forms,
        "failed": all_forms.get(given),
        "complaint": introduction.complaints.filter(by_side=side).first(),
    }
    return show(request, "investors/introduction.html", context)


def _found(request: HttpRequest, number: str) -> tuple[Introduction, Side]:
    """Return the introduction, if this person is one of its sides and may know of it."""
    introduction = (
        Introduction.objects.filter(number=number)
        .select_related("account__mandate", "organization", "deal")
        .first()
    )
    user = person(request)
    sides = policies.sides_of(user, introduction) if introduction else frozenset()
    if introduction is None or not sides:
        raise Http404
    shown = read.screen(introduction, user).side
    if shown is None or not read.is_known_to(introduction, shown):
        raise Http404
    return introduction, shown


class _NoInput(forms.Form):
    """A button alone."""


FORMS: dict[str, type[forms.Form]] = {
    "accept": _NoInput,
    "decline": DeclineForm,
    "withdraw": _NoInput,
    "meet": MeetForm,
    "outcome": OutcomeForm,
    "deal": DealForm,
    "document": DocumentForm,
    "complain": ComplaintForm,
}

Act = Callable[[Introduction, Side, forms.Form, User], object]


def _answer_outcome(introduction: Introduction, side: Side, form: forms.Form, user: User) -> None:
    for outcome in introduction.outcomes.unanswered().filter(side=side):
        outcomes.answer(outcome, form.cleaned_data["answer"], by=user)


def _give_document(introduction: Introduction, side: Side, form: forms.Form, user: User) -> None:
    stored = files.store(form.cleaned_data["paper"], allowed_kinds=files.DOCUMENTS, by=user)
    outcomes.give_document(introduction, stored, by=user)


STEPS: dict[str, Act] = {
    "accept": lambda each, _side, _form, user: actions.accept(each, by=user),
    "decline": lambda each, _side, form, user: actions.decline(
        each, by=user, reason=form.cleaned_data["reason"]
    ),
    "withdraw": lambda each, _side, _form, user: actions.withdraw(each, by=user),
    "meet": lambda each, _side, form, user: actions.meet(
        each, form.cleaned_data["met_on"], by=user
    ),
    "outcome": _answer_outcome,
    "deal": lambda each, side, form, user: outcomes.state_deal(
        each, side, by=user, **form.cleaned_data
    ),
    "document": _give_document,
    "complain": lambda each, _side, form, user: actions.complain(
        each, form.cleaned_data["text"], by=user
    ),
}

SAID: dict[str, Callable[[], str]] = {
    "accept": lambda: _("Đã đồng ý. Hai bên cùng thấy liên hệ của nhau."),
    "decline": lambda: _("Đã trả lời. Bên kia chỉ nhận một câu lịch sự."),
    "withdraw": lambda: _("Đã rút lời đề nghị."),
    "meet": lambda: _("Đã ghi ngày gặp."),
    "outcome": lambda: _("Cảm ơn, đã ghi câu trả lời."),
    "deal": lambda: _("Đã ghi. Khi hai bên khai khớp nhau, khoản đầu tư được xác nhận."),
    "document": lambda: _("Đã nhận giấy tờ; cán bộ đầu tư đọc rồi xác nhận."),
    "complain": lambda: _("Đã nhận khiếu nại. Cán bộ trả lời trong 3 ngày làm việc."),
}
