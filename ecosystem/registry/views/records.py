"""Whether a record is public, and when it was confirmed: an officer's pages beside the form."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from core.lifecycle import ObstacleError
from ecosystem.registry import policies, selectors
from ecosystem.registry.actions import organizations
from ecosystem.registry.models import Organization


@require_http_methods(["GET", "POST"])
def standing(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show whether the record is public and its journal; POST publishes, hides or confirms it."""
    if policies.read_registry(request.user):
        raise PermissionDenied
    organization = get_object_or_404(Organization.objects.live(), pk=pk)
    if request.method == "POST":
        try:
            _change(request, organization)
        except ObstacleError as error:
            messages.error(request, str(error))
        return redirect("registry_organization:standing", pk)
    title = f"{organization.code}: {organization.legal_name}"
    return TemplateResponse(
        request,
        "registry/admin/standing.html",
        {
            "organization": organization,
            "obstacle": policies.edit_organization(request.user, organization),
            "history": selectors.history.history(organization),
            "page_title": title,
            "header_title": title,
            "header_icon": "group",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Trang đầu")},
                {"url": reverse("registry_organization:list"), "label": _("Danh bạ")},
                {
                    "url": reverse("registry_organization:edit", args=[pk]),
                    "label": organization.code,
                },
                {"url": "", "label": _("Hiển thị và nhật ký")},
            ],
        },
    )


def _change(request: HttpRequest, organization: Organization) -> None:
    match request.POST.get("what"):
        case "publish":
            organizations.publish(organization, by=request.user)
            messages.success(request, _("Đã đăng công khai."))
        case "hide":
            reason = request.POST.get("reason", "").strip()
            if not reason:
                messages.error(request, _("Viết lý do ẩn hồ sơ; lý do vào nhật ký."))
                return
            organizations.hide(organization, by=request.user, reason=reason)
            messages.success(request, _("Đã ẩn khỏi danh bạ công khai."))
        case "confirm":
            organizations.confirm(organization, by=request.user)
            messages.success(request, _("Đã ghi: mọi thông tin còn đúng hôm nay."))
