"""Filters of the staff's lists."""

from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from .choices import AccountStatus, IntroductionStatus, InvestorKind
from .models import Introduction, InvestorAccount


class AccountFilterSet(WagtailFilterSet):
    status = ChoiceFilter(label=_("Tình trạng"), choices=AccountStatus.choices)
    kind = ChoiceFilter(label=_("Loại"), choices=InvestorKind.choices)

    class Meta:
        model = InvestorAccount
        fields = ["status", "kind"]


class IntroductionFilterSet(WagtailFilterSet):
    status = ChoiceFilter(label=_("Tình trạng"), choices=IntroductionStatus.choices)

    class Meta:
        model = Introduction
        fields = ["status"]
