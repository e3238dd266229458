"""Every pair of colors that carries text or a control can be read, in both themes."""

import pytest

from . import css

GROUNDS = ("--paper", "--surface", "--sunken")
ON_GROUNDS = [
    (color, ground) for color in ("--ink", "--soft", "--lake", "--earth") for ground in GROUNDS
]
OTHER_TEXT = [
    ("--on-lake", "--lake"),
    ("--on-lake", "--lake-hover"),
    ("--lake-hover", "--surface"),
    ("--lake-hover", "--info-bg"),
    ("--ok", "--ok-bg"),
    ("--warn", "--warn-bg"),
    ("--stop", "--stop-bg"),
    ("--info", "--info-bg"),
    ("--soft", "--quiet-bg"),
    ("--ink", "--ok-bg"),
    ("--ink", "--warn-bg"),
    ("--ink", "--stop-bg"),
    ("--ink", "--info-bg"),
    ("--lake", "--info-bg"),
    ("--lake", "--warn-bg"),
    ("--ink", "--sky"),
    ("--lake", "--sky"),
    ("--stop", "--paper"),
    ("--stop", "--surface"),
    ("--ok", "--paper"),
    ("--ok", "--surface"),
    ("--warn", "--paper"),
    ("--warn", "--surface"),
]
THEMES = [("light", css.LIGHT), ("dark", css.DARK)]


@pytest.mark.parametrize(("name", "theme"), THEMES)
@pytest.mark.parametrize(("text", "ground"), ON_GROUNDS + OTHER_TEXT)
def test_text_can_be_read(name, theme, text, ground):
    assert css.contrast(theme[text], theme[ground]) >= 4.5


@pytest.mark.parametrize(("name", "theme"), THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_borders_of_controls_can_be_seen(name, theme, ground):
    assert css.contrast(theme["--control"], theme[ground]) >= 3


@pytest.mark.parametrize(("name", "theme"), THEMES)
def test_white_on_the_mountain_can_be_read(name, theme):
    assert css.contrast("#ffffff", theme["--mountain"]) >= 7


def test_footer_can_be_read():
    assert css.contrast("#edf0ea", "#12362d") >= 7


def test_focus_is_seen_on_every_ground():
    """The ring is ink, its halo sun: one of them stands out wherever it falls."""
    for _name, theme in THEMES:
        for ground in (*GROUNDS, "--mountain", "--sky", "--stop-bg"):
            ring = css.contrast(theme["--ink"], theme[ground])
            halo = css.contrast(theme["--sun"], theme[ground])
            assert max(ring, halo) >= 3


@pytest.mark.parametrize(
    ("token", "light", "dark"),
    [
        ("--ink", (15.0, 15.8, 13.6), (15.9, 14.5, 16.7)),
        ("--soft", (7.3, 7.6, 6.6), (9.7, 8.8, 10.1)),
        ("--lake", (7.1, 7.4, 6.4), (9.8, 8.9, 10.2)),
        ("--earth", (6.8, 7.2, 6.2), (8.1, 7.3, 8.4)),
        ("--control", (4.6, 4.8, 4.1), (5.7, 5.2, 6.0)),
    ],
)
def test_measured_ratios_are_those_of_the_design(token, light, dark):
    for theme, expected in ((css.LIGHT, light), (css.DARK, dark)):
        measured = [css.contrast(theme[token], theme[ground]) for ground in GROUNDS]

        assert measured == pytest.approx(expected, abs=0.1)


def test_dark_by_machine_and_dark_by_choice_are_one_theme():
    assert css.DARK_BY_MACHINE == css.DARK
    assert set(css.DARK) <= set(css.LIGHT)
