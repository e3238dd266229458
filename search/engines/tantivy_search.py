"""One question to Tantivy: what is asked, in which order, how many of each."""

from collections.abc import Hashable, Mapping
from itertools import pairwise
from typing import Protocol, cast

import tantivy
from tantivy import FieldType, Occur
from tantivy import Query as Part

from search.choices import RAISING_NOW, Facet, Sort, Within

from . import Query, Result
from .days import months_before
from .text import Unit

# What a find is worth. Whole numbers, at most 300 in sum for twelve words, see `_weight`.
WORD_IN_NAME, WORD_IN_ABOUT, WORD_AS_TYPED, WORD_CURRENT = 6, 3, 3, 1
PAIR_IN_NAME, PAIR_ANYWHERE = 5, 3
WHOLE_NAME_PHRASE, WHOLE_NAME_PHRASE_AS_TYPED = 15, 6

Counts = Mapping[Facet, Mapping[str, int]]
MOST_COUNTED = 500
_NONE = 0.0
# Scores are 32-bit floats: this many neighbours may share one, and are put in order here.
_NEIGHBOURS = 256


def facet_field(facet: Facet) -> str:
    return f"facet_{facet.value}"


def whole_numbers(
    searcher: tantivy.Searcher, field: str, addresses: list[tantivy.DocAddress]
) -> tuple[int, ...]:
    """Return the values of an unsigned field, one for each address."""
    values = searcher.fast_field_values(field, addresses) if addresses else []
    return tuple(value for value in values if isinstance(value, int))


class _Counted(Protocol):
    """What a search answers besides its hits; the package's own stub leaves it out."""

    count: int


def _total(found: tantivy.SearchResult) -> int:
    return cast(_Counted, found).count


class Search:
    """One question to one open generation."""

    def __init__(
        self,
        searcher: tantivy.Searcher,
        schema: tantivy.Schema,
        query: Query,
        counted: dict[Hashable, Counts],
    ) -> None:
        self.searcher = searcher
        self.schema = schema
        self.counted = counted
        self.query = query
        self.choices = {
            facet: self._choice(facet, values) for facet, values in query.chosen.items() if values
        }

    def run(self) -> Result:
        asked = self._all_of(self.choices)
        if self.query.sort == Sort.RELEVANCE and self.query.text:
            total, keys = self._by_score(asked)
        else:
            total, keys = self._by_field(asked)
        return Result(total, keys, self._counts(asked) if self.query.with_counts else {})

    # What is asked

    def _term(self, field: str, value: str) -> Part:
        return Part.term_query(self.schema, field, value)

    def _phrase(self, field: str, words: list[str]) -> Part:
        return Part.phrase_query(self.schema, field, [*words])

    def _all_of(self, choices: Mapping[Facet, Part]) -> Part:
        parts = [(Occur.Must, Part.const_score_query(self._matching(), _NONE))]
        parts += [
            (Occur.Must, Part.const_score_query(choice, _NONE)) for choice in choices.values()
        ]
        if self.query.hidden:
            hidden = Part.term_set_query(self.schema, "id", [str(key) for key in self.query.hidden])
            parts.append((Occur.MustNot, hidden))
        return Part.boolean_query(parts)

    def _matching(self) -> Part:
        units = self.query.text.units
        if not units:
            return Part.all_query()
        if self.query.beginning:
            return self._beginning()
        if self.query.relaxed:
            parts = [(Occur.Should, self._nearly(unit)) for unit in units]
            return Part.boolean_query(parts, minimum_number_should_match=(len(units) + 1) // 2)
        return Part.boolean_query([(Occur.Must, self._unit(unit)) for unit in units])

    def _beginning(self) -> Part:
        """Names with all words, of which the last may go on. Folded words hold no signs."""
        *whole, last = [word.folded for word in self.query.text.words]
        parts = [(Occur.Must, self._term("name", word)) for word in whole]
        going_on = Part.regex_query(self.schema, "name", f"{last}.*")
        return Part.boolean_query([*parts, (Occur.Must, going_on)])

    def _unit(self, unit: Unit) -> Part:
        words = [(Occur.Must, self._word(word.folded)) for word in unit.words]
        if not unit.synonym or self.query.literal:
            return Part.boolean_query(words)
        synonym = self._term("synonyms", unit.synonym)
        return Part.boolean_query(
            [(Occur.Should, Part.boolean_query(words)), (Occur.Should, synonym)]
        )

    def _word(self, folded: str) -> Part:
        current = self._term("text", folded)
        if self.query.literal:
            return current
        return Part.boolean_query(
            [(Occur.Should, current), (Occur.Should, self._term("former", folded))]
        )

    def _nearly(self, unit: Unit) -> Part:
        parts = [(Occur.Should, self._unit(unit))]
        for word in unit.words:
            if len(word.folded) >= 4:
                near = Part.fuzzy_term_query(self.schema, "text", word.folded, 1)
                parts.append((Occur.Should, near))
        return Part.boolean_query(parts)

    def _choice(self, facet: Facet, values: tuple[str, ...]) -> Part:
        today = self.query.on.toordinal()
        if facet == Facet.RAISING:
            return self._from("raising_until", today)
        if facet == Facet.CONFIRMED:
            months = max(int(value) for value in values)
            return self._from("confirmed_day", months_before(self.query.on, months).toordinal())
        return Part.term_set_query(self.schema, facet_field(facet), list(values))

    def _from(self, field: str, day: int) -> Part:
        return Part.range_query(self.schema, field, FieldType.Unsigned, lower_bound=day)

    # In which order

    def _by_field(self, asked: Part) -> tuple[int, tuple[int, ...]]:
        field, order = {
            Sort.NAME: ("name_order", tantivy.Order.Asc),
            Sort.NEWEST: ("listed", tantivy.Order.Desc),
        }.get(self.query.sort, ("confirmed", tantivy.Order.Desc))
        found = self.searcher.search(
            asked,
            max(self.query.limit, 1),
            order_by_field=field,
            order=order,
            offset=self.query.offset,
        )
        addresses = [address for _value, address in found.hits]
        keys = whole_numbers(self.searcher, "key", addresses)
        return _total(found), keys[: self.query.limit]

    def _by_score(self, asked: Part) -> tuple[int, tuple[int, ...]]:
        start = max(0, self.query.offset - _NEIGHBOURS)
        scored = Part.boolean_query([(Occur.Must, asked), *self._merits()])
        found = self.searcher.search(
            scored,
            self.query.offset - start + self.query.limit + _NEIGHBOURS,
            offset=start,
            weight_by_field="weight",
        )
        addresses = [address for _score, address in found.hits]
        numbers = whole_numbers(self.searcher, "number", addresses)
        keys = whole_numbers(self.searcher, "key", addresses)
        scores = [score for score, _address in found.hits]
        order = sorted(range(len(keys)), key=lambda place: (-scores[place], numbers[place]))
        first = self.query.offset - start
        return _total(found), tuple(
            keys[place] for place in order[first : first + self.query.limit]
        )

    def _merits(self) -> list[tuple[Occur, Part]]:
        """Return what makes one find better than another; accents rank, never filter (SRCH-2)."""
        words = self.query.text.words
        # One point for all, or a find without any merit would have no score to weigh.
        merits = [(Part.all_query(), 1)]
        for word in words:
            merits += [
                (self._term("name", word.folded), WORD_IN_NAME),
                (self._term("about", word.folded), WORD_IN_ABOUT),
                (self._term("text", word.folded), WORD_CURRENT),
            ]
            if word.is_accented:
                merits.append((self._term("exact", word.exact), WORD_AS_TYPED))
        for first, second in pairwise(words):
            pair = [first.folded, second.folded]
            merits += [
                (self._phrase("name", pair), PAIR_IN_NAME),
                (self._phrase("text", pair), PAIR_ANYWHERE),
            ]
        if len(words) > 1:
            folded = [word.folded for word in words]
            merits.append((self._phrase("name", folded), WHOLE_NAME_PHRASE))
            if any(word.is_accented for word in words):
                exact = self._phrase("exact_name", [word.exact for word in words])
                merits.append((exact, WHOLE_NAME_PHRASE_AS_TYPED))
        return [
            (Occur.Should, Part.const_score_query(query, float(worth))) for query, worth in merits
        ]

    # How many of each

    def _counts(self, asked: Part) -> Counts:
        """Return the counts; the same index answers the same question from memory."""
        query = self.query
        key = (
            query.text.units,
            tuple(sorted(query.chosen.items())),
            query.on,
            query.hidden,
            query.literal,
            query.relaxed,
            query.beginning,
        )
        if key not in self.counted:
            if len(self.counted) >= MOST_COUNTED:
                self.counted.clear()
            self.counted[key] = self._fresh_counts(asked)
        return self.counted[key]

    def _fresh_counts(self, asked: Part) -> Counts:
        free = [facet for facet in Facet if facet not in self.choices]
        counts = dict(self._count(asked, free))
        for facet in self.choices:
            others = {name: part for name, part in self.choices.items() if name != facet}
            counts |= self._count(self._all_of(others), [facet])
        return counts

    def _count(self, asked: Part, facets: list[Facet]) -> Counts:
        today = self.query.on.toordinal()
        steps = [months_before(self.query.on, int(step)).toordinal() for step in Within.values]
        wanted: dict[str, dict] = {}
        for facet in facets:
            if facet == Facet.RAISING:
                wanted[facet.value] = _ranges("raising_until", [today])
            elif facet == Facet.CONFIRMED:
                wanted[facet.value] = _ranges("confirmed_day", steps)
            else:
                wanted[facet.value] = {"terms": {"field": facet_field(facet), "size": 1000}}
        if not wanted:
            return {}
        answer = self.searcher.aggregate(asked, wanted)
        counts: dict[Facet, dict[str, int]] = {}
        for facet in facets:
            buckets = answer[facet.value]["buckets"]
            if facet == Facet.RAISING:
                counts[facet] = {RAISING_NOW: _since(buckets, today)}
            elif facet == Facet.CONFIRMED:
                counts[facet] = {
                    value: _since(buckets, step)
                    for value, step in zip(Within.values, steps, strict=True)
                }
            else:
                counts[facet] = {row["key"]: row["doc_count"] for row in buckets}
        return counts


def _ranges(field: str, steps: list[int]) -> dict:
    """Ask for the counts between steps; the engine allows no ranges that overlap."""
    bounds = sorted(steps)
    ranges: list[dict[str, int]] = [{"from": low, "to": high} for low, high in pairwise(bounds)]
    return {"range": {"field": field, "ranges": [*ranges, {"from": bounds[-1]}]}}


def _since(buckets: list[dict], day: int) -> int:
    return sum(row["doc_count"] for row in buckets if row.get("from", -1) >= day)
