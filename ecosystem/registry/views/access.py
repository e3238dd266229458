"""Who may open a case without an account: whoever holds its key, kept in this browser's session.

A page whose session has ended keeps what was typed, and lets the person in again.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from accounts.models import User
from accounts.selectors import verified_emails
from ecosystem.registry import policies
from ecosystem.registry.actions import drafts
from ecosystem.registry.choices import FIELDS_BY_KEY
from ecosystem.registry.models import Case, Organization
from ecosystem.registry.selectors.display import label_of
from ecosystem.registry.selectors.drafts import access_key, opens

from . import rate

SESSION_NAME = "registry_cases"
CLAIMABLE_NAME = "registry_claimable"
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "reopen_code", "reopen_send"})

CaseView = Callable[..., HttpResponseBase]


def hold(request: HttpRequest, case: Case) -> None:
    """Let this browser open the case from now on."""
    held = request.session.get(SESSION_NAME, {})
    request.session[SESSION_NAME] = {**held, case.number: access_key(case)}


def may_open(request: HttpRequest, case: Case) -> bool:
    """By the key in the session, or by an account that the case belongs to."""
    if opens(case, request.session.get(SESSION_NAME, {}).get(case.number, "")):
        return True
    if not request.user.is_authenticated:
        return False
    if case.applicant_id is None:
        return bool(case.email) and case.email in verified_emails(request.user)
    return policies.own_case(request.user, case) is None


def held_cases(request: HttpRequest) -> list[Case]:
    """Return the cases whose key is in this browser."""
    held = request.session.get(SESSION_NAME, {})
    return [case for case in Case.objects.filter(number__in=held) if may_open(request, case)]


def let_claim(request: HttpRequest, organization: Organization) -> None:
    """Let this browser ask for a record that it has named by tax code, although it is hidden."""
    codes = request.session.get(CLAIMABLE_NAME, [])
    if organization.code not in codes:
        request.session[CLAIMABLE_NAME] = [*codes, organization.code]


def claimable(request: HttpRequest, code: str) -> Organization:
    """Return the record to ask for. A hidden code is answered like one that does not exist."""
    records = Organization.objects.live()
    if code not in request.session.get(CLAIMABLE_NAME, []):
        records = records.published()
    return get_object_or_404(records, code=code)


def actor(request: HttpRequest, case: Case) -> User | None:
    """Return who acts: the person signed in if the case is theirs, else the holder of the key."""
    if request.user.is_authenticated and policies.own_case(request.user, case) is None:
        return request.user
    return None


def person(request: HttpRequest) -> User:
    """Return who is signed in; for pages behind `login_required`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def number_in(text: str | None) -> int:
    """Return the whole number that a hidden field carries; 0 where something else came back."""
    return int(text) if text and text.isascii() and text.isdigit() else 0


class _Check(CsrfViewMiddleware):
    """Asks the question, and leaves the answer to the page."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def _no_view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _form_is_ours(request: HttpRequest) -> bool:
    """Whether the form was drawn for this session; False when the session has ended meanwhile.

    What comes from another site is refused without another word.
    """
    reason = _Check(_no_view).process_view(request, _no_view, (), {})
    if reason is None:
        return True
    if str(reason).startswith(("CSRF token", "CSRF cookie")):
        return False
    raise PermissionDenied(str(reason))


def case_page(view: CaseView) -> CaseView:
    """Give the view its case instead of a number, if this browser may open it.

    A number that does not exist is answered like one that somebody else holds.
    """

    @csrf_exempt
    @wraps(view)
    def asked(request: HttpRequest, number: str, **kwargs: Any) -> HttpResponseBase:
        case = Case.objects.filter(number=number).first()
        if case is not None and (code := request.POST.get("reopen_code")):
            _try_code(request, case, code)
        is_open = case is not None and may_open(request, case)
        if request.method != "POST":
            if case is not None and is_open:
                return view(request, case, **kwargs)
            return redirect(f"{reverse('registry:resume')}?so={number}")
        if case is not None and is_open and _form_is_ours(request):
            return view(request, case, **kwargs)
        return _keep_what_was_typed(request, number, case, is_open=is_open)

    return asked


def too_late(request: HttpRequest, case: Case) -> HttpResponse:
    """Say that the case has moved on meanwhile, and show what was typed so that it can be kept."""
    typed = [
        {"question": label_of(name), "answer": "\n".join(values)}
        for name in request.POST
        if name in FIELDS_BY_KEY and any(values := request.POST.getlist(name))
    ]
    context = {"case": case, "typed": typed, "had_files": bool(request.FILES)}
    return render(request, "registry/register/too_late.html", context, status=409)


def _try_code(request: HttpRequest, case: Case, code: str) -> None:
    if not rate.too_many(request, "code") and opens(case, code):
        hold(request, case)


def _keep_what_was_typed(
    request: HttpRequest, number: str, case: Case | None, *, is_open: bool
) -> HttpResponse:
    if request.headers.get("X-Requested-With") == "autosave":
        return HttpResponse(status=403)
    sent = ""
    if "reopen_send" in request.POST:
        if case is not None and case.email and not rate.too_many(request, "letter"):
            drafts.send_link(case.email, case.number)
        sent = _(
            "Nếu hồ sơ này có địa chỉ thư, đường dẫn mở lại vừa được gửi. Mở đường dẫn trong "
            "trình duyệt này, rồi quay lại đây và bấm Tiếp tục."
        )
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_TYPED
        for value in values
    ]
    return render(
        request,
        "registry/register/session_ended.html",
        {
            "number": number,
            "typed": typed,
            "is_open": is_open,
            "sent": sent,
            "wrong_code": bool(request.POST.get("reopen_code")) and not is_open,
            "had_files": bool(request.FILES),
        },
        status=403,
    )
