"""Filters of the staff list."""

from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from .choices import CountSource, ProposalKind, ProposalStatus
from .models import Proposal, SchemeClass


class ProposalFilterSet(WagtailFilterSet):
    status = ChoiceFilter(label=_("Tình trạng"), choices=ProposalStatus.choices)
    kind = ChoiceFilter(label=_("Loại việc"), choices=ProposalKind.choices)
    scheme_class = ModelChoiceFilter(
        label=_("Phân loại"),
        queryset=SchemeClass.objects.filter(scheme__count_source=CountSource.DECISIONS),
    )

    class Meta:
        model = Proposal
        fields = ["status", "kind", "scheme_class"]
