"""The staff's desk as a panel of Wagtail's home."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from .selectors import desk


class DeskPanel(Component):
    """What is due today, on Wagtail's first page."""

    name = "desk"
    order = 10
    template_name = "home/desk/desk.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {
            "desk": desk.desk(
                self.request.user, timezone.localdate(), self.request.GET.get("scope", "mine")
            )
        }
