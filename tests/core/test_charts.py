"""Charts that can be read by people, by screen readers and on grey paper."""

import re
from collections import Counter
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import charts
from core.charts import Dot, Landmark, Level, PlotLink, Series, Variant

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg):
    return ElementTree.fromstring(svg)


def classes(svg):
    return Counter(re.findall(r'class="([^"]+)"', svg))


def a_step_chart(**options):
    options = {
        "title": "Số doanh nghiệp theo ngày",
        "first": date(2021, 6, 1),
        "last": date(2030, 12, 31),
        "until": date(2026, 11, 20),
        "target": Level(50, "khoảng 50 đến 31/12/2030"),
        "today": "hôm nay",
        "desc": "Từ 0 lên 23.",
        **options,
    }
    series = [
        Series(
            "23 doanh nghiệp công nghệ số",
            [
                (date(2021, 7, 1), 1),
                (date(2023, 3, 1), None),
                (date(2023, 9, 1), 12),
                (date(2026, 11, 6), 23),
            ],
            frozen=[(date(2025, 12, 31), 16), (date(2026, 9, 30), 21)],
        ),
        Series("4 có khả năng cung cấp", [(date(2021, 7, 1), 0), (date(2026, 7, 22), 4)]),
    ]
    return charts.step_chart(series, **options)


def a_map(**options):
    dots = [
        Dot(11.31, 106.10, "Phường Tân Ninh", 24, label="Phường Tân Ninh 24"),
        Dot(10.54, 106.41, "Phường Long An", 21, group=2, label="Phường Long An 21"),
        Dot(11.08, 106.27, "Phường Gò Dầu", 0),
    ]
    mountain = Landmark(11.38, 106.17, "núi Bà Đen", "peak")
    lake = Landmark(11.35, 106.33, "hồ Dầu Tiếng", "water")
    return charts.dot_map(dots, title="Có mặt ở 2 xã", landmarks=[mountain, lake], **options)


ALL = [
    lambda **options: charts.plots(23, able=4, target=50, faded=5, title="23/50", **options),
    lambda **options: charts.bar(19, 40, comparator="ít nhất 40", title="19/40", **options),
    lambda **options: charts.swatch("able", title="Có khả năng cung cấp", **options),
    a_step_chart,
    lambda **options: a_step_chart(width=charts.NARROW, **options),
    a_map,
]


def test_one_square_is_one_firm():
    svg = charts.plots(23, able=4, target=50, faded=5, title="23 trên khoảng 50")

    found = classes(svg)
    assert found["plot plot-able"] == found["plot-dot"] == 4
    assert found["plot plot-filled"] == 19
    assert found["plot plot-open"] == 22
    assert found["plot plot-faded"] == 5
    assert parsed(svg).get("viewBox") == "0 0 316 156"


def test_more_than_the_target_goes_on_past_it():
    found = classes(charts.plots(12, target=10, faded=5, title="12 trên 10"))

    assert found["plot plot-filled"] == 12
    assert found["plot plot-open"] + found["plot plot-faded"] == 0


def test_what_nobody_counts_is_no_field_of_plots():
    with pytest.raises(ValueError, match="draw a bar"):
        charts.plots(10, target=150, title="10 trên 150")


def test_filled_plots_lead_to_their_firms_and_names_cannot_break_out():
    link = PlotLink("/danh-ba/TN-000031/?a=1&b=2", '<script>"Gió" & Bấc</script>')

    svg = charts.plots(2, target=3, links=[link], title="a")

    (anchor,) = parsed(svg).iter(f"{SVG}a")
    assert anchor.get("href") == link.address
    assert anchor.find(f"{SVG}title").text == link.name
    assert "<script" not in svg
    assert parsed(svg).get("role") == "group"


@pytest.mark.parametrize("draw", ALL)
def test_on_the_web_a_chart_has_words_and_classes_but_no_style(draw):
    svg = draw()

    root = parsed(svg)
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == root.get("aria-label")
    assert not re.search(r"\b(style|fill|stroke|font-family)=", svg)


@pytest.mark.parametrize("draw", ALL)
def test_in_print_a_chart_is_grey_and_brings_its_font(draw):
    svg = draw(variant=Variant.PRINT)

    root = parsed(svg)
    assert root[0].tag == f"{SVG}title"
    assert "class=" not in svg
    assert {text.get("font-family") for text in root.iter(f"{SVG}text")} <= {charts.PRINT_FONT}
    colours = set(re.findall(r"#[0-9a-f]{6}", svg))
    assert all(colour[1:3] == colour[3:5] == colour[5:7] for colour in colours)


def test_the_bar_goes_on_past_the_tick_of_the_target():
    root = parsed(charts.bar(19, 40, title="19/40", width=400))
    over = parsed(charts.bar(60, 40, title="60/40", width=400))

    tick = root.find(f"{SVG}line")
    assert float(tick.get("x1")) == 320
    assert [float(rect.get("width")) for rect in root.iter(f"{SVG}rect")] == [399, 152]
    assert [float(rect.get("width")) for rect in over.iter(f"{SVG}rect")] == [399, 400]
    assert 266 < float(over.find(f"{SVG}line").get("x1")) < 267


def test_a_gap_is_a_gap_and_the_line_ends_today():
    root = parsed(a_step_chart())

    line = next(path for path in root.iter(f"{SVG}path") if path.get("class").endswith("-1"))
    end = next(root.iter(f"{SVG}circle")).get("cx")
    assert line.get("d").count("M") == 2
    assert line.get("d").endswith(f"H{end}")
    target = next(one for one in root.iter(f"{SVG}line") if one.get("class") == "chart-target")
    assert float(target.get("x2")) > float(end)


def test_frozen_numbers_are_diamonds_off_the_line():
    assert classes(a_step_chart())["chart-frozen"] == 2


def test_labels_stand_at_the_ends_inside_the_drawing_and_not_over_each_other():
    for width in (charts.WIDE, charts.NARROW):
        root = parsed(a_step_chart(width=width))
        labels = [text for text in root.iter(f"{SVG}text") if text.get("class") == "chart-label"]
        heights = sorted(float(label.get("y")) for label in labels)

        assert [label.text for label in labels][1:] == [
            "4 có khả năng cung cấp",
            "23 doanh nghiệp công nghệ số",
        ]
        assert all(low - high >= 16 for high, low in pairwise(heights))
        assert all(0 <= float(label.get("x")) <= width for label in labels)


@pytest.mark.parametrize(
    ("most", "ticks"),
    [(1, ["0", "1", "2", "3", "4"]), (23, ["0", "5", "10", "15", "20", "25"])],
)
def test_the_scale_has_round_numbers(most, ticks):
    svg = charts.step_chart(
        [Series("a", [(date(2026, 1, 1), most)])],
        title="a",
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        until=date(2026, 6, 30),
    )

    texts = [text.text for text in parsed(svg).iter(f"{SVG}text")]
    assert texts[: len(ticks)] == ticks
    assert texts[len(ticks)] == "2026"


@given(
    st.lists(
        st.tuples(
            st.dates(min_value=date(2000, 1, 1), max_value=date(2040, 1, 1)),
            st.one_of(st.none(), st.integers(min_value=0, max_value=10**7)),
        ),
        max_size=6,
    ),
    st.text(
        alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
        max_size=9,
    ),
)
def test_any_series_gives_a_drawing(points, label):
    svg = charts.step_chart(
        [Series(label, points)],
        title=label,
        first=date(2020, 1, 1),
        last=date(2030, 12, 31),
        until=date(2026, 11, 20),
    )

    assert parsed(svg).find(f"{SVG}title").text in (label, None)


def test_dots_are_as_large_as_their_count_and_hollow_without():
    svg = a_map()

    found = classes(svg)
    assert (found["map-dot map-dot-1"], found["map-dot map-dot-2"], found["map-none"]) == (1, 1, 1)
    radii = [float(dot.get("r")) for dot in parsed(svg).iter(f"{SVG}circle")]
    assert radii == [15, 14, 3]


def test_on_a_phone_the_map_has_no_labels():
    svg = a_map(labels=False, width=charts.NARROW)

    assert list(parsed(svg).iter(f"{SVG}text")) == []
