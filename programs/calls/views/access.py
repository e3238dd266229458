"""Who may come in at the portal's pages of calls, and what happens to what they typed."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from accounts.models import User
from core.lifecycle import ObstacleError, WrongStateError
from programs.calls import policies
from programs.calls.actions.errors import CallError
from programs.calls.models import Application

View = Callable[..., HttpResponseBase]


class _Check(CsrfViewMiddleware):
    """Asks the question, and leaves the answer to the page."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def _no_view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _form_is_ours(request: HttpRequest) -> bool:
    """Whether the form was drawn for this session; False when the session ended meanwhile."""
    reason = _Check(_no_view).process_view(request, _no_view, (), {})
    if reason is None:
        return True
    if str(reason).startswith(("CSRF token", "CSRF cookie")):
        return False
    raise PermissionDenied(str(reason))


def signed_in(view: View) -> View:
    """Ask to sign in. What was typed into an ended session is kept in the page (REGN-2)."""
    protected = login_required(view)

    @csrf_exempt
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return protected(request, *args, **kwargs)
        if request.user.is_authenticated and _form_is_ours(request):
            return view(request, *args, **kwargs)
        if request.headers.get("X-Requested-With") == "autosave":
            return HttpResponse(status=403)
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            if name != "csrfmiddlewaretoken"
            for value in values
        ]
        context = {"typed": typed, "had_files": bool(request.FILES)}
        return render(request, "calls/session_ended.html", context, status=403)

    return asked


def application_page(view: View) -> View:
    """Give the view its application if it is this person's; say in words what was refused."""

    @signed_in
    @wraps(view)
    def asked(request: HttpRequest, slug: str, number: str, **kwargs: Any) -> HttpResponseBase:
        application = get_object_or_404(
            Application.objects.select_related("call", "organization", "form_version"),
            number=number,
            call__slug=slug,
        )
        # A number that does not exist is answered like one that somebody else holds.
        if policies.own_application(person(request), application):
            raise Http404
        try:
            return view(request, application, **kwargs)
        except WrongStateError:
            told = _("Hồ sơ đã chuyển sang bước khác. Đây là bản mới nhất.")
        except (ObstacleError, CallError) as error:
            told = str(error)
        messages.warning(request, told)
        return redirect("calls:application", slug, number)

    return asked


def person(request: HttpRequest) -> User:
    """Return who is signed in; for pages behind `signed_in`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def one_time_key(request: HttpRequest) -> UUID:
    """Return the key that the form was drawn with; a new one where it was lost."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()
