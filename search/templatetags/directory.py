"""Pieces of the directory that are the same on most cards, drawn once and kept in the process.

Twenty cards and sixty choices drawn anew cost four times as much as the rest of the page.
"""

from collections.abc import Sequence
from functools import lru_cache
from html import escape

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from search.choices import Sort
from search.filters import Asked
from search.selectors import FacetGroup, ResultCard
from search.selectors.directory import Tag

register = template.Library()

MOST_PANELS = 500
_PANELS: dict[tuple, SafeString] = {}


@register.simple_tag
def result_cards(cards: Sequence[ResultCard]) -> SafeString:
    """Draw the hits. Their texts are escaped already and may hold <mark>."""
    language = get_language() or "vi"
    return mark_safe(
        "".join(
            _skeleton(language, bool(card.hint)).format(
                url=card.url,
                code=card.code,
                plain=escape(card.plain_name),
                name=card.name,
                about=card.about,
                hint=card.hint,
                line=card.line,
                tags=_tags(language, card.tags, card.raising),
                marks=_marks(
                    language, card.state, card.freshness, card.confirmed, card.confirmed_iso
                ),
            )
            for card in cards
        )
    )


@register.simple_tag
def facet_options(group: FacetGroup, counted: bool) -> SafeString:
    """Draw the boxes of a group with their words and, where they are known, their counts."""
    rows = []
    for option in group.options:
        words = _option(group.name, option.value, option.label, option.hint, option.chosen)
        count = f'<span class="count">{option.count}</span>' if counted else ""
        rows.append(f'<div class="check">{words}{count}</div>')
    return mark_safe("\n".join(rows))


@register.simple_tag
def facet_panel(groups: tuple[FacetGroup, ...], asked: Asked, counted: bool) -> SafeString:
    """Draw the panel of all groups; the same question draws the same panel."""
    key = (get_language(), groups, asked.querystring, asked.filter_count, counted)
    if key not in _PANELS:
        if len(_PANELS) >= MOST_PANELS:
            _PANELS.clear()
        _PANELS[key] = render_to_string(
            "search/_facets.html", {"groups": groups, "asked": asked, "counted": counted}
        )
    return _PANELS[key]


@register.simple_tag
def sort_box(chosen: Sort) -> SafeString:
    """Draw the choice of an order."""
    return _sort_box(get_language() or "vi", chosen)


@lru_cache(maxsize=16)
def _sort_box(_language: str, chosen: Sort) -> SafeString:
    return render_to_string("search/_sort.html", {"chosen": chosen, "sorts": Sort})


@register.simple_tag
def legend() -> SafeString:
    """Draw what the marks mean (SRCH-13)."""
    return _legend(get_language() or "vi")


@lru_cache(maxsize=4)
def _legend(_language: str) -> SafeString:
    return render_to_string("search/_legend.html")


@lru_cache(maxsize=8)
def _skeleton(_language: str, with_hint: bool) -> str:
    return render_to_string("search/_card.html", {"with_hint": with_hint})


@lru_cache(maxsize=4096)
def _marks(
    _language: str, state: str, freshness: str, confirmed: str, confirmed_iso: str
) -> SafeString:
    return render_to_string(
        "search/_marks.html",
        {
            "state": state,
            "freshness": freshness,
            "confirmed": confirmed,
            "confirmed_iso": confirmed_iso,
        },
    )


@lru_cache(maxsize=4096)
def _tags(_language: str, tags: tuple[Tag, ...], raising: str) -> SafeString:
    return render_to_string("search/_tags.html", {"tags": tags, "raising": raising})


@lru_cache(maxsize=4096)
def _option(group: str, value: str, label: str, hint: str, chosen: bool) -> SafeString:
    return render_to_string(
        "search/_option.html",
        {"group": group, "value": value, "label": label, "hint": hint, "chosen": chosen},
    )
