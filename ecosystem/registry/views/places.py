"""Addresses whose commune was divided: an officer says in which new commune each lies (REG-8)."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from core.lifecycle import ObstacleError
from core.temporal import AlreadyClosedError
from ecosystem.registry import policies
from ecosystem.registry.actions import organizations
from ecosystem.registry.models import Address
from ecosystem.registry.selectors.places import doubtful
from ecosystem.taxonomy.models import AdministrativeUnit

from . import access


@require_http_methods(["GET", "POST"])
def places(request: HttpRequest) -> HttpResponseBase:
    """List the addresses that wait; POST settles one of them."""
    if policies.read_registry(request.user):
        raise PermissionDenied
    if request.method == "POST":
        _settle(request)
        return redirect("registry_organization:places")
    rows, total = doubtful()
    title = _("Địa chỉ cần xác định xã")
    return TemplateResponse(
        request,
        "registry/admin/places.html",
        {
            "rows": rows,
            "total": total,
            "may_settle": policies.maintain_registry(request.user) is None,
            "page_title": title,
            "header_title": title,
            "header_icon": "site",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Trang đầu")},
                {"url": reverse("registry_organization:list"), "label": _("Danh bạ")},
                {"url": "", "label": title},
            ],
        },
    )


def _settle(request: HttpRequest) -> None:
    address = get_object_or_404(
        Address.objects.to_settle(), pk=access.number_in(request.POST.get("address"))
    )
    successors = AdministrativeUnit.objects.successors(address.former_unit)
    unit = successors.filter(pk=access.number_in(request.POST.get("unit"))).first()
    if unit is None:
        messages.error(request, _("Chọn một xã, phường mới cho địa chỉ này."))
        return
    try:
        organizations.settle_address(address, unit, by=request.user)
    except (AlreadyClosedError, ObstacleError) as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("%(code)s: trụ sở ở %(unit)s.")
            % {"code": address.organization.code, "unit": unit.full_name},
        )
