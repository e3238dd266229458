"""What the directory's address asks for. Anything may stand there; nothing makes it fail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from core.vietnamese import normalize
from search.choices import Facet, Sort
from search.engines import Query
from search.engines.text import LONGEST_QUERY, read_query
from search.selectors import choice_label, knows, saved

PAGE_SIZE = 20
MOST_VALUES = 100
LAST_PAGE = 100_000


@dataclass(frozen=True)
class Asked:
    """An address of the directory, read. A repeated name is "or", different names are "and"."""

    typed: str = ""
    chosen: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    literal: bool = False
    whole: str = ""
    passed_over: tuple[str, ...] = ()

    def query(self) -> Query:
        return Query(
            text=read_query(self.typed),
            chosen=self.chosen,
            sort=self.sort,
            offset=(self.page - 1) * PAGE_SIZE,
            limit=PAGE_SIZE,
            on=timezone.localdate(),
            literal=self.literal,
        )

    def page_of(self, total: int) -> Page:
        """Return the page asked for among `total` hits; the last one if it lies behind it."""
        return Paginator(range(total), PAGE_SIZE).get_page(self.page)

    @property
    def querystring(self) -> str:
        """Return all but the page, for an address."""
        return saved.querystring(
            self.typed, self.chosen, sort=self.sort, literal=self.literal, whole=self.whole
        )

    @property
    def question(self) -> dict[str, Any]:
        """Return what is kept of it when somebody saves the search."""
        return saved.question(self.typed, self.chosen, literal=self.literal)

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Return the words of each choice, and the address without it."""
        return [
            (choice_label(facet, value), f"?{self.without(facet, value).querystring}")
            for facet, values in self.chosen.items()
            for value in values
        ]

    @property
    def filter_count(self) -> int:
        return sum(len(values) for values in self.chosen.values())

    def without(self, facet: Facet, value: str = "") -> "Asked":
        """Return the same question without one choice, or without all of a facet."""
        chosen = dict(self.chosen)
        chosen[facet] = tuple(other for other in chosen[facet] if value and other != value)
        return replace(self, chosen={name: kept for name, kept in chosen.items() if kept}, page=1)

    def without_all(self) -> "Asked":
        return replace(self, chosen={}, page=1)

    def literally(self) -> "Asked":
        return replace(self, literal=True, page=1)

    @property
    def note(self) -> str:
        """Return what of the address was not understood, as a sentence, or ""."""
        if not self.passed_over:
            return ""
        return _("Bỏ qua điều kiện không có trong danh mục: %(words)s.") % {
            "words": ", ".join(self.passed_over)
        }


def read(parameters: QueryDict) -> Asked:
    """Read the address of the directory; what is not in the vocabularies is passed over."""
    chosen: dict[Facet, tuple[str, ...]] = {}
    passed_over: list[str] = []
    for facet in Facet:
        values = dict.fromkeys(parameters.getlist(facet.value)[:MOST_VALUES])
        known = [value for value in values if value and knows(facet, [value])]
        passed_over += [value[:40] for value in values if value and value not in known]
        if known:
            chosen[facet] = tuple(known)
    sort = parameters.get("sort", "")
    if sort and sort not in Sort.values:
        passed_over.append(sort[:40])
    return Asked(
        typed=normalize(parameters.get("q", ""))[:LONGEST_QUERY],
        chosen=chosen,
        sort=Sort(sort) if sort in Sort.values else Sort.RELEVANCE,
        page=_page(parameters.get("page", "")),
        literal=parameters.get("literal") == "1",
        whole=_one_of(parameters.get("whole", ""), Facet.values),
        passed_over=tuple(normalize(words) for words in passed_over[:5]),
    )


def _page(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 9:
        return min(max(int(text), 1), LAST_PAGE)
    return 1


def _one_of(text: str, values: Iterable[str]) -> str:
    return text if text in values else ""
