"""Answers in words: what a person reads instead of codes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accounts.choices import Purpose
from core import vietnamese
from ecosystem.registry.choices import FIELDS_BY_KEY, PROPOSABLE_CLASSES
from ecosystem.taxonomy.choices import UnitSystem
from ecosystem.taxonomy.models import AdministrativeUnit, Sector

LABELS = {
    "claimant_name": gettext_lazy("Người nhận quản lý"),
    "claimant_role": gettext_lazy("Vai trò trong tổ chức"),
    "claimant_note": gettext_lazy("Lời giải thích"),
}


@dataclass(frozen=True)
class Segment:
    """A piece of a proposed value: kept ("same"), new ("ins") or taken away ("del")."""

    kind: str
    text: str


def label_of(key: str) -> str:
    """Return the name of an answer."""
    field = FIELDS_BY_KEY.get(key)
    return str(field.label) if field else str(LABELS.get(key, key))


class Words:
    """Reads the names of communes and sectors that several answers mention, once for all."""

    def __init__(self, *answers: Mapping[str, Any]) -> None:
        communes = [each["commune"] for each in answers if isinstance(each.get("commune"), Mapping)]
        codes = {place.get(name) for place in communes for name in ("unit", "former_unit")}
        codes.discard("")
        self._units = {
            (unit.system, unit.code): unit
            for unit in AdministrativeUnit.objects.filter(code__in=codes - {None})
        }
        sectors = {code for each in answers for code in each.get("sectors") or ()}
        self._sectors = {row.code: row.name for row in Sector.objects.filter(code__in=sectors)}

    def parts(self, key: str, value: Any) -> tuple[str, ...]:
        """Return an answer as pieces that can be compared one by one; empty when unanswered."""
        if value in (None, "", [], {}):
            return ()
        match key:
            case "commune":
                return self._commune(value)
            case "sectors":
                return tuple(self._sectors.get(code, code) for code in value)
            case "products":
                return tuple(_product(product) for product in value)
            case "staff":
                return _staff(value)
            case "first_registration_date":
                return (_day(value),)
            case "proposed_classes":
                known = {code: str(name) for code, name in PROPOSABLE_CLASSES}
                return tuple(known.get(code, code) for code in value)
            case "consents":
                return tuple(str(Purpose(code).label) for code in value if code in Purpose.values)
            case _:
                return (str(value),)

    def text(self, key: str, value: Any) -> str:
        return "; ".join(self.parts(key, value))

    def _commune(self, value: Any) -> tuple[str, ...]:
        if not isinstance(value, Mapping):
            return (str(value),)
        unit = self._units.get((UnitSystem.SINCE.value, value.get("unit") or ""))
        former = self._units.get((UnitSystem.BEFORE.value, value.get("former_unit") or ""))
        if former is not None:
            old = _("trước 1/7/2025: %(name)s, %(district)s") % {
                "name": former.full_name,
                "district": former.district_name,
            }
            new = unit.full_name if unit else _("chưa rõ xã nào trong các xã mới")
            return (f"{new} ({old})",)
        if unit is not None:
            return (unit.full_name,)
        outside = value.get("how") == "outside"
        text = value.get("text") or ""
        return ((f"{_('ngoài tỉnh')} {text}".strip() if outside else text),) if text else ()


def compare(before: Iterable[str], after: Iterable[str]) -> tuple[Segment, ...]:
    """Return what is kept, added and taken away: item by item for lists, word by word for one."""
    old, new = list(before), list(after)
    if len(old) <= 1 and len(new) <= 1:
        return _joined(_matched("".join(old).split(), "".join(new).split()), " ")
    return _joined(_matched(old, new), "; ")


def _matched(old: list[str], new: list[str]) -> list[tuple[str, list[str]]]:
    pieces: list[tuple[str, list[str]]] = []
    for verb, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            pieces.append(("same", new[j1:j2]))
        else:
            pieces += [("del", old[i1:i2])] if i1 < i2 else []
            pieces += [("ins", new[j1:j2])] if j1 < j2 else []
    return pieces


def _joined(pieces: list[tuple[str, list[str]]], joint: str) -> tuple[Segment, ...]:
    last = len(pieces) - 1
    return tuple(
        Segment(kind, joint.join(words) + (joint.strip() if place < last else ""))
        for place, (kind, words) in enumerate(pieces)
    )


def _product(product: Any) -> str:
    if not isinstance(product, Mapping):
        return str(product)
    text = product.get("text") or ""
    return f"{product.get('name', '')}: {text}" if text else str(product.get("name", ""))


def _staff(value: Any) -> tuple[str, ...]:
    answer = value if isinstance(value, Mapping) else {"value": value}
    text = str(answer.get("value") or "")
    if not text:
        return ()
    if text.isdigit():
        language = "en" if (get_language() or "vi").startswith("en") else "vi"
        words = ngettext("%(count)s người", "%(count)s người", int(text))
        text = words % {"count": vietnamese.number(int(text), language=language)}
    period = answer.get("period") or ""
    return (f"{text} ({period})" if period else text,)


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    return vietnamese.date_short(day, language=language)
