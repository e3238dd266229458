"""Report runs in the staff's admin: the list, the drafting form, and the run itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies.base import BasePermissionPolicy

from accounts.choices import INTERNAL_READERS
from accounts.models import User
from accounts.viewsets import StaffPage, StaffView, refusal_in_words
from core.calendar import Quarter
from core.lifecycle import ObstacleError, WrongStateError
from core.vietnamese import date_short
from ecosystem.taxonomy.selectors import UnknownBoundaryError, current_boundary

from . import policies
from .actions import reports as actions
from .filters import ReportFilterSet
from .forms.reports import ApproveForm, DraftForm, ReasonForm
from .models import Framework, Report
from .selectors import document, reports

REFUSALS = (actions.ReportError, ObstacleError, WrongStateError)
"""What an action may answer instead; each is a sentence for the person."""


class ReportScreen(StaffView):
    """Only those who may read report runs get in."""

    opened_by = policies.read


class ReportPermissions(BasePermissionPolicy):
    """Our policies in the words of Wagtail. Nothing is changed by a Wagtail form."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and policies.read(user) is None

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[User]:
        roles = INTERNAL_READERS if "view" in actions else ()
        return User.objects.active().with_roles(roles)


class ReportIndexView(ReportScreen, IndexView):
    """All report runs, the newest first."""

    model = Report
    any_permission_required = ("view",)
    page_title = gettext_lazy("Báo cáo")
    header_icon = "doc-full"
    index_url_name = "innovation_index_report:index"
    index_results_url_name = "innovation_index_report:index_results"
    filterset_class = ReportFilterSet
    default_ordering = "-drafted_at"
    search_fields = ("number", "title")
    columns = (
        TitleColumn(
            "title",
            label=gettext_lazy("Trích yếu"),
            get_url=lambda row: reverse("innovation_index_report:run", args=[row.pk]),
        ),
        Column("number", label=gettext_lazy("Số"), accessor=lambda row: row.number or "—"),
        Column("get_status_display", label=gettext_lazy("Tình trạng")),
        Column(
            "on_date",
            label=gettext_lazy("Số liệu ngày"),
            sort_key="on_date",
            accessor=lambda row: date_short(row.on_date),
        ),
        Column("drafted_by", label=gettext_lazy("Người soạn")),
        DateColumn("drafted_at", label=gettext_lazy("Soạn lúc"), sort_key="drafted_at"),
    )

    def get_base_queryset(self) -> QuerySet[Report]:
        return Report.objects.select_related("drafted_by")

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if policies.draft(self.user):
            return []
        url = reverse("innovation_index_report:draft")
        return [HeaderButton(label=_("Soạn báo cáo"), url=url, icon_name="plus")]


class ReportPage(ReportScreen, StaffPage):
    """A page of the desk beside the list of report runs."""

    header_icon = "doc-full"
    list_url_name = "innovation_index_report:index"
    list_title = gettext_lazy("Báo cáo")

    def report(self) -> Report:
        rows = Report.objects.select_related(
            "framework", "boundary", "file", "drafted_by", "checked_by", "approved_by"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class DraftView(ReportPage):
    """Choose what to count. The figures are frozen when the form is sent."""

    template_name = "innovation_index/admin/draft.html"
    page_title = gettext_lazy("Soạn báo cáo")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(DraftForm(initial=_proposed()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DraftForm(request.POST)
        if form.is_valid():
            try:
                report = actions.draft_report(by=self.user, **form.cleaned_data)
            except REFUSALS as refused:
                form.add_error(None, refusal_in_words(refused))
            else:
                messages.success(request, _("Đã đếm và lưu bản nháp. Người khác sẽ kiểm."))
                return redirect("innovation_index_report:run", report.pk)
        return self._show(form)

    def _show(self, form: DraftForm) -> HttpResponse:
        obstacle = policies.draft(self.user)
        return self.render_to_response(self.get_context_data(form=form, obstacle=obstacle))


def _proposed() -> dict[str, Any]:
    """Return what is usually wanted: the last full quarter, the newest framework, today's area."""
    try:
        boundary = current_boundary()
    except UnknownBoundaryError:
        boundary = None
    return {
        "on_date": Quarter.of(timezone.localdate()).first_day - timedelta(days=1),
        "framework": Framework.objects.first(),
        "boundary": boundary,
    }


class RunView(ReportPage):
    """One report run: where it stands, what blocks it, its figures, and the next step."""

    template_name = "innovation_index/admin/run.html"

    def get_page_title(self) -> str:
        report = self.report()
        return report.number or _("Báo cáo %(pk)s") % {"pk": report.pk}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        screen = reports.run_screen(self.report(), self.user)
        return super().get_context_data(screen=screen, **kwargs)


class ProgressView(ReportScreen):
    """The block that polls while the file is made; when it is done the page is loaded again."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = get_object_or_404(Report, pk=pk)
        if reports.is_rendering(report):
            return render(request, "innovation_index/admin/progress.html", {"report": report})
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response


class PreviewView(ReportScreen):
    """The words of the document on screen; the file itself is made once, when it is published."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = get_object_or_404(Report.objects.select_related("approved_by"), pk=pk)
        context = {
            "report": report,
            # Made by our templates, which escape what people typed.
            "body": mark_safe(document.html(report)),
        }
        return render(request, "innovation_index/admin/preview.html", context)


class PreviewStyleView(ReportScreen):
    """The document's style sheet, for its words on screen."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = get_object_or_404(Report.objects.select_related("approved_by"), pk=pk)
        return HttpResponse(document.css(report), content_type="text/css")


@dataclass(frozen=True)
class Step:
    """A step of a run: what its page is called, what it asks, and who does it."""

    title: Any
    form: type[forms.Form]
    act: Callable[..., Report]
    done: Any = ""


STEPS = {
    "check": Step(
        gettext_lazy("Đã kiểm, chuyển duyệt"),
        forms.Form,
        actions.check,
        gettext_lazy("Đã ghi là đã kiểm."),
    ),
    "approve": Step(
        gettext_lazy("Duyệt báo cáo"), ApproveForm, actions.approve, gettext_lazy("Đã duyệt.")
    ),
    "publish": Step(gettext_lazy("Công bố báo cáo"), forms.Form, actions.publish),
    "reopen": Step(
        gettext_lazy("Đưa về bản nháp"),
        ReasonForm,
        actions.reopen,
        gettext_lazy("Đã đưa về bản nháp."),
    ),
    "recount": Step(
        gettext_lazy("Đếm lại"), forms.Form, actions.recount, gettext_lazy("Đã đếm lại.")
    ),
}


class StepView(ReportPage):
    """A page that asks before a step, with what it needs to know."""

    template_name = "innovation_index/admin/step.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["step"] not in STEPS:
            raise Http404
        self.step = STEPS[kwargs["step"]]

    def get_page_title(self) -> str:
        return str(self.step.title)

    def get(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        return self._show(self.step.form())

    def post(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        form = self.step.form(request.POST)
        if not form.is_valid():
            return self._show(form)
        try:
            report = self.step.act(self.report(), by=self.user, **form.cleaned_data)
        except REFUSALS as refused:
            messages.error(request, refusal_in_words(refused))
            return self._show(form)
        if self.step.done:
            messages.success(request, self.step.done)
        else:
            _tell_published(request, report)
        return redirect("innovation_index_report:run", pk)

    def _show(self, form: forms.Form) -> HttpResponse:
        screen = reports.run_screen(self.report(), self.user)
        door = next((one for one in screen.doors if one.name == self.kwargs["step"]), None)
        return self.render_to_response(
            self.get_context_data(
                screen=screen, form=form, step=self.kwargs["step"], obstacle=door and door.obstacle
            )
        )


def _tell_published(request: HttpRequest, report: Report) -> None:
    if report.number:
        messages.success(request, _("Đã công bố %(number)s.") % {"number": report.number})
    elif report.publish_error:
        messages.error(request, report.publish_error)
    else:
        messages.success(request, _("Đang tạo tệp; đóng trang cũng được."))


class ReportViewSet(ViewSet):
    """Addresses of the report runs."""

    name = "innovation_index_report"
    url_prefix = "bao-cao"
    icon = "doc-full"

    def get_urlpatterns(self) -> list[Any]:
        index = ReportIndexView
        return [
            path("", index.as_view(), name="index"),
            path("ket-qua/", index.as_view(results_only=True), name="index_results"),
            path("soan/", DraftView.as_view(), name="draft"),
            path("<int:pk>/", RunView.as_view(), name="run"),
            path("<int:pk>/tien-do/", ProgressView.as_view(), name="progress"),
            path("<int:pk>/xem-truoc/", PreviewView.as_view(), name="preview"),
            path("<int:pk>/xem-truoc.css", PreviewStyleView.as_view(), name="preview_style"),
            path("<int:pk>/buoc/<slug:step>/", StepView.as_view(), name="step"),
        ]
