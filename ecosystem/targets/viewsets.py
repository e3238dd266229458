"""The officers' screens of targets, in Wagtail's admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSet

from accounts.viewsets import StaffPage, StaffView, refusal_in_words
from core.lifecycle import Obstacle, ObstacleError

from . import actions, policies, selectors
from .forms import FreezeForm
from .models import Snapshot, Target


class TargetScreen(StaffView):
    """Only internal readers get in."""

    opened_by = policies.read_internal


class TargetIndexView(TargetScreen, IndexView):
    """All targets, with the way to freeze and close."""

    model = Target
    # Roles are asked in `dispatch`; none has permissions of Django's on this table.
    permission_policy = None
    page_title = gettext_lazy("Mục tiêu")
    header_icon = "success"
    index_url_name = "targets_admin:index"
    index_results_url_name = "targets_admin:index_results"
    default_ordering = "position"
    list_filter = ("state", "boundary")
    columns = (
        TitleColumn(
            "code",
            label=gettext_lazy("Mã"),
            get_url=lambda row: reverse("targets_admin:target", args=[row.code]),
        ),
        Column("title", label=gettext_lazy("Mục tiêu")),
        Column("boundary", label=gettext_lazy("Địa giới")),
        DateColumn("due_date", label=gettext_lazy("Hạn"), sort_key="due_date"),
        Column("get_state_display", label=gettext_lazy("Tình trạng")),
    )

    def get_base_queryset(self) -> Any:
        return Target.objects.with_words()


class TargetPage(TargetScreen, StaffPage):
    """A page about one target, with the way back to the list."""

    header_icon = "success"
    list_url_name = "targets_admin:index"
    list_title = gettext_lazy("Mục tiêu")

    @property
    def target(self) -> Target:
        return get_object_or_404(Target.objects.with_words(), code=self.kwargs["code"])

    def get_page_title(self) -> str:
        return self.kwargs["code"]


class TargetView(TargetPage):
    """One target: its figure, its snapshots, and what may be done with it."""

    template_name = "targets/admin/target.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        target, user = self.target, self.user
        (figure,) = selectors.figures([target], selectors.default_day(target))
        return super().get_context_data(
            target=target,
            figure=figure,
            frozen=selectors.frozen_figures(target),
            freeze_obstacle=policies.freeze(user, target),
            close_obstacle=policies.close(user, target),
            **kwargs,
        )


class ConfirmPage(TargetPage):
    """A question, its consequences, and two buttons."""

    template_name = "targets/admin/confirm.html"
    question: Any = ""
    consequence: Any = ""
    button: Any = ""

    def obstacle(self) -> Obstacle | None:
        raise NotImplementedError

    def act(self) -> HttpResponse:
        raise NotImplementedError

    def form(self) -> FreezeForm | None:
        return None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form()
        if form is not None and not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            return self.act()
        except (ObstacleError, actions.SnapshotError) as refused:
            messages.error(request, refusal_in_words(refused))
            return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form())
        return super().get_context_data(
            target=self.target,
            question=self.question,
            consequence=self.consequence,
            button=self.button,
            obstacle=self.obstacle(),
            **kwargs,
        )


class FreezeView(ConfirmPage):
    """Freeze a number."""

    question = gettext_lazy("Chốt số của mục tiêu này?")
    consequence = gettext_lazy(
        "Số, danh sách và bằng chứng được giữ nguyên, kèm mã SHA-256; không ai sửa hay xoá được."
    )
    button = gettext_lazy("Chốt số")

    def obstacle(self) -> Obstacle | None:
        return policies.freeze(self.user, self.target)

    def form(self) -> FreezeForm:
        if self.request.method == "POST":
            return FreezeForm(self.request.POST)
        return FreezeForm(initial={"on": f"{timezone.localdate():%d/%m/%Y}"})

    def act(self) -> HttpResponse:
        form = self.form()
        form.is_valid()
        day = form.cleaned_data["on"]
        snapshot = actions.freeze(self.target, by=self.user, on_date=day)
        messages.success(
            self.request,
            _("Đã chốt %(number)s, mã %(code)s.")
            % {"number": snapshot.number, "code": snapshot.code},
        )
        return redirect("targets_admin:target", self.kwargs["code"])


class CloseView(ConfirmPage):
    """Close a target whose day has passed."""

    question = gettext_lazy("Đóng mục tiêu này?")
    consequence = gettext_lazy(
        "Số tại ngày đến hạn được chốt cùng các mục tiêu bên trong. Hiểu biết về sau hiện bên cạnh."
    )
    button = gettext_lazy("Đóng mục tiêu")

    def obstacle(self) -> Obstacle | None:
        return policies.close(self.user, self.target)

    def act(self) -> HttpResponse:
        actions.close_target(self.target, by=self.user)
        messages.success(self.request, _("Đã đóng mục tiêu."))
        return redirect("targets_admin:target", self.kwargs["code"])


class RestateView(ConfirmPage):
    """Freeze again with what is known now."""

    question = gettext_lazy("Lập bản điều chỉnh cho số đã chốt?")
    consequence = gettext_lazy(
        "Bản cũ giữ nguyên. Bản mới ghi số hiện biết và lý do của từng doanh nghiệp."
    )
    button = gettext_lazy("Lập bản điều chỉnh")

    def obstacle(self) -> Obstacle | None:
        return policies.freeze(self.user, self.target)

    def act(self) -> HttpResponse:
        snapshot = get_object_or_404(
            Snapshot.objects.select_related("target__scheme_class__scheme", "boundary"),
            code=self.kwargs["snapshot"],
            target__code=self.kwargs["code"],
        )
        made = actions.restate(snapshot, by=self.user)
        messages.success(self.request, _("Đã lập bản điều chỉnh %(code)s.") % {"code": made.code})
        return redirect("targets_admin:target", self.kwargs["code"])


class TargetViewSet(ViewSet):
    """Addresses of the targets' screens."""

    name = "targets_admin"
    url_prefix = "muc-tieu"
    icon = "success"

    def get_urlpatterns(self) -> list[Any]:
        index = TargetIndexView
        return [
            path("", index.as_view(), name="index"),
            path("ket-qua/", index.as_view(results_only=True), name="index_results"),
            path("<str:code>/", TargetView.as_view(), name="target"),
            path("<str:code>/chot-so/", FreezeView.as_view(), name="freeze"),
            path("<str:code>/dong/", CloseView.as_view(), name="close"),
            path("<str:code>/<str:snapshot>/dieu-chinh/", RestateView.as_view(), name="restate"),
        ]
