"""Scores and values for the calculator, as people here write numbers."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import sheets
from core.vietnamese import normalize
from ecosystem.innovation_index.choices import CalculatorMode, Level
from ecosystem.innovation_index.selectors import (
    Calculation,
    CalculatorError,
    Range,
    Structure,
    calculate,
)
from ecosystem.innovation_index.selectors.calculator import Node

MOST_AREAS = 100
MOST_TABLE_BYTES = 500_000
MOST_ROWS = 4
# "1.234" is a thousand and more to some and one and a bit to others.
_AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def parse_number(text: str) -> Decimal:
    """Return the number written as 36,18 or 36.18 or 1.234,5. Raises ValueError with a sentence."""
    typed = normalize(text).replace(" ", "").replace("−", "-")
    if _AMBIGUOUS.fullmatch(typed):
        whole = re.sub(r"[.,]", "", typed)
        raise ValueError(_("Viết rõ là %(whole)s hay là số lẻ, ví dụ 1,23.") % {"whole": whole})
    if "," in typed and "." in typed:
        thousands = "." if typed.rindex(",") > typed.rindex(".") else ","
        typed = typed.replace(thousands, "")
    typed = typed.replace(",", ".")
    if not _NUMBER.fullmatch(typed) or len(typed) > 24:
        raise ValueError(_("Nhập một số, ví dụ 36,18."))
    return Decimal(typed)


class NumberField(forms.CharField):
    """A decimal number as people here write it. Empty is missing, never zero (IND-4)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.widget.attrs.update(inputmode="decimal", autocomplete="off")

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_number(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


def score_field(label: str) -> NumberField:
    return NumberField(label=label, required=False)


def field_name(code: str) -> str:
    return "s_" + code.replace(".", "_")


class CalculatorForm(forms.Form):
    """What the three modes have in common: a structure, and a calculation when all is right."""

    def __init__(self, structure: Structure, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.structure = structure
        self.calculation: Calculation | None = None

    def run(self, mode: CalculatorMode, values: dict[str, Any], **options: Any) -> None:
        """Calculate, or put the sentence of refusal beside the field that caused it."""
        try:
            self.calculation = calculate(self.structure, mode, values, **options)
        except CalculatorError as error:
            name = self.field_of(error.field)
            self.add_error(name if name in self.fields else None, str(error))

    def field_of(self, code: str) -> str:
        return field_name(code)


class OwnForm(CalculatorForm):
    """Official scores as the ministry gave them, at any level down to the groups."""

    def __init__(self, structure: Structure, *args: Any, **options: Any) -> None:
        super().__init__(structure, *args, **options)
        for node in self._nodes(structure.root):
            self.fields[field_name(node.code)] = score_field(_label(node))

    def _nodes(self, node: Node) -> Iterator[Node]:
        if node.level != Level.INDICATOR:
            yield node
            for child in node.children:
                yield from self._nodes(child)

    @property
    def halves(self) -> list[forms.BoundField]:
        return [self[field_name(half.code)] for half in self.structure.root.children]

    @property
    def pillars(self) -> list[tuple[forms.BoundField, list[forms.BoundField]]]:
        """Each pillar's field with the fields of its groups."""
        return [
            (self[field_name(pillar.code)], [self[field_name(g.code)] for g in pillar.children])
            for half in self.structure.root.children
            for pillar in half.children
        ]

    @property
    def total(self) -> forms.BoundField:
        return self[field_name(self.structure.root.code)]

    @property
    def has_parts(self) -> bool:
        """Whether anything beneath the halves was typed, or is wrong."""
        inner = {field_name(node.code) for node in self._nodes(self.structure.root)}
        inner -= {field.name for field in self.halves}
        return any(self.data.get(name) or name in self.errors for name in inner)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            codes = [node.code for node in self._nodes(self.structure.root)]
            values = {code: cleaned.get(field_name(code)) for code in codes}
            self.run(CalculatorMode.OWN, values)
        return cleaned


class WhatIfForm(CalculatorForm):
    """Up to four indicators with the nation's bounds, the value now and the other value."""

    ROW = ("indicator", "low", "high", "now", "changed", "group", "pillar")

    def __init__(
        self, structure: Structure, rows: int, known: dict[str, Decimal], *args: Any, **options: Any
    ) -> None:
        super().__init__(structure, *args, **options)
        self.known = known
        self.rows = min(max(rows, 1), MOST_ROWS)
        choices = [("", _("Chọn chỉ số"))] + [
            (leaf.code, _label(leaf)) for leaf in structure.root.leaves()
        ]
        for row in range(self.rows):
            required = row == 0
            self.fields[f"indicator_{row}"] = forms.ChoiceField(
                label=_("Chỉ số"), choices=choices, required=required
            )
            for name, label, hint in (
                ("low", _("Thấp nhất cả nước"), _("theo bảng của Bộ")),
                ("high", _("Cao nhất cả nước"), _("theo bảng của Bộ")),
                ("now", _("Số của tỉnh bây giờ"), ""),
                ("changed", _("Nếu là"), ""),
            ):
                self.fields[f"{name}_{row}"] = NumberField(
                    label=label, help_text=hint, required=required
                )
            self.fields[f"group_{row}"] = score_field(_("Điểm nhóm bây giờ"))
            self.fields[f"pillar_{row}"] = score_field(_("Điểm trụ cột bây giờ"))

    @property
    def row_fields(self) -> list[dict[str, forms.BoundField]]:
        return [{name: self[f"{name}_{row}"] for name in self.ROW} for row in range(self.rows)]

    def field_of(self, code: str) -> str:
        for row in range(self.rows):
            if self.cleaned_data.get(f"indicator_{row}") == code:
                return f"high_{row}"
        return ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        values: dict[str, Range] = {}
        base: dict[str, Decimal | None] = dict(self.known)
        parents = _parents(self.structure.root)
        for row in range(self.rows):
            code = cleaned.get(f"indicator_{row}")
            if not code:
                continue
            if code in values:
                self.add_error(
                    f"indicator_{row}", _("Chỉ số này đã chọn ở trên; chọn chỉ số khác.")
                )
                continue
            numbers = {
                name: cleaned.get(f"{name}_{row}") for name in ("low", "high", "now", "changed")
            }
            for name, number in numbers.items():
                if number is None and f"{name}_{row}" not in self.errors:
                    self.add_error(f"{name}_{row}", _("Nhập một số, ví dụ 36,18."))
            given = {name: number for name, number in numbers.items() if number is not None}
            if len(given) == len(numbers):
                values[code] = Range(**given)
            group, pillar = parents[code]
            for place, name in ((group, "group"), (pillar, "pillar")):
                if cleaned.get(f"{name}_{row}") is not None:
                    base[place] = cleaned[f"{name}_{row}"]
        if not self.errors:
            self.run(CalculatorMode.WHAT_IF, values, base=base)
        return cleaned


class FullForm(CalculatorForm):
    """A table of the raw values of all areas."""

    table = forms.FileField(
        label=gettext_lazy("Bảng số liệu gốc của mọi tỉnh (CSV hoặc XLSX)"),
        help_text=gettext_lazy(
            "Cột đầu là tên tỉnh, mỗi cột sau mang mã chỉ số. Ô trống là chưa có số liệu. "
            "Tệp được tính rồi bỏ, không lưu lại."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        table = cleaned.get("table")
        if table and table.size > MOST_TABLE_BYTES:
            self.add_error("table", _("Bảng quá lớn; chỉ cần các tỉnh và chỉ số, dưới 500 kB."))
        elif table:
            try:
                self.run(CalculatorMode.FULL, read_table(table.read()))
            except ValueError as error:
                self.add_error("table", str(error))
        return cleaned

    def field_of(self, code: str) -> str:
        return "table"


def read_table(content: bytes) -> dict[str, dict[str, Decimal | None]]:
    """Return {area: {code: value or None}} of a CSV or XLSX file: codes in the first row.

    Raises ValueError with a sentence.
    """
    try:
        lines = sheets.read(content).rows
    except sheets.SheetError as error:
        raise ValueError(str(error)) from error
    if not lines or len(lines[0]) < 2:
        raise ValueError(_("Bảng cần một dòng tiêu đề có mã chỉ số, rồi mỗi tỉnh một dòng."))
    codes = lines[0][1:]
    if len(set(codes)) != len(codes):
        raise ValueError(_("Dòng tiêu đề có mã chỉ số lặp lại."))
    if len(lines) > MOST_AREAS:
        raise ValueError(_("Bảng có quá nhiều dòng; mỗi tỉnh một dòng."))
    values: dict[str, dict[str, Decimal | None]] = {}
    for place, line in enumerate(lines[1:], 2):
        area = normalize(line[0]) if line else ""
        if not area:
            continue
        if area in values:
            words = {"line": place, "area": area}
            raise ValueError(_("Dòng %(line)s: %(area)s đã có ở trên.") % words)
        values[area] = {
            code: _cell(cell, place, code) for code, cell in zip(codes, line[1:], strict=False)
        }
    return values


def _cell(text: str, line: int, code: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        return parse_number(text)
    except ValueError as error:
        raise ValueError(
            _("Dòng %(line)s, cột %(code)s: %(error)s")
            % {"line": line, "code": code, "error": error}
        ) from error


def _label(node: Node) -> str:
    name = f"{node.code} {node.name}" if node.code[0].isdigit() else node.name
    return f"{name} ({node.unit})" if node.unit else name


def _parents(root: Node) -> dict[str, tuple[str, str]]:
    """Return the group and the pillar of each indicator."""
    return {
        leaf.code: (group.code, pillar.code)
        for half in root.children
        for pillar in half.children
        for group in pillar.children
        for leaf in group.children
    }
