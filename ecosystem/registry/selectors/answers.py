"""A record in the shape of the form's answers: what a change is compared with."""

from collections.abc import Iterable
from typing import Any

from ecosystem.registry.choices import FactKind, RoleType
from ecosystem.registry.models import Organization


def answers_of(organization: Organization) -> dict[str, Any]:
    """Return what the registry holds now, keyed and shaped like `Case.answers`.

    Contains private values; `consents` and the classification step are not kept here.
    """
    seat = (
        organization.addresses.seats()
        .current()
        .filter(valid_to=None)
        .select_related("unit", "former_unit")
        .first()
    )
    sectors = (
        organization.sector_rows.current()
        .filter(valid_to=None)
        .order_by("-is_main", "pk")
        .values_list("sector__code", flat=True)
    )
    # Somebody who may only be written to stands before somebody who may also act.
    roles = organization.roles.current().filter(valid_to=None).order_by("-may_act", "pk")
    people = {role.role: role.person for role in roles.select_related("person")}
    representative = people.get(RoleType.LEGAL_REPRESENTATIVE)
    contact = people.get(RoleType.CONTACT)
    first_day = organization.first_registration_date
    return {
        "legal_name": organization.legal_name,
        "tax_code": organization.tax_code or "",
        "short_name": organization.short_name,
        "first_registration_date": first_day.isoformat() if first_day else "",
        "representative": representative.full_name if representative else "",
        "street": seat.text if seat else "",
        "commune": {
            "unit": seat.unit.code if seat and seat.unit else "",
            "former_unit": seat.former_unit.code if seat and seat.former_unit else "",
            "text": "",
        },
        "description": organization.description,
        "sectors": list(sectors),
        "products": list(organization.products.values("name", "text")),
        "staff": _staff(organization),
        "website": organization.website,
        "contact_name": contact.full_name if contact else "",
        "contact_email": contact.email if contact else "",
        "contact_phone": contact.phone if contact else "",
    }


def only(answers: dict[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    return {key: answers[key] for key in fields if key in answers}


def same_answer(key: str, one: Any, other: Any) -> bool:
    """Do two answers say the same, however they were typed?"""
    if key == "commune":
        return _places(one) == _places(other)
    if key == "products":
        return _named(one) == _named(other)
    if key == "staff" and not (_filled(one) or _filled(other)):
        return True
    return (one or "") == (other or "")


def _places(commune: Any) -> tuple[str, str]:
    place = commune if isinstance(commune, dict) else {"unit": commune or ""}
    return place.get("unit") or "", place.get("former_unit") or ""


def _named(products: Any) -> list[tuple[str, str]]:
    return [(each.get("name", ""), each.get("text", "")) for each in products or ()]


def _filled(staff: Any) -> bool:
    return bool(staff.get("value") if isinstance(staff, dict) else staff)


def _staff(organization: Organization) -> dict[str, str]:
    fact = (
        organization.facts.filter(kind=FactKind.STAFF, recorded_until=None)
        .order_by("-period", "-recorded_at")
        .first()
    )
    if fact is None:
        return {"value": "", "period": ""}
    return {"value": f"{fact.value.normalize():f}", "period": fact.period}
