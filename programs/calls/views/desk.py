"""What every staff screen of calls has: who gets in, the page's furniture, refusals in words."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from accounts.viewsets import refusal_in_words
from core.files import FileRefusedError
from core.lifecycle import ObstacleError, WrongStateError
from core.sheets import SheetError
from programs.calls import policies
from programs.calls.actions.errors import CallError
from programs.calls.models import Application, Call

REFUSALS = (CallError, ObstacleError, WrongStateError, SheetError, FileRefusedError)
"""What an action may answer instead; each is a sentence for the person."""

View = Callable[..., HttpResponseBase]


def call_page(view: View) -> View:
    """Give the view its call; say in words what was refused, on the call's own page."""

    @wraps(view)
    def wrapped(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponseBase:
        if refused := policies.read_calls(request.user):
            raise PermissionDenied(str(refused))
        call = get_object_or_404(Call, code=code)
        try:
            return view(request, call, **kwargs)
        except REFUSALS as error:
            messages.error(request, refusal_in_words(error))
        return redirect("calls_call:call", code)

    return wrapped


def application_screen(view: View) -> View:
    """Give the view its application, after the question about conflicts (PRG-11).

    A conflict is answered like a number that is not there.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, number: str, **kwargs: Any) -> HttpResponseBase:
        application = find(request, number)
        if policies.read_application(request.user, application) is not None:
            return redirect("calls_call:conflict", number)
        try:
            return view(request, application, **kwargs)
        except REFUSALS as error:
            messages.error(request, refusal_in_words(error))
        return redirect("calls_call:application", number)

    return wrapped


def find(request: HttpRequest, number: str) -> Application:
    """Return the application if this member of staff may know of it."""
    if refused := policies.read_calls(request.user):
        raise PermissionDenied(str(refused))
    application = (
        Application.objects.submitted()
        .without_conflict_of(request.user, timezone.localdate())
        .select_related("call", "organization", "applicant", "assignee", "form_version")
        .filter(number=number)
        .first()
    )
    if application is None:
        raise Http404
    return application


def page(
    request: HttpRequest,
    name: str,
    title: str,
    call: Call | None = None,
    *,
    status: int = 200,
    **context: Any,
) -> TemplateResponse:
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Trang đầu")},
        {"url": reverse("calls_call:index"), "label": _("Các đợt tuyển chọn")},
    ]
    if call is not None and name != "call":
        trail.append({"url": reverse("calls_call:call", args=[call.code]), "label": call.code})
    return TemplateResponse(
        request,
        f"calls/admin/{name}.html",
        {
            "call": call,
            "page_title": title,
            "header_title": title,
            "header_icon": "group",
            "breadcrumbs_items": [*trail, {"url": "", "label": title}],
            **context,
        },
        status=status,
    )


def said(request: HttpRequest, sentence: str) -> None:
    messages.success(request, sentence)
