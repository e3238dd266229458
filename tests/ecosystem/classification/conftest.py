"""The day of the pictures, two officers, and dated rows written directly."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.choices import Role
from ecosystem.classification.models import Classification, SchemeClass
from ecosystem.registry.models import Address, Confirmation, Listing, Name, Organization
from tests.factories import OrganizationFactory, UserFactory, commune

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
LONG_AGO = datetime(2020, 1, 1, tzinfo=LOCAL)


def moment(*parts: int) -> datetime:
    """Return an aware moment of local time."""
    return datetime(*parts, tzinfo=LOCAL)


@pytest.fixture
def digital(db) -> SchemeClass:
    return SchemeClass.objects.get(scheme__code="DTF", code="DIGITAL")


@pytest.fixture
def able(db) -> SchemeClass:
    return SchemeClass.objects.get(scheme__code="DTF", code="ABLE")


@pytest.fixture
def startup(db) -> SchemeClass:
    return SchemeClass.objects.get(scheme__code="STARTUP", code="INNOVATIVE")


@pytest.fixture
def officer(db):
    return UserFactory(roles=[Role.REGISTRY_OFFICER])


@pytest.fixture
def lead(db):
    return UserFactory(roles=[Role.REGISTRY_LEAD])


def firm(seat: str | None = "25459", **fields) -> Organization:
    """Return a firm whose name, listing and seat were all known long ago."""
    organization = OrganizationFactory(seat=commune(seat) if seat else None, **fields)
    for rows in (Name, Address, Listing):
        rows.objects.filter(organization=organization).update(recorded_at=LONG_AGO)
    return organization


def classified(
    organization: Organization,
    klass: SchemeClass,
    valid_from: date,
    valid_to: date | None = None,
    recorded_at: datetime = LONG_AGO,
    recorded_until: datetime | None = None,
    by=None,
    **fields,
) -> Classification:
    return Classification.objects.create(
        organization=organization,
        scheme_class=klass,
        valid_from=valid_from,
        valid_to=valid_to,
        recorded_at=recorded_at,
        recorded_until=recorded_until,
        decided_on=valid_from,
        decided_by=by or UserFactory(),
        **fields,
    )


def confirmed(organization: Organization, day: date, recorded_at: datetime | None = None) -> None:
    """Write down that the profile was confirmed on the day, by default at its noon."""
    Confirmation.objects.create(
        organization=organization,
        day=day,
        recorded_at=recorded_at or moment(day.year, day.month, day.day, 12),
    )
