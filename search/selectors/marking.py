"""How a query was understood, and which words of a card it found."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

from search.choices import SYNONYMS
from search.engines.text import WORD, TextQuery, fold_word, folded_words

from .vocabulary import vocabulary

Marker = Callable[[str], SafeString]


@dataclass(frozen=True)
class Reading:
    """A query as understood: words of a field, places, and whether old names were searched too."""

    words: str
    places: tuple[str, ...]
    with_former: bool


def understand(query: TextQuery, *, literal: bool = False) -> Reading | None:
    """Return what the query was taken for, None if nothing was asked."""
    words = query.words
    if not words:
        return None
    known = vocabulary()
    said: list[str] = []
    places: list[str] = []
    with_former = False
    place = 0
    while place < len(words):
        for length in range(min(known.longest, len(words) - place), 0, -1):
            taken = words[place : place + length]
            folded = tuple(word.folded for word in taken)
            if found := known.places.get(folded):
                places.append(found.name)
                with_former = with_former or found.has_former
            elif spelt := known.spellings.get(folded):
                said.append(spelt)
            elif length == 1:
                said.append(taken[0].exact)
            else:
                continue
            place += length
            break
    return Reading(" ".join(said), tuple(dict.fromkeys(places)), with_former and not literal)


def marker(query: TextQuery) -> Marker:
    """Return a function that puts words of the query into <mark>, and escapes the rest.

    Words are compared folded and shown as written; words that follow each other share a mark.
    """
    wanted = {word.folded for word in query.words}
    for unit in query.units:
        if unit.synonym:
            wanted |= {word for form in SYNONYMS[unit.synonym] for word in form.split()}
    if not wanted:
        return _escaped

    def mark(text: str) -> SafeString:
        parts: list[str] = []
        done = start = end = -1
        for found in WORD.finditer(text):
            if fold_word(found[0]) not in wanted:
                continue
            if start >= 0 and text[end : found.start()] == " ":
                end = found.end()
                continue
            if start >= 0:
                parts += [escape(text[max(done, 0) : start]), _marked(text[start:end])]
                done = end
            start, end = found.span()
        if start >= 0:
            parts += [escape(text[max(done, 0) : start]), _marked(text[start:end])]
            done = end
        parts.append(escape(text[max(done, 0) :]))
        return SafeString("".join(parts))  # each part is escaped above

    return mark


def _escaped(text: str) -> SafeString:
    return SafeString(escape(text))


def _marked(text: str) -> str:
    return f"<mark>{escape(text)}</mark>"


def former_hint(query: TextQuery, shown: str, former: list[str]) -> str:
    """Return the old name that answers the query where nothing shown does (SRCH-4), or ""."""
    if not former or not query:
        return ""
    visible = set(folded_words(shown).split())
    missing = {word.folded for word in query.words} - visible
    if not missing:
        return ""
    best = max(former, key=lambda name: len(missing & set(folded_words(name).split())))
    return best if missing & set(folded_words(best).split()) else ""
