"""Loading a province from its folder of data files, and the list of loaders that rooms fill."""

import csv
import hashlib
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction

from accounts.actions import ensure_roles
from accounts.models import User
from core import journal
from core.models import Holiday
from core.vietnamese import collation_key, fold

from . import selectors
from .choices import UnitSystem
from .models import (
    AdministrativeUnit,
    Boundary,
    IndustryCode,
    LegalDocument,
    Province,
    Sector,
    Stage,
    Technology,
    Term,
    UnitChange,
)

Row = dict[str, Any]
Counts = dict[str, int]
LoadFunction = Callable[[Path, Province], Counts]


class ProvinceFilesError(Exception):
    """The folder of the province is missing, or a file in it says something that cannot be."""


class UnknownProvinceError(ProvinceFilesError):
    """There is no folder for this province."""


@dataclass(frozen=True)
class Loader:
    """A part of `load_province`. Lower orders run first."""

    order: int
    name: str
    function: LoadFunction


_loaders: dict[str, Loader] = {}


def register_loader(order: int, name: str, function: LoadFunction) -> None:
    """Add a part to `load_province`; called by each room's `apps.py`.

    The function gets the province's folder and row, keeps the rows that the files describe, and
    returns how many there are of each kind of thing. It must be safe to run again.
    """
    _loaders[name] = Loader(order, name, function)


@transaction.atomic
def load_province(code: str, *, by: User | None) -> Counts:
    """Bring the database to what the files of the province say; return counts by kind of thing.

    Raises UnknownProvinceError, ProvinceFilesError; then nothing has changed.
    """
    folder = province_folder(code)
    keep_rows(Province, ("code",), [read_toml(folder / "province.toml") | {"code": code}])
    selectors.province.cache_clear()
    province = Province.objects.get(code=code)
    counts: Counts = {"provinces": 1}
    for loader in sorted(_loaders.values(), key=lambda loader: (loader.order, loader.name)):
        counts |= loader.function(folder, province)
    after = {"files": _digest(folder), **counts}
    last = journal.about(province).filter(verb="load_province").first()
    if last is None or last.after != after:
        journal.write("load_province", province, by=by, after=after)
    return counts


def province_folder(code: str) -> Path:
    """Return the folder of data files. Raises UnknownProvinceError."""
    provinces = settings.ROOT / "provinces"
    known = {folder.name: folder for folder in provinces.iterdir() if folder.is_dir()}
    if code not in known:
        raise UnknownProvinceError(f"{code!r} is none of: {', '.join(sorted(known))}")
    return known[code]


# For the loaders of all rooms ------------------------------------------------------------------


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a data file; no file, no rows."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a data file; no file, no tables."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return tomllib.load(file)


def keep_rows(
    model: type[models.Model], key: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> int:
    """Create the rows that are missing by `key` and change those that differ; return how many.

    Values may be texts of a data file; empty means null where the column allows it. Only fields
    that a row names are compared, so what staff have set besides stays. At most three queries,
    however many rows there are. Raises ProvinceFilesError, naming the row.
    """
    wanted: dict[tuple[Any, ...], models.Model] = {}
    named: dict[tuple[Any, ...], set[str]] = {}
    for values in rows:
        row = _row(model, values)
        row_key = tuple(getattr(row, field) for field in key)
        if row_key in wanted:
            raise ProvinceFilesError(f"{model.__name__} {row_key} stands twice in the files")
        wanted[row_key], named[row_key] = row, set(values)
    existing = {
        tuple(getattr(row, field) for field in key): row for row in model._default_manager.all()
    }
    changed, changed_fields = [], set()
    for row_key in wanted.keys() & existing.keys():
        old, new = existing[row_key], wanted[row_key]
        differing = {
            name
            for name in named[row_key]
            if getattr(old, _column(model, name)) != getattr(new, _column(model, name))
        }
        if differing:
            for name in differing:
                setattr(old, _column(model, name), getattr(new, _column(model, name)))
            changed.append(old)
            changed_fields |= differing
    model._default_manager.bulk_create(
        row for row_key, row in wanted.items() if row_key not in existing
    )
    if changed:
        model._default_manager.bulk_update(changed, sorted(changed_fields))
    return len(wanted)


def document(code: str) -> LegalDocument | None:
    """Return the document that a data file cites; None for an empty code."""
    if not code:
        return None
    try:
        return LegalDocument.objects.get(code=code)
    except LegalDocument.DoesNotExist as error:
        raise ProvinceFilesError(f"documents.toml has no document {code!r}") from error


def _row(model: type[models.Model], values: Mapping[str, Any]) -> models.Model:
    """Return an unsaved row with the values in the types of its fields."""
    row = model()
    relations = []
    try:
        for name, value in values.items():
            field = _field(model, name)
            if isinstance(field, models.ForeignKey):
                relations.append(name)
                setattr(row, name, value)
            elif value == "" and field.null:
                setattr(row, name, None)
            else:
                setattr(row, name, field.to_python(value))
        row.clean_fields(exclude=relations)
    except (FieldDoesNotExist, ValidationError) as error:
        raise ProvinceFilesError(f"{model.__name__} {dict(values)}: {error}") from error
    return row


def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise FieldDoesNotExist(f"{model.__name__} has no column {name!r}")
    return field


def _column(model: type[models.Model], name: str) -> str:
    """Return the attribute that holds the value itself, so that comparing asks no query."""
    return _field(model, name).attname


# The loaders of this room ----------------------------------------------------------------------


def load_documents(folder: Path, _province: Province) -> Counts:
    rows = read_toml(folder / "documents.toml").get("document", [])
    count = keep_rows(
        LegalDocument,
        ("code",),
        (
            {"position": place} | {name: row[name] for name in row if name != "replaced_by"}
            for place, row in enumerate(rows, 1)
        ),
    )
    documents = {row.code: row for row in LegalDocument.objects.all()}
    replaced = [
        {"code": row["code"], "replaced_by": documents[row["replaced_by"]]}
        for row in rows
        if row.get("replaced_by")
    ]
    for row in replaced:
        LegalDocument.objects.filter(code=row["code"]).update(replaced_by=row["replaced_by"])
    return {"legal documents": count}


def load_units(folder: Path, _province: Province) -> Counts:
    current = read_csv(folder / "communes.csv")
    former = read_csv(folder / "former_communes.csv")
    keep_rows(
        AdministrativeUnit,
        ("code", "system"),
        [
            *(_unit_values(row, UnitSystem.SINCE) for row in current),
            *(_unit_values(row, UnitSystem.BEFORE) for row in former),
        ],
    )
    units = {(unit.code, unit.system): unit for unit in AdministrativeUnit.objects.all()}
    changes: list[Row] = [
        {
            "old_unit": units[row["old_code"], UnitSystem.BEFORE],
            "new_unit": units[row["new_code"], UnitSystem.SINCE],
            "is_partial": row["is_partial"] == "yes",
        }
        for row in read_csv(folder / "unit_changes.csv")
    ]
    count = keep_rows(UnitChange, ("old_unit_id", "new_unit_id"), changes)
    pairs = {(row["old_unit"].pk, row["new_unit"].pk) for row in changes}
    wrong = [
        change.pk
        for change in UnitChange.objects.all()
        if (change.old_unit_id, change.new_unit_id) not in pairs
    ]
    UnitChange.objects.filter(pk__in=wrong).delete()
    return {"communes": len(current), "former communes": len(former), "changes of units": count}


def _unit_values(row: dict[str, str], system: UnitSystem) -> Row:
    names = ("code", "kind", "name", "name_variant", "full_name", "former_province")
    places = ("district_name", "latitude", "longitude")
    return {name: row[name] for name in (*names, *places)} | {
        "system": system,
        "folded": fold(row["full_name"]),
        "sort_key": collation_key(row["name"])[:255],
        "contains": row.get("contains", ""),
    }


def load_boundaries(folder: Path, _province: Province) -> Counts:
    rows = read_toml(folder / "boundaries.toml").get("boundary", [])
    own = ("current_codes", "former_provinces")
    count = keep_rows(
        Boundary,
        ("code",),
        ({name: value for name, value in row.items() if name not in own} for row in rows),
    )
    units = list(AdministrativeUnit.objects.all())
    for row in rows:
        provinces, codes = set(row["former_provinces"]), set(row.get("current_codes", []))
        Boundary.objects.get(code=row["code"]).units.set(
            unit
            for unit in units
            if unit.former_province in provinces
            and (not unit.is_current or not codes or unit.code in codes)
        )
        unknown = codes - {unit.code for unit in units if unit.is_current}
        if unknown:
            raise ProvinceFilesError(f"boundary {row['code']}: unknown {sorted(unknown)}")
    return {"boundaries": count}


def load_vocabularies(folder: Path, _province: Province) -> Counts:
    counts: Counts = {}
    for model, name in ((Sector, "sectors"), (Technology, "technologies"), (Stage, "stages")):
        rows = read_csv(folder / f"{name}.csv")
        counts[name] = keep_rows(model, ("code",), _term_values(model, rows))
    codes = keep_rows(IndustryCode, ("code", "version"), read_csv(folder / "industry_codes.csv"))
    return counts | {"industry codes": codes}


def _term_values(model: type[Term], rows: Iterable[dict[str, str]]) -> list[Row]:
    documents = {row.code: row for row in LegalDocument.objects.all()}
    kept = []
    for place, row in enumerate(rows, 1):
        values: Row = {name: row[name] for name in ("code", "name_vi", "name_en", "mark", "source")}
        values |= {
            "sort_key": collation_key(row["name_vi"]),
            "position": place,
            "legal_source": documents.get(row.get("document", "")),
        }
        if model is Sector:
            values["is_priority"] = row["is_priority"] == "yes"
        kept.append(values)
    return kept


def load_holidays(folder: Path, _province: Province) -> Counts:
    """Add days that are not there yet. What staff have confirmed or changed stays."""
    rows = read_csv(folder / "holidays.csv")
    Holiday.objects.bulk_create(
        (
            Holiday(
                day=date.fromisoformat(row["day"]),
                name=row["name"],
                is_working_day=row["is_working_day"] == "yes",
                source=row["source"],
            )
            for row in rows
        ),
        ignore_conflicts=True,
    )
    return {"holidays": len(rows)}


def load_roles(_folder: Path, _province: Province) -> Counts:
    return {"roles": ensure_roles()}


def _digest(folder: Path) -> str:
    """Return the SHA-256 over all data files, names and contents."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(f"{path.relative_to(folder).as_posix()}\0".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
