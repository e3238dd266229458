"""Headers that every answer carries unless its view has said otherwise."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control

GetResponse = Callable[[HttpRequest], HttpResponse]


class CacheControlMiddleware:
    """Keep answers out of shared caches: private by default, public only by a view's own word."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response


class AdminPolicyMiddleware:
    """Loosen the content security policy on the staff's pages, and only there."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            # The header that django-csp reads off the answer.
            vars(response)["_csp_replace"] = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response


class AdminReturnMiddleware:
    """Lead back to the page that held the form: the address it was sent to may know no reading."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or not request.path.startswith("/admin/"):
            return response
        signs_in, came_from = urlsplit(response.get("Location", "")), _own_page(request)
        if signs_in.path == reverse("wagtailadmin_login") and came_from:
            response["Location"] = f"{signs_in.path}?{urlencode({'next': came_from})}"
        return response


def _own_page(request: HttpRequest) -> str:
    """Return the page of the admin that the request was sent from; empty when it was another."""
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc != request.get_host() or not page.path.startswith("/admin/"):
        return ""
    return f"{page.path}?{page.query}" if page.query else page.path
