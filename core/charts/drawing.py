"""The pen: elements with classes for the web, with colours and font for paper."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

PRINT_FONT = "Registry Serif"
WIDE, NARROW = 1088, 320
BLACK, GREY, PALE = "#111111", "#787878", "#bbbbbb"

Attributes = Mapping[str, object]


class Variant(StrEnum):
    """Where the drawing will stand."""

    WEB = "web"
    PRINT = "print"


_PRINT: dict[str, Attributes] = {
    "plot plot-able": {"fill": BLACK},
    "plot plot-filled": {"fill": GREY},
    "plot plot-open": {"fill": "none", "stroke": BLACK, "stroke-dasharray": "3 3"},
    "plot plot-faded": {"fill": "none", "stroke": PALE, "stroke-dasharray": "3 3"},
    "plot-dot": {"fill": "#ffffff"},
    "chart-grid": {"stroke": PALE, "fill": "none"},
    "chart-axis": {"stroke": BLACK, "fill": "none"},
    "chart-target": {"stroke": BLACK, "stroke-dasharray": "2 4", "fill": "none"},
    "chart-today": {"stroke": PALE, "stroke-dasharray": "2 3", "fill": "none"},
    "chart-tick": {"fill": BLACK},
    "chart-label": {"fill": BLACK},
    "chart-note": {"fill": BLACK},
    "chart-frozen": {"fill": "#ffffff", "stroke": BLACK, "stroke-width": 1.5},
    "chart-line chart-line-1": {"stroke": BLACK, "stroke-width": 2.5, "fill": "none"},
    "chart-line chart-line-2": {
        "stroke": BLACK,
        "stroke-width": 2,
        "stroke-dasharray": "7 4",
        "fill": "none",
    },
    "chart-line chart-line-3": {
        "stroke": BLACK,
        "stroke-width": 2,
        "stroke-dasharray": "2 6",
        "fill": "none",
    },
    "chart-line chart-line-4": {"stroke": GREY, "stroke-width": 2.5, "fill": "none"},
    "chart-line chart-line-5": {
        "stroke": GREY,
        "stroke-width": 2,
        "stroke-dasharray": "7 4",
        "fill": "none",
    },
    "bar-track": {"fill": "none", "stroke": BLACK},
    "bar-tick": {"stroke": BLACK, "stroke-width": 2},
    "map-none": {"fill": "none", "stroke": BLACK},
    "map-dot map-dot-1": {"fill": BLACK},
    "map-label": {"fill": BLACK},
    "map-leader": {"stroke": GREY},
    "map-peak": {"fill": BLACK},
    "map-water": {"stroke": GREY, "fill": "none"},
}


class Drawing:
    """Collects elements; knows how each class looks in print."""

    def __init__(self, variant: Variant, font_size: float = 13) -> None:
        self.variant = variant
        self.font_size = font_size
        self.parts: list[str] = []

    def add(self, name: str, klass: str, text: str = "", **attributes: object) -> None:
        self.parts.append(self.element(name, klass, text, **attributes))

    def element(self, name: str, klass: str, text: str = "", **attributes: object) -> str:
        look: Attributes
        if self.variant == Variant.WEB:
            look = {"class": klass}
        else:
            look = _PRINT.get(klass, {"fill": GREY, "stroke": "none"})
            if name == "text":
                look = {**look, "font-family": PRINT_FONT, "font-size": self.font_size}
        body = escape(text) if name != "a" else text
        return f"<{name}{_attributes(look)}{_attributes(attributes)}>{body}</{name}>"

    def svg(self, width: float, height: float, title: str, desc: str, klass: str) -> SafeString:
        root: dict[str, object] = {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {short(width)} {short(height)}",
            "width": width,
            "height": height,
        }
        if self.variant == Variant.WEB:
            root["class"] = klass
            # A picture has no links inside; a group of links is read link by link.
            root["role"] = "group" if any("<a " in part for part in self.parts) else "img"
            root["aria-label"] = title
        describing = f"<title>{escape(title)}</title>"
        if desc:
            describing += f"<desc>{escape(desc)}</desc>"
        # Everything above went through escape().
        return mark_safe(f"<svg{_attributes(root)}>{describing}{''.join(self.parts)}</svg>")


def short(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)


def _attributes(values: Attributes) -> str:
    return "".join(
        f' {name.replace("_", "-")}="{escape(short(value))}"' for name, value in values.items()
    )
