"""The engine behind the directory: what it is given, what it is asked, what it answers.

An engine knows nothing of the registry and nothing of Vietnamese: text is folded and expanded
before it comes here, so that every engine finds the same set and counts alike.
"""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from search.choices import Facet, Sort

from .text import TextQuery


class EngineError(Exception):
    """The engine cannot answer or write now. The sentence says why."""


class NoIndexError(EngineError):
    """There is no index yet, or only one of another form: it has to be built."""


class EngineBusyError(EngineError):
    """Somebody else is writing to the index."""


@dataclass(frozen=True)
class Document:
    """One organization as the engine keeps it. Text is folded words with single blanks.

    `number` is unique and orders what is otherwise equal. Days are ordinals, 0 for none.
    """

    key: int
    number: int
    name: str
    about: str
    text: str
    exact_name: str
    exact: str
    former: str
    synonyms: str
    name_order: str
    listed: int
    confirmed: int
    raising_until: int
    facets: Mapping[Facet, tuple[str, ...]]


@dataclass(frozen=True)
class Query:
    """What is asked. Values of one facet are alternatives, different facets all hold.

    `hidden` are keys that must not be found whatever the index still holds. `literal` leaves
    former names and synonyms out; `relaxed` is content with half of the words, nearly spelt;
    `beginning` asks for names alone, and the last word may go on. Without words RELEVANCE means
    CONFIRMED.
    """

    text: TextQuery = field(default_factory=TextQuery)
    chosen: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    on: date = field(default_factory=date.today)
    hidden: frozenset[int] = frozenset()
    literal: bool = False
    relaxed: bool = False
    beginning: bool = False
    with_counts: bool = True


@dataclass(frozen=True)
class Result:
    """Keys in order, how many there are in all, and the count of each value of each facet.

    The counts of a facet are those with all *other* choices applied.
    """

    total: int
    keys: tuple[int, ...]
    counts: Mapping[Facet, Mapping[str, int]]


@dataclass(frozen=True)
class EngineStatus:
    """Whether the index can be read, how many documents it holds, and which generation it is."""

    ready: bool
    documents: int
    generation: str
    error: str = ""


class Engine(Protocol):
    """Many processes may read; one writes at a time."""

    def exclusive(self) -> AbstractContextManager[None]:
        """Hold the only right to write, from reading the state to sending it.

        Without it a slow writer could send older state after newer. Raises EngineBusyError.
        """

    def search(self, query: Query) -> Result:
        """Raises EngineError."""

    def write(self, documents: Iterable[Document], gone: Iterable[int] = ()) -> None:
        """Put documents in place of those with the same key, and take the keys in `gone` away.

        Asked within `exclusive`. All of it is visible at once, or nothing. Raises EngineError;
        NoIndexError before the first `rebuild`.
        """

    def rebuild(self, batches: Iterable[Iterable[Document]]) -> int:
        """Build a new generation beside the one in use, then switch. Return its size.

        Asked within `exclusive`. Readers see the old one until the switch, and keep it if
        anything fails on the way.
        """

    def keys(self) -> frozenset[int]:
        """Return the keys of all documents. Raises EngineError."""

    def status(self) -> EngineStatus: ...


def engine() -> Engine:
    """Return the engine that the settings name."""
    return _engine(settings.SEARCH_ENGINE["BACKEND"], str(settings.SEARCH_ENGINE["PATH"]))


@lru_cache(maxsize=8)
def _engine(backend: str, path: str) -> Engine:
    return import_string(backend)(path)
