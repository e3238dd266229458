"""What can be counted one by one, and bars for what cannot."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString

from .drawing import Drawing, Variant

MOST_PLOTS = 60  # above that a bar is easier to read
_SIDE, _PITCH = 28, 32


@dataclass(frozen=True)
class PlotLink:
    """What one filled plot leads to."""

    address: str
    name: str


def plots(
    filled: int,
    *,
    title: str,
    able: int = 0,
    target: int = 0,
    faded: int = 0,
    desc: str = "",
    links: Sequence[PlotLink] = (),
    columns: int = 10,
    variant: Variant = Variant.WEB,
) -> SafeString:
    """Draw one square for each thing counted, the first `able` with a dot, and the open rest.

    The last `faded` open ones up to `target` are pale: the target is only an approximate number.
    Raises ValueError above MOST_PLOTS.
    """
    total = max(filled, target)
    if total > MOST_PLOTS:
        raise ValueError(f"{total} plots are more than a person counts; draw a bar")
    drawing = Drawing(variant)
    for index in range(total):
        x, y = index % columns * _PITCH, index // columns * _PITCH
        if index < filled:
            klass = "plot plot-able" if index < able else "plot plot-filled"
        else:
            klass = "plot plot-faded" if index >= target - faded else "plot plot-open"
        # An outline is drawn on its edge: half of it would stand outside.
        inset = 0 if index < filled else 1
        square = drawing.element(
            "rect",
            klass,
            x=x + inset,
            y=y + inset,
            width=_SIDE - 2 * inset,
            height=_SIDE - 2 * inset,
            rx=2,
        )
        if index < able:
            middle = _SIDE / 2
            square += drawing.element("circle", "plot-dot", cx=x + middle, cy=y + middle, r=5)
        if index < min(filled, len(links)) and variant == Variant.WEB:
            link = links[index]
            named = f"<title>{escape(link.name)}</title>{square}"
            square = drawing.element("a", "plot-link", named, href=link.address)
        drawing.parts.append(square)
    rows = max(1, math.ceil(total / columns))
    return drawing.svg(
        columns * _PITCH - (_PITCH - _SIDE),
        rows * _PITCH - (_PITCH - _SIDE),
        title,
        desc,
        "plots",
    )


def swatch(kind: str, *, title: str, variant: Variant = Variant.WEB) -> SafeString:
    """Draw one small plot for a key: `kind` is able, filled, open or faded."""
    drawing = Drawing(variant)
    drawing.add("rect", f"plot plot-{kind}", x=1, y=1, width=14, height=14, rx=2)
    if kind == "able":
        drawing.add("circle", "plot-dot", cx=8, cy=8, r=3)
    return drawing.svg(16, 16, title, "", "swatch")


def bar(
    value: float,
    target: float | None = None,
    *,
    title: str,
    comparator: str = "",
    top: float | None = None,
    colour: int = 3,
    width: int = 364,
    variant: Variant = Variant.WEB,
) -> SafeString:
    """Draw a value against a target that is a tick; the bar goes on past it.

    `comparator` is the wording of the target, "ít nhất 40", and becomes the description. `top` is
    the value at the right edge, for several bars on one scale.
    """
    end = top or max(1.25 * target if target else 0, value) or 1
    height = 20
    drawing = Drawing(variant)
    if top is None:
        drawing.add("rect", "bar-track", x=0.5, y=4.5, width=width - 1, height=11)
    length = max(0.0, min(1.0, value / end)) * width
    drawing.add("rect", f"bar-fill bar-fill-{colour}", x=0, y=4, width=length, height=12)
    if target is not None:
        x = min(1.0, target / end) * width
        drawing.add("line", "bar-tick", x1=x, y1=0, x2=x, y2=height)
    return drawing.svg(width, height, title, comparator, "bar")
