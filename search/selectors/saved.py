"""Searches that somebody keeps: what they ask, in words and as an address."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from ecosystem.taxonomy.models import Sector, Stage, Technology, Term
from search.choices import Facet, Sort
from search.engines import Query
from search.engines.text import read_query
from search.models import SavedSearch

from .directory import choice_label
from .vocabulary import knows

TERMS: dict[Facet, type[Term]] = {
    Facet.SECTOR: Sector,
    Facet.TECHNOLOGY: Technology,
    Facet.STAGE: Stage,
}
"""Facets whose values can be retired in favour of others (ADM-7)."""

_SALT = "search.stop"


@dataclass(frozen=True)
class SavedLine:
    """A kept search as its owner's list shows it."""

    search: SavedSearch
    words: str
    address: str


def question(typed: str, chosen: Mapping[Facet, tuple[str, ...]], *, literal: bool) -> dict:
    """Return what is kept of a question: neither its order nor its page."""
    return {
        "q": typed,
        "literal": literal,
        "chosen": {facet.value: sorted(values) for facet, values in sorted(chosen.items())},
    }


def fingerprint(asked: Mapping[str, Any]) -> str:
    """Return the same text for the same question, whatever the order it was asked in."""
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def query_of(asked: Mapping[str, Any], on: date) -> Query:
    """Return the question as engines read it; values that no vocabulary knows are passed over."""
    return Query(
        text=read_query(asked["q"]), chosen=_chosen(asked), on=on, literal=asked["literal"]
    )


def _chosen(asked: Mapping[str, Any]) -> dict[Facet, tuple[str, ...]]:
    chosen = {
        Facet(facet): tuple(value for value in values if knows(Facet(facet), [value]))
        for facet, values in asked["chosen"].items()
    }
    return {facet: values for facet, values in chosen.items() if values}


def querystring(
    typed: str,
    chosen: Mapping[Facet, tuple[str, ...]],
    *,
    sort: Sort = Sort.RELEVANCE,
    literal: bool = False,
    whole: str = "",
) -> str:
    """Return a question for an address; what is usual is left out."""
    parameters = QueryDict(mutable=True)
    if typed:
        parameters["q"] = typed
    for facet, values in chosen.items():
        parameters.setlist(facet.value, list(values))
    if sort != Sort.RELEVANCE:
        parameters["sort"] = sort.value
    if literal:
        parameters["literal"] = "1"
    if whole:
        parameters["whole"] = whole
    return parameters.urlencode()


def address_of(asked: Mapping[str, Any]) -> str:
    """Return the address in the directory that asks this."""
    query = querystring(asked["q"], _chosen(asked), literal=asked["literal"])
    return reverse("search:directory") + (f"?{query}" if query else "")


def words_of(asked: Mapping[str, Any]) -> str:
    """Return the question in words: what was typed, then each choice."""
    parts = [f"“{asked['q']}”"] if asked["q"] else []
    parts += [
        choice_label(facet, value) for facet, values in _chosen(asked).items() for value in values
    ]
    return " · ".join(parts) or _("cả danh bạ")


def saved_searches(owner: User) -> tuple[SavedLine, ...]:
    """Return what this person keeps, by name, in one query."""
    return tuple(
        SavedLine(search, words_of(search.asked), address_of(search.asked))
        for search in SavedSearch.objects.filter(owner=owner)
    )


def successors(day: date) -> dict[Facet, dict[str, str]]:
    """Return by which code each retired value is replaced, over any number of steps (SRCH-F3)."""
    found: dict[Facet, dict[str, str]] = {}
    for facet, model in TERMS.items():
        retired = model.objects.filter(valid_to__lte=day).select_related("replaced_by")
        step = {row.code: row.replaced_by.code for row in retired if row.replaced_by}
        found[facet] = {code: _last(code, step) for code in step}
    return found


def _last(code: str, step: Mapping[str, str]) -> str:
    seen = {code}
    while code in step and step[code] not in seen:
        code = step[code]
        seen.add(code)
    return code


def stop_url(*keys: int) -> str:
    """Return the address by which a letter's reader ends it without signing in (SRCH-9)."""
    token = signing.dumps(sorted(keys), salt=_SALT)
    return settings.PUBLIC_URL + reverse("search:stop", args=[token])


def stopped_by(token: str) -> tuple[int, ...] | None:
    """Return which searches such an address ends; None for one that was not made here."""
    try:
        return tuple(signing.loads(token, salt=_SALT))
    except signing.BadSignature:
        return None
