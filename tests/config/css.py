"""Reads the style sheet's tokens, and measures contrast by the formula of WCAG 2.2."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders

PATH = Path(finders.find("css/site.css"))
TEXT = PATH.read_text()

DECLARATION = re.compile(r"(--[\w-]+):\s*(#[0-9a-f]{6})")


def _block(selector: str) -> dict[str, str]:
    """Return the colors of the first rule with this selector."""
    start = TEXT.index(selector + " {")
    return dict(DECLARATION.findall(TEXT[start : TEXT.index("}", start)]))


LIGHT = _block(":root")
DARK = _block('[data-theme="dark"]')
DARK_BY_MACHINE = _block(':root:not([data-theme="light"])')


def _luminance(color: str) -> float:
    channels = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the ratio of two colors, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
