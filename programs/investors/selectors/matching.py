"""Who suits whom: every factor becomes a set of bits, one bit a firm, one a mandate.

A pair is never looked at by itself. For one mandate the firms are split by one factor after the
other; what is left are groups of one score, from which the best are read in order.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import or_

from .factors import FACTORS, LEAST_SCORE, Factor, FirmFacts, Keys, MandateFacts, SpanFactor

POOL = 30
"""How many matches of a mandate are kept: three weeks of suggestions."""

FIRM_POOL = 20
"""Of a firm fewer: investors are fewer, and most firms of a province have a list."""

_MASKS = tuple((factor, 1 << place) for place, factor in enumerate(FACTORS))


@dataclass(frozen=True)
class Match:
    """One pair by the other side's place in the table, with its score and factors as bits."""

    place: int
    score: int
    mask: int


def names_in(mask: int) -> list[str]:
    return [factor.name for factor, bit in _MASKS if mask & bit]


def score_of(mask: int) -> int:
    return sum(factor.weight for factor, bit in _MASKS if mask & bit)


class _KeyIndex:
    """Who brings which key; `anything` brings all of them."""

    def __init__(self, brought: Sequence[Keys]) -> None:
        self.all = (1 << len(brought)) - 1
        self.anything = 0
        self.by_key: dict[Hashable, int] = {}
        for place, keys in enumerate(brought):
            bit = 1 << place
            if keys is None:
                self.anything |= bit
                continue
            for key in keys:
                self.by_key[key] = self.by_key.get(key, 0) | bit

    def sharing(self, keys: Keys) -> int:
        if keys is None:
            return self.all
        found = self.anything
        for key in keys:
            found |= self.by_key.get(key, 0)
        return found


class _NumberIndex:
    """Numbers in order, with the bits of all up to each."""

    def __init__(self, numbers: Sequence[int]) -> None:
        by_number: dict[int, int] = {}
        for place, number in enumerate(numbers):
            by_number[number] = by_number.get(number, 0) | (1 << place)
        self.numbers = sorted(by_number)
        self.up_to = [0, *accumulate((by_number[number] for number in self.numbers), or_)]

    def at_most(self, number: int) -> int:
        return self.up_to[bisect_right(self.numbers, number)]

    def below(self, number: int) -> int:
        return self.up_to[bisect_left(self.numbers, number)]


class FirmTable:
    """Firms in their order, ready to be asked for one mandate after the other."""

    def __init__(self, firms: Iterable[FirmFacts]) -> None:
        self.firms = sorted(firms, key=lambda firm: firm.order)
        self.place_of = {firm.key: place for place, firm in enumerate(self.firms)}
        self._amounts = _NumberIndex([firm.amount for firm in self.firms])
        self._sectors = _KeyIndex([firm.sectors for firm in self.firms])
        self._indexes = {
            factor.name: _KeyIndex([factor.of_firm(firm) for firm in self.firms])
            for factor in FACTORS
            if not isinstance(factor, SpanFactor)
        }

    def best_for(self, mandate: MandateFacts, limit: int = POOL) -> list[Match]:
        eligible = (1 << len(self.firms)) - 1
        eligible &= ~self._sectors.sharing(mandate.excluded)
        for key in mandate.barred:
            if (place := self.place_of.get(key)) is not None:
                eligible &= ~(1 << place)
        return _best(eligible, [self._bits(factor, mandate) for factor, _bit in _MASKS], limit)

    def _bits(self, factor: Factor, mandate: MandateFacts) -> int:
        if isinstance(factor, SpanFactor):
            return self._amounts.at_most(mandate.most) & ~self._amounts.below(mandate.least)
        return self._indexes[factor.name].sharing(factor.of_mandate(mandate))


class MandateTable:
    """Mandates in their order, ready to be asked for one firm after the other."""

    def __init__(self, mandates: Iterable[MandateFacts]) -> None:
        self.mandates = sorted(mandates, key=lambda mandate: mandate.order)
        self._least = _NumberIndex([mandate.least for mandate in self.mandates])
        self._most = _NumberIndex([mandate.most for mandate in self.mandates])
        self._excluded = _KeyIndex([mandate.excluded for mandate in self.mandates])
        self._barred = _KeyIndex([mandate.barred for mandate in self.mandates])
        self._indexes = {
            factor.name: _KeyIndex([factor.of_mandate(mandate) for mandate in self.mandates])
            for factor in FACTORS
            if not isinstance(factor, SpanFactor)
        }

    def best_for(self, firm: FirmFacts, limit: int = FIRM_POOL) -> list[Match]:
        eligible = (1 << len(self.mandates)) - 1
        eligible &= ~self._excluded.sharing(firm.sectors)
        eligible &= ~self._barred.sharing((firm.key,))
        return _best(eligible, [self._bits(factor, firm) for factor, _bit in _MASKS], limit)

    def _bits(self, factor: Factor, firm: FirmFacts) -> int:
        if isinstance(factor, SpanFactor):
            return self._least.at_most(firm.amount) & ~self._most.below(firm.amount)
        return self._indexes[factor.name].sharing(factor.of_firm(firm))


def _best(eligible: int, bits: Sequence[int], limit: int) -> list[Match]:
    """Split by the factors in turn, dropping what can no longer reach the least score."""
    groups = [(eligible, 0, 0)] if eligible else []
    open_weight = sum(factor.weight for factor in FACTORS)
    for (factor, bit), having in zip(_MASKS, bits, strict=True):
        open_weight -= factor.weight
        split = []
        for members, mask, score in groups:
            if inside := members & having:
                split.append((inside, mask | bit, score + factor.weight))
            if score + open_weight >= LEAST_SCORE and (outside := members & ~having):
                split.append((outside, mask, score))
        groups = split
    found: list[Match] = []
    for score in sorted({score for _members, _mask, score in groups}, reverse=True):
        if score < LEAST_SCORE or len(found) >= limit:
            break
        same = [(members, mask) for members, mask, own in groups if own == score]
        left = limit - len(found)
        ties = sorted(
            (place, mask) for members, mask in same for place in _first_places(members, left)
        )
        found += [Match(place, score, mask) for place, mask in ties[:left]]
    return found


def _first_places(members: int, count: int) -> Iterator[int]:
    while members and count:
        lowest = members & -members
        yield lowest.bit_length() - 1
        members ^= lowest
        count -= 1


def mask_of(mandate: MandateFacts, firm: FirmFacts) -> int:
    """Ask about one pair, the plain way: for "why not", and to hold the tables to account."""
    return sum(bit for factor, bit in _MASKS if factor.holds(mandate, firm))


def exclusion_of(mandate: MandateFacts, firm: FirmFacts) -> str:
    """Return the exclusion that keeps the pair apart, or nothing."""
    if firm.key in mandate.barred:
        return mandate.barred[firm.key]
    return "" if firm.sectors.isdisjoint(mandate.excluded) else "excluded_sector"
