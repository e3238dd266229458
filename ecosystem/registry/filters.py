"""What the staff's lists can be narrowed by."""

from datetime import timedelta

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from accounts.choices import OFFICERS
from accounts.models import User
from core.calendar import add_working_days
from ecosystem.taxonomy.models import AdministrativeUnit

from .choices import (
    CaseKind,
    CaseStatus,
    OrganizationKind,
    OrganizationStatus,
    Visibility,
)
from .models import Case, DuplicatePair, Organization
from .querysets import CaseQuerySet, OrganizationQuerySet
from .selectors.work import STALE_DAYS


def officers(request: HttpRequest | None) -> QuerySet[User]:
    """Return who may hold a case."""
    return User.objects.filter(groups__name__in=OFFICERS, is_active=True).distinct()


def communes(request: HttpRequest | None) -> QuerySet[AdministrativeUnit]:
    return AdministrativeUnit.objects.current()


class CaseFilterSet(WagtailFilterSet):
    """Cases by what is to be done, by when, of which kind and in whose hands."""

    state = django_filters.ChoiceFilter(
        label=_("Việc"),
        method="by_state",
        choices=[
            ("waiting", _("chờ cán bộ")),
            ("asked", _("chờ chủ hồ sơ")),
            ("decided", _("đã có quyết định")),
        ],
    )
    due = django_filters.ChoiceFilter(
        label=_("Hạn trả lời"),
        method="by_due",
        choices=[
            ("late", _("quá hạn")),
            ("today", _("hôm nay")),
            ("soon", _("trong 5 ngày làm việc")),
        ],
    )
    kind = django_filters.MultipleChoiceFilter(label=_("Loại việc"), choices=CaseKind.choices)
    status = django_filters.MultipleChoiceFilter(
        label=_("Tình trạng"),
        choices=[pair for pair in CaseStatus.choices if pair[0] != CaseStatus.DRAFT],
    )
    assignee = django_filters.ModelChoiceFilter(
        label=_("Người giữ"), queryset=officers, null_label=_("chưa ai giữ")
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def by_state(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        if value == "waiting":
            return queryset.waiting_for_officer()
        if value == "asked":
            return queryset.waiting_for_applicant()
        return queryset.decided()

    def by_due(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        today = timezone.localdate()
        if value == "late":
            return queryset.overdue(today)
        if value == "today":
            return queryset.due_on(today)
        return queryset.due_by(add_working_days(today, 5))


class OrganizationFilterSet(WagtailFilterSet):
    """Records by what they are, whether they are public, where they sit and how fresh they are."""

    kind = django_filters.MultipleChoiceFilter(label=_("Loại"), choices=OrganizationKind.choices)
    status = django_filters.MultipleChoiceFilter(
        label=_("Tình trạng"), choices=OrganizationStatus.choices
    )
    visibility = django_filters.MultipleChoiceFilter(
        label=_("Hiển thị"),
        choices=[pair for pair in Visibility.choices if pair[0] != Visibility.WITHDRAWN],
    )
    commune = django_filters.ModelChoiceFilter(
        label=_("Xã, phường"), method="by_commune", queryset=communes
    )
    seat = django_filters.ChoiceFilter(
        label=_("Địa chỉ"), method="by_seat", choices=[("to_settle", _("chưa rõ xã"))]
    )
    confirmed = django_filters.ChoiceFilter(
        label=_("Xác nhận"),
        method="by_confirmation",
        choices=[
            ("fresh", _("trong 6 tháng")),
            ("stale", _("quá 12 tháng hoặc chưa lần nào")),
        ],
    )

    class Meta:
        model = Organization
        fields: list[str] = []

    def by_commune(
        self, queryset: OrganizationQuerySet, name: str, value: AdministrativeUnit
    ) -> OrganizationQuerySet:
        return queryset.seated_in(value)

    def by_seat(
        self, queryset: OrganizationQuerySet, name: str, value: str
    ) -> OrganizationQuerySet:
        return queryset.to_settle()

    def by_confirmation(
        self, queryset: OrganizationQuerySet, name: str, value: str
    ) -> OrganizationQuerySet:
        today = timezone.localdate()
        if value == "fresh":
            return queryset.confirmed_since(today - timedelta(days=STALE_DAYS // 2))
        return queryset.not_confirmed_since(today - timedelta(days=STALE_DAYS))


class DuplicatePairFilterSet(WagtailFilterSet):
    """Pairs by whether somebody has answered."""

    class Meta:
        model = DuplicatePair
        fields = ["state"]
