"""From raw values of many areas to scores from 0 to 100: outliers, then minimum and maximum.

The rule for outliers is the one that the index's own developers' tool (COINr) documents: a column
passes when its skewness is small or its kurtosis is; else its farthest points are set to the next
value inside, five at most; if that does not help, the logarithm is taken instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

SKEWNESS_LIMIT = Decimal(2)
KURTOSIS_LIMIT = Decimal("3.5")
WINSORIZED_AT_MOST = 5
HUNDRED = Decimal(100)

Column = Mapping[str, Decimal | None]


@dataclass(frozen=True)
class Treated:
    """What the rule for outliers did to one indicator: points moved, or the logarithm taken."""

    indicator: str
    points: int
    logarithm: bool = False


def skewness(values: list[Decimal]) -> Decimal:
    """Return the skewness of type 2, as spreadsheets give it. Needs three values that differ."""
    n = Decimal(len(values))
    m2, m3, _m4 = _moments(values)
    return (n * (n - 1)).sqrt() / (n - 2) * m3 / (m2 * m2.sqrt())


def kurtosis(values: list[Decimal]) -> Decimal:
    """Return the excess kurtosis of type 2, as spreadsheets give it. Needs four that differ."""
    n = Decimal(len(values))
    m2, _m3, m4 = _moments(values)
    return (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m4 / m2**2 - 3) + 6)


def _moments(values: list[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    n = len(values)
    mean = sum(values, Decimal(0)) / n
    m2, m3, m4 = (sum(((x - mean) ** k for x in values), Decimal(0)) / n for k in (2, 3, 4))
    return m2, m3, m4


def passes(values: list[Decimal]) -> bool:
    """Whether a column needs no treatment. Too few or equal values have no outliers."""
    if len(values) < 4 or min(values) == max(values):
        return True
    return abs(skewness(values)) < SKEWNESS_LIMIT or kurtosis(values) < KURTOSIS_LIMIT


def treat(indicator: str, column: Column) -> tuple[dict[str, Decimal | None], Treated | None]:
    """Return the column after the rule for outliers, and what was done; None when nothing was."""
    known = {area: value for area, value in column.items() if value is not None}
    if passes(list(known.values())):
        return dict(column), None
    values = dict(known)
    # The side of the tail is chosen once, as the reference does.
    high_tail = skewness(list(values.values())) >= 0
    for points in range(1, WINSORIZED_AT_MOST + 1):
        _winsorize_once(values, known, points, high_tail=high_tail)
        if passes(list(values.values())):
            return {**column, **values}, Treated(indicator, points)
    low, high = min(known.values()), max(known.values())
    shift = (high - low) / HUNDRED
    logged = {area: (value - low + shift).ln() for area, value in known.items()}
    return {**column, **logged}, Treated(indicator, 0, logarithm=True)


def _winsorize_once(
    values: dict[str, Decimal], known: dict[str, Decimal], points: int, *, high_tail: bool
) -> None:
    """Set the `points` farthest areas to the next value inside."""
    order = sorted(known, key=lambda area: known[area], reverse=high_tail)
    inside = known[order[points]]
    for area in order[:points]:
        values[area] = inside


def constant(column: Column) -> bool:
    """Whether a column has no two values that differ, so that nothing can be scored with it."""
    return len({value for value in column.values() if value is not None}) < 2


def normalize(column: Column, *, higher_is_better: bool = True) -> dict[str, Decimal | None]:
    """Return scores from 0 to 100 by minimum and maximum; missing stays missing.

    A constant column gives no score to anybody: there is nothing to compare.
    """
    if constant(column):
        return dict.fromkeys(column)
    known = [value for value in column.values() if value is not None]
    low, high = min(known), max(known)
    return {
        area: None
        if value is None
        else rescale(value, low, high, higher_is_better=higher_is_better)
        for area, value in column.items()
    }


def rescale(value: Decimal, low: Decimal, high: Decimal, *, higher_is_better: bool) -> Decimal:
    """Return where `value` stands from `low` to `high`, 0 to 100, clipped at both ends.

    Raises ValueError when `high` is not above `low`.
    """
    if high <= low:
        raise ValueError("the highest value must be above the lowest")
    share = (value - low) / (high - low)
    if not higher_is_better:
        share = 1 - share
    return HUNDRED * min(max(share, Decimal(0)), Decimal(1))
