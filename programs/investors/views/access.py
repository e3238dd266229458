"""Whose page it is: a member's investor, an owner's firm. What is another's does not exist here."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.models import User
from core.files import FileRefusedError
from core.lifecycle import ObstacleError, WrongStateError
from ecosystem.registry.models import Organization
from programs.investors import policies
from programs.investors.actions.errors import MatchingError
from programs.investors.choices import NO_OPINION
from programs.investors.models import InvestorAccount

REFUSALS = (MatchingError, ObstacleError, WrongStateError, FileRefusedError)
"""What an action may answer instead; each becomes a sentence for the person."""

View = Callable[..., HttpResponseBase]


def sentence(refused: Exception) -> str:
    """Return what can be shown to the person."""
    if isinstance(refused, WrongStateError):
        return _("Có người vừa làm việc này, hoặc tình trạng đã đổi. Xem lại bên dưới.")
    return str(refused)


def attempt(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it if the form is in order; what stands in the way is put at its head."""
    if not form.is_valid():
        return False
    try:
        act()
    except REFUSALS as refused:
        form.add_error(None, sentence(refused))
        return False
    return True


def person(request: HttpRequest) -> User:
    """Return who is signed in; for pages behind `login_required`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def one_time_key(request: HttpRequest) -> UUID:
    """Return the key that the form was drawn with; a new one where it was lost."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def account_page(view: View) -> View:
    """Give the view its investor instead of a number, if this person acts for it."""

    @login_required
    @wraps(view)
    def asked(request: HttpRequest, number: str, **kwargs: Any) -> HttpResponseBase:
        account = InvestorAccount.objects.filter(number=number).first()
        if account is None or policies.act_for(person(request), account):
            raise Http404
        return view(request, account, **kwargs)

    return asked


def verified_page(view: View) -> View:
    """The same for pages that show firms: the proof has to stand today (INV-1)."""

    @account_page
    @wraps(view)
    def asked(request: HttpRequest, account: InvestorAccount, **kwargs: Any) -> HttpResponseBase:
        if obstacle := policies.see_firms(person(request), account):
            raise ObstacleError(obstacle)
        return view(request, account, **kwargs)

    return asked


def firm_page(view: View) -> View:
    """Give the view its firm instead of a code, if this person may act for it."""

    @login_required
    @wraps(view)
    def asked(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponseBase:
        organization = Organization.objects.live().filter(code=code).first()
        if organization is None or policies.act_for_firm(person(request), organization):
            raise Http404
        return view(request, organization, **kwargs)

    return asked


def show(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Draw a page of matching; each says that the centre has no opinion on value (INV-11)."""
    return render(request, template, {**context, "no_opinion": NO_OPINION})
