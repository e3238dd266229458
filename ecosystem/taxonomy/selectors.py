"""Read models of places: the province, its boundary versions, and communes by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.translation import gettext as _

from core.vietnamese import fold, normalize, unify_tone

from .choices import UnitSystem
from .models import AdministrativeUnit, Boundary, Province

Units = Iterable[AdministrativeUnit]


class NoProvinceError(LookupError):
    """The province's data has not been loaded yet."""


class UnknownBoundaryError(LookupError):
    """No boundary version has this code."""


@dataclass(frozen=True)
class UnitHit:
    """A commune as a form or a search offers it.

    `hint` tells places of the same name apart and says what became of an old one. `successors` of
    an old unit are the units in use now; more than one means that a person has to choose (REG-8).
    """

    pk: int
    code: str
    system: UnitSystem
    name: str
    full_name: str
    hint: str
    successors: tuple["UnitHit", ...] = ()

    @property
    def is_current(self) -> bool:
        return self.system == UnitSystem.SINCE

    @property
    def is_divided(self) -> bool:
        return len(self.successors) > 1


@cache
def province() -> Province:
    """Return the province of this installation, read once per process.

    Raises NoProvinceError before `load_province` has run.
    """
    try:
        return Province.objects.get(code=settings.PROVINCE)
    except Province.DoesNotExist as error:
        raise NoProvinceError(
            _("Chưa có dữ liệu tỉnh “%(code)s”; chạy lệnh load_province.")
            % {"code": settings.PROVINCE}
        ) from error


def boundary(code: str) -> Boundary:
    """Return the boundary version with this code. Raises UnknownBoundaryError."""
    try:
        return Boundary.objects.get(code=code)
    except Boundary.DoesNotExist as error:
        raise UnknownBoundaryError(
            _("Không có địa giới mang mã “%(code)s”.") % {"code": code}
        ) from error


def current_boundary() -> Boundary:
    """Return the boundary version in use now. Raises UnknownBoundaryError."""
    found = Boundary.objects.filter(last_day=None).order_by("-first_day", "code").first()
    if found is None:
        raise UnknownBoundaryError(_("Chưa có địa giới hiện hành; chạy lệnh load_province."))
    return found


def search_units(
    text: str, system: UnitSystem | None = None, limit: int = 8
) -> tuple[UnitHit, ...]:
    """Return communes whose name holds `text`, typed with or without accents, best first.

    Without `system`, units in use now and old ones are both found. What follows a comma is looked
    for in the old district: "Tân Bình, Tân Biên".
    """
    name, _comma, district = text.partition(",")
    wanted = fold(name)
    if not wanted:
        return ()
    units = AdministrativeUnit.objects.filter(folded__contains=wanted)
    if system is not None:
        units = units.of(system)
    found = [
        unit
        for unit in units.prefetch_related("changes_to_new__new_unit")
        if fold(district) in fold(unit.district_name)
    ]
    exact = unify_tone(normalize(name)).lower()
    found.sort(key=lambda unit: (*_distance(unit, wanted, exact), unit.sort_key, unit.code))
    return tuple(_hit(unit) for unit in found[:limit])


def successor_candidates(unit: AdministrativeUnit) -> tuple[UnitHit, ...]:
    """Return the current units that an address in `unit` may lie in now; itself if it is current.

    More than one: never choose for the owner (REG-8).
    """
    return tuple(_hit(successor) for successor in AdministrativeUnit.objects.successors(unit))


def _distance(unit: AdministrativeUnit, wanted: str, exact: str) -> tuple[bool, ...]:
    """Return what is wrong with a match, the worst first; False sorts before True."""
    short, full = fold(unit.name), unit.folded
    accented = unify_tone(unit.full_name).lower()
    return (
        wanted not in (short, full),
        not (short.startswith(wanted) or full.startswith(wanted)),
        f" {wanted}" not in f" {full}",
        exact not in accented,
        not unit.is_current,
    )


def _hit(unit: AdministrativeUnit) -> UnitHit:
    successors: tuple[UnitHit, ...] = ()
    if not unit.is_current:
        changes = sorted(unit.changes_to_new.all(), key=lambda change: change.new_unit.sort_key)
        successors = tuple(_hit(change.new_unit) for change in changes)
    return UnitHit(
        pk=unit.pk,
        code=unit.code,
        system=UnitSystem(unit.system),
        name=unit.name,
        full_name=unit.full_name,
        hint=_hint(unit, successors),
        successors=successors,
    )


def _hint(unit: AdministrativeUnit, successors: tuple[UnitHit, ...]) -> str:
    if unit.is_current:
        return _("gồm %(parts)s") % {"parts": unit.contains} if unit.contains else ""
    names = ", ".join(successor.full_name for successor in successors)
    words = {"district": unit.district_name, "names": names}
    if len(successors) > 1:
        return _("tên cũ, %(district)s; đã chia cho %(names)s") % words
    return _("tên cũ, %(district)s; nay là %(names)s") % words
