"""The commune: new and old names are found, and nobody is moved without being asked (REG-8)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.vietnamese import normalize
from ecosystem.registry.selectors import reading
from ecosystem.taxonomy.selectors import UnitHit, search_units

OUTSIDE_VALUE = "ngoai-tinh"
UNSURE_CODE = "?"


@dataclass(frozen=True)
class Place:
    """One line of the list: what is stored when it is chosen."""

    value: str
    label: str
    hint: str
    unit: str = ""
    former_unit: str = ""
    how: str = reading.CHOSEN


@dataclass(frozen=True)
class Places:
    """What fits a typed name. `divided` is the old commune when it is the only match."""

    text: str
    lines: tuple[Place, ...]
    divided: UnitHit | None = None

    @property
    def legend(self) -> str:
        if self.divided:
            return _("%(name)s (cũ) nay thuộc %(count)s xã. Trụ sở nằm ở đâu?") % {
                "name": self.divided.full_name,
                "count": reading.count_word(len(self.divided.successors)),
            }
        if len(self.lines) == 1:
            return _("Không thấy xã, phường nào tên như vậy")
        return _("Chọn xã, phường")

    @property
    def hint(self) -> str:
        if self.divided:
            return _(
                "Hệ thống không tự đoán. Nếu chưa chắc, chọn “Tôi chưa chắc”; hồ sơ vẫn được "
                "tính cho tỉnh."
            )
        if len(self.lines) == 1:
            return _("Thử gõ lại tên, hoặc chọn dòng dưới nếu trụ sở ở ngoài tỉnh.")
        return ""


def places(text: str) -> Places:
    """Return the communes that fit, then the line for an address outside the province."""
    text = normalize(text)
    if not text:
        return Places("", ())
    hits = _without_doubles(search_units(text))
    lines = [line for hit in hits for line in _lines(hit, alone=len(hits) == 1)]
    outside = Place(
        OUTSIDE_VALUE,
        _("Ở ngoài tỉnh"),
        _("Được đăng trong danh bạ, không tính vào số liệu của tỉnh"),
        how=reading.OUTSIDE,
    )
    divided = hits[0] if len(hits) == 1 and hits[0].is_divided else None
    return Places(text, (*lines, outside), divided)


def _without_doubles(hits: tuple[UnitHit, ...]) -> tuple[UnitHit, ...]:
    """Leave out an old commune that lies whole in one of the same name, found as well."""
    current = {(hit.code, hit.name) for hit in hits if hit.is_current}
    return tuple(
        hit
        for hit in hits
        if hit.is_current
        or hit.is_divided
        or current.isdisjoint((new.code, hit.name) for new in hit.successors)
    )


def _lines(hit: UnitHit, *, alone: bool) -> list[Place]:
    if hit.is_current:
        return [Place(hit.code, hit.full_name, hit.hint, unit=hit.code)]
    lines = [
        Place(
            f"{hit.code}/{new.code}",
            new.full_name,
            new.hint if alone and hit.is_divided else _from(hit),
            unit=new.code,
            former_unit=hit.code,
        )
        for new in hit.successors
    ]
    if hit.is_divided:
        lines.append(
            Place(
                f"{hit.code}/{UNSURE_CODE}",
                _("Tôi chưa chắc"),
                _("Cán bộ sẽ hỏi lại") if alone else _from(hit),
                former_unit=hit.code,
                how=reading.UNSURE,
            )
        )
    return lines


def _from(hit: UnitHit) -> str:
    return f"{hit.full_name}: {hit.hint}"


def answer(found: Places, chosen: str) -> dict[str, str]:
    """Return the answer for a typed name and the chosen line.

    A name that fits one commune only, and that was not divided, needs no choice.
    """
    by_value = {line.value: line for line in found.lines}
    line = by_value.get(chosen)
    communes = [each for each in found.lines if each.value != OUTSIDE_VALUE]
    if line is None and len(communes) == 1:
        line = communes[0]
    if line is not None:
        return {
            "text": found.text,
            "unit": line.unit,
            "former_unit": line.former_unit,
            "how": line.how,
        }
    former = found.divided.code if found.divided else ""
    return {"text": found.text, "unit": "", "former_unit": former, "how": ""}


def chosen_value(value: Mapping[str, str]) -> str:
    """Return the line that a stored answer stands for."""
    how, unit, former = value.get("how"), value.get("unit", ""), value.get("former_unit", "")
    if how == reading.OUTSIDE:
        return OUTSIDE_VALUE
    if how == reading.UNSURE:
        return f"{former}/{UNSURE_CODE}"
    return f"{former}/{unit}" if former and unit else unit
