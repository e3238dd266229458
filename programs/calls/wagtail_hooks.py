"""How calls stand in the staff's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import policies
from .viewsets import CallViewSet


class CallsMenuItem(MenuItem):
    """Shown to those who may read calls."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policies.read_calls(request.user) is None


@hooks.register("register_admin_viewset")
def calls() -> Any:
    return CallViewSet()


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return CallsMenuItem(
        _("Chương trình"),
        reverse_lazy("calls_call:index"),
        name="calls",
        icon_name="group",
        order=170,
    )
