"""The registry in the staff's admin: cases, records, pairs that may be the same."""

from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.choices import INTERNAL_READERS, OFFICERS
from accounts.models import User
from core.lifecycle import ObstacleError
from core.vietnamese import date_short, date_with_weekday

from . import policies
from .actions import duplicates, organizations
from .actions.errors import TaxCodeTakenError, VersionConflictError
from .choices import WAITING_FOR_OFFICER, CaseStatus, Source
from .filters import CaseFilterSet, DuplicatePairFilterSet, OrganizationFilterSet
from .forms.staff import COLUMNS, DETAIL_COLUMNS, OrganizationForm
from .models import Address, Case, DuplicatePair, Organization
from .selectors.work import name_of
from .views import choosing, pairs, places, records, screening


class RegistryPermissions(BasePermissionPolicy):
    """Our policies in the words of Wagtail. Nothing is added or deleted by a Wagtail form."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "view":
            return policies.read_registry(user) is None
        return action == "change" and policies.maintain_registry(user) is None

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[User]:
        roles = INTERNAL_READERS if "view" in actions else OFFICERS
        return User.objects.filter(groups__name__in=roles, is_active=True).distinct()


class OrganizationPermissions(RegistryPermissions):
    """Nobody edits the record of an organization they belong to (REGN-14)."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if action == "change":
            return policies.edit_organization(user, instance) is None
        return self.user_has_permission(user, action)


# Cases -----------------------------------------------------------------------------------------


class CaseIndexView(IndexView):
    """The list "Hồ sơ chờ": what, of which kind, by when, in whose hands."""

    any_permission_required = ("view", "change")
    is_searchable = True
    search_fields = ("number", "answers__legal_name", "organization__legal_name", "email")
    default_ordering = "answer_by"

    def get_base_queryset(self) -> QuerySet[Case]:
        return (
            Case.objects.exclude(status=CaseStatus.DRAFT)
            .select_related("organization", "assignee")
            .order_by("answer_by", "pk")
        )

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "number",
                label=gettext_lazy("Số hồ sơ"),
                sort_key="number",
                get_url=lambda case: reverse("registry_case:screen", args=[case.number]),
            ),
            Column("name", label=gettext_lazy("Tổ chức"), accessor=name_of),
            Column("kind", label=gettext_lazy("Loại việc"), accessor="get_kind_display"),
            Column("status", label=gettext_lazy("Tình trạng"), accessor="get_status_display"),
            Column(
                "answer_by",
                label=gettext_lazy("Hạn trả lời"),
                sort_key="answer_by",
                accessor=_due,
            ),
            Column("assignee", label=gettext_lazy("Người giữ"), accessor=_holder),
        ]


def _due(case: Case) -> str:
    if case.status == CaseStatus.NEEDS_INFORMATION:
        return _("đồng hồ dừng")
    if case.status in WAITING_FOR_OFFICER and case.answer_by:
        return date_with_weekday(case.answer_by)
    return "—"


def _holder(case: Case) -> str:
    return case.assignee.get_full_name() if case.assignee else _("chưa ai giữ")


class CaseViewSet(ModelViewSet):
    """Cases: a list, and the screening of each."""

    model = Case
    name = "registry_case"
    url_prefix = "ho-so"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Hồ sơ chờ")
    index_view_class = CaseIndexView
    filterset_class = CaseFilterSet
    exclude_form_fields: list[str] = []
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 30

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<str:number>/", screening.screen, name="screen"),
            path("<str:number>/gui/", screening.send, name="send"),
            path("<str:number>/tu-choi/", screening.refuse, name="refuse"),
            path("<str:number>/trung/", screening.duplicate, name="duplicate"),
            path("<str:number>/khong-trung/", screening.different, name="different"),
            path("<str:number>/nhan/", screening.take, name="take"),
            path("<str:number>/giao/", screening.assign, name="assign"),
            path("<str:number>/tep/<uuid:key>/", screening.file, name="file"),
            path("<str:number>/doc/<str:token>/", screening.read, name="read"),
        ]

    def register_admin_url_finder(self) -> None:
        """A case has no form of Wagtail's to be found under."""


# Pairs that may be the same --------------------------------------------------------------------


class DuplicateIndexView(IndexView):
    """Pairs with their reasons; those that nobody has answered first."""

    any_permission_required = ("view", "change")

    def get_base_queryset(self) -> QuerySet[DuplicatePair]:
        return DuplicatePair.objects.select_related("left", "right", "decided_by").order_by(
            "-state", "-recorded_at"
        )

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "left",
                label=gettext_lazy("Hồ sơ"),
                accessor=lambda pair: f"{pair.left.code} {pair.left.legal_name}",
                get_url=lambda pair: reverse("registry_duplicate:pair", args=[pair.pk]),
            ),
            Column(
                "right",
                label=gettext_lazy("Có thể trùng với"),
                accessor=lambda pair: f"{pair.right.code} {pair.right.legal_name}",
            ),
            Column("reasons", label=gettext_lazy("Vì"), accessor=pairs.reasons_of),
            Column("state", label=gettext_lazy("Tình trạng"), accessor="get_state_display"),
        ]


@require_POST
def mark_different(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say that the two records of a pair are not the same (REG-19)."""
    pair = get_object_or_404(DuplicatePair, pk=pk)
    try:
        duplicates.mark_different(pair, by=request.user)
    except ObstacleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Đã ghi: không trùng; cặp này không được nhắc lại."))
    return redirect("registry_duplicate:index")


class DuplicateViewSet(ModelViewSet):
    """Pairs of records that may be one."""

    model = DuplicatePair
    name = "registry_duplicate"
    url_prefix = "nghi-trung"
    icon = "copy"
    menu_label = gettext_lazy("Nghi trùng")
    index_view_class = DuplicateIndexView
    filterset_class = DuplicatePairFilterSet
    exclude_form_fields: list[str] = []
    copy_view_enabled = False
    add_to_reference_index = False

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", pairs.pair, name="pair"),
            path("<int:pk>/khong-trung/", mark_different, name="different"),
        ]

    def register_admin_url_finder(self) -> None:
        """A pair has no form of Wagtail's to be found under."""


# Records ---------------------------------------------------------------------------------------


class OrganizationIndexView(snippets.IndexView):
    """The list "Danh bạ". Nothing is done in bulk to records (ADM-5 comes with its own screen)."""

    @cached_property
    def columns(self) -> list[Column]:
        return [
            column
            for column in super().columns
            if not isinstance(column, BulkActionsCheckboxColumn)
        ]

    def get_base_queryset(self) -> QuerySet[Organization]:
        seats = Address.objects.seats().in_force().select_related("unit")
        return (
            Organization.objects.live()
            .select_related("latest_revision")
            .prefetch_related(Prefetch("addresses", queryset=seats, to_attr="seats_now"))
        )


def commune_of(organization: Organization) -> str:
    """Return the commune of a record of the list above."""
    for seat in organization.seats_now:
        return str(seat.unit) if seat.unit else _("chưa rõ xã")
    return "—"


def confirmed_on(organization: Organization) -> str:
    day = organization.last_confirmed_on
    return date_short(day) if day else "—"


class OrganizationEditView(snippets.EditView):
    """Wagtail's form; what it says is carried out by the registry's actions."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return [
            *super().header_more_buttons,
            Button(
                _("Hiển thị và nhật ký"),
                url=reverse("registry_organization:standing", args=[self.object.pk]),
                icon_name="view",
                priority=5,
            ),
        ]

    def save_instance(self) -> Organization:
        form, user = self.form, self.request.user
        record = Organization.objects.get(pk=form.instance.pk)
        version = form.cleaned_data["seen_version"]
        record = organizations.apply_answers(
            record,
            form.answers(),
            [*COLUMNS, "street", "commune", "sectors"],
            by=user,
            version=version,
            source=Source.OFFICER,
        )
        return organizations.update_details(record, form.details(), by=user, version=record.version)

    def form_valid(self, form: OrganizationForm) -> HttpResponseBase:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except (
            ObstacleError,
            TaxCodeTakenError,
            VersionConflictError,
        ) as error:
            form.add_error(None, str(error))
            self.produced_error_message = str(error)
            return self.form_invalid(form)


class OrganizationViewSet(SnippetViewSet):
    """Records of the registry: list, form, history, comparison of revisions, preview, usage."""

    model = Organization
    admin_url_namespace = "registry_organization"
    base_url_path = "danh-ba"
    icon = "group"
    menu_label = gettext_lazy("Danh bạ")
    menu_name = "registry-organizations"
    menu_order = 120
    add_to_admin_menu = True
    index_view_class = OrganizationIndexView
    edit_view_class = OrganizationEditView
    chooser_viewset_class = choosing.OrganizationChooserViewSet
    filterset_class = OrganizationFilterSet
    search_fields = ("folded_name", "legal_name", "short_name", "code", "tax_code")
    search_backend_name = None
    copy_view_enabled = False
    inspect_view_enabled = False
    list_per_page = 30
    index_template_name = "registry/admin/organizations.html"
    list_display = (
        "legal_name",
        Column("code", label=gettext_lazy("Mã"), sort_key="code", classname="w-whitespace-nowrap"),
        Column("kind", label=gettext_lazy("Loại"), accessor="get_kind_display"),
        Column("status", label=gettext_lazy("Tình trạng"), accessor="get_status_display"),
        Column("visibility", label=gettext_lazy("Hiển thị"), accessor="get_visibility_display"),
        Column("commune", label=gettext_lazy("Xã, phường"), accessor=commune_of),
        Column(
            "last_confirmed_on",
            label=gettext_lazy("Xác nhận"),
            sort_key="last_confirmed_on",
            accessor=confirmed_on,
            classname="w-whitespace-nowrap",
        ),
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("xa-can-xac-dinh/", places.places, name="places"),
            path("standing/<int:pk>/", records.standing, name="standing"),
        ]

    def get_edit_handler(self) -> Any:
        panels = [FieldPanel(name) for name in (*COLUMNS, *DETAIL_COLUMNS)]
        places = [FieldPanel("street"), FieldPanel("commune"), FieldPanel("sectors")]
        handler = TabbedInterface(
            [
                ObjectList(
                    [*panels[:2], *places, FieldPanel("seen_version")], heading=_("Danh tính")
                ),
                ObjectList(panels[2:], heading=_("Chi tiết")),
            ],
            base_form_class=OrganizationForm,
        )
        return handler.bind_to_model(self.model)
