"""A number or a file to verify."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from core.vietnamese import normalize


class NumberForm(forms.Form):
    """The number on a printed report."""

    number = forms.CharField(
        label=_("Số báo cáo"),
        help_text=_("In ở chân mỗi trang, ví dụ BC-2026-000012."),
        max_length=40,
    )

    def clean_number(self) -> str:
        return re.sub(r"[\s/]+", "", normalize(self.cleaned_data["number"])).upper()


class FileForm(forms.Form):
    """A file to compare with what was published. It is hashed and dropped."""

    file = forms.FileField(
        label=_("Tệp PDF"),
        help_text=_("Chọn tệp PDF để so dấu vân. Tệp được so rồi bỏ, không lưu lại."),
    )
