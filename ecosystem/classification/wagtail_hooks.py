"""What this room adds to Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import policies
from .viewsets import ProposalViewSet


class ProposalMenuItem(MenuItem):
    """Shown to those who may read proposals."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policies.read(request.user) is None


@hooks.register("register_admin_viewset")
def proposals() -> Any:
    return ProposalViewSet()


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return ProposalMenuItem(
        _("Phân loại"),
        reverse_lazy("classification_proposal:index"),
        name="classification",
        icon_name="tag",
        order=130,
    )
