"""Input about suggestions, introductions and what comes of them."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ecosystem.registry.choices import AmountBand, Instrument
from ecosystem.registry.forms.fields import Paper
from ecosystem.registry.models import Organization
from programs.investors.choices import (
    WHY_LENGTH,
    ComplaintStatus,
    DismissReason,
    InterestLevel,
    OutcomeAnswer,
)

from .fields import DayField, long_text


class WhyNotForm(forms.Form):
    """Which firm is asked about."""

    code = forms.CharField(
        label=_("Vì sao không có doanh nghiệp này?"),
        max_length=16,
        help_text=_("Mã trong danh bạ, ví dụ TN-000123"),
    )

    def clean_code(self) -> Organization:
        code = self.cleaned_data["code"].strip().upper()
        found = Organization.objects.published().filter(code=code).first()
        if found is None:
            raise forms.ValidationError(
                _("Không có tổ chức công khai mang mã %(code)s."), params={"code": code}
            )
        return found


class DismissForm(forms.Form):
    reason = forms.ChoiceField(label=_("Không phù hợp vì"), choices=DismissReason.choices)


class InterestForm(forms.Form):
    level = forms.ChoiceField(
        label=_("Ai biết bạn quan tâm?"), choices=InterestLevel.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Ghi chú riêng"),
        max_length=300,
        required=False,
        help_text=_("Chỉ nhóm của bạn đọc"),
    )


class AskForm(forms.Form):
    why = forms.CharField(
        label=_("Vì sao muốn gặp"),
        max_length=WHY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Nhiều nhất 300 chữ. Đừng viết thư điện tử hay điện thoại vào đây."),
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Chỉ bên bạn và cán bộ đầu tư đọc; bên kia không nhận."),
    )


class MeetForm(forms.Form):
    met_on = DayField(label=_("Ngày đã gặp"))


class OutcomeForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Đến nay kết quả thế nào?"),
        choices=OutcomeAnswer.choices,
        widget=forms.RadioSelect,
    )


class DealForm(forms.Form):
    """When, how and in which band money came; no exact amount is asked for."""

    closed_on = DayField(label=_("Ngày đầu tư"))
    instrument = forms.ChoiceField(label=_("Hình thức"), choices=Instrument.choices)
    amount_band = forms.ChoiceField(label=_("Khoảng tiền"), choices=AmountBand.choices)

    @property
    def day(self) -> date:
        return self.cleaned_data["closed_on"]


class DocumentForm(forms.Form):
    paper = Paper(label=_("Giấy tờ chứng minh"), hint=_("Chỉ cán bộ đầu tư đọc."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper"].required = True


class ComplaintForm(forms.Form):
    text = long_text(
        _("Việc đã xảy ra"), help_text=_("Chỉ cán bộ đầu tư đọc. Trả lời trong 3 ngày làm việc.")
    )


class MessageForm(forms.Form):
    """A sentence of the officer."""

    message = forms.CharField(
        label=_("Lời nhắn"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class ComplaintDecisionForm(forms.Form):
    status = forms.ChoiceField(
        label=_("Kết luận"),
        choices=[
            (status.value, status.label)
            for status in (ComplaintStatus.UPHELD, ComplaintStatus.DISMISSED)
        ],
    )
    answer = forms.CharField(
        label=_("Trả lời người khiếu nại"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
