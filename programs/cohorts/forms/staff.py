"""Forms of the staff's pages."""

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Role
from accounts.models import User
from programs.calls.models import Call

PLAN_ROWS = 6


def _date(label: str | Promise, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs
    )


class AmountField(forms.CharField):
    """Đồng as people type them: 80000000, 80.000.000 or 80 triệu."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        plain = text.replace(".", "").replace(" ", "").replace("\u00a0", "").replace("đồng", "")
        plain = plain.removesuffix("triệu") + "000000" if plain.endswith("triệu") else plain
        if not (plain.isascii() and plain.isdigit() and len(plain) <= 14):
            raise forms.ValidationError(_("Nhập số tiền bằng đồng, chỉ chữ số, ví dụ 80.000.000"))
        return Decimal(plain)


class CohortForm(forms.Form):
    """What a cohort is; its plan stands in a set of rows beside it."""

    call = forms.ModelChoiceField(Call.objects.all(), label=gettext_lazy("Đợt tuyển chọn"))
    title = forms.CharField(label=gettext_lazy("Tên khoá"), max_length=200)
    title_en = forms.CharField(label=gettext_lazy("Tên tiếng Anh"), max_length=200, required=False)
    starts_on = _date(gettext_lazy("Bắt đầu"))
    ends_on = _date(gettext_lazy("Kết thúc"))
    budget_line = forms.CharField(label=gettext_lazy("Dòng ngân sách"), max_length=100)
    period = forms.CharField(
        label=gettext_lazy("Kỳ ngân sách"), max_length=16, help_text=gettext_lazy("ví dụ 2026")
    )
    officer = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Cán bộ phụ trách"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = (
            User.objects.filter(groups__name=Role.PROGRAM_OFFICER, is_active=True)
            .distinct()
            .order_by("full_name", "pk")
        )


class PlanForm(forms.Form):
    """One milestone of the plan; an empty row is no milestone."""

    title = forms.CharField(label=gettext_lazy("Tên mốc"), max_length=100)
    title_en = forms.CharField(label=gettext_lazy("Tên tiếng Anh"), max_length=100, required=False)
    wanted = forms.CharField(
        label=gettext_lazy("Bằng chứng cần có"), max_length=300, required=False
    )
    due_on = _date(gettext_lazy("Hạn"))
    share = forms.IntegerField(
        label=gettext_lazy("Phần hỗ trợ, %"), min_value=0, max_value=100, initial=0
    )


PlanFormSet: type[BaseFormSet] = formset_factory(PlanForm, extra=PLAN_ROWS, max_num=20)


class EnrolForm(forms.Form):
    """Project and amount; the reason is asked where a support may be double (PRG-17)."""

    project = forms.CharField(
        label=gettext_lazy("Tên dự án"),
        max_length=200,
        help_text=gettext_lazy("Dùng để so với dự án đã được chương trình khác hỗ trợ."),
    )
    support_amount = AmountField(
        label=gettext_lazy("Mức hỗ trợ, đồng"),
        help_text=gettext_lazy("Tổng cả khoá; nhập 0 nếu không hỗ trợ tiền."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Vì sao được hoặc không được hỗ trợ trùng"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


class ReasonForm(forms.Form):
    """Words that the firm reads, or that stay in the journal."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=forms.Textarea(attrs={"rows": 4}))


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Còn thiếu gì"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Đơn vị đọc lời này trên trang của mình."),
    )


class PutOffForm(forms.Form):
    due_on = _date(gettext_lazy("Hạn mới"))
    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=forms.Textarea(attrs={"rows": 3}))


class OrderForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("Số lệnh chi"), max_length=32)
    on = _date(gettext_lazy("Ngày lệnh chi"))


class TitleForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Chức vụ người ký"),
        max_length=200,
        help_text=gettext_lazy("Được in vào giấy, ví dụ Phó Giám đốc."),
    )
