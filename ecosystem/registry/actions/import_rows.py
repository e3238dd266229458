"""Rows of an import before they are written, many at a time."""

from collections.abc import Iterable

from core.vietnamese import collation_key, fold
from ecosystem.registry.choices import (
    EventKind,
    HowChosen,
    IdentifierState,
    NameType,
    OrganizationKind,
    OrganizationStatus,
    RoleType,
    Source,
    Visibility,
)
from ecosystem.registry.models import (
    Address,
    Name,
    Organization,
    OrganizationEvent,
    Person,
)
from ecosystem.registry.selectors.imports import Verdict
from ecosystem.taxonomy.models import IndustryCode

from .rows import Stamp


class Build:
    """Makes the rows of one import, none of them saved yet."""

    def __init__(self, stamp: Stamp, *, publish: bool) -> None:
        self.stamp = stamp
        self.publish = publish
        # A code may stand in several versions; the newest is meant.
        self.industries = {
            each.code: each for each in IndustryCode.objects.order_by("version", "pk")
        }

    def organization(self, verdict: Verdict, code: str) -> Organization:
        row = verdict.row
        name = row.values["legal_name"]
        industry = self.industries.get(row.industries[0]) if len(row.industries) == 1 else None
        return Organization(
            code=code,
            kind=OrganizationKind(row.kind),
            legal_name=name,
            folded_name=fold(name)[:300],
            sort_key=collation_key(name)[:900],
            short_name=row.values.get("short_name", ""),
            name_en=row.values.get("name_en", ""),
            tax_code=row.tax_code or None,
            identifier_state=IdentifierState.STATED if row.tax_code else IdentifierState.NONE,
            first_registration_date=row.first_day,
            status=row.status or OrganizationStatus.UNKNOWN,
            description=row.values.get("description", ""),
            website=row.values.get("website", ""),
            main_industry=industry,
            visibility=Visibility.PUBLIC if self.publish else Visibility.UNPUBLISHED,
            created_at=self.stamp.at,
            updated_at=self.stamp.at,
        )

    def names(self, record: Organization, verdict: Verdict) -> Iterable[Name]:
        since = record.first_registration_date or self.stamp.on
        texts = (
            (NameType.LEGAL, record.legal_name, None),
            (NameType.SHORT, record.short_name, None),
            (NameType.FOREIGN, record.name_en, None),
            # Until when it was the name is not said; at the latest until the day of the file.
            (NameType.FORMER, verdict.row.former_name[:300], self.stamp.on),
        )
        for name_type, text, until in texts:
            if text:
                yield Name(
                    organization=record,
                    text=text,
                    folded=fold(text)[:300],
                    name_type=name_type,
                    source=Source.IMPORT,
                    valid_from=since,
                    valid_to=until,
                    recorded_at=self.stamp.at,
                )

    def seat(self, record: Organization, verdict: Verdict) -> Address:
        place = verdict.place
        return Address(
            organization=record,
            text=verdict.row.values["address"],
            unit=place.unit,
            former_unit=place.former_unit,
            how=HowChosen.AUTOMATIC if place.is_converted else HowChosen.IMPORTED,
            needs_settling=place.needs_settling,
            valid_from=self.stamp.on,
            recorded_at=self.stamp.at,
        )

    def events(self, record: Organization) -> Iterable[OrganizationEvent]:
        days = []
        if record.first_registration_date:
            days.append((EventKind.FOUNDED, record.first_registration_date))
        if self.publish:
            days.append((EventKind.LISTED, self.stamp.on))
        for kind, day in days:
            yield OrganizationEvent(
                organization=record,
                kind=kind,
                day=day,
                source=Source.IMPORT,
                recorded_at=self.stamp.at,
            )

    def people(self, record: Organization, verdict: Verdict) -> Iterable[tuple[RoleType, Person]]:
        said = verdict.row.values
        if said.get("representative"):
            yield (
                RoleType.LEGAL_REPRESENTATIVE,
                Person(full_name=said["representative"][:200]),
            )
        if said.get("contact_phone") or said.get("contact_email"):
            # The file names no person; the organization itself is whom one reaches there.
            yield (
                RoleType.CONTACT,
                Person(
                    full_name=record.legal_name[:200],
                    phone=said.get("contact_phone", ""),
                    email=said.get("contact_email", ""),
                ),
            )
