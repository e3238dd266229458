"""Text before any engine sees it: words, folded and as written, and words that mean the same."""

import re
from dataclasses import dataclass
from functools import lru_cache

from core.vietnamese import fold, normalize, unify_tone
from search.choices import SYNONYMS

WORD = re.compile(r"[^\W_]+")
LONGEST_QUERY = 200
MOST_WORDS = 12
LONGEST_WORD = 64
BREAK = " | "
"""Stands between two texts of one field, so that no phrase reaches over it."""


@dataclass(frozen=True)
class Word:
    """A word of the query: folded, and as typed if it was typed with accents."""

    folded: str
    exact: str

    @property
    def is_accented(self) -> bool:
        """Whether accents matter for this word when ranking (SRCH-2)."""
        return self.folded != self.exact


@dataclass(frozen=True)
class Unit:
    """Words that are found together: one word, or a phrase with its abbreviations."""

    words: tuple[Word, ...]
    synonym: str = ""


@dataclass(frozen=True)
class TextQuery:
    """What somebody typed, taken apart. All units have to be found."""

    typed: str = ""
    units: tuple[Unit, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for unit in self.units for word in unit.words)

    def __bool__(self) -> bool:
        return bool(self.units)


@lru_cache(maxsize=20_000)
def fold_word(word: str) -> str:
    return fold(word)[:LONGEST_WORD]


@lru_cache(maxsize=20_000)
def folded_words(text: str) -> str:
    """Return the folded words of `text`, a blank between them."""
    return " ".join(word[:LONGEST_WORD] for word in WORD.findall(fold(text)))


@lru_cache(maxsize=20_000)
def exact_words(text: str) -> str:
    """Return the words of `text` in lower case, accents kept, tones in one place (SRCH-1)."""
    written = unify_tone(normalize(text)).lower()
    return " ".join(word[:LONGEST_WORD] for word in WORD.findall(written))


def join(*texts: str) -> str:
    return BREAK.join(text for text in texts if text)


_BY_FORM = {tuple(form.split()): key for key, forms in SYNONYMS.items() for form in forms}
_LONGEST_FORM = max(len(form) for form in _BY_FORM)


def synonyms_in(folded: str) -> str:
    """Return the keys of all synonyms that stand in folded text (SRCH-3)."""
    padded = f" {folded} "
    found = {key for key, forms in SYNONYMS.items() if any(f" {form} " in padded for form in forms)}
    return " ".join(sorted(found))


def read_query(typed: str) -> TextQuery:
    """Take what was typed apart; too long is cut, signs that are no words are passed over."""
    typed = normalize(typed)[:LONGEST_QUERY]
    words = [
        Word(fold_word(word), word[:LONGEST_WORD]) for word in exact_words(typed).split(" ") if word
    ][:MOST_WORDS]
    units: list[Unit] = []
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST_FORM, len(words) - place), 0, -1):
            taken = tuple(words[place : place + length])
            synonym = _BY_FORM.get(tuple(word.folded for word in taken), "")
            if synonym or length == 1:
                units.append(Unit(taken, synonym))
                place += length
                break
    return TextQuery(typed=typed, units=tuple(units))
