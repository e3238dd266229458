"""What staff type about a report run."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.innovation_index.choices import ReportKind, ReportState
from ecosystem.innovation_index.models import Framework, Report
from ecosystem.taxonomy.models import Boundary


class DraftForm(forms.Form):
    """Which figures to count: kind, framework, boundary and day (REP-1)."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại báo cáo"), choices=ReportKind.choices)
    framework = forms.ModelChoiceField(
        label=gettext_lazy("Khung chỉ số"),
        queryset=Framework.objects.all(),
        required=False,
        help_text=gettext_lazy("Cần cho báo cáo chỉ số."),
    )
    boundary = forms.ModelChoiceField(
        label=gettext_lazy("Địa giới"), queryset=Boundary.objects.all()
    )
    on_date = forms.DateField(
        label=gettext_lazy("Số liệu ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    missing_note = forms.CharField(
        label=gettext_lazy("Ghi chú cho số còn thiếu"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("In dưới bảng; thiếu số mà không ghi chú thì không công bố được."),
    )
    supersedes = forms.ModelChoiceField(
        label=gettext_lazy("Thay cho báo cáo"),
        queryset=Report.objects.none(),
        required=False,
        help_text=gettext_lazy("Chỉ khi sửa một báo cáo đã công bố."),
    )
    correction_note = forms.CharField(
        label=gettext_lazy("Nội dung sửa"), required=False, max_length=300
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        supersedes = self.fields["supersedes"]
        assert isinstance(supersedes, forms.ModelChoiceField)
        supersedes.queryset = Report.objects.filter(status=ReportState.PUBLISHED, successor=None)

    def clean_kind(self) -> ReportKind:
        return ReportKind(self.cleaned_data["kind"])

    def clean_on_date(self) -> Any:
        day = self.cleaned_data["on_date"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                _("Ngày của số liệu chưa tới; chọn hôm nay hoặc một ngày đã qua.")
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == ReportKind.INDEX and not cleaned.get("framework"):
            self.add_error("framework", _("Chọn khung chỉ số của báo cáo này."))
        if cleaned.get("supersedes") and not cleaned.get("correction_note"):
            self.add_error("correction_note", _("Ghi nội dung sửa; người đọc bản cũ sẽ thấy."))
        return cleaned


class ApproveForm(forms.Form):
    """Under which title the approver signs."""

    title = forms.CharField(
        label=gettext_lazy("Chức vụ"),
        max_length=200,
        help_text=gettext_lazy("In vào chỗ ký, ví dụ Giám đốc."),
    )


class ReasonForm(forms.Form):
    """Why a report goes back to its draft."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
