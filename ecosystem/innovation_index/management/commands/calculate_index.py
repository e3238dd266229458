"""Calculate the index from published parts, from all areas' raw values, or for another value."""

import json
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import sheets
from core.vietnamese import number
from ecosystem.innovation_index import selectors
from ecosystem.innovation_index.choices import CalculatorMode
from ecosystem.innovation_index.forms.calculator import parse_number, read_table
from ecosystem.innovation_index.selectors import Calculation, CalculatorError, Range


class Command(BaseCommand):
    help = (
        "Calculate the index: own (published parts, the default), full (raw values of all areas), "
        "what-if. The result is an estimate, never the official index."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("framework", help="code of the framework, e.g. pii")
        parser.add_argument("--period", type=int, required=True, help="year of the framework")
        parser.add_argument("--mode", choices=CalculatorMode.values, default="own")
        parser.add_argument(
            "--values",
            type=Path,
            help="CSV or XLSX. own: code, score. full: area, one column per indicator. what-if: "
            "code, low, high, now, changed",
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        mode = CalculatorMode(options["mode"])
        try:
            version = selectors.framework(options["framework"], options["period"])
            structure = selectors.structure(version)
            known = selectors.known_scores(version)
            values = _values(mode, options["values"], known)
            calculation = selectors.calculate(structure, mode, values, base=known)
        except (selectors.UnknownFrameworkError, CalculatorError, ValueError, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(calculation, version), ensure_ascii=False))
        else:
            self._print(calculation)

    def _print(self, calculation: Calculation) -> None:
        self.stdout.write(f"{calculation.structure.name}: {calculation.statement}")
        for area in calculation.areas:
            for level in reversed(area.levels if len(calculation.areas) == 1 else area.levels[-1:]):
                if not level.coverage and level.change is None:
                    continue
                parts = [f"{area.area} {level.label}".strip(), _figure(level.score)]
                if level.change is not None:
                    parts.append(level.signed_change)
                if level.given is not None and level.computed is not None:
                    parts.append(f"({_figure(level.given)} / {_figure(level.computed)})")
                if level.coverage != 1:
                    parts.append(level.coverage_percent)
                self.stdout.write("  ".join(parts))


def _figure(value: Decimal | None) -> str:
    return "—" if value is None else number(value, 2)


def _values(mode: CalculatorMode, path: Path | None, known: dict[str, Decimal]) -> dict[str, Any]:
    """Return what the mode calculates with. Without a file *own* takes the published parts."""
    if path is None:
        if mode == CalculatorMode.OWN and known:
            return known
        raise ValueError("--values FILE is needed: nothing was published for this year and mode")
    content = path.read_bytes()
    if mode == CalculatorMode.FULL:
        return read_table(content)
    try:
        rows = [row for row in sheets.read(content).rows if any(row)]
    except sheets.SheetError as error:
        raise ValueError(str(error)) from error
    # A first row without numbers is a heading.
    if rows and not any(character.isdigit() for character in rows[0][-1]):
        rows = rows[1:]
    if mode == CalculatorMode.OWN:
        return {row[0]: parse_number(row[1]) if row[1] else None for row in rows}
    return {row[0]: Range(*map(parse_number, row[1:5])) for row in rows}


def _as_json(calculation: Calculation, version: Any) -> dict[str, Any]:
    return {
        "framework": version.code,
        "year": version.year,
        "mode": calculation.mode.value,
        "official": False,
        "estimate": True,
        "statement": calculation.statement,
        "left_out": list(calculation.left_out),
        "treated": [
            {"indicator": one.indicator, "points": one.points, "logarithm": one.logarithm}
            for one in calculation.treated
        ],
        "areas": [
            {
                "area": area.area,
                "levels": [
                    {
                        "code": level.node.code,
                        "level": level.node.level.value,
                        "unit": "point",
                        "score": _text(level.score),
                        "given": _text(level.given),
                        "computed": _text(level.computed),
                        "change": _text(level.change),
                        "coverage": str(round(level.coverage, 4)),
                    }
                    for level in area.levels
                    if level.coverage or level.change is not None
                ],
            }
            for area in calculation.areas
        ],
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(round(value, 4))
