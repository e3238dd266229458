"""Fields that several forms of this room share."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.vietnamese import number

MILLION = 1_000_000
MOST = 10**14


class DayField(forms.DateField):
    """A day typed as 20/11/2026."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        kwargs.setdefault("help_text", _("Ngày/tháng/năm, ví dụ 20/11/2026"))
        super().__init__(widget=widget, **kwargs)


class AmountField(forms.IntegerField):
    """Whole money, typed as 500.000.000, 500 000 000 or 500000000."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(re.sub(r"[.,\s]", "", str(value or "")))

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else number(value, 0)


def long_text(label: Any, *, rows: int = 4, length: int = 1000, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=length, widget=widget, **kwargs)
