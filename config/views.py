"""Doors of the house itself: the reader's choice of theme, and whether staff are signed in."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from .context_processors import THEME_COOKIE, THEMES

YEAR = 365 * 24 * 3600


# A stranger who posts this turns a light on or off, no more; without the token, pages for
# everybody need no cookie.
@csrf_exempt
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or the machine's own, and go back to the page."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    response = HttpResponseRedirect(back)
    choice = request.POST.get("theme", "")
    if choice == "system":
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    elif choice in dict(THEMES):
        response.set_cookie(
            THEME_COOKIE,
            choice,
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """Tell a page of the staff's admin whether its form would be received (HEAD), or a person."""
    alive = request.user.has_perm("wagtailadmin.access_admin")
    if request.method == "HEAD":
        return HttpResponse(status=200 if alive else 401)
    if not alive:
        return redirect_to_login(request.path)
    return render(request, "session.html")
