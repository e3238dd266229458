"""What a firm sends in: evidence from a phone, reasons, and five answers years later."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.registry.forms.fields import limits
from programs.cohorts.choices import Answers, RevenueBand

from .staff import AmountField


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ManyFilesField(forms.FileField):
    """Several files in one field. What they are is checked where they are kept."""

    widget = ManyFilesInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp"})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        return [file for file in files if file]


class HandInForm(forms.Form):
    """Evidence for a milestone: files, words, or both."""

    files = ManyFilesField(label=gettext_lazy("Tệp bằng chứng"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Đã làm được gì"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=3000,
        help_text=gettext_lazy("Vài dòng là đủ. Cán bộ chương trình đọc."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = _("Chụp ảnh hoặc chọn nhiều tệp. %(limits)s") % {
            "limits": limits()
        }


class WordsForm(forms.Form):
    """One field of words."""

    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), max_length=5000)

    def __init__(self, *args: Any, label: str, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
        self.fields["words"].help_text = help_text


ALIVE = [("yes", gettext_lazy("Còn hoạt động")), ("no", gettext_lazy("Đã dừng hoạt động"))]
PLACE = [("yes", gettext_lazy("Còn ở tỉnh")), ("no", gettext_lazy("Đã chuyển khỏi tỉnh"))]


class FollowUpForm(forms.Form):
    """The five questions (PRG-19). Who is closed has only the first to answer."""

    is_alive = forms.ChoiceField(
        label=gettext_lazy("Đơn vị còn hoạt động không?"),
        choices=ALIVE,
        widget=forms.RadioSelect,
    )
    staff = forms.IntegerField(
        label=gettext_lazy("Đang có bao nhiêu người làm việc?"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text=gettext_lazy("Tính cả người sáng lập."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    revenue_band = forms.ChoiceField(
        label=gettext_lazy("Doanh thu 12 tháng qua khoảng bao nhiêu?"),
        choices=RevenueBand.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    capital = AmountField(
        label=gettext_lazy("Từ khi rời khoá đã nhận thêm bao nhiêu vốn góp, đồng?"),
        required=False,
        help_text=gettext_lazy("Chưa nhận thì nhập 0."),
    )
    is_in_province = forms.ChoiceField(
        label=gettext_lazy("Trụ sở còn ở tỉnh không?"),
        choices=PLACE,
        widget=forms.RadioSelect,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("is_alive") != "yes":
            return said
        asked = {
            "staff": _("Nhập số người đang làm việc"),
            "revenue_band": _("Chọn một khoảng doanh thu"),
            "capital": _("Nhập số vốn đã nhận thêm; chưa nhận thì nhập 0"),
            "is_in_province": _("Chọn trụ sở còn ở tỉnh hay không"),
        }
        for name, sentence in asked.items():
            if said.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, sentence)
        return said

    def answers(self) -> Answers:
        said = self.cleaned_data
        return Answers(
            is_alive=said["is_alive"] == "yes",
            staff=said["staff"],
            revenue_band=said["revenue_band"],
            capital=said["capital"],
            is_in_province=said["is_in_province"] == "yes" if said["is_in_province"] else None,
        )
