"""Numbers over time: steps, frozen diamonds, and the target as a dotted line."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from core.vietnamese import number

from .drawing import WIDE, Drawing, Variant, short

# The width to keep for a letter; more than a system font takes at the size of a label.
_LETTER = 7


@dataclass(frozen=True)
class Series:
    """A number that holds from each day until the next; None is a gap, not zero.

    `frozen` are the numbers that were fixed, each at its day, and may stand off the line.
    """

    label: str
    points: Sequence[tuple[date, float | None]]
    frozen: Sequence[tuple[date, float]] = ()


@dataclass(frozen=True)
class Level:
    """A target, drawn as a dotted line up to the day it is due."""

    value: float
    label: str


@dataclass(frozen=True)
class _Scale:
    left: float
    right: float
    top: float
    bottom: float
    first: date
    last: date
    most: float

    def x(self, day: date) -> float:
        span = max(1, (self.last - self.first).days)
        share = min(1.0, max(0.0, (day - self.first).days / span))
        return self.left + share * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - value / self.most * (self.bottom - self.top)


def step_chart(
    series: Sequence[Series],
    *,
    title: str,
    first: date,
    last: date,
    until: date,
    target: Level | None = None,
    today: str = "",
    desc: str = "",
    width: int = WIDE,
    language: str = "vi",
    variant: Variant = Variant.WEB,
) -> SafeString:
    """Draw at most five numbers over time, from `first` to `last`, known up to `until`.

    There is no forecast: after `until` only the target goes on. With `today`, its word stands over
    a line at `until`. Draw it twice, WIDE and NARROW, for two screens.
    """
    if len(series) > 5:
        raise ValueError("more than five lines cannot be told apart; sum up the rest")
    is_narrow = width < 480
    height = 240.0 if is_narrow else 320.0
    values = [value for one in series for _, value in [*one.points, *one.frozen] if value]
    step = _step(max([*values, target.value if target else 0, 4]), 4 if is_narrow else 6)
    most = step * math.ceil(max([*values, target.value if target else 0, 4]) / step)
    reserved = 12.0
    if variant == Variant.PRINT and not is_narrow:
        # On paper the lines end at the edge of the field, and their names stand beside it.
        reserved = 10.0 + _LETTER * max((len(one.label) for one in series), default=0)
    scale = _Scale(44.0, width - reserved, 44.0, height - 34, first, last, most)
    drawing = Drawing(variant, 13 if variant == Variant.WEB else 15)
    _draw_axes(drawing, scale, step, is_narrow=is_narrow, language=language)
    if target:
        y = scale.y(target.value)
        drawing.add("line", "chart-target", x1=scale.left, y1=y, x2=scale.right, y2=y)
        drawing.add("text", "chart-label", target.label, x=scale.right, y=y - 8, text_anchor="end")
    if today:
        x = scale.x(until)
        drawing.add("line", "chart-today", x1=x, y1=scale.top - 20, x2=x, y2=scale.bottom)
        drawing.add("text", "chart-note", today, x=x, y=16, text_anchor="middle")
    ends: list[tuple[float, float, str]] = []
    for index, one in enumerate(series, start=1):
        end = _draw_line(drawing, scale, one, index, until)
        if end:
            ends.append((*end, one.label))
    _draw_labels(drawing, scale, ends, width)
    return drawing.svg(width, height, title, desc, "chart")


def _step(most: float, lines: int) -> float:
    """Return 1, 2 or 5 times a power of ten, so that about `lines` steps reach `most`."""
    power = 10 ** math.floor(math.log10(most / lines)) if most > lines else 1
    return next(float(factor * power) for factor in (1, 2, 5, 10) if factor * power * lines >= most)


def _draw_axes(
    drawing: Drawing, scale: _Scale, step: float, *, is_narrow: bool, language: str
) -> None:
    for index in range(round(scale.most / step) + 1):
        value = index * step
        y = scale.y(value)
        klass = "chart-grid" if index else "chart-axis"
        drawing.add("line", klass, x1=scale.left, y1=y, x2=scale.right, y2=y)
        text = number(int(value) if value == int(value) else value, language=language)
        drawing.add("text", "chart-tick", text, x=scale.left - 8, y=y + 5, text_anchor="end")
    years = range(scale.first.year, scale.last.year + 1)
    for year in years:
        start = max(scale.first, date(year, 1, 1))
        end = min(scale.last, date(year, 12, 31))
        x1, x2 = scale.x(start), scale.x(end)
        drawing.add("line", "chart-axis", x1=x1, y1=scale.bottom, x2=x1, y2=scale.bottom + 5)
        if x2 - x1 >= 34 or (is_narrow and x2 - x1 >= 20 and (year - years[0]) % 2 == 0):
            middle = (x1 + x2) / 2
            drawing.add(
                "text", "chart-tick", str(year), x=middle, y=scale.bottom + 22, text_anchor="middle"
            )


def _draw_line(
    drawing: Drawing, scale: _Scale, one: Series, index: int, until: date
) -> tuple[float, float] | None:
    """Draw one line with its frozen points; return its end, None if it has none."""
    points = sorted(
        (point for point in one.points if point[0] <= until), key=lambda point: point[0]
    )
    path: list[str] = []
    before: float | None = None
    for day, value in points:
        x = short(scale.x(day))
        if before is not None:
            path.append(f"H{x}")
        if value is not None:
            y = short(scale.y(value))
            path.append(f"V{y}" if before is not None else f"M{x} {y}")
        before = value
    end = None
    if before is not None:
        end = scale.x(until), scale.y(before)
        path.append(f"H{short(end[0])}")
    if path:
        drawing.add("path", f"chart-line chart-line-{index}", d="".join(path))
    for day, value in one.frozen:
        x_, y_ = scale.x(day), scale.y(value)
        corners = [(x_, y_ - 6), (x_ + 6, y_), (x_, y_ + 6), (x_ - 6, y_)]
        text = " ".join(f"{short(x)},{short(y)}" for x, y in corners)
        drawing.add("polygon", "chart-frozen", points=text)
    if end and drawing.variant == Variant.WEB:
        drawing.add("circle", f"chart-end chart-mark-{index}", cx=end[0], cy=end[1], r=4)
    return end


def _draw_labels(
    drawing: Drawing, scale: _Scale, ends: Iterable[tuple[float, float, str]], width: int
) -> None:
    """Write each line's name at its end, no two over each other."""
    lowest = math.inf
    for x, y, label in sorted(ends, key=lambda end: -end[1]):
        fits = x + 10 + _LETTER * len(label) <= width + 1
        y = min(y + 5 if fits else y - 10, lowest - 17)
        lowest = y
        drawing.add(
            "text",
            "chart-label",
            label,
            x=x + 10 if fits else scale.right,
            y=y,
            text_anchor="start" if fits else "end",
        )
