"""Whether a record answers a question, told by what the index knew of it: the engines' rule again.

An engine says what answers now. To tell somebody what is new, changed or gone, the same rule is
asked of what was known before; a test holds both to one another.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

from search.choices import Facet, Watched
from search.engines import Document, Query
from search.engines.days import months_before
from search.engines.text import Unit

SAME_NAME = {
    Facet.COMMUNE: Watched.COMMUNE,
    Facet.KIND: Watched.KIND,
    Facet.CLASS: Watched.CLASS,
    Facet.SECTOR: Watched.SECTOR,
    Facet.TECHNOLOGY: Watched.TECHNOLOGY,
    Facet.STAGE: Watched.STAGE,
}


def state_of(document: Document, *, description: str, products: str) -> dict[str, Any]:
    """Return what is kept of a record to compare with later, as JSON keeps it."""
    return {
        "name": document.exact_name,
        "text": document.text,
        "former": document.former,
        "synonyms": document.synonyms,
        "confirmed": document.confirmed,
        "raising_until": document.raising_until,
        "description": _print_of(description),
        "products": _print_of(products),
        "facets": {facet.value: list(values) for facet, values in document.facets.items()},
    }


def _print_of(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest() if text.strip() else ""


def changed_fields(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Watched, ...]:
    """Return what differs, in the order in which it is told. A confirmation alone is no news."""
    differs = {
        Watched.NAME: before["name"] != now["name"],
        Watched.RAISING: before["raising_until"] != now["raising_until"],
        Watched.DESCRIPTION: before["description"] != now["description"],
        Watched.PRODUCTS: before["products"] != now["products"],
    }
    for facet, watched in SAME_NAME.items():
        values = before["facets"].get(facet.value, []), now["facets"].get(facet.value, [])
        differs[watched] = set(values[0]) != set(values[1])
    return tuple(watched for watched in Watched if differs[watched])


@dataclass(frozen=True)
class Known:
    """A state taken apart, to be asked many times."""

    current: frozenset[str]
    former: frozenset[str]
    synonyms: frozenset[str]
    facets: Mapping[str, frozenset[str]]
    confirmed: int
    raising_until: int
    state: Mapping[str, Any]


def known(state: Mapping[str, Any]) -> Known:
    return Known(
        current=frozenset(state["text"].split()),
        former=frozenset(state["former"].split()),
        synonyms=frozenset(state["synonyms"].split()),
        facets={facet: frozenset(values) for facet, values in state["facets"].items()},
        confirmed=state["confirmed"],
        raising_until=state["raising_until"],
        state=state,
    )


Matcher = Callable[[Known], bool]


def matcher(query: Query) -> Matcher:
    """Return a function that says whether a record answers the question, as every engine would."""
    parts = [_unit(unit, literal=query.literal) for unit in query.text.units]
    parts += [_choice(facet, values, query.on) for facet, values in query.chosen.items() if values]
    return lambda record: all(part(record) for part in parts)


def _unit(unit: Unit, *, literal: bool) -> Matcher:
    words = [word.folded for word in unit.words]

    def holds(record: Known) -> bool:
        if all(word in record.current or (not literal and word in record.former) for word in words):
            return True
        return bool(unit.synonym) and not literal and unit.synonym in record.synonyms

    return holds


def _choice(facet: Facet, values: tuple[str, ...], on: date) -> Matcher:
    if facet == Facet.RAISING:
        today = on.toordinal()
        return lambda record: record.raising_until >= today
    if facet == Facet.CONFIRMED:
        day = months_before(on, max(int(value) for value in values)).toordinal()
        return lambda record: record.confirmed >= day
    wanted = frozenset(values)
    return lambda record: not wanted.isdisjoint(record.facets.get(facet.value, ()))
