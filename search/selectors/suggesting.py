"""What somebody may mean while they type: names, sectors and communes."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language

from search.choices import Facet
from search.engines import Query
from search.engines.text import folded_words, read_query

from .directory import find
from .vocabulary import vocabulary

MOST = 8
MOST_WORDS_OF_VOCABULARY = 3
SHORTEST = 2
SUGGESTED_FACETS = (Facet.SECTOR, Facet.COMMUNE)


@dataclass(frozen=True)
class Suggestion:
    """`value` is what the box will hold: without accents, so that it begins as it was typed.

    Browsers keep a suggestion only while what is typed stands in its value or label, letter by
    letter; the value answers those who type no accents, the label those who do.
    """

    value: str
    label: str


def suggest(typed: str) -> tuple[Suggestion, ...]:
    """Return at most eight, words of the vocabularies first. Nothing that a visitor may not see."""
    text = read_query(typed)
    words = [word.folded for word in text.words]
    if sum(map(len, words)) < SHORTEST:
        return ()
    labels = list(_in_vocabulary(words))[:MOST_WORDS_OF_VOCABULARY]
    answer = find(Query(text=text, beginning=True, limit=MOST - len(labels), with_counts=False))
    labels += [] if answer.from_database else [card.plain_name for card in answer.cards]
    return tuple(Suggestion(folded_words(label), label) for label in dict.fromkeys(labels))


def _in_vocabulary(words: list[str]) -> Iterator[str]:
    language = "en" if get_language() == "en" else "vi"
    for facet in SUGGESTED_FACETS:
        for choice in vocabulary().choices[language][facet].values():
            known = folded_words(choice.label).split()
            if set(words[:-1]) <= set(known) and any(each.startswith(words[-1]) for each in known):
                yield choice.label
