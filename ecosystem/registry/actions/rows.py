"""Dated rows beside a record: closed and written anew, never edited (ARC-2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from core import vietnamese
from core.temporal import TemporalRow
from ecosystem.registry.choices import (
    EventKind,
    FactKind,
    HowChosen,
    NameType,
    PlaceType,
    RoleType,
    Source,
)
from ecosystem.registry.models import (
    Address,
    Fact,
    Name,
    Organization,
    OrganizationEvent,
    Person,
    Product,
    Role,
    SectorAssignment,
)
from ecosystem.taxonomy.choices import UnitSystem
from ecosystem.taxonomy.models import AdministrativeUnit, Sector

HOW_BY_SOURCE = {
    Source.OFFICER: HowChosen.OFFICER,
    Source.IMPORT: HowChosen.IMPORTED,
}


@dataclass(frozen=True)
class Stamp:
    """From which day rows are true, since when they are believed, and who says so."""

    on: date
    at: datetime
    source: Source = Source.OWNER


def end(row: TemporalRow, stamp: Stamp) -> None:
    """Let a row be true only until `stamp.on`: close it and write its shorter successor.

    A row that would have no day left is closed and has no successor.
    """
    row.close(stamp.at)
    if row.valid_from < stamp.on:
        row.pk = None
        row._state.adding = True
        row.valid_to, row.recorded_at, row.recorded_until = stamp.on, stamp.at, None
        row.save(force_insert=True)


def set_columns(organization: Organization, answers: Mapping[str, Any]) -> None:
    """Take plain columns from the answers; what they do not name stays."""
    organization.legal_name = answers.get("legal_name") or organization.legal_name
    organization.folded_name = vietnamese.fold(organization.legal_name)[:300]
    organization.sort_key = vietnamese.collation_key(organization.legal_name)[:900]
    for name in ("short_name", "description", "website"):
        if name in answers:
            setattr(organization, name, answers[name] or "")
    if "first_registration_date" in answers:
        text = answers["first_registration_date"]
        organization.first_registration_date = date.fromisoformat(text) if text else None


def write_answers(
    organization: Organization, answers: Mapping[str, Any], fields: Iterable[str], stamp: Stamp
) -> None:
    """Write the dated rows of these fields from the answers."""
    fields = frozenset(fields)
    if "legal_name" in fields:
        write_name(organization, organization.legal_name, stamp)
    if "short_name" in fields:
        write_name(organization, organization.short_name, stamp, NameType.SHORT)
    if fields & {"street", "commune"}:
        write_seat(organization, answers.get("street") or "", answers.get("commune") or {}, stamp)
    if "sectors" in fields:
        write_sectors(organization, answers.get("sectors") or (), stamp)
    if "products" in fields:
        write_products(organization, answers.get("products") or ())
    if "staff" in fields:
        write_staff(organization, answers.get("staff"), stamp)
    if "representative" in fields:
        write_person(
            organization,
            RoleType.LEGAL_REPRESENTATIVE,
            stamp,
            name=answers.get("representative") or "",
        )
    if fields & {"contact_name", "contact_email", "contact_phone"}:
        write_person(
            organization,
            RoleType.CONTACT,
            stamp,
            name=answers.get("contact_name") or "",
            email=answers.get("contact_email") or "",
            phone=answers.get("contact_phone") or "",
        )


def write_name(
    organization: Organization, text: str, stamp: Stamp, name_type: NameType = NameType.LEGAL
) -> None:
    """Give the organization a name of this type from the day on; empty text only ends the old."""
    open_rows = organization.names.current().filter(name_type=name_type, valid_to=None)
    for row in open_rows:
        if row.text == text:
            return
        end(row, stamp)
    if text:
        Name.objects.create(
            organization=organization,
            text=text,
            folded=vietnamese.fold(text),
            name_type=name_type,
            source=stamp.source,
            valid_from=stamp.on,
            recorded_at=stamp.at,
        )


def write_seat(
    organization: Organization, street: str, commune: Mapping[str, str], stamp: Stamp
) -> None:
    """Move the seat. An old commune that was divided waits for somebody's choice (REG-8)."""
    unit, former, how = _units(commune, stamp)
    row = Address(
        organization=organization,
        text=street,
        unit=unit,
        former_unit=former,
        how=how,
        needs_settling=unit is None and former is not None,
        valid_from=stamp.on,
        recorded_at=stamp.at,
    )
    replace_seat(organization, row, stamp)


def replace_seat(organization: Organization, row: Address, stamp: Stamp) -> None:
    """Put `row` in the place of the seat that is open now; nothing if they say the same.

    Who only chooses among the successors of a divided commune has not moved: the choice is true
    since the old row was (REG-8).
    """
    open_seats = organization.addresses.current().filter(place_type=PlaceType.SEAT, valid_to=None)
    for old in open_seats.select_related("former_unit"):
        if _only_settles(old, row):
            row.valid_from, row.former_unit = old.valid_from, old.former_unit
            old.close(stamp.at)
            continue
        if (old.text, old.unit_id, old.former_unit_id) == (
            row.text,
            row.unit_id,
            row.former_unit_id,
        ):
            return
        end(old, stamp)
    row.save(force_insert=True)


def _only_settles(old: Address, row: Address) -> bool:
    if not old.needs_settling or row.text != old.text:
        return False
    if old.former_unit is None or row.unit is None:
        return False
    successors = AdministrativeUnit.objects.successors(old.former_unit)
    return successors.filter(pk=row.unit.pk).exists()


def _units(
    commune: Mapping[str, str], stamp: Stamp
) -> tuple[AdministrativeUnit | None, AdministrativeUnit | None, HowChosen]:
    units = AdministrativeUnit.objects
    how = HOW_BY_SOURCE.get(stamp.source, HowChosen.OWNER)
    former = units.filter(system=UnitSystem.BEFORE, code=commune.get("former_unit") or None).first()
    unit = units.filter(system=UnitSystem.SINCE, code=commune.get("unit") or None).first()
    if unit is None and former is not None:
        successors = list(units.successors(former)[:2])
        if len(successors) == 1:
            return successors[0], former, HowChosen.AUTOMATIC
    return unit, former, how


def write_sectors(organization: Organization, codes: Sequence[str], stamp: Stamp) -> None:
    """Let the organization work in exactly these sectors from the day on; the first is main."""
    wanted = {code: place == 0 for place, code in enumerate(codes)}
    open_rows = organization.sector_rows.current().filter(valid_to=None).select_related("sector")
    for row in open_rows:
        if wanted.get(row.sector.code) == row.is_main:
            del wanted[row.sector.code]
        else:
            end(row, stamp)
    sectors = {sector.code: sector for sector in Sector.objects.filter(code__in=wanted)}
    SectorAssignment.objects.bulk_create(
        SectorAssignment(
            organization=organization,
            sector=sectors[code],
            is_main=is_main,
            valid_from=stamp.on,
            recorded_at=stamp.at,
        )
        for code, is_main in wanted.items()
        if code in sectors
    )


def write_products(organization: Organization, products: Sequence[Mapping[str, str]]) -> None:
    organization.products.all().delete()
    Product.objects.bulk_create(
        Product(
            organization=organization,
            name=product["name"],
            text=product.get("text", ""),
            position=position,
        )
        for position, product in enumerate(products)
        if product.get("name")
    )


def write_staff(organization: Organization, staff: Any, stamp: Stamp) -> None:
    """Record how many people work there, as stated. Accepts a number or value and period."""
    answer = staff if isinstance(staff, Mapping) else {"value": staff}
    text = str(answer.get("value") or "").replace(".", "").strip()
    if not text:
        return
    try:
        value = Decimal(text)
    except InvalidOperation:
        return
    write_fact(
        organization, FactKind.STAFF, value, "người", stamp, period=answer.get("period") or ""
    )


def write_fact(
    organization: Organization,
    kind: FactKind,
    value: Decimal,
    unit: str,
    stamp: Stamp,
    *,
    period: str = "",
    **fields: Any,
) -> Fact:
    """Replace what is believed about this kind and period. An older period stays as it is."""
    organization.facts.filter(kind=kind, period=period, recorded_until=None).update(
        recorded_until=stamp.at
    )
    return Fact.objects.create(
        organization=organization,
        kind=kind,
        value=value,
        unit=unit,
        period=period,
        on_date=stamp.on,
        source=stamp.source,
        recorded_at=stamp.at,
        **fields,
    )


def write_person(
    organization: Organization, role: RoleType, stamp: Stamp, *, name: str, **contact: str
) -> None:
    """Let a person of this name hold the role from the day on, in place of who held it before.

    Contacts of the same person are brought up to date. Who may act keeps the right to.
    """
    held = organization.roles.current().filter(role=role, valid_to=None).select_related("person")
    for row in held:
        if row.person.full_name == name:
            # What a file says is taken back as a whole, so it never writes over a person's row.
            is_same = all(getattr(row.person, key) == value for key, value in contact.items())
            if is_same or stamp.source != Source.IMPORT or row.may_act:
                Person.objects.filter(pk=row.person_id).update(**contact)
                return
    for row in held:
        if not row.may_act:
            end(row, stamp)
    if name:
        add_role(organization, Person.objects.create(full_name=name, **contact), role, stamp)


def add_role(
    organization: Organization, person: Person, role: RoleType, stamp: Stamp, **fields: Any
) -> Role:
    return Role.objects.create(
        organization=organization,
        person=person,
        role=role,
        valid_from=stamp.on,
        recorded_at=stamp.at,
        **fields,
    )


def write_event(
    organization: Organization, kind: EventKind, stamp: Stamp, text: str = "", **fields: Any
) -> None:
    OrganizationEvent.objects.create(
        organization=organization,
        kind=kind,
        text=text,
        source=stamp.source,
        recorded_at=stamp.at,
        **{"day": stamp.on, **fields},
    )
