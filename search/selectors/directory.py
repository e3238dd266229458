"""The directory's answers: what was found, as cards and facets, and how fresh the index is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.vietnamese import date_short
from ecosystem.classification.models import Classification
from ecosystem.registry.choices import IdentifierState
from ecosystem.registry.models import Address, Organization, SectorAssignment
from ecosystem.registry.querysets import OrganizationQuerySet
from ecosystem.taxonomy.models import AdministrativeUnit
from search.choices import OPEN_FACETS, Facet, Sort, Within
from search.engines import EngineError, Query, engine
from search.engines.days import months_before
from search.engines.text import TextQuery
from search.models import Card, PendingRecord

from . import records
from .marking import former_hint, marker
from .vocabulary import Choice, knows, vocabulary

BEHIND_SECONDS = 60
MOST_OPTIONS = 12
IN_THEIR_OWN_ORDER = frozenset({Facet.STAGE, Facet.CONFIRMED})


@dataclass(frozen=True)
class IndexStatus:
    """How far the index is behind the database.

    `behind_since` is when the oldest unseen change was made, None while it is seconds.
    """

    ready: bool
    documents: int
    pending: int
    behind_since: datetime | None
    error: str
    generation: str = ""


@dataclass(frozen=True)
class Tag:
    words: str
    tone: str


@dataclass(frozen=True)
class ResultCard:
    """One hit as the page shows it. Texts but `plain_name` are escaped and may hold <mark>."""

    url: str
    code: str
    plain_name: str
    name: SafeString
    about: SafeString
    hint: SafeString
    line: SafeString
    tags: tuple[Tag, ...]
    state: str
    freshness: str
    confirmed: str
    confirmed_iso: str
    raising: str


@dataclass(frozen=True)
class Answer:
    """One page of hits. `from_database` says that the index could not be asked."""

    total: int
    cards: tuple[ResultCard, ...]
    counts: Mapping[Facet, Mapping[str, int]] = field(default_factory=dict)
    behind_since: datetime | None = None
    from_database: bool = False


@dataclass(frozen=True)
class Option:
    """A value of a facet with the count that choosing it would give."""

    value: str
    label: str
    hint: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class FacetGroup:
    name: str
    label: str
    options: tuple[Option, ...]
    left_out: int
    is_open: bool


@dataclass(frozen=True)
class Dropped:
    """What would be found without one of the conditions (SRCH-8)."""

    facet: Facet
    label: str
    total: int


@dataclass(frozen=True)
class NothingFound:
    dropped: Dropped | None
    without_all: int
    nearest: tuple[ResultCard, ...]


def status() -> IndexStatus:
    """Return how far behind the index is."""
    state = engine().status()
    waiting = PendingRecord.objects.all()
    failed = waiting.exclude(last_error="").oldest_first().first()
    return IndexStatus(
        ready=state.ready,
        documents=state.documents,
        pending=waiting.count(),
        behind_since=_behind_since(PendingRecord.objects.oldest()),
        error=state.error or (failed.last_error if failed else ""),
        generation=state.generation,
    )


def _behind_since(oldest: datetime | None) -> datetime | None:
    late = timezone.now() - timedelta(seconds=BEHIND_SECONDS)
    return oldest if oldest is not None and oldest < late else None


def find(query: Query) -> Answer:
    """Return one page of what a visitor may see, from the index; from the database if it is down.

    Two queries, three while records wait for the index: what has been hidden since is neither
    shown nor counted.
    """
    oldest = PendingRecord.objects.oldest()
    hidden: frozenset[int] = frozenset()
    if oldest is not None:
        gone = PendingRecord.objects.gone().values_list("organization_id", flat=True)
        hidden = frozenset(gone)
    try:
        result = engine().search(replace(query, hidden=hidden))
    except EngineError:
        return _find_in_database(query, _behind_since(oldest))
    return Answer(
        total=result.total,
        cards=_cards(result.keys, query),
        counts=result.counts,
        behind_since=_behind_since(oldest),
    )


def _cards(keys: tuple[int, ...], query: Query) -> tuple[ResultCard, ...]:
    found = Card.objects.public_data(keys)
    return _drawn([found[key] for key in keys if key in found], query)


def _drawn(cards: list[dict[str, Any]], query: Query) -> tuple[ResultCard, ...]:
    language = "en" if get_language() == "en" else "vi"
    mark = marker(query.text)
    base = reverse("search:directory")
    amber = months_before(query.on, settings.CONFIRMED_GREEN_MONTHS).isoformat()
    red = months_before(query.on, settings.CONFIRMED_AMBER_MONTHS).isoformat()
    today = query.on.isoformat()
    drawn = []
    for card in cards:
        words = card[language]
        confirmed, raising = card["confirmed"], card["raising"]
        hint = former_hint(
            TextQuery() if query.literal else query.text,
            f"{words['name']} {words['about']} {words['line']}",
            [*card["former_names"], *card["former_places"]],
        )
        drawn.append(
            ResultCard(
                url=f"{base}{card['code']}/",
                code=card["code"],
                plain_name=words["name"],
                name=mark(words["name"]),
                about=mark(words["about"]),
                hint=mark(hint),
                line=mark(words["line"]),
                tags=tuple(Tag(text, tone) for text, tone in words["tags"]),
                state=_state(card["state"]),
                freshness=_freshness(confirmed, amber, red),
                confirmed=_day(confirmed, language),
                confirmed_iso=confirmed,
                raising=_day(raising, language) if raising >= today else "",
            )
        )
    return tuple(drawn)


def _state(state: str) -> str:
    if state == IdentifierState.CHECKED:
        return "checked"
    return "contradicted" if state == IdentifierState.DISPUTED else "stated"


def _freshness(confirmed: str, amber: str, red: str) -> str:
    if not confirmed:
        return "never"
    if confirmed >= amber:
        return "green"
    return "amber" if confirmed >= red else "red"


def _day(text: str, language: str) -> str:
    return date_short(date.fromisoformat(text), language=language) if text else ""


# Without the index -----------------------------------------------------------------------------


def _find_in_database(query: Query, behind_since: datetime | None) -> Answer:
    """Answer by name and code, without counts (SRCH-F1)."""
    found = Organization.objects.published()
    for word in query.text.words:
        found = found.filter(Q(folded_name__contains=word.folded) | Q(code__iexact=word.folded))
    for facet, values in query.chosen.items():
        found = _chosen(found, facet, values, query.on)
    keys = list(
        found.order_by("sort_key", "code").values_list("pk", flat=True)[
            query.offset : query.offset + query.limit
        ]
    )
    cards = Card.objects.public_data(keys)
    lacking = [key for key in keys if key not in cards]
    if lacking:
        cards |= {key: record.card for key, record in records.read(lacking).items()}
    drawn = _drawn([cards[key] for key in keys if key in cards], query)
    return Answer(found.count(), drawn, behind_since=behind_since, from_database=True)


def _chosen(
    found: OrganizationQuerySet, facet: Facet, values: tuple[str, ...], day: date
) -> OrganizationQuerySet:
    mine = {"organization": OuterRef("pk")}
    if facet == Facet.KIND:
        return found.filter(kind__in=values)
    if facet == Facet.STAGE:
        return found.filter(stage__code__in=values)
    if facet == Facet.TECHNOLOGY:
        links = Organization.technologies.through.objects
        return found.filter(Exists(links.filter(technology__code__in=values, **mine)))
    if facet == Facet.SECTOR:
        rows = SectorAssignment.objects.in_force(day)
        return found.filter(Exists(rows.filter(sector__code__in=values, **mine)))
    if facet == Facet.COMMUNE:
        units = AdministrativeUnit.objects.current().filter(code__in=values)
        seats = Address.objects.seats().in_force(day)
        return found.filter(Exists(seats.filter(unit__in=units, **mine)))
    if facet == Facet.CLASS:
        classes = Q()
        for value in values:
            scheme, _dot, klass = value.partition(".")
            classes |= Q(scheme_class__scheme__code=scheme, scheme_class__code=klass)
        return found.filter(Exists(Classification.objects.in_force(day).filter(classes, **mine)))
    if facet == Facet.RAISING:
        return found.filter(raising_until__gte=day)
    months = max(int(value) for value in values)
    return found.confirmed_since(months_before(day, months))


# What else the page offers -----------------------------------------------------------------------


def facet_groups(
    counts: Mapping[Facet, Mapping[str, int]],
    chosen: Mapping[Facet, tuple[str, ...]],
    whole: str = "",
) -> tuple[FacetGroup, ...]:
    """Return the groups to choose from; chosen values are always among them (SRCH-6).

    Long groups show their largest values, all of them for the facet named `whole`.
    """
    for facet in Facet:
        knows(facet, {*counts.get(facet, ()), *chosen.get(facet, ())})
    return _facet_groups(
        "en" if get_language() == "en" else "vi",
        id(vocabulary()),
        tuple((facet, tuple(of_facet.items())) for facet, of_facet in counts.items()),
        tuple(chosen.items()),
        whole,
    )


@lru_cache(maxsize=256)
def _facet_groups(
    language: str,
    _vocabulary: int,
    counts: tuple[tuple[Facet, tuple[tuple[str, int], ...]], ...],
    chosen: tuple[tuple[Facet, tuple[str, ...]], ...],
    whole: str,
) -> tuple[FacetGroup, ...]:
    groups = []
    counted, taken_by_facet = dict(counts), dict(chosen)
    for facet in Facet:
        of_facet = dict(counted.get(facet, ()))
        taken = taken_by_facet.get(facet, ())
        values = {value for value, count in of_facet.items() if count} | set(taken)
        known = vocabulary().choices[language][facet]
        options = [
            _option(known[value], of_facet.get(value, 0), value in taken)
            for value in sorted(values & known.keys(), key=lambda value: known[value].order)
        ]
        if facet not in IN_THEIR_OWN_ORDER:
            options.sort(key=lambda option: (not option.chosen, -option.count))
        shown = options if whole == facet else options[: max(MOST_OPTIONS, len(taken))]
        if options:
            groups.append(
                FacetGroup(
                    name=facet.value,
                    label=str(facet.label),
                    options=tuple(shown),
                    left_out=len(options) - len(shown),
                    is_open=facet in OPEN_FACETS or bool(taken) or whole == facet,
                )
            )
    return tuple(groups)


def _option(choice: Choice, count: int, chosen: bool) -> Option:
    return Option(choice.value, choice.label, choice.hint, count, chosen)


def choice_label(facet: Facet, value: str) -> str:
    """Return the words of a chosen value as a chip says them."""
    if facet == Facet.CONFIRMED:
        return _("Xác nhận trong %(time)s") % {"time": Within(value).label}
    language = "en" if get_language() == "en" else "vi"
    choice = vocabulary().choice(language, facet, value)
    return choice.label if choice else value


def instead(query: Query) -> NothingFound:
    """Return what can be done when nothing was found (SRCH-8)."""
    few = replace(query, offset=0, limit=3, with_counts=False)
    dropped = None
    for facet in query.chosen:
        others = {name: values for name, values in query.chosen.items() if name != facet}
        total = find(replace(few, chosen=others)).total
        if total and (dropped is None or total > dropped.total):
            label = ", ".join(choice_label(facet, value) for value in query.chosen[facet])
            dropped = Dropped(facet, label, total)
    without_all = find(replace(few, chosen={})).total if query.chosen and not dropped else 0
    nearest: tuple[ResultCard, ...] = ()
    if query.text:
        near = replace(few, chosen={}, relaxed=True, literal=False, sort=Sort.RELEVANCE)
        answer = find(near)
        nearest = () if answer.from_database else answer.cards
    return NothingFound(dropped, without_all, nearest)
