"""What this room adds to Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from . import policies
from .models import Report
from .viewsets import ReportPermissions, ReportViewSet

register_permission_policy(Report, ReportPermissions(Report))


class ReaderMenuItem(MenuItem):
    """Shown to those who may read report runs."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policies.read(request.user) is None


@hooks.register("register_admin_viewset")
def report_runs() -> Any:
    return ReportViewSet()


@hooks.register("register_admin_menu_item")
def index_item() -> MenuItem:
    return ReaderMenuItem(
        _("Chỉ số"),
        reverse_lazy("innovation_index:dashboard"),
        name="pii",
        icon_name="list-ol",
        order=150,
    )


@hooks.register("register_admin_menu_item")
def reports_item() -> MenuItem:
    return ReaderMenuItem(
        _("Báo cáo"),
        reverse_lazy("innovation_index_report:index"),
        name="report-runs",
        icon_name="doc-full",
        order=160,
    )
