"""What the browser is given: small, and nothing that the content security policy forbids."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines

ROOMS = ("config", "home", "search", "programs", "ecosystem", "accounts", "core")
TEMPLATES = sorted(
    path
    for room in ROOMS
    for path in (Path(settings.ROOT) / room).rglob("*.html")
    if "templates" in path.parts
)
# The PDF renderer has no policy, and its documents carry their style with them.
SCREEN = [path for path in TEMPLATES if "pdf" not in path.parts and "documents" not in path.parts]

COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL)


def markup(path: Path) -> str:
    return COMMENT.sub("", path.read_text())


@pytest.mark.parametrize(
    ("asset", "limit"), [("css/site.css", 30_000), ("css/admin.css", 16_000), ("js/site.js", 6_000)]
)
def test_asset_is_small(asset, limit):
    assert Path(finders.find(asset)).stat().st_size < limit


@pytest.mark.parametrize("path", SCREEN, ids=lambda path: str(path.relative_to(settings.ROOT)))
def test_no_style_or_script_is_written_into_a_template(path):
    text = markup(path)

    assert re.findall(r"\sstyle\s*=", text) == []
    assert re.findall(r"<style\b", text) == []
    assert re.findall(r"<script\b(?![^>]*\bsrc=)", text) == []
    assert re.findall(r"\son[a-z]+\s*=\s*[\"']", text) == []
    assert re.findall(r"javascript:", text) == []


@pytest.mark.parametrize("path", SCREEN, ids=lambda path: str(path.relative_to(settings.ROOT)))
def test_no_template_asks_another_host(path):
    assert re.findall(r"(?:src|srcset|action)=\"(?:https?:)?//", markup(path)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.ROOT)))
def test_template_compiles(path):
    engines["django"].from_string(path.read_text())


@pytest.mark.parametrize(
    "path",
    sorted((Path(settings.ROOT) / "config/templates/components").glob("*.html")),
    ids=lambda path: path.name,
)
def test_component_says_what_it_takes(path):
    assert path.read_text().startswith("{% comment %}")


def test_style_sheet_never_sets_vietnamese_in_capitals():
    text = Path(finders.find("css/site.css")).read_text()

    assert "uppercase" not in text
    assert "@import" not in text
    assert "url(" not in text
