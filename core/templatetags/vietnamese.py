"""Numbers and dates in the page's language: 1.234,5 in Vietnamese, 1,234.5 in English."""

from datetime import date, datetime

from django import template
from django.utils.translation import get_language

from core import vietnamese

register = template.Library()

# What is missing is said, never shown as zero or as nothing.
MISSING = "—"


def _language() -> str:
    return "en" if (get_language() or "vi").startswith("en") else "vi"


@register.filter
def number(value: vietnamese.Number | None, places: int | None = None) -> str:
    if value is None or value == "":
        return MISSING
    return vietnamese.number(value, places, language=_language())


@register.filter
def percent(value: vietnamese.Number | None, places: int | None = None) -> str:
    if value is None or value == "":
        return MISSING
    return vietnamese.percent(value, places, language=_language())


@register.filter
def two_digits(value: int | None) -> str:
    return MISSING if value is None else vietnamese.two_digits(value)


@register.filter
def day(value: date | None) -> str:
    return vietnamese.date_short(value, language=_language()) if value else MISSING


@register.filter
def long_day(value: date | None) -> str:
    """The form of documents, "ngày 05 tháng 02 năm 2026"; in English the same as `day`."""
    if not value:
        return MISSING
    return vietnamese.date_long(value) if _language() == "vi" else day(value)


@register.filter
def moment(value: datetime | None) -> str:
    return vietnamese.moment(value, language=_language()) if value else MISSING


@register.filter
def weekday_day(value: date | None) -> str:
    return vietnamese.date_with_weekday(value, language=_language()) if value else MISSING


@register.filter
def nbsp(value: object) -> str:
    """Keep the words on one line: a number and its unit, "Phường" and its name."""
    return str(value).replace(" ", "\u00a0")
