"""The public profile of an organization."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ecosystem.registry import policies, selectors
from ecosystem.registry.choices import Visibility
from ecosystem.registry.models import Organization


@require_safe
def profile(request: HttpRequest, code: str) -> HttpResponse:
    """Show the profile; a merged code redirects, a hidden one is gone and says so."""
    organization = _found(code)
    if organization.merged_into is not None:
        return HttpResponsePermanentRedirect(
            selectors.profile.successor(organization).get_absolute_url()
        )
    if not _is_open(request, organization):
        if organization.visibility == Visibility.HIDDEN:
            return render(request, "registry/profile_hidden.html", {"code": code}, status=410)
        raise Http404(_("Không có hồ sơ công khai mang mã này."))
    shown = selectors.profile.profile(organization)
    return render(request, "registry/profile.html", {"profile": shown})


@require_safe
def profile_json(request: HttpRequest, code: str) -> HttpResponse:
    """Give the public profile as data."""
    organization = _found(code)
    if organization.merged_into is not None or organization.visibility != Visibility.PUBLIC:
        raise Http404(_("Không có hồ sơ công khai mang mã này."))
    shown = selectors.profile.profile(organization)
    return JsonResponse(
        selectors.profile.public_json(shown), json_dumps_params={"ensure_ascii": False}
    )


def _found(code: str) -> Organization:
    organization = selectors.profile.find(code)
    if organization is None:
        raise Http404(_("Không có hồ sơ công khai mang mã này."))
    return organization


def _is_open(request: HttpRequest, organization: Organization) -> bool:
    return organization.visibility == Visibility.PUBLIC or policies.see_profile(
        request.user, organization
    )
