"""The staff's side: the desk in front, our colours, and a menu in the order of the day."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from accounts.policies import manage_people

from . import policies
from .selectors import desk
from .viewsets import DeskPanel, QueuesView, RunAgainView, SendAgainView

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


@hooks.register("register_admin_urls")
def queues_urls() -> list[Any]:
    return [
        path("thu-va-viec/", QueuesView.as_view(), name="home_queues"),
        path("thu-va-viec/thu/<int:key>/", SendAgainView.as_view(), name="home_send_again"),
        path("thu-va-viec/viec/<uuid:key>/", RunAgainView.as_view(), name="home_run_again"),
    ]


class QueuesMenuItem(MenuItem):
    """In the settings, for the administrator: officers come here from the desk."""

    def is_shown(self, request: HttpRequest) -> bool:
        return manage_people(request.user) is None


@hooks.register("register_settings_menu_item")
def queues_menu_item() -> MenuItem:
    return QueuesMenuItem(_("Thư và việc nền"), reverse("home_queues"), icon_name="mail")
