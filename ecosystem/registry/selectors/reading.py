"""How typed answers are read: their one written form, and what is wrong with them, in a sentence.

A draft keeps what cannot be read as it was typed (REGN-2).
"""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import vietnamese
from ecosystem.registry import policies
from ecosystem.taxonomy.choices import UnitSystem
from ecosystem.taxonomy.models import AdministrativeUnit
from ecosystem.taxonomy.selectors import successor_candidates

MAX_LENGTH = {
    "legal_name": 300,
    "short_name": 150,
    "representative": 200,
    "street": 300,
    "description": 2000,
    "website": 200,
    "class_grounds": 2000,
    "contact_name": 200,
    "contact_email": 254,
    "claimant_name": 200,
    "claimant_role": 100,
    "claimant_note": 1000,
}
MAX_PRODUCTS = 20
MAX_PRODUCT_LENGTH = 200
MAX_STAFF = 1_000_000
LONG_TEXTS = frozenset({"description", "class_grounds", "claimant_note"})
UNREADABLE_LENGTH = 5000
"""More than this is not kept even in a draft: nobody types it by hand."""


def canonical(key: str, text: str, kind: str) -> str:
    """Return what was typed for a text answer in its one written form, or as typed."""
    text = vietnamese.normalize(text[:UNREADABLE_LENGTH], keep_lines=key in LONG_TEXTS)
    match key:
        case "tax_code":
            return policies.parse_tax_code(text, kind).canonical
        case "first_registration_date":
            return _day(text)
        case "website":
            return f"https://{text}" if text and "://" not in text else text
        case "contact_email":
            return text.lower()
        case "contact_phone":
            return phone(text)
    return text


def phone(text: str) -> str:
    """Return a telephone number as 0276123456; as typed if it is none."""
    text = vietnamese.normalize(text)
    digits = re.sub(r"[\s.()\-]", "", text)
    digits = re.sub(r"^(\+84|0084|84(?=\d{9,10}$))", "0", digits)
    return digits if re.fullmatch(r"0\d{9,10}", digits) else text


def is_phone(text: str) -> bool:
    return bool(re.fullmatch(r"0\d{9,10}", text))


def is_email(text: str) -> bool:
    try:
        EmailValidator()(text)
    except ValidationError:
        return False
    return True


def _day(text: str) -> str:
    try:
        return vietnamese.parse_date(text).isoformat() if text else ""
    except vietnamese.UnreadableDateError:
        return text


def staff(text: str) -> str:
    """Return a count of people as digits: "1.200 người" is "1200"; as typed if it is none."""
    text = vietnamese.normalize(text)
    digits = re.sub(r"[\s.,]", "", re.sub(r"\D+$", "", text))
    return digits if digits.isdigit() else text


def products(text: str) -> list[dict[str, str]]:
    """Return one product per line."""
    lines = vietnamese.normalize(text[:UNREADABLE_LENGTH], keep_lines=True).split("\n")
    return [{"name": line, "text": ""} for line in lines if line]


def problem(key: str, value: Any, kind: str, answers: Mapping[str, Any]) -> str:
    """Return what to do about one stored answer that cannot be taken as it is, or nothing."""
    if not value:
        return ""
    if isinstance(value, str) and len(value) > MAX_LENGTH.get(key, UNREADABLE_LENGTH):
        return _("Rút ngắn còn %(count)s ký tự") % {"count": MAX_LENGTH[key]}
    match key:
        case "tax_code":
            return _tax_code_problem(value, kind, answers)
        case "first_registration_date":
            return _date_problem(value)
        case "website":
            return _website_problem(value)
        case "contact_email" if not is_email(value):
            return _("Nhập thư điện tử đầy đủ, ví dụ ten@congty.vn")
        case "contact_phone" if not is_phone(value):
            return _("Nhập số điện thoại 10 chữ số, bắt đầu bằng 0")
        case "staff":
            return _staff_problem(value)
        case "products":
            return _products_problem(value)
        case "commune":
            return commune_problem(value)
    return ""


def _tax_code_problem(value: str, kind: str, answers: Mapping[str, Any]) -> str:
    code = policies.parse_tax_code(value, kind)
    if code.is_valid or (code.is_disputable and answers.get("tax_code_disputed")):
        return ""
    return str(code.sentence)


def _date_problem(value: str) -> str:
    try:
        day = vietnamese.parse_date(value)
    except vietnamese.UnreadableDateError:
        return _("Nhập ngày, tháng, năm, ví dụ 26/01/2021")
    if day > timezone.localdate():
        return _("Ngày đăng ký lần đầu chưa tới; nhập ngày trên giấy chứng nhận")
    return ""


def _website_problem(value: str) -> str:
    try:
        URLValidator(schemes=["http", "https"])(value)
    except ValidationError:
        return _("Nhập địa chỉ trang web, ví dụ congty.vn")
    return ""


def _staff_problem(value: Mapping[str, str]) -> str:
    text = value.get("value", "")
    if text and not (text.isdigit() and int(text) <= MAX_STAFF):
        return _("Nhập số người bằng chữ số, ví dụ 23")
    return ""


def _products_problem(value: list[dict[str, str]]) -> str:
    if len(value) > MAX_PRODUCTS:
        return _("Chỉ kể %(count)s sản phẩm chính, mỗi dòng một sản phẩm") % {"count": MAX_PRODUCTS}
    if any(len(product["name"]) > MAX_PRODUCT_LENGTH for product in value):
        return _("Rút ngắn mỗi dòng còn %(count)s ký tự") % {"count": MAX_PRODUCT_LENGTH}
    return ""


# Communes --------------------------------------------------------------------------------------

OUTSIDE = "outside"
CHOSEN = "chosen"
UNSURE = "unsure"


def commune_problem(value: Mapping[str, str]) -> str:
    """Say what is left to choose. "Tôi chưa chắc" and "ngoài tỉnh" are answers (REG-8, REG-10)."""
    if value.get("how"):
        return ""
    old = former_unit(value)
    if old and len(successor_candidates(old)) > 1:
        return divided_sentence(old)
    if value.get("text"):
        return _("Chọn một dòng trong danh sách xã, phường")
    return ""


def divided_sentence(unit: AdministrativeUnit) -> str:
    return _("Chọn xã mới: %(name)s cũ đã chia về %(count)s xã") % {
        "name": lower_first(unit.full_name),
        "count": count_word(len(successor_candidates(unit))),
    }


def former_unit(value: Mapping[str, str]) -> AdministrativeUnit | None:
    return _unit(value.get("former_unit", ""), UnitSystem.BEFORE)


def current_unit(value: Mapping[str, str]) -> AdministrativeUnit | None:
    return _unit(value.get("unit", ""), UnitSystem.SINCE)


def _unit(code: str, system: UnitSystem) -> AdministrativeUnit | None:
    if not code:
        return None
    return AdministrativeUnit.objects.filter(code=code, system=system).first()


def count_word(count: int) -> str:
    """Return a small count as a word in Vietnamese, as figures elsewhere."""
    if (get_language() or "vi").startswith("vi"):
        return vietnamese.in_words(count)
    return str(count)


def lower_first(name: str) -> str:
    """Return "xã Suối Dây" for the middle of a sentence."""
    return name[:1].lower() + name[1:]
