"""What this room adds to Wagtail's admin."""

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from . import policies
from .viewsets import AccountViewSet, IntroductionViewSet


class MatchingMenuItem(MenuItem):
    """Shown to investment officers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policies.work(request.user) is None


@hooks.register("register_admin_viewset")
def accounts() -> ViewSet:
    return AccountViewSet()


@hooks.register("register_admin_viewset")
def introductions() -> ViewSet:
    return IntroductionViewSet()


@hooks.register("register_admin_menu_item")
def accounts_item() -> MenuItem:
    return MatchingMenuItem(
        _("Nhà đầu tư"),
        reverse_lazy("investors_account:index"),
        name="investors",
        icon_name="group",
        order=180,
    )


@hooks.register("register_admin_menu_item")
def introductions_item() -> MenuItem:
    return MatchingMenuItem(
        _("Giới thiệu"),
        reverse_lazy("investors_introduction:index"),
        name="introductions",
        icon_name="link",
        order=181,
    )
