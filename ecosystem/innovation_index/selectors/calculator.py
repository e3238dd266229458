"""The index's arithmetic, without a database: from raw values to scores, level by level.

All arithmetic is decimal and nothing is rounded on the way; figures are rounded half up only where
they are shown. The published figures follow no rounding of rounded parts that can be told from
outside (30,195 was printed as 30,19 and 52,325 as 52,32: they were rounded from unrounded parts),
so our aggregate may differ from a published one by 0.01, which `TOLERANCE` allows.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import vietnamese
from ecosystem.innovation_index.choices import CalculatorMode, Level, OutlierRule

from .normalization import Treated, constant, normalize, rescale, treat

TOLERANCE = Decimal("0.01")
HUNDRED = Decimal(100)

Scores = Mapping[str, Decimal | None]


class CalculatorError(ValueError):
    """The values cannot be calculated with; the sentence says which and why.

    `field` names the value: a node's code, an area, or the name of an input.
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Node:
    """One place of the framework's tree. `code` is unique in it; a leaf has no children."""

    code: str
    name: str
    level: Level
    children: tuple["Node", ...] = ()
    weight: Decimal = Decimal(1)
    higher_is_better: bool = True
    unit: str = ""

    def walk(self) -> Iterator["Node"]:
        """Yield this node and everything beneath, children before their parent."""
        for child in self.children:
            yield from child.walk()
        yield self

    def leaves(self) -> Iterator["Node"]:
        return (node for node in self.walk() if not node.children)


@dataclass(frozen=True)
class Structure:
    """What the calculator needs to know of one framework version."""

    name: str
    year: int
    root: Node
    outlier_rule: str = "none"
    least_coverage: Decimal = Decimal(0)

    def nodes(self) -> dict[str, Node]:
        return {node.code: node for node in self.root.walk()}


@dataclass(frozen=True)
class Range:
    """One indicator in *what-if*: the nation's lowest and highest, the value now and the other."""

    low: Decimal
    high: Decimal
    now: Decimal
    changed: Decimal


@dataclass(frozen=True)
class LevelResult:
    """A score at one place of the tree, 0 to 100.

    `given` was typed from an official publication, `computed` is the weighted mean of the parts.
    `coverage` is the share of the indicators, or of the parts given, that have a value. In
    *what-if*, `score` is the score now, None where unknown, and `change` what the change does.
    """

    node: Node
    score: Decimal | None
    given: Decimal | None
    computed: Decimal | None
    coverage: Decimal
    change: Decimal | None = None
    note: str = ""

    @property
    def difference(self) -> Decimal | None:
        """How far the mean of the parts is from the official figure, where both are known."""
        if self.given is None or self.computed is None:
            return None
        return self.computed - self.given

    @property
    def agrees(self) -> bool:
        return self.difference is None or abs(self.difference) <= TOLERANCE

    @property
    def label(self) -> str:
        """Code and kind of place: "5.3.3", "Nhóm 5.3, 4 chỉ số", "Trụ cột 5, 3 nhóm"."""
        size = len(self.node.children)
        words = {"code": self.node.code, "size": size, "name": self.node.name}
        match self.node.level:
            case Level.INDICATOR:
                return self.node.code
            case Level.GROUP:
                return _("Nhóm %(code)s, %(size)s chỉ số") % words
            case Level.PILLAR:
                return _("Trụ cột %(code)s, %(size)s nhóm") % words
            case Level.HALF:
                return _("%(name)s, %(size)s trụ cột") % words
        return self.node.name

    @property
    def coverage_percent(self) -> str:
        return vietnamese.percent(HUNDRED * self.coverage, 0)

    @property
    def signed_change(self) -> str:
        """The change as pages write it: +0,13; at least one figure that is not zero."""
        change = self.change or Decimal(0)
        places = 2 if not change or abs(change) >= Decimal("0.01") else 4
        language = "en" if get_language() == "en" else "vi"
        text = vietnamese.number(change, places, language=language)
        return f"+{text}" if change > 0 else text

    @property
    def changed_score(self) -> Decimal | None:
        if self.score is None or self.change is None:
            return None
        return self.score + self.change


@dataclass(frozen=True)
class AreaResult:
    """The scores of one area, the parts before what they make up."""

    area: str
    levels: tuple[LevelResult, ...]

    @property
    def by_code(self) -> dict[str, LevelResult]:
        return {level.node.code: level for level in self.levels}

    @property
    def index(self) -> LevelResult:
        return self.levels[-1]

    @property
    def shown(self) -> tuple[LevelResult, ...]:
        """The levels of which anything is known."""
        return tuple(level for level in self.levels if level.coverage)

    @property
    def halves(self) -> tuple[LevelResult, ...]:
        return tuple(level for level in self.levels if level.node.level == Level.HALF)


@dataclass(frozen=True)
class Calculation:
    """An estimate, whatever the mode: never the official index, and never a rank."""

    mode: CalculatorMode
    structure: Structure
    areas: tuple[AreaResult, ...]
    treated: tuple[Treated, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def own(self) -> AreaResult:
        return self.areas[0]

    @property
    def by_name(self) -> tuple[AreaResult, ...]:
        """The areas in the order of a Vietnamese dictionary: an estimate ranks nobody."""
        return tuple(sorted(self.areas, key=lambda area: vietnamese.collation_key(area.area)))

    @property
    def is_complete(self) -> bool:
        return all(area.index.coverage == 1 for area in self.areas)

    @property
    def statement(self) -> str:
        """Say what the figures are. Printed beside them wherever they go."""
        if self.mode == CalculatorMode.OWN:
            return _(
                "Kết quả gộp từ các điểm thành phần đã công bố, không phải chỉ số chính thức "
                "do Bộ công bố."
            )
        return _("Ước tính, không phải chỉ số chính thức do Bộ công bố; hạng không được ước.")


def calculate(
    structure: Structure,
    mode: CalculatorMode,
    values: Mapping[str, Any],
    *,
    base: Scores | None = None,
) -> Calculation:
    """Return the scores of every level.

    `values` by mode: *full*, {area: {indicator: raw value or None}} of all areas ranked; *own*,
    {node: official score or None} at any level; *what-if*, {indicator: Range}, with the official
    scores that are known in `base`. Raises CalculatorError.
    """
    if mode == CalculatorMode.FULL:
        return _full(structure, values)
    if mode == CalculatorMode.OWN:
        return _own(structure, values)
    return _what_if(structure, values, base or {})


def _full(structure: Structure, values: Mapping[str, Scores]) -> Calculation:
    if len(values) < 2:
        raise CalculatorError(_("Cần số liệu của ít nhất hai địa bàn."))
    leaves = list(structure.root.leaves())
    for row in values.values():
        _refuse_unknown(row, {leaf.code for leaf in leaves})
    scores: dict[str, dict[str, Decimal | None]] = {area: {} for area in values}
    treated, left_out = [], []
    for leaf in leaves:
        column: dict[str, Decimal | None] = {
            area: row.get(leaf.code) for area, row in values.items()
        }
        if constant(column):
            left_out.append(leaf.code)
            continue
        if structure.outlier_rule != OutlierRule.NONE:
            column, change = treat(leaf.code, column)
            treated += [change] if change else []
        for area, score in normalize(column, higher_is_better=leaf.higher_is_better).items():
            scores[area][leaf.code] = score
    return Calculation(
        mode=CalculatorMode.FULL,
        structure=structure,
        areas=tuple(_aggregate(structure, area, row) for area, row in scores.items()),
        treated=tuple(treated),
        left_out=tuple(left_out),
    )


def _own(structure: Structure, values: Scores) -> Calculation:
    _refuse_unknown(values, set(structure.nodes()))
    for code, score in values.items():
        if score is not None and not 0 <= score <= HUNDRED:
            raise CalculatorError(_("Điểm nằm trong khoảng từ 0 đến 100."), code)
    if all(score is None for score in values.values()):
        raise CalculatorError(_("Nhập ít nhất một điểm thành phần."))
    return Calculation(
        mode=CalculatorMode.OWN,
        structure=structure,
        areas=(_aggregate(structure, "", values),),
    )


def _aggregate(structure: Structure, area: str, given: Scores) -> AreaResult:
    """Climb the tree with means of what is known; a given score stands, and is checked."""
    results: dict[str, LevelResult] = {}
    for node in structure.root.walk():
        parts = [results[child.code] for child in node.children]
        computed = weighted_mean([(part.score, part.node.weight) for part in parts])
        official = given.get(node.code)
        score, note = (computed, "") if official is None else (official, "")
        coverage = _coverage(node, parts, known=official is not None)
        if node.level == Level.HALF and coverage < structure.least_coverage:
            score, note = None, _("không đủ số liệu để có điểm")
        results[node.code] = LevelResult(node, score, official, computed, coverage, note=note)
    return AreaResult(area, tuple(results.values()))


def weighted_mean(parts: Sequence[tuple[Decimal | None, Decimal]]) -> Decimal | None:
    """Return the mean of (value, weight) over what is known; None when nothing is."""
    known = [(value, weight) for value, weight in parts if value is not None and weight]
    if not known:
        return None
    total = sum((weight for _value, weight in known), Decimal(0))
    return sum((value * weight for value, weight in known), Decimal(0)) / total


def _coverage(node: Node, parts: Sequence[LevelResult], *, known: bool) -> Decimal:
    """Return the share of the indicators beneath whose value is known, 0 to 1."""
    if known or not parts:
        return Decimal(known)
    sizes = [sum(1 for _leaf in part.node.leaves()) for part in parts]
    covered = sum(
        (part.coverage * size for part, size in zip(parts, sizes, strict=True)), Decimal(0)
    )
    return covered / sum(sizes)


def _what_if(structure: Structure, values: Mapping[str, Range], base: Scores) -> Calculation:
    """Rescore the changed indicators against fixed bounds and carry the change up.

    The mean is linear, so the change of each level is known even where its score is not. Parts
    that `base` names as None are missing and left out; of the others a value is assumed.
    """
    _refuse_unknown(values, {leaf.code for leaf in structure.root.leaves()})
    _refuse_unknown(base, set(structure.nodes()))
    results: dict[str, LevelResult] = {}
    for node in structure.root.walk():
        parts = [results[child.code] for child in node.children]
        official = base.get(node.code)
        computed: Decimal | None
        if node.code in values:
            now, changed = _rescored(node, values[node.code])
            change, computed = changed - now, now
        else:
            present = [part for part in parts if not _is_missing(part, base)]
            change = weighted_mean(
                [(part.change, part.node.weight) for part in present]
            ) or Decimal(0)
            complete = bool(present) and all(part.score is not None for part in present)
            computed = (
                weighted_mean([(part.score, part.node.weight) for part in present])
                if complete
                else None
            )
        score = computed if official is None else official
        results[node.code] = LevelResult(
            node, score, official, computed, Decimal(score is not None), change
        )
    return Calculation(
        mode=CalculatorMode.WHAT_IF,
        structure=structure,
        areas=(_what_changed(structure.root, results),),
    )


def _is_missing(part: LevelResult, base: Scores) -> bool:
    return part.node.code in base and base[part.node.code] is None and not part.change


def _rescored(node: Node, values: Range) -> tuple[Decimal, Decimal]:
    if values.high <= values.low:
        raise CalculatorError(_("Số cao nhất phải lớn hơn số thấp nhất."), node.code)
    now, changed = (
        rescale(value, values.low, values.high, higher_is_better=node.higher_is_better)
        for value in (values.now, values.changed)
    )
    return now, changed


def _what_changed(root: Node, results: Mapping[str, LevelResult]) -> AreaResult:
    touched = [level for level in results.values() if level.change and level.node is not root]
    return AreaResult("", (*touched, results[root.code]))


def _refuse_unknown(values: Mapping[str, Any], known: Set[str]) -> None:
    for code in values:
        if code not in known:
            raise CalculatorError(
                _("Khung này không có mục mang mã “%(code)s”.") % {"code": code}, code
            )
