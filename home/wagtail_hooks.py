"""The staff's side: the desk in front, our colours, and a menu in the order of the day."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from . import policies
from .selectors import desk
from .viewsets import DeskPanel

# Of Wagtail's own menu: what staff do not need here, or find elsewhere.
HIDDEN_ITEMS = frozenset({"help", "reports"})
# The rooms' lines come first, in the order of the day; what editors write stands below them.
PAGES_ORDER = {"explorer": 500, "images": 510, "documents": 520}


@hooks.register("construct_homepage_panels")
def put_desk_in_front(request: HttpRequest, panels: list[Any]) -> None:
    if policies.may_see_desk(request.user) is None:
        panels[:] = [DeskPanel(request)]


class DeskMenuItem(MenuItem):
    """Shown to those who have a desk; Wagtail's own first page serves the others."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policies.may_see_desk(request.user) is None

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        count = desk.waiting_for(request.user, timezone.localdate())
        return LinkMenuItem(
            self.name,
            str(self.label),
            self.url,
            icon_name=self.icon_name,
            classname=self.classname,
            attrs={**self.attrs, **({"data-count": str(count)} if count else {})},
        )


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    return DeskMenuItem(
        _("Việc hôm nay"), reverse("wagtailadmin_home"), icon_name="calendar-check", order=1
    )


@hooks.register("construct_main_menu")
def keep_what_is_used(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN_ITEMS]
    for item in items:
        item.order = PAGES_ORDER.get(item.name, item.order)


@hooks.register("insert_global_admin_css")
def admin_colours() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_global_admin_js")
def admin_script() -> str:
    return format_html('<script src="{}" defer></script>', static("js/admin.js"))
