"""Places as dots whose area is their count."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from .drawing import Drawing, Variant, short


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
    longest = max((len(dot.label) for dot in dots), default=0) if labels else 0
    side = 7.0 * longest + 8
    places: list[Dot | Landmark] = [*dots, *landmarks]
    latitudes = [one.latitude for one in places]
    longitudes = [one.longitude for one in places]
    north, west = max(latitudes), min(longitudes)
    shrink = math.cos(math.radians(sum(latitudes) / len(latitudes)))
    span = max((max(longitudes) - west) * shrink, 1e-6)
    factor = min((width - 2 * margin - 2 * side) / span, 1e6)
    height = (north - min(latitudes)) * factor + 2 * margin

    def place(latitude: float, longitude: float) -> tuple[float, float]:
        x = margin + side + (longitude - west) * shrink * factor
        return x, margin + (north - latitude) * factor

    drawing = Drawing(variant, 12)
    most = max(dot.count for dot in dots) or 1
    taken: list[tuple[float, bool]] = []
    for mark in landmarks:
        _draw_landmark(drawing, mark, *place(mark.latitude, mark.longitude), labels=labels)
    # Large dots first, so that small ones stay visible.
    for dot in sorted(dots, key=lambda dot: -dot.count):
        x, y = place(dot.latitude, dot.longitude)
        radius = max(2.5, 15 * math.sqrt(dot.count / most)) if dot.count else 3.0
        klass = f"map-dot map-dot-{dot.group}" if dot.count else "map-none"
        drawing.add("circle", klass, cx=x, cy=y, r=radius)
        if dot.label and labels:
            is_left = x < width / 2
            label_y = y + 16
            while any(abs(label_y - other) < 18 and left == is_left for other, left in taken):
                label_y += 18
            taken.append((label_y, is_left))
            label_x = side if is_left else width - side
            drawing.add("line", "map-leader", x1=x, y1=y, x2=label_x, y2=label_y - 4)
            drawing.add(
                "text",
                "map-label",
                dot.label,
                x=label_x - 4 if is_left else label_x + 4,
                y=label_y,
                text_anchor="end" if is_left else "start",
            )
            height = max(height, label_y + 8)
    return drawing.svg(width, height, title, desc, "map")


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
