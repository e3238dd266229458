"""What this room adds to Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import policies
from .viewsets import CohortViewSet


class ReaderMenuItem(MenuItem):
    """Shown to those who may read cohorts."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policies.read(request.user) is None


@hooks.register("register_admin_viewset")
def cohorts() -> Any:
    return CohortViewSet()


@hooks.register("register_admin_menu_item")
def cohorts_item() -> MenuItem:
    return ReaderMenuItem(
        _("Khoá ươm tạo"),
        reverse_lazy("cohorts_cohort:index"),
        name="cohorts",
        icon_name="group",
        order=172,
    )
