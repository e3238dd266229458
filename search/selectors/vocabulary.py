"""The words of the facets, and places and fields as a query may name them; kept in the process.

They change with `load_province` and with an editor's rare stroke, so a process asks again after a
minute, or at once when the index knows a word that it does not.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.vietnamese import fold
from ecosystem.classification.models import SchemeClass
from ecosystem.registry.choices import OrganizationKind
from ecosystem.taxonomy.choices import UnitSystem
from ecosystem.taxonomy.models import AdministrativeUnit, Sector, Stage, Technology
from search.choices import RAISING_NOW, Facet, Within
from search.engines.text import exact_words, folded_words

LANGUAGES = ("vi", "en")
KEEP_SECONDS = 60.0
ASK_AGAIN_SECONDS = 2.0
DISTRICT_KINDS = ("huyện ", "thành phố ", "thị xã ")
LISTED_SCHEME = "REGISTRY"


@dataclass(frozen=True)
class Choice:
    """A value of a facet as people read it; `order` is its place where counts do not decide."""

    value: str
    label: str
    hint: str
    order: int


@dataclass(frozen=True)
class Place:
    """A commune or an old district that a query names."""

    name: str
    has_former: bool


@dataclass(frozen=True)
class Vocabulary:
    """Choices of each facet by value, and what the words of a query may mean."""

    choices: dict[str, dict[Facet, dict[str, Choice]]]
    places: dict[tuple[str, ...], Place] = field(default_factory=dict)
    spellings: dict[tuple[str, ...], str] = field(default_factory=dict)
    longest: int = 1

    def choice(self, language: str, facet: Facet, value: str) -> Choice | None:
        return self.choices[language][facet].get(value)


class _Kept:
    vocabulary: Vocabulary | None = None
    read_at: float = 0.0


def vocabulary() -> Vocabulary:
    """Return what this process knows, read again after a minute."""
    if _Kept.vocabulary is None or time.monotonic() - _Kept.read_at > KEEP_SECONDS:
        refresh()
    assert _Kept.vocabulary is not None
    return _Kept.vocabulary


def refresh() -> None:
    _Kept.vocabulary = _read()
    _Kept.read_at = time.monotonic()


def knows(facet: Facet, values: Iterable[str]) -> bool:
    """Say whether all values have words; looks once more if not, at most every two seconds."""
    values = tuple(values)
    known = vocabulary().choices["vi"][facet]
    if all(value in known for value in values):
        return True
    if time.monotonic() - _Kept.read_at > ASK_AGAIN_SECONDS:
        refresh()
    known = vocabulary().choices["vi"][facet]
    return all(value in known for value in values)


def _read() -> Vocabulary:
    sectors = list(Sector.objects.order_by("sort_key", "code"))
    technologies = list(Technology.objects.order_by("sort_key", "code"))
    stages = list(Stage.objects.order_by("position", "code"))
    classes = list(
        SchemeClass.objects.select_related("scheme")
        .exclude(scheme__code=LISTED_SCHEME)
        .order_by("scheme__code", "position", "code")
    )
    units = list(AdministrativeUnit.objects.order_by("sort_key", "code"))
    choices: dict[str, dict[Facet, dict[str, Choice]]] = {}
    for language in LANGUAGES:
        with override(language):
            choices[language] = {
                Facet.COMMUNE: _numbered(
                    (unit.code, unit.full_name, _former_names(unit))
                    for unit in units
                    if unit.is_current
                ),
                Facet.KIND: _numbered(
                    (kind.value, str(kind.label), "") for kind in OrganizationKind
                ),
                Facet.CLASS: _numbered((class_value(row), row.name, "") for row in classes),
                Facet.SECTOR: _numbered((row.code, row.name, "") for row in sectors),
                Facet.TECHNOLOGY: _numbered((row.code, row.name, "") for row in technologies),
                Facet.STAGE: _numbered((row.code, row.name, "") for row in stages),
                Facet.RAISING: _numbered([(RAISING_NOW, _("Đang gọi vốn"), "")]),
                Facet.CONFIRMED: _numbered((step.value, str(step.label), "") for step in Within),
            }
    places = _places(units)
    spellings = _spellings([row.name_vi for row in (*sectors, *technologies)])
    longest = max((len(words) for words in (*places, *spellings)), default=1)
    return Vocabulary(choices, places, spellings, longest)


def class_value(row: SchemeClass) -> str:
    """Return a class as addresses and the index name it, e.g. "DTF.DIGITAL"."""
    return f"{row.scheme.code}.{row.code}"


def _numbered(rows: Iterable[tuple[str, str, str]]) -> dict[str, Choice]:
    return {
        value: Choice(value, label, hint, place) for place, (value, label, hint) in enumerate(rows)
    }


def _former_names(unit: AdministrativeUnit) -> str:
    return _("gồm %(parts)s cũ") % {"parts": unit.contains} if unit.contains else ""


def _places(units: list[AdministrativeUnit]) -> dict[tuple[str, ...], Place]:
    places: dict[tuple[str, ...], Place] = {}

    def add(name: str, *, former: bool) -> None:
        words = tuple(folded_words(name).split())
        # "Phường 1" says a place, a bare "1" does not.
        if words and not "".join(words).isdigit():
            known = places.get(words)
            places[words] = Place(
                known.name if known else name, former or bool(known and known.has_former)
            )

    for unit in sorted(units, key=lambda unit: unit.system != UnitSystem.SINCE):
        former = not unit.is_current
        add(unit.name, former=former)
        add(unit.full_name, former=former)
        for district in unit.district_name.split(";"):
            district = district.strip()
            add(district, former=True)
            for kind in DISTRICT_KINDS:
                if district.lower().startswith(kind):
                    add(district[len(kind) :], former=True)
    return places


def _spellings(names: list[str]) -> dict[tuple[str, ...], str]:
    """Return how the words of fields are written, two and more in a row: "nong nghiep"."""
    spellings: dict[tuple[str, ...], str] = {}
    for name in names:
        words = exact_words(name).split()
        for start in range(len(words)):
            for end in range(start + 2, len(words) + 1):
                part = words[start:end]
                spellings.setdefault(tuple(fold(word) for word in part), " ".join(part))
    return spellings
