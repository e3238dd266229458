"""Series in, accessible SVG out.

Every chart has a title and a description, and is drawn on the server. On the web it carries class
names only, so that the page's two themes colour it and a strict policy holds; in print it carries
its colours and its font itself, because the page's style does not reach into the drawing.

Classes for the style sheet: plot, plot-able, plot-filled, plot-open, plot-faded, plot-dot;
chart-grid, chart-axis, chart-tick, chart-target, chart-today, chart-label, chart-note,
chart-frozen, chart-end and chart-line-1 to -5 (line), chart-mark-1 to -5 (its last point);
bar-track, bar-fill-1 to -5, bar-tick; map-dot-1 to -5, map-none, map-label, map-leader, map-peak,
map-water.
"""

from .drawing import NARROW, PRINT_FONT, WIDE, Variant
from .lines import Level, Series, step_chart
from .maps import Dot, Landmark, dot_map
from .plots import MOST_PLOTS, PlotLink, bar, plots, swatch

__all__ = [
    "MOST_PLOTS",
    "NARROW",
    "PRINT_FONT",
    "WIDE",
    "Dot",
    "Landmark",
    "Level",
    "PlotLink",
    "Series",
    "Variant",
    "bar",
    "dot_map",
    "plots",
    "step_chart",
    "swatch",
]
