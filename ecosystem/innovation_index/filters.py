"""What the list of report runs can be narrowed by."""

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from django_filters import MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from .choices import ReportKind, ReportState
from .models import Report


class ReportFilterSet(WagtailFilterSet):
    """By state and kind."""

    status = MultipleChoiceFilter(
        label=_("Tình trạng"), choices=ReportState.choices, widget=CheckboxSelectMultiple
    )
    kind = MultipleChoiceFilter(
        label=_("Loại"), choices=ReportKind.choices, widget=CheckboxSelectMultiple
    )

    class Meta:
        model = Report
        fields = ["status", "kind"]
