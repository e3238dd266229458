"""Calls in the staff's admin: the list, and the addresses of their screens."""

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from . import policies
from .models import Call
from .views import staff_applications, staff_calls, staff_council


class CallIndexView(IndexView):
    """All calls, the nearest deadline first."""

    model = Call
    # Roles are asked in `dispatch`; none has permissions of Django's on this table.
    permission_policy = None
    page_title = gettext_lazy("Các đợt tuyển chọn")
    header_icon = "group"
    index_url_name = "calls_call:index"
    index_results_url_name = "calls_call:index_results"
    default_ordering = "-closes_at"
    search_fields = ("code", "title")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if refused := policies.read_calls(request.user):
            raise PermissionDenied(str(refused))
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[Call]:
        return Call.objects.all()

    @cached_property
    def columns(self) -> list[Column]:
        now = timezone.now()
        return [
            TitleColumn(
                "title",
                label=gettext_lazy("Đợt"),
                accessor=str,
                get_url=lambda call: reverse("calls_call:call", args=[call.code]),
            ),
            Column("program", label=gettext_lazy("Chương trình")),
            DateColumn("closes_at", label=gettext_lazy("Đóng lúc"), sort_key="closes_at"),
            Column("get_status_display", label=gettext_lazy("Tình trạng")),
            Column(
                "state",
                label=gettext_lazy("Lúc này"),
                accessor=lambda call: str(call.state_at(now).label),
            ),
        ]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if policies.manage_calls(self.request.user):
            return []
        url = reverse("calls_call:add")
        return [HeaderButton(label=_("Thêm đợt"), url=url, icon_name="plus")]


class CallViewSet(ViewSet):
    """Addresses of the calls' screens."""

    name = "calls_call"
    url_prefix = "chuong-trinh"
    icon = "group"

    def get_urlpatterns(self) -> list[URLPattern]:
        index = CallIndexView
        a, c, r = staff_applications, staff_calls, staff_council
        return [
            path("", index.as_view(), name="index"),
            path("ket-qua/", index.as_view(results_only=True), name="index_results"),
            path("them/", c.add, name="add"),
            path("ho-so/<str:number>/", a.application, name="application"),
            path("ho-so/<str:number>/lien-quan/", a.conflict, name="conflict"),
            path("ho-so/<str:number>/an-danh/", a.blind_copy, name="blind"),
            path("ho-so/<str:number>/quyet-dinh/", r.decide, name="decide"),
            path("ho-so/<str:number>/tep/<uuid:key>/", a.file, name="file"),
            path("<str:code>/", c.call, name="call"),
            path("<str:code>/sua/", c.edit, name="edit"),
            path("<str:code>/buoc/", c.step, name="step"),
            path("<str:code>/bieu-mau/", c.build, name="build"),
            path("<str:code>/bieu-mau/them/", c.field, name="add_field"),
            path("<str:code>/bieu-mau/<uuid:identity>/", c.field, name="field"),
            path("<str:code>/bieu-mau/<uuid:identity>/doi/", c.change_field, name="change_field"),
            path("<str:code>/tieu-chi/them/", c.criterion, name="add_criterion"),
            path("<str:code>/tieu-chi/<int:pk>/", c.criterion, name="criterion"),
            path("<str:code>/nop-thu/", c.test, name="test"),
            path("<str:code>/nop-tre/", c.late, name="late"),
            path("<str:code>/bien-ban/", c.minutes, name="minutes"),
            path("<str:code>/hoi-dong/", r.council, name="council"),
            path("<str:code>/hoi-dong/<int:pk>/bo/", r.remove_reviewer, name="remove_reviewer"),
            path("<str:code>/xep-hang/", r.ranking_page, name="ranking"),
            path("<str:code>/xep-hang/tep/", r.ranking_sheet, name="ranking_sheet"),
            path("<str:code>/cong-bo/", r.release, name="release"),
            path("<str:code>/thu-hoi/<int:pk>/", r.recall, name="recall"),
        ]
