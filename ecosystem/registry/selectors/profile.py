"""What the public sees of an organization, and nothing more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from wagtail.images.models import AbstractRendition

from accounts.choices import Purpose
from accounts.models import Consent
from core import vietnamese
from ecosystem.registry.choices import (
    PUBLIC_FACTS,
    DatePrecision,
    EventKind,
    IdentifierState,
    NameType,
    OrganizationStatus,
    RoleType,
    Source,
    Visibility,
)
from ecosystem.registry.models import Address, Fact, Organization, Product
from ecosystem.taxonomy.models import in_language

PERSONAL_DIGITS = 12
DAYS_PER_MONTH = 30.44
MAX_CONFIRMATIONS = 3

UNITS = {
    "người": pgettext_lazy("unit", "người"),
    "khách hàng": pgettext_lazy("unit", "khách hàng"),
}
"""Units of facts that have a word in other languages; others are shown as they were written."""

Freshness = Literal["green", "amber", "red"]


@dataclass(frozen=True)
class PublicFact:
    """A value with its period, unit and how far it was checked (PRV-7).

    `source` is empty for what the owner stated, which the state says already.
    """

    label: str
    value: Decimal
    unit: str
    period: str
    on_date: date | None
    state: str
    source: str

    @property
    def plain(self) -> str:
        """The value for machines."""
        return f"{self.value:f}"


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened. `when` is as exact as it is known."""

    day: date
    when: str
    machine_day: str
    text: str


@dataclass(frozen=True)
class Profile:
    """One organization as a visitor reads it. No contact, no personal number (REG-3)."""

    organization: Organization
    sectors: tuple[str, ...]
    technologies: tuple[str, ...]
    commune: str
    seat: str
    former_seat: str
    tax_code: str
    representative: str
    former_names: tuple[tuple[str, date, date], ...]
    other_names: tuple[str, ...]
    products: tuple[Product, ...]
    facts: tuple[PublicFact, ...]
    timeline: tuple[TimelineEntry, ...]
    freshness: Freshness | Literal[""]
    logo: AbstractRendition | None

    @property
    def name(self) -> str:
        return self.organization.legal_name

    @property
    def description(self) -> str:
        return in_language(self.organization.description, self.organization.description_en)

    @property
    def line(self) -> str:
        """Code, kind, main sector and commune, as far as they are known."""
        organization = self.organization
        parts = [organization.code, organization.get_kind_display(), *self.sectors[:1]]
        # The name of a commune is not parted at the end of a line.
        commune = self.commune.replace(" ", "\u00a0")
        return " · ".join([*parts, commune] if commune else parts)

    @property
    def identifier_is_checked(self) -> bool:
        return self.organization.identifier_state == IdentifierState.CHECKED

    @property
    def identifier_is_disputed(self) -> bool:
        return self.organization.identifier_state == IdentifierState.DISPUTED

    @property
    def is_gone(self) -> bool:
        return self.organization.status == OrganizationStatus.DISSOLVED

    @property
    def is_public(self) -> bool:
        return self.organization.visibility == Visibility.PUBLIC

    @property
    def structured(self) -> dict[str, Any]:
        """The same facts in the words of schema.org."""
        organization = self.organization
        values = {
            "@context": "https://schema.org",
            "@type": "Organization",
            "identifier": organization.code,
            "name": organization.name,
            "legalName": organization.legal_name,
            "url": settings.PUBLIC_URL + organization.get_absolute_url(),
            "sameAs": organization.website,
            "description": self.description,
            "taxID": self.tax_code,
            "foundingDate": _iso(organization.first_registration_date),
            "logo": settings.PUBLIC_URL + self.logo.url if self.logo else "",
        }
        if self.seat:
            values["address"] = {
                "@type": "PostalAddress",
                "streetAddress": self.seat,
                "addressLocality": self.commune,
                "addressCountry": "VN",
            }
        return {key: value for key, value in values.items() if value}


def freshness(day: date | None, today: date | None = None) -> Freshness | Literal[""]:
    """Return how fresh a confirmation is: under 6 months, under 12, older; "" for none (REG-20)."""
    if day is None:
        return ""
    months = ((today or timezone.localdate()) - day).days / DAYS_PER_MONTH
    if months < settings.CONFIRMED_GREEN_MONTHS:
        return "green"
    return "amber" if months <= settings.CONFIRMED_AMBER_MONTHS else "red"


def profile(organization: Organization) -> Profile:
    """Return the public profile, in the same number of queries for every organization."""
    names = list(organization.names.current().order_by("-valid_from", "pk"))
    seat = (
        organization.addresses.seats()
        .in_force()
        .select_related("unit", "former_unit")
        .order_by("-valid_from")
        .first()
    )
    sectors = (
        organization.sector_rows.in_force().select_related("sector").order_by("-is_main", "pk")
    )
    return Profile(
        organization=organization,
        sectors=tuple(row.sector.name for row in sectors),
        technologies=tuple(each.name for each in organization.technologies.all()),
        commune=seat.unit.full_name if seat and seat.unit else "",
        seat=seat_line(seat) if seat else "",
        former_seat=_former(seat) if seat else "",
        tax_code=public_tax_code(organization),
        representative=_representative(organization),
        former_names=tuple(
            (row.text, row.valid_from, row.valid_to)
            for row in names
            if row.valid_to and row.name_type == NameType.LEGAL
        ),
        other_names=tuple(
            dict.fromkeys(
                text
                for text in (organization.short_name, organization.name_en)
                if text and text != organization.legal_name
            )
        ),
        products=tuple(organization.products.all()),
        facts=_facts(organization),
        timeline=_timeline(organization),
        freshness=freshness(organization.last_confirmed_on),
        logo=organization.logo.get_rendition("max-160x160") if organization.logo else None,
    )


def find(code: str) -> Organization | None:
    """Return the record of a code with what the profile needs, or nothing."""
    return (
        Organization.objects.select_related(
            "main_industry", "stage", "logo", "merged_into", "head_office"
        )
        .filter(code=code.upper())
        .first()
    )


def public_tax_code(organization: Organization) -> str:
    """Return the tax code unless it is a person's own number, which is never public (REG-3)."""
    code = organization.tax_code or ""
    return "" if len(code) == PERSONAL_DIGITS else code


def seat_line(seat: Address) -> str:
    """Return the address as written, with the commune unless it was written already (REG-7)."""
    if seat.unit is None or seat.unit.folded in vietnamese.fold(seat.text):
        return seat.text
    return f"{seat.text}, {seat.unit.full_name}" if seat.text else seat.unit.full_name


def _former(seat: Address) -> str:
    if seat.former_unit is None:
        return ""
    former = _("Trước 1/7/2025: %(unit)s, %(district)s") % {
        "unit": _amid(seat.former_unit.full_name),
        "district": _amid(seat.former_unit.district_name),
    }
    if seat.needs_settling:
        return f"{former}. {_('Xã cũ đã chia; chủ hồ sơ chưa chọn xã mới.')}"
    return former


def _amid(place: str) -> str:
    """Return the name of a place as it stands within a sentence: "thị trấn Gò Dầu"."""
    return place[:1].lower() + place[1:]


def _representative(organization: Organization) -> str:
    """Return the representative's name where publishing the profile was agreed to (PRV-1)."""
    role = (
        organization.roles.in_force()
        .filter(role=RoleType.LEGAL_REPRESENTATIVE)
        .select_related("person")
        .first()
    )
    numbers = list(organization.cases.values_list("number", flat=True))
    agreed = Consent.objects.filter(
        subject_key__in=[organization.code, *numbers],
        purpose=Purpose.PUBLIC_LISTING,
        withdrawn_at=None,
    ).exists()
    return role.person.full_name if role and agreed else ""


def _facts(organization: Organization) -> tuple[PublicFact, ...]:
    """Return the newest period of each public kind."""
    rows = organization.facts.filter(recorded_until=None, kind__in=PUBLIC_FACTS)
    newest: dict[str, Fact] = {}
    for row in rows.order_by("kind", "period", "recorded_at"):
        newest[row.kind] = row
    return tuple(
        PublicFact(
            label=row.get_kind_display(),
            value=row.value.normalize(),
            unit=str(UNITS.get(row.unit, row.unit)),
            period=row.period,
            on_date=row.on_date,
            state=row.state,
            source="" if row.source == Source.OWNER else row.get_source_display(),
        )
        for row in newest.values()
    )


def _timeline(organization: Organization) -> tuple[TimelineEntry, ...]:
    entries = [
        TimelineEntry(
            each.day,
            _when(each.day, each.precision),
            _machine_day(each.day, each.precision),
            _sentence(each.kind, each.get_kind_display(), each.text),
        )
        for each in organization.events.all()
    ]
    entries += [
        TimelineEntry(
            each.day,
            _when(each.day, DatePrecision.DAY),
            each.day.isoformat(),
            _("Chủ hồ sơ xác nhận mọi thông tin còn đúng"),
        )
        for each in organization.confirmations.all()[:MAX_CONFIRMATIONS]
    ]
    return tuple(sorted(entries, key=lambda entry: entry.day, reverse=True))


def _sentence(kind: str, label: str, text: str) -> str:
    if kind == EventKind.RENAMED and text:
        return _("Đổi tên; tên cũ: %(name)s") % {"name": text}
    return f"{label}: {text}" if text else label


def _when(day: date, precision: str) -> str:
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    if precision == DatePrecision.YEAR:
        return str(day.year)
    if precision == DatePrecision.MONTH:
        return _("tháng %(month)s/%(year)s") % {"month": day.month, "year": day.year}
    return vietnamese.date_short(day, language=language)


def _machine_day(day: date, precision: str) -> str:
    length = {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7}.get(DatePrecision(precision), 10)
    return day.isoformat()[:length]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def successor(organization: Organization) -> Organization:
    """Return the record that a merged one leads to, over any number of mergers."""
    seen: set[int] = set()
    while organization.merged_into is not None and organization.pk not in seen:
        seen.add(organization.pk)
        organization = organization.merged_into
    return organization


def public_json(shown: Profile) -> dict[str, Any]:
    """Return the public profile as data, with the state of each fact."""
    organization = shown.organization
    return {
        **shown.structured,
        "kind": organization.kind,
        "status": organization.status,
        "sectors": list(shown.sectors),
        "last_confirmed_on": _iso(organization.last_confirmed_on) or None,
        "identifier_state": organization.identifier_state,
        "products": [{"name": each.name, "text": each.text} for each in shown.products],
        "facts": [_fact_json(fact) for fact in shown.facts],
        "former_names": _names_json(shown.former_names),
    }


def _fact_json(fact: PublicFact) -> dict[str, Any]:
    return {
        "label": fact.label,
        "value": fact.plain,
        "unit": fact.unit,
        "period": fact.period,
        "state": fact.state,
        "source": fact.source,
    }


def _names_json(names: Iterable[tuple[str, date, date]]) -> list[dict[str, str]]:
    return [
        {"name": text, "from": first.isoformat(), "to": last.isoformat()}
        for text, first, last in names
    ]
