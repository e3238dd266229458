"""Places as dots whose area is their count."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from .drawing import Drawing, Variant, short

# Left, top, right, bottom.
Box = tuple[float, float, float, float]
# Widest that a letter of the label gets on average, in the system fonts at 14 px.
LETTER = 8.0


@dataclass(frozen=True)
class Dot:
    """A place with a count; `group` 1 to 5 gives its colour, a label is optional."""

    latitude: float
    longitude: float
    name: str
    count: int
    group: int = 1
    label: str = ""


@dataclass(frozen=True)
class Landmark:
    """Something that people recognise the map by: kind is peak or water."""

    latitude: float
    longitude: float
    label: str
    kind: str


def dot_map(
    dots: Sequence[Dot],
    *,
    title: str,
    landmarks: Sequence[Landmark] = (),
    desc: str = "",
    labels: bool = True,
    width: int = 640,
    variant: Variant = Variant.WEB,
) -> SafeString:
    """Draw places as dots whose area is their count; a hollow dot has none."""
    if not dots:
        raise ValueError("a map without places")
    margin = 24.0
    places: list[Dot | Landmark] = [*dots, *landmarks]
    latitudes = [one.latitude for one in places]
    longitudes = [one.longitude for one in places]
    north, west = max(latitudes), min(longitudes)
    shrink = math.cos(math.radians(sum(latitudes) / len(latitudes)))
    span = max((max(longitudes) - west) * shrink, 1e-6)
    factor = min((width - 2 * margin) / span, 1e6)
    height = (north - min(latitudes)) * factor + 2 * margin

    def place(latitude: float, longitude: float) -> tuple[float, float]:
        x = margin + (longitude - west) * shrink * factor
        return x, margin + (north - latitude) * factor

    drawing = Drawing(variant, 12)
    most = max(dot.count for dot in dots) or 1
    for mark in landmarks:
        _draw_landmark(drawing, mark, *place(mark.latitude, mark.longitude), labels=labels)
    circles = []
    # Large dots first, so that small ones stay visible.
    for dot in sorted(dots, key=lambda dot: -dot.count):
        x, y = place(dot.latitude, dot.longitude)
        radius = max(2.5, 15 * math.sqrt(dot.count / most)) if dot.count else 3.0
        klass = f"map-dot map-dot-{dot.group}" if dot.count else "map-none"
        drawing.add("circle", klass, cx=x, cy=y, r=radius)
        circles.append((x, y, radius, dot.label if labels else ""))
    taken: list[Box] = [(x - r, y - r, x + r, y + r) for x, y, r, _label in circles]
    for x, y, _radius, label in circles:
        if label:
            taken.append(_draw_label(drawing, label, x, y, taken, (width, height)))
    return drawing.svg(width, height, title, desc, "map")


def _draw_label(
    drawing: Drawing,
    label: str,
    x: float,
    y: float,
    taken: Sequence[Box],
    size: tuple[float, float],
) -> Box:
    """Write the label on the nearest free ground, with a line to its dot; return its box."""
    long, (width, height) = LETTER * len(label), size
    middles = [
        (x + side * (away + long / 2), y + rise)
        for away in range(16, int(width), 12)
        for rise in (0, -18, 18, -36, 36, -54, 54, -72, 72)
        for side in (1, -1)
    ]
    boxes = [(mx - long / 2, my - 10, mx + long / 2, my + 10) for mx, my in middles]
    inside = [b for b in boxes if b[0] >= 0 and b[2] <= width and b[1] >= 0 and b[3] <= height]
    # On a map without room the label stands over dots rather than outside the drawing.
    free = [box for box in inside if not any(_overlap(box, other) for other in taken)] or inside
    left, top, right, bottom = min(
        free or boxes, key=lambda b: math.hypot(max(b[0] - x, x - b[2]), (b[1] + b[3]) / 2 - y)
    )
    middle = (top + bottom) / 2
    drawing.add("line", "map-leader", x1=x, y1=y, x2=left if left > x else right, y2=middle)
    is_left = left <= x
    drawing.add(
        "text",
        "map-label",
        label,
        x=right - 4 if is_left else left + 4,
        y=middle + 4,
        text_anchor="end" if is_left else "start",
    )
    return left, top, right, bottom


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _draw_landmark(drawing: Drawing, mark: Landmark, x: float, y: float, *, labels: bool) -> None:
    if mark.kind == "peak":
        corners = f"{short(x - 10)},{short(y + 5)} {short(x)},{short(y - 5)} {short(x + 10)},"
        drawing.add("polygon", "map-peak", points=f"{corners}{short(y + 5)}")
    else:
        lines = "".join(
            f"M{short(x - reach)} {short(y + offset)}h{2 * reach}"
            for offset, reach in ((-8, 10), (-3, 16), (2, 14), (7, 9))
        )
        drawing.add("path", "map-water", d=lines)
    if labels:
        drawing.add("text", "map-label", mark.label, x=x + 22, y=y + 4)
