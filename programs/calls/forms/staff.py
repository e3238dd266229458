"""What officers type in. Rules are asked in the actions; forms read and keep what was typed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ecosystem.registry.choices import OrganizationKind
from ecosystem.taxonomy.models import Sector
from programs.calls.choices import Outcome
from programs.calls.models import Call, Criterion, FormField

MOMENTS = ["%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y"]
DAYS = ["%d/%m/%Y"]


class Lines(forms.CharField):
    """A list, one item a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]


class Conditions(Lines):
    """Yes/no questions, each a line "question | what a no means"."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{each['question']} | {each.get('reason', '')}" for each in value)
        return value

    def to_python(self, value: Any) -> list[Any]:
        made = []
        for line in super().to_python(value):
            question, _bar, reason = line.partition("|")
            made.append({"question": question.strip(), "reason": reason.strip()})
        return made


class Moment(forms.DateTimeField):
    """A moment to the second, typed as 02/12/2026 17:00:00."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format=MOMENTS[0], attrs={"autocomplete": "off"})
        super().__init__(input_formats=MOMENTS, widget=widget, **kwargs)


class Day(forms.DateField):
    """A day typed as 20/11/2026."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format=DAYS[0], attrs={"autocomplete": "off"})
        super().__init__(input_formats=DAYS, widget=widget, required=False, **kwargs)


def _several(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class CallForm(forms.ModelForm):
    """A call's own facts."""

    opens_at = Moment(label=_("Mở lúc"), help_text=_("Ví dụ 02/11/2026 08:00:00"))
    closes_at = Moment(label=_("Đóng lúc"), help_text=_("Tính đến giây: 02/12/2026 17:00:00"))
    screening_until = Day(label=_("Xét điều kiện đến ngày"))
    review_until = Day(label=_("Chấm đến ngày"))
    results_on = Day(label=_("Trả kết quả ngày"))
    starts_on = Day(label=_("Bắt đầu ngày"))
    kinds = _several(_("Loại tổ chức được nộp (không chọn: tất cả)"), OrganizationKind.choices)
    tracks = Lines(label=_("Nhánh, mỗi dòng một nhánh"), required=False)
    conditions = Conditions(
        label=_("Câu hỏi điều kiện, mỗi dòng: câu hỏi | “không” nghĩa là gì"), required=False
    )
    priority_sectors = forms.ModelMultipleChoiceField(
        label=_("Lĩnh vực ưu tiên"),
        queryset=Sector.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Call
        fields = (
            "slug",
            "title",
            "title_en",
            "program",
            "summary",
            "summary_en",
            "opens_at",
            "closes_at",
            "grace_minutes",
            "screening_until",
            "review_until",
            "results_on",
            "starts_on",
            "places",
            "budget_line",
            "priority_places",
            "priority_sectors",
            "kinds",
            "province_only",
            "tracks",
            "conditions",
            "is_blind",
            "minimum_reviewers",
            "spread_limit",
            "reply_days",
            "information_days",
            "letter_delay_minutes",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen_version"] = self.instance.version

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class FieldForm(forms.ModelForm):
    """One question of the form builder."""

    options = Lines(label=_("Các lựa chọn, mỗi dòng một lựa chọn"), required=False)

    class Meta:
        model = FormField
        fields = (
            "section",
            "section_en",
            "kind",
            "label",
            "label_en",
            "help_text",
            "help_text_en",
            "is_required",
            "is_identifying",
            "options",
            "minimum",
            "maximum",
            "max_length",
            "max_megabytes",
            "kinds",
            "sectors",
            "tracks",
        )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sectors = [(sector.code, sector.name) for sector in Sector.objects.all()]
        self.fields["kinds"] = _several(_("Chỉ hỏi loại tổ chức"), OrganizationKind.choices)
        self.fields["sectors"] = _several(_("Chỉ hỏi lĩnh vực"), sectors)
        if call.tracks:
            self.fields["tracks"] = _several(
                _("Chỉ hỏi nhánh"), [(track, track) for track in call.tracks]
            )
        else:
            del self.fields["tracks"]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("kind") == "choice" and len(answers.get("options") or ()) < 2:
            self.add_error("options", _("Viết ít nhất hai lựa chọn"))
        return answers

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class CriterionForm(forms.ModelForm):
    """One criterion."""

    class Meta:
        model = Criterion
        fields = ("name", "name_en", "guidance", "weight", "scale", "minimum")

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class LateCodeForm(forms.Form):
    """Who may send late, until when, and why."""

    email = forms.EmailField(label=_("Thư điện tử của người nộp"))
    expires_at = Moment(label=_("Dùng đến lúc"))
    reason = forms.CharField(label=_("Lý do"), max_length=300)

    @property
    def until(self) -> datetime:
        return self.cleaned_data["expires_at"]


class ReviewerForm(forms.Form):
    """Who is asked to sit on the council: somebody with an account."""

    email = forms.EmailField(label=_("Thư điện tử"))
    body = forms.CharField(label=_("Cơ quan, đơn vị"), max_length=200, required=False)
    is_chair = forms.BooleanField(label=_("Chủ tịch hội đồng"), required=False)


class SheetForm(forms.Form):
    """A workbook of assignments."""

    sheet = forms.FileField(
        label=_("Tệp phân công, XLSX hoặc CSV"),
        help_text=_("Hai cột: Số hồ sơ, Thư điện tử. Dòng vướng liên quan bị bỏ và nêu tên."),
    )


class DecisionForm(forms.Form):
    """What is to become of one application."""

    outcome = forms.ChoiceField(
        label=_("Quyết định"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    rank = forms.IntegerField(label=_("Thứ tự dự bị"), min_value=1, max_value=999, required=False)
    reason = forms.CharField(
        label=_("Lý do gửi người nộp"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    quota_reason = forms.CharField(
        label=_("Lý do chọn ngoài chỉ tiêu lĩnh vực ưu tiên"),
        required=False,
        help_text=_("Vào biên bản, không gửi người nộp."),
    )
    votes_for = forms.IntegerField(label=_("Phiếu thuận"), min_value=0, required=False)
    votes_against = forms.IntegerField(label=_("Phiếu chống"), min_value=0, required=False)

    @property
    def votes(self) -> tuple[int, int] | None:
        given = self.cleaned_data["votes_for"]
        return None if given is None else (given, self.cleaned_data["votes_against"] or 0)
