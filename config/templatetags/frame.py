"""Header and footer: the same on most pages, so they are drawn once and kept in the process.

What differs from page to page, the addresses of this very page, is put in afterwards.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from html import escape

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from accounts.models import User
from config.context_processors import SiteState

from .interface import LanguageLink

register = template.Library()

MOST_DRAWN = 200
_DRAWN: dict[Hashable, str] = {}


@register.simple_tag
def site_header(
    site_state: SiteState, languages: Sequence[LanguageLink], user: User | AnonymousUser | str
) -> SafeString:
    """Draw the header for this section and kind of reader, with links to this page's languages."""
    door = _door(user)
    sections = tuple((item.url, item.current) for item in site_state.navigation)

    def draw() -> str:
        placed = [replace(link, url=_place(number)) for number, link in enumerate(languages)]
        return render_to_string(
            "components/header.html",
            {"site_state": site_state, "languages": placed, "door": door},
        )

    states = tuple((link.code, link.current) for link in languages)
    key = ("header", get_language(), site_state.name, door, sections, states)
    return _filled(key, draw, [link.url for link in languages])


@register.simple_tag
def site_footer(site_state: SiteState) -> SafeString:
    """Draw the footer, with the way back to this page from the choice of a theme."""

    def draw() -> str:
        return render_to_string(
            "components/footer.html", {"site_state": site_state, "path": _place(0)}
        )

    key = ("footer", get_language(), site_state.name, site_state.theme)
    return _filled(key, draw, [site_state.path])


def _door(user: User | AnonymousUser | str) -> str:
    """Return where this person goes: "" to sign in, "desk" for staff, "own" for others.

    A page of an error has no user, and templates then hand over an empty text.
    """
    if isinstance(user, str) or not user.is_authenticated:
        return ""
    return "desk" if user.has_perm("wagtailadmin.access_admin") else "own"


def _place(number: int) -> str:
    return f"@@{number}@@"


def _filled(key: Hashable, draw: Callable[[], str], addresses: Sequence[str]) -> SafeString:
    if key not in _DRAWN:
        if len(_DRAWN) >= MOST_DRAWN:
            _DRAWN.clear()
        _DRAWN[key] = draw()
    text = _DRAWN[key]
    for number, address in enumerate(addresses):
        text = text.replace(_place(number), escape(address))
    return mark_safe(text)
