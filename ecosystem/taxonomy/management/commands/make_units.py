"""Make the files of administrative units of a province, once, from a public data set."""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.vietnamese import collation_key, unify_tone
from ecosystem.taxonomy.choices import Mark, UnitKind

PACKAGE = "vietnamadminunits"
KINDS = {
    "Xã": UnitKind.COMMUNE,
    "Phường": UnitKind.WARD,
    "Thị trấn": UnitKind.TOWNSHIP,
    "Đặc khu": UnitKind.SPECIAL_ZONE,
}
Row = dict[str, Any]


@dataclass(frozen=True)
class Units:
    """The rows of one province, ready to be written."""

    communes: list[Row]
    former_communes: list[Row]
    former_districts: list[Row]
    changes: list[Row]


class Command(BaseCommand):
    """Read the development package `vietnamadminunits`, mend it, and write CSV files.

    What the data set has wrong stands in `unit_corrections.csv` of the province's folder: pairs of
    an old and a new code that must not be joined, each with the reason.
    """

    help = "Ghi danh mục đơn vị hành chính cũ và mới của một tỉnh thành tệp CSV"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--province-code", default="80", help="mã tỉnh từ 1/7/2025")
        parser.add_argument("--folder", type=Path, default=None)
        parser.add_argument(
            "--mark", default=Mark.UNVERIFIED, choices=Mark.values, help="mức tin cậy của các dòng"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if find_spec(PACKAGE) is None:
            raise CommandError(
                f"the package {PACKAGE} is missing; it is in requirements-dev.txt", returncode=1
            )
        folder = options["folder"] or settings.ROOT / "provinces" / settings.PROVINCE
        units = _units(options["province_code"], _wrong_pairs(folder))
        if not units.communes:
            raise CommandError(f"no province has the code {options['province_code']}", returncode=2)
        folder.mkdir(parents=True, exist_ok=True)
        trust = {
            "source": f"{PACKAGE} {metadata.version(PACKAGE)} (MIT)",
            "mark": options["mark"],
        }
        for name, rows in (
            ("communes", units.communes),
            ("former_communes", units.former_communes),
            ("former_districts", units.former_districts),
            ("unit_changes", units.changes),
        ):
            _write(folder / f"{name}.csv", [row | trust for row in rows])
            self.stdout.write(f"{name}: {len(rows)}")
        (folder / "NOTICE.md").write_text(_notice(), encoding="utf-8")


def _units(province_code: str, wrong: set[tuple[str, str]]) -> Units:
    database = import_module(f"{PACKAGE}.database")
    new = [row for row in database.get_data() if row["provinceCode"] == province_code]
    if not new:
        return Units([], [], [], [])
    data = Path(import_module(PACKAGE).__file__ or "").parent / "data" / "converter_2025.json"
    tables = json.loads(data.read_text(encoding="utf-8"))
    province_key = new[0]["provinceKey"]
    merged = set(tables["DICT_PROVINCE"][province_key])
    old = [
        row
        for row in database.get_data(table="admin_units_legacy")
        if row["provinceKey"] in merged and row["wardCode"]
    ]
    old.sort(key=lambda row: row["wardCode"])
    new.sort(key=lambda row: row["wardCode"])
    pairs = sorted(_pairs(tables, province_key, old, new) - wrong)
    successors: dict[str, list[str]] = defaultdict(list)
    predecessors: dict[str, list[str]] = defaultdict(list)
    for old_code, new_code in pairs:
        successors[old_code].append(new_code)
        predecessors[new_code].append(old_code)
    old_by_code = {row["wardCode"]: row for row in old}
    new_by_code = {row["wardCode"]: row for row in new}
    repeated = {name for name, times in Counter(row["ward"] for row in old).items() if times > 1}

    def part(code: str) -> str:
        row = old_by_code[code]
        text = row["ward"][0].lower() + row["ward"][1:]
        if row["ward"] in repeated:
            text += f" ({row['districtType'].lower()} {row['districtShort']})"
        return f"một phần {text}" if len(successors[code]) > 1 else text

    communes = [
        _unit(
            row,
            unify_tone(row["wardShort"]),
            former=[old_by_code[code] for code in predecessors[row["wardCode"]]],
        )
        | {"contains": ", ".join(part(code) for code in predecessors[row["wardCode"]])}
        for row in new
    ]
    changes = [
        {
            "old_code": old_code,
            "old_name": old_by_code[old_code]["ward"],
            "old_district": old_by_code[old_code]["district"],
            "new_code": new_code,
            "new_name": unify_tone(new_by_code[new_code]["ward"]),
            "is_partial": "yes" if len(successors[old_code]) > 1 else "no",
        }
        for old_code, new_code in pairs
    ]
    return Units(
        communes=communes,
        former_communes=[_unit(row, row["wardShort"], former=[row]) for row in old],
        former_districts=_districts(old),
        changes=changes,
    )


def _pairs(
    tables: Row, province_key: str, old: Iterable[Row], new: Iterable[Row]
) -> set[tuple[str, str]]:
    """Return pairs of old and new codes, as the data set has them."""
    old_codes = {
        f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey']}": row["wardCode"]
        for row in old
    }
    new_codes = {row["wardKey"]: row["wardCode"] for row in new}
    whole = tables["DICT_PROVINCE_WARD_NO_DIVIDED"].get(province_key, {})
    parts = tables["DICT_PROVINCE_WARD_DIVIDED"].get(province_key, {})
    pairs = {
        (old_codes[key], new_codes[name])
        for name, keys in whole.items()
        for key in keys
        # An island district had no communes, so its key names none.
        if not key.endswith("_")
    }
    return pairs | {
        (old_codes[key], new_codes[target["newWardKey"]])
        for key, targets in parts.items()
        for target in targets
    }


def _unit(row: Row, name: str, *, former: list[Row]) -> Row:
    other = row["wardShort"] if name != row["wardShort"] else unify_tone(name)
    return {
        "code": row["wardCode"],
        "kind": KINDS[row["wardType"]].value,
        "name": name,
        "name_variant": other if other != name else "",
        # Short names of numbered wards keep their kind: "Phường 1".
        "full_name": row["ward"].replace(row["wardShort"], name),
        "former_province": _joined(unit["provinceShort"] for unit in former),
        "district_name": _joined(unit["district"] for unit in former),
        "latitude": row["wardLat"],
        "longitude": row["wardLon"],
    }


def _districts(old: Iterable[Row]) -> list[Row]:
    units: dict[str, Row] = {}
    for row in old:
        unit = units.setdefault(
            row["districtCode"],
            {
                "code": row["districtCode"],
                "full_name": row["district"],
                "former_province_code": row["provinceCode"],
                "former_province": row["provinceShort"],
                "communes": 0,
            },
        )
        unit["communes"] += 1
    return sorted(units.values(), key=lambda unit: unit["code"])


def _joined(names: Iterable[str]) -> str:
    return "; ".join(sorted(set(names), key=collation_key))


def _wrong_pairs(folder: Path) -> set[tuple[str, str]]:
    path = folder / "unit_corrections.csv"
    if not path.exists():
        return set()
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["old_code"], row["new_code"]) for row in csv.DictReader(file)}


def _write(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _notice() -> str:
    licence = next(
        path for path in metadata.files(PACKAGE) or [] if path.name.upper().startswith("LICENSE")
    )
    return (
        "# Where the lists of administrative units come from\n\n"
        "`communes.csv`, `former_communes.csv`, `former_districts.csv` and `unit_changes.csv`\n"
        f"were made by `manage.py make_units` from the package `{PACKAGE}` "
        f"{metadata.version(PACKAGE)}.\n"
        "Rows of the data set that are wrong are named in `unit_corrections.csv`. Coordinates are\n"
        "GIS figures, not official. The data set carries this licence:\n\n"
        + "".join(f"> {line}".rstrip() + "\n" for line in licence.read_text().strip().splitlines())
    )
