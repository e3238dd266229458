"""The staff's desk as a panel of Wagtail's home, and what got stuck behind it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from accounts.viewsets import StaffPage

from . import actions, policies
from .selectors import desk, queues


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


class QueuesView(StaffPage):
    """Letters and tasks that got stuck; those that were given up can be tried again."""

    opened_by = policies.may_see_queues
    template_name = "home/desk/queues.html"
    page_title = gettext_lazy("Thư và việc nền")
    header_icon = "mail"
    list_url_name = "wagtailadmin_home"
    list_title = gettext_lazy("Việc hôm nay")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"queues": queues.queues()}

    def tried(self, again: Callable[[], None]) -> HttpResponse:
        """Do it and go back to the list; somebody may have pressed before."""
        try:
            again()
            messages.success(self.request, _("Đã đưa trở lại hàng chờ."))
        except ObjectDoesNotExist:
            messages.warning(self.request, _("Không còn trong danh sách: có thể vừa được làm lại."))
        return redirect("home_queues")


class SendAgainView(QueuesView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        return self.tried(lambda: actions.send_letter_again(key, by=self.user))


class RunAgainView(QueuesView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        return self.tried(lambda: actions.run_task_again(key, by=self.user))
