"""Two records that may be one, side by side in the staff's admin."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ecosystem.registry import policies, selectors
from ecosystem.registry.choices import DuplicateState
from ecosystem.registry.models import DuplicatePair


@require_GET
def pair(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show two records side by side."""
    if policies.read_registry(request.user):
        raise PermissionDenied
    found = get_object_or_404(DuplicatePair.objects.select_related("left", "right"), pk=pk)
    title = f"{found.left.code} – {found.right.code}"
    return TemplateResponse(
        request,
        "registry/screening/pair.html",
        {
            "pair": found,
            "rows": selectors.cases.side_by_side(found.left, found.right),
            "reasons": reasons_of(found),
            "may_decide": policies.maintain_registry(request.user) is None
            and found.state == DuplicateState.OPEN,
            "page_title": title,
            "header_title": title,
            "header_icon": "copy",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Trang đầu")},
                {"url": reverse("registry_duplicate:index"), "label": _("Nghi trùng")},
                {"url": "", "label": title},
            ],
        },
    )


def reasons_of(found: DuplicatePair) -> str:
    return selectors.duplicates.words(found.reasons)
