"""State of organizations as the index and the cards need it, read in bulk."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.temporal import TemporalRow
from core.vietnamese import date_short, normalize
from ecosystem.classification.models import Classification
from ecosystem.registry.choices import NameType
from ecosystem.registry.models import (
    Address,
    Listing,
    Name,
    Organization,
    Product,
    SectorAssignment,
)
from ecosystem.taxonomy.models import AdministrativeUnit, Sector, Technology, UnitChange
from search.choices import Facet
from search.engines import Document
from search.engines.text import exact_words, folded_words, join, synonyms_in

from . import watching
from .vocabulary import LANGUAGES, LISTED_SCHEME, class_value, vocabulary

LINE_LENGTH = 160


@dataclass(frozen=True)
class Record:
    """A published organization: what the index keeps, what the card shows, and until when."""

    code: str
    sort_key: str
    document: Document
    card: dict[str, Any]
    state: dict[str, Any]
    changes_on: date | None


@dataclass
class _Rows:
    """The rows beside one organization that matter today, and the days on which that changes."""

    names: list[str] = field(default_factory=list)
    former_names: list[str] = field(default_factory=list)
    seat: Address | None = None
    sectors: list[Sector] = field(default_factory=list)
    technologies: list[Technology] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    classes: list[Classification] = field(default_factory=list)
    former_classes: list[Classification] = field(default_factory=list)
    listed: date | None = None
    turns: set[date] = field(default_factory=set)


def read(keys: Collection[int], on: date | None = None) -> dict[int, Record]:
    """Return the records of those `keys` that a visitor may see, by key.

    Nine queries however many keys. Who is missing has been deleted, hidden, merged or never shown.
    """
    day = on or timezone.localdate()
    organizations = list(
        Organization.objects.published().filter(pk__in=keys).select_related("stage")
    )
    rows = _rows([row.pk for row in organizations], day)
    former_units = _former_units(row.seat for row in rows.values() if row.seat)
    return {row.pk: _record(row, rows[row.pk], former_units) for row in organizations}


def _rows(keys: Collection[int], day: date) -> dict[int, _Rows]:
    found: dict[int, _Rows] = defaultdict(_Rows)

    def holds(row: TemporalRow, key: int) -> bool:
        """Say whether the row is true on the day, and note when that will change."""
        found[key].turns |= {turn for turn in (row.valid_from, row.valid_to) if turn and turn > day}
        return row.valid_from <= day and (row.valid_to is None or row.valid_to > day)

    for name in Name.objects.current().filter(organization__in=keys).order_by("valid_from", "pk"):
        rows = found[name.organization_id]
        if holds(name, name.organization_id) and name.name_type != NameType.FORMER:
            rows.names.append(name.text)
        elif name.valid_from <= day:
            rows.former_names.append(name.text)
    seats = Address.objects.seats().current().filter(organization__in=keys)
    for seat in seats.select_related("unit", "former_unit").order_by("valid_from", "pk"):
        if holds(seat, seat.organization_id):
            found[seat.organization_id].seat = seat
    assignments = SectorAssignment.objects.current().filter(organization__in=keys)
    for assignment in assignments.select_related("sector").order_by("-is_main", "pk"):
        if holds(assignment, assignment.organization_id):
            found[assignment.organization_id].sectors.append(assignment.sector)
    links = Organization.technologies.through.objects.filter(organization__in=keys)
    for link in links.select_related("technology").order_by("pk"):
        found[link.organization_id].technologies.append(link.technology)
    for product in Product.objects.filter(organization__in=keys):
        found[product.organization_id].products += [product.name, product.text]
    decided = Classification.objects.current().filter(organization__in=keys)
    for row in decided.select_related("scheme_class__scheme").exclude(
        scheme_class__scheme__code=LISTED_SCHEME
    ):
        rows = found[row.organization_id]
        if holds(row, row.organization_id):
            rows.classes.append(row)
        elif row.valid_from <= day and row.valid_to is not None:
            rows.former_classes.append(row)
    for listing in Listing.objects.current().filter(organization__in=keys):
        holds(listing, listing.organization_id)
        rows = found[listing.organization_id]
        rows.listed = max(filter(None, (rows.listed, listing.valid_from)))
    return found


def _former_units(seats: Iterable[Address]) -> dict[int, list[AdministrativeUnit]]:
    """Return the old units of which each commune consists, by the commune's key."""
    communes = {seat.unit_id for seat in seats if seat.unit_id}
    found: dict[int, list[AdministrativeUnit]] = defaultdict(list)
    for change in UnitChange.objects.filter(new_unit__in=communes).select_related("old_unit"):
        found[change.new_unit_id].append(change.old_unit)
    return found


def _record(
    organization: Organization,
    rows: _Rows,
    former_units: dict[int, list[AdministrativeUnit]],
) -> Record:
    former_places = _former_places(rows.seat, former_units)
    document = _document(organization, rows, former_places)
    return Record(
        code=organization.code,
        sort_key=organization.sort_key,
        document=document,
        card=_card(organization, rows, former_places),
        state=watching.state_of(
            document,
            description=f"{organization.description}\n{organization.description_en}",
            products="\n".join(rows.products),
        ),
        changes_on=min(rows.turns, default=None),
    )


def _former_places(
    seat: Address | None, former_units: dict[int, list[AdministrativeUnit]]
) -> list[str]:
    """Return what the place was called before; only what the owner named, if they named it."""
    if seat is None:
        return []
    units = [seat.former_unit] if seat.former_unit else former_units.get(seat.unit_id or 0, [])
    return [_lower_first(f"{unit.full_name}, {unit.district_name}") for unit in units]


def _lower_first(text: str) -> str:
    """Write "Xã Phước Đông, Huyện Gò Dầu" as it stands inside a sentence."""
    for word in ("Xã ", "Phường ", "Thị trấn ", "Huyện ", "Thành phố ", "Thị xã "):
        text = text.replace(word, word.lower())
    return text


def _document(organization: Organization, rows: _Rows, former_places: list[str]) -> Document:
    names = _distinct(
        organization.legal_name, organization.short_name, organization.name_en, *rows.names
    )
    unit = rows.seat.unit if rows.seat else None
    about = [unit.full_name if unit else ""]
    about += [name for row in rows.sectors for name in (row.name_vi, row.name_en)]
    more = [name for row in rows.technologies for name in (row.name_vi, row.name_en)]
    more += [
        name
        for row in rows.classes
        for name in (row.scheme_class.name_vi, row.scheme_class.name_en)
    ]
    more += [*rows.products, organization.description, organization.description_en]
    more += [_kind(organization, language) for language in LANGUAGES]
    current = [*names, *about, *more]
    text = join(*(folded_words(part) for part in current))
    stage = organization.stage.code if organization.stage else ""
    return Document(
        key=organization.pk,
        number=_number(organization),
        name=join(*(folded_words(name) for name in names)),
        about=join(*(folded_words(part) for part in about)),
        text=text,
        exact_name=join(*(exact_words(name) for name in names)),
        exact=join(*(exact_words(part) for part in current)),
        former=join(*(folded_words(part) for part in (*rows.former_names, *former_places))),
        synonyms=synonyms_in(text),
        name_order=f"{organization.sort_key} {organization.code}",
        listed=_ordinal(rows.listed),
        confirmed=_ordinal(organization.last_confirmed_on),
        raising_until=_ordinal(organization.raising_until),
        facets={
            Facet.COMMUNE: (unit.code,) if unit and unit.is_current else (),
            Facet.KIND: (organization.kind,),
            Facet.CLASS: tuple(
                dict.fromkeys(class_value(row.scheme_class) for row in rows.classes)
            ),
            Facet.SECTOR: tuple(row.code for row in rows.sectors),
            Facet.TECHNOLOGY: tuple(row.code for row in rows.technologies),
            Facet.STAGE: (stage,) if stage else (),
        },
    )


def _distinct(*texts: str) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def _number(organization: Organization) -> int:
    """Return the number inside the code, "TN-000123" gives 123: it never changes (REG-1)."""
    digits = organization.code.rpartition("-")[2]
    return int(digits) if digits.isdecimal() and digits.isascii() else organization.pk


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


def _card(organization: Organization, rows: _Rows, former_places: list[str]) -> dict[str, Any]:
    """Return what the card shows, as JSON keeps it; what depends on today's date is left out."""
    return {
        "code": organization.code,
        "state": organization.identifier_state,
        "confirmed": _iso(organization.last_confirmed_on),
        "raising": _iso(organization.raising_until),
        "former_names": rows.former_names,
        "former_places": former_places,
        **{language: _words(organization, rows, language) for language in LANGUAGES},
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _words(organization: Organization, rows: _Rows, language: str) -> dict[str, Any]:
    with override(language):
        english = language == "en"
        name = (organization.name_en if english else "") or organization.legal_name
        description = (organization.description_en if english else "") or organization.description
        unit = rows.seat.unit if rows.seat else None
        about = [_kind(organization, language)]
        about += [rows.sectors[0].name] if rows.sectors else []
        about += [unit.full_name if unit else _("chưa rõ xã, phường")]
        return {
            "name": name,
            "about": " · ".join(about),
            "line": _shorten(description),
            "tags": _tags(rows, language),
        }


def _kind(organization: Organization, language: str) -> str:
    choice = vocabulary().choice(language, Facet.KIND, organization.kind)
    return choice.label if choice else ""


def _shorten(text: str) -> str:
    """Return the first sentence, cut at a word if it is long."""
    text = normalize(text)
    end = text.find(". ")
    if 0 < end < LINE_LENGTH:
        return text[: end + 1]
    if len(text) <= LINE_LENGTH:
        return text
    return text[:LINE_LENGTH].rpartition(" ")[0].rstrip(",;:–-") + "…"


def _tags(rows: _Rows, language: str) -> list[list[str]]:
    """Return (words, tone) of classes in force, then of those that ended by their term."""
    tags = []
    held = set()
    for row in rows.classes:
        held.add(row.scheme_class_id)
        tags.append([row.scheme_class.name, "ok" if row.scheme_class.parent_id else "info"])
    for row in rows.former_classes:
        if row.scheme_class.term_years and row.scheme_class_id not in held and row.valid_to:
            held.add(row.scheme_class_id)
            words = _("Từng là %(name)s (đến %(day)s)") % {
                "name": row.scheme_class.name[:1].lower() + row.scheme_class.name[1:],
                "day": date_short(row.valid_to, language=language),
            }
            tags.append([words, ""])
    return tags
