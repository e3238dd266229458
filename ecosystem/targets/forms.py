"""Which day, as known when, inside which boundary."""

import re
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from core.vietnamese import UnreadableDateError, date_short, moment, parse_date
from ecosystem.taxonomy.models import Boundary

_MOMENT = re.compile(r"(?P<day>\S+?),?\s+(?P<hour>\d{1,2})[:hg](?P<minute>\d{2})")


class DayField(forms.CharField):
    """A day typed as 20/11/2026 or in ISO form; not one to come."""

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            day = parse_date(text)
        except UnreadableDateError as error:
            raise forms.ValidationError(str(error)) from error
        if day > timezone.localdate():
            raise forms.ValidationError(_("Nhập ngày không sau hôm nay."))
        return day


class MomentField(forms.CharField):
    """A moment typed as 20/11/2026 07:30 or in ISO form; a day alone means its end."""

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        # A plus sign in an address arrives as a blank.
        text = re.sub(r" (\d{2}:?\d{2})$", r"+\1", text) if "T" in text else text
        if not text:
            return None
        found = self._read(text)
        if found is None:
            raise forms.ValidationError(
                _("Không đọc được giờ “%(text)s”; viết theo mẫu 20/11/2026 07:30."),
                params={"text": text[:40]},
            )
        if found > timezone.now():
            raise forms.ValidationError(_("Nhập lúc không sau bây giờ."))
        return found

    @staticmethod
    def _read(text: str) -> datetime | None:
        try:
            found = parse_datetime(text) if "T" in text else None
            if found is None and (parts := _MOMENT.fullmatch(text)):
                clock = time(int(parts["hour"]), int(parts["minute"]))
                found = datetime.combine(parse_date(parts["day"]), clock)
            if found is None:
                end = datetime.combine(parse_date(text), time.max)
                return min(timezone.make_aware(end), timezone.now()) if _past(end) else None
        except (UnreadableDateError, ValueError):
            return None
        return found if timezone.is_aware(found) else timezone.make_aware(found)


def _past(end: datetime) -> bool:
    return end.date() <= timezone.localdate()


class AsOfForm(forms.Form):
    """The controls above a figure. Empty means today, now, and the target's own boundary."""

    on = DayField(label=_("Đúng vào ngày"), required=False, max_length=40)
    known_at = MomentField(label=_("Theo hiểu biết đến"), required=False, max_length=40)
    boundary = forms.ModelChoiceField(
        label=_("Địa giới"),
        queryset=Boundary.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=_("Theo từng mục tiêu"),
        error_messages={
            "invalid_choice": _("Không có địa giới “%(value)s”; chọn một trong danh sách.")
        },
    )

    def __init__(
        self, data: QueryDict, *, day: date | None = None, own_boundary: Boundary | None = None
    ) -> None:
        # The boxes show what stands for nothing typed.
        filled = data.copy()
        if not filled.get("on"):
            filled["on"] = date_short(day or timezone.localdate())
        else:
            # A link writes 2025-12-31; the box shows it as the page writes days.
            with suppress(ValueError):
                filled["on"] = date_short(date.fromisoformat(filled["on"]))
        if own_boundary is not None and not filled.get("boundary"):
            filled["boundary"] = own_boundary.code
        super().__init__(filled)
        self.fields["known_at"].widget.attrs["placeholder"] = _("bây giờ")
        if own_boundary is not None:
            cast(forms.ModelChoiceField, self.fields["boundary"]).empty_label = None

    @property
    def is_past(self) -> bool:
        """Whether another day or moment than now was asked for."""
        day = self.cleaned_data.get("on")
        return self.cleaned_data.get("known_at") is not None or (
            day is not None and day < timezone.localdate()
        )

    def words(self) -> dict[str, str]:
        """Return what was asked for, as the boxes and links write it."""
        known = self.cleaned_data.get("known_at")
        day = self.cleaned_data.get("on")
        return {
            "on": date_short(day) if day else "",
            "known_at": moment(known) if known else "",
        }


class FreezeForm(forms.Form):
    """On which day the number is frozen."""

    on = DayField(label=_("Số của ngày"), max_length=40)
