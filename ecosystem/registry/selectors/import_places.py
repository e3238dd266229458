"""Where an address of somebody else's table lies, in the communes of the province or outside."""

import re
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.vietnamese import fold
from ecosystem.taxonomy.choices import UnitKind, UnitSystem
from ecosystem.taxonomy.models import AdministrativeUnit, Province

_UNIT_WORDS = re.compile(r"^(xa|phuong|thi tran|dac khu|tt|p|x)(?:[.]\s*|\s+)(?=\S)")
_DISTRICT_WORDS = re.compile(r"^(huyen|thi xa|thanh pho|quan|tp|tx|h|q)(?:[.]\s*|\s+)(?=\S)")
_PROVINCE_WORDS = re.compile(r"^(tinh|thanh pho|tp)(?:[.]\s*|\s+)(?=\S)")
_KINDS = {
    "xa": UnitKind.COMMUNE,
    "x": UnitKind.COMMUNE,
    "phuong": UnitKind.WARD,
    "p": UnitKind.WARD,
    "thi tran": UnitKind.TOWNSHIP,
    "tt": UnitKind.TOWNSHIP,
    "dac khu": UnitKind.SPECIAL_ZONE,
}


@dataclass(frozen=True)
class Place:
    """What an address says. `trouble` is set when it lies in the province, nobody knows where."""

    unit: AdministrativeUnit | None = None
    former_unit: AdministrativeUnit | None = None
    is_outside: bool = False
    note: str = ""
    trouble: str = ""

    @property
    def needs_settling(self) -> bool:
        return self.unit is None and self.former_unit is not None

    @property
    def is_converted(self) -> bool:
        return self.unit is not None and self.former_unit is not None


class Places:
    """The province's communes of both lists, by folded name; three queries, then none."""

    def __init__(self, province: Province) -> None:
        self._names = {fold(province.name)}
        self._by_name: dict[tuple[str, str], list[AdministrativeUnit]] = defaultdict(list)
        self._districts: set[str] = set()
        units = AdministrativeUnit.objects.prefetch_related("changes_to_new__new_unit")
        for unit in units:
            self._by_name[unit.system, fold(unit.name)].append(unit)
            # "Phường 1" is called "1" in some tables and "Phường 1" in others.
            self._by_name[unit.system, fold(unit.full_name)].append(unit)
            self._names.add(fold(unit.former_province))
            if not unit.is_current:
                self._districts.add(_bare(_DISTRICT_WORDS, fold(unit.district_name)))

    def resolve(self, text: str) -> Place:
        """Read an address, typed with or without accents, of before 1/7/2025 or since."""
        parts = [part for part in (fold(each).strip(" .") for each in text.split(",")) if part]
        while parts and parts[-1] in ("viet nam", "vietnam", "vn"):
            parts.pop()
        if not parts:
            return Place(note=_("chưa có địa chỉ"))
        province = _bare(_PROVINCE_WORDS, parts[-1])
        # "Thành phố Tây Ninh" alone at the end is the old town, which lies in the province too.
        said_inside = province in self._names
        rest = parts[:-1] if said_inside and parts[-1] != "thanh pho tay ninh" else parts
        district, rest = self._district(rest)
        found = self._former(rest, district, province) if district else self._current(rest)
        if not found and not district:
            found = self._former(rest, "", province)
        # A name alone proves nothing: there is a "Tân Bình" in many provinces.
        if found and (said_inside or district):
            return self._place(found)
        if said_inside or district:
            return Place(trouble=_("Trong tỉnh nhưng không nhận ra xã, phường; xin ghi rõ xã."))
        return Place(is_outside=True, note=_("ngoài tỉnh: có trong danh bạ, không tính vào số đếm"))

    def _district(self, parts: list[str]) -> tuple[str, list[str]]:
        for index in range(len(parts) - 1, 0, -1):
            name = _bare(_DISTRICT_WORDS, parts[index])
            if name in self._districts and name != parts[index]:
                return name, parts[:index]
        return "", parts

    def _current(self, parts: list[str]) -> list[AdministrativeUnit]:
        return self._named(parts, UnitSystem.SINCE)

    def _former(self, parts: list[str], district: str, province: str) -> list[AdministrativeUnit]:
        found = [
            unit
            for unit in self._named(parts, UnitSystem.BEFORE)
            if not district or _bare(_DISTRICT_WORDS, fold(unit.district_name)) == district
        ]
        # Both old provinces had a Châu Thành; the name of the old province tells them apart.
        told = [unit for unit in found if fold(unit.former_province) == province]
        return told if len(found) > 1 and told else found

    def _named(self, parts: list[str], system: str) -> list[AdministrativeUnit]:
        """Return the units that the last part with a match names."""
        for part in reversed(parts):
            word = _UNIT_WORDS.match(part)
            full = self._by_name.get((system, part), [])
            bare = self._by_name.get((system, _bare(_UNIT_WORDS, part)), []) if word else []
            kind = _KINDS[word[1]] if word else None
            found = [unit for unit in full or bare if kind is None or unit.kind == kind]
            # A township became a commune, a commune a ward: the old word is often still written.
            found = found or bare
            if found:
                return list({unit.pk: unit for unit in found}.values())
        return []

    def _place(self, found: list[AdministrativeUnit]) -> Place:
        if len(found) > 1:
            names = "; ".join(
                f"{unit.full_name} ({unit.district_name})" if unit.district_name else unit.full_name
                for unit in found[:4]
            )
            return Place(trouble=_("Có nhiều xã cùng tên: %(names)s.") % {"names": names})
        (unit,) = found
        if unit.is_current:
            return Place(unit=unit)
        successors = [change.new_unit for change in unit.changes_to_new.all()]
        if len(successors) == 1:
            return Place(unit=successors[0], former_unit=unit)
        names = ", ".join(successor.full_name for successor in successors)
        note = _("%(old)s đã chia cho %(names)s; chờ chọn xã") % {
            "old": unit.full_name,
            "names": names,
        }
        return Place(former_unit=unit, note=note)


def _bare(words: re.Pattern[str], text: str) -> str:
    return words.sub("", text)
