"""What this room adds to Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import policies
from .viewsets import TargetViewSet


class TargetMenuItem(MenuItem):
    """Shown to internal readers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policies.read_internal(request.user) is None


@hooks.register("register_admin_viewset")
def targets() -> Any:
    return TargetViewSet()


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return TargetMenuItem(
        _("Mục tiêu"),
        reverse_lazy("targets_admin:index"),
        name="targets",
        icon_name="success",
        order=140,
    )
