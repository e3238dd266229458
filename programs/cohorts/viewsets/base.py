"""What the staff's pages of cohorts share: who gets in, and the way back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from core.files import FileRefusedError
from core.lifecycle import ObstacleError
from programs.cohorts import policies
from programs.cohorts.actions.errors import CohortError
from programs.cohorts.models import Cohort, Member

REFUSALS = (CohortError, ObstacleError, FileRefusedError)
"""What an action may answer instead; each is a sentence for the person."""


def moved_on() -> str:
    """Two pressed at once, or one pressed twice: say it, and show what is there now."""
    return _("Việc này đã chuyển sang bước khác. Đây là tình trạng mới nhất.")


class StaffMixin:
    """Only those who may read cohorts get in; the actions ask the rest."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if refused := policies.read(request.user):
            raise PermissionDenied(str(refused))
        return super().dispatch(request, *args, **kwargs)


class AdminPage(StaffMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page of the desk with Wagtail's furniture and the way back."""

    header_icon = "group"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("cohorts_cohort:index"), "label": _("Khoá ươm tạo")},
            *self.parents(),
            {"url": "", "label": self.get_page_title()},
        ]

    def parents(self) -> list[dict[str, Any]]:
        """Return what stands between the list of cohorts and this page."""
        return []


def board_crumb(cohort: Cohort) -> dict[str, Any]:
    return {"url": reverse("cohorts_cohort:board", args=[cohort.code]), "label": cohort.code}


def member_crumb(member: Member) -> dict[str, Any]:
    return {
        "url": reverse("cohorts_cohort:member", args=[member.pk]),
        "label": member.organization.name,
    }
