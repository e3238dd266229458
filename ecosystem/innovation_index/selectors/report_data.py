"""The data object of a report: counted once, frozen, and the same for every form of the report.

It is kept as JSON in the report's row. Nothing that is printed comes from anywhere else.
"""

import types
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Union, get_args, get_origin, get_type_hints


@dataclass(frozen=True)
class Firm:
    """A line of annex A."""

    code: str
    name: str
    is_public: bool
    group: int
    seat: str
    counted_from: date
    able_from: date | None
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class GroupLine:
    """A subgroup with its number on the day compared with and on the report's day."""

    number: int
    label: str
    before: int
    now: int

    @property
    def change(self) -> int:
        return self.now - self.before


@dataclass(frozen=True)
class TargetLine:
    """A line of table 1. `part` lines divide the line above by former province."""

    label: str
    target: str
    numbers: tuple[int, ...]
    difference: int | None = None
    is_part: bool = False


@dataclass(frozen=True)
class Change:
    """A line of annex B: in, out, or changed since the report or the day compared with."""

    code: str
    name: str
    is_public: bool
    direction: str
    day: date
    reason: str


@dataclass(frozen=True)
class Restated:
    """A number that was frozen and is now known otherwise, with one organization that differs."""

    on_date: date
    frozen: int
    known: int
    code: str
    name: str
    is_public: bool
    reason: str


@dataclass(frozen=True)
class Step:
    """A point of a line that stays level until the next."""

    day: date
    number: int


@dataclass(frozen=True)
class FrozenPoint:
    """A number that was frozen for a day, with its snapshot."""

    snapshot: str
    day: date
    number: int
    frozen_on: date


@dataclass(frozen=True)
class SnapshotReference:
    """What a printed count refers to (REP-2)."""

    code: str
    klass: str
    sha256: str


@dataclass(frozen=True)
class Result:
    """What was published of the index for an area and year, and our aggregate of its parts.

    `aggregate` is an estimate, present only where both halves were published.
    """

    year: int
    area: str
    field_size: int
    rank: int | None
    score: Decimal | None
    input_score: Decimal | None
    output_score: Decimal | None
    aggregate: Decimal | None
    source: str

    @property
    def rank_label(self) -> str:
        return f"{self.rank}/{self.field_size}" if self.rank else ""


@dataclass(frozen=True)
class Typed:
    """A figure that a person typed, listed in its own section (REP-2)."""

    label: str
    value: str
    by: str


@dataclass(frozen=True)
class Counted:
    """A count by which the stored list is compared before publishing (TGT-F2)."""

    scheme: str
    klass: str
    number: int
    codes: tuple[str, ...]


@dataclass(frozen=True)
class ReportData:
    """Everything that a report prints."""

    title: str
    on_date: date
    known_at: datetime
    boundary: str
    boundary_name: str
    definition_version: int
    act: str
    superior_body: str
    issuer_body: str
    issuer_name: str
    issuer_symbol: str
    place_name: str
    province_name: str
    framework_name: str
    framework_year: int | None
    results: tuple[Result, ...]
    missing_note: str
    counted: tuple[Counted, ...]
    target_text: str
    target_number: int | None
    target_year: int | None
    is_about: bool
    able_target: int | None
    columns: tuple[date, ...]
    lines: tuple[TargetLine, ...]
    groups: tuple[GroupLine, ...]
    low: int
    confirmed: int
    evidence_checked: int
    compared_on: date
    able_before: int
    previous_number: str
    previous_title: str
    firms: tuple[Firm, ...]
    changes: tuple[Change, ...]
    restated: tuple[Restated, ...]
    steps: tuple[Step, ...]
    able_steps: tuple[Step, ...]
    frozen: tuple[FrozenPoint, ...]
    snapshots: tuple[SnapshotReference, ...]
    typed: tuple[Typed, ...]

    @property
    def number(self) -> int:
        return len(self.firms)

    @property
    def able(self) -> int:
        return sum(firm.able_from is not None for firm in self.firms)

    @property
    def came(self) -> int:
        return sum(change.direction == "in" for change in self.changes)

    @property
    def left(self) -> int:
        return sum(change.direction == "out" for change in self.changes)

    @property
    def before(self) -> int:
        return self.number - self.came + self.left

    @property
    def to_go(self) -> int:
        return max((self.target_number or 0) - self.number, 0)

    def as_json(self) -> dict[str, Any]:
        encoded = _encode(self)
        assert isinstance(encoded, dict)
        return encoded


DIGITAL_LABEL = "Doanh nghiệp công nghệ số"
ABLE_LABEL = "Có khả năng cung cấp"


def from_json(value: dict[str, Any]) -> ReportData:
    """Return the data object that `as_json` wrote."""
    return _decode(ReportData, value)


def _encode(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _encode(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def _decode(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin in (types.UnionType, Union):
        present = next(part for part in get_args(kind) if part is not type(None))
        return None if value is None else _decode(present, value)
    if origin is tuple:
        return tuple(_decode(get_args(kind)[0], item) for item in value)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        make: Callable[..., Any] = kind
        return make(
            **{field.name: _decode(hints[field.name], value[field.name]) for field in fields(kind)}
        )
    if kind in (datetime, date):
        return kind.fromisoformat(value)
    return Decimal(value) if kind is Decimal else value
