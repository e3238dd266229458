"""Headers that every answer carries unless its view has said otherwise."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
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
