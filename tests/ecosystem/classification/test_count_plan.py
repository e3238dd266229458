"""A count stays quick while the database believes that its tables are nearly empty."""

from datetime import date

import pytest
from django.db import connection

from ecosystem.classification import selectors
from ecosystem.classification.models import Classification
from ecosystem.registry.models import Address, Listing, Organization
from tests.factories import commune

from .conftest import LONG_AGO

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="planner of PostgreSQL"),
]

DAY = date(2023, 1, 1)


def settle(first: int, number: int, klass, officer) -> None:
    """Write down firms that are listed, seated and classified."""
    made = Organization.objects.bulk_create(
        Organization(code=f"TN-8{key:05d}", legal_name="Công ty Mẫu", kind="company")
        for key in range(first, first + number)
    )
    place = commune()
    dated = {"valid_from": DAY, "recorded_at": LONG_AGO}
    Listing.objects.bulk_create(Listing(organization=one, **dated) for one in made)
    Address.objects.bulk_create(
        Address(organization=one, text="Ấp Mẫu", unit=place, **dated) for one in made
    )
    Classification.objects.bulk_create(
        Classification(
            organization=one, scheme_class=klass, decided_on=DAY, decided_by=officer, **dated
        )
        for one in made
    )


@pytest.mark.parametrize(
    ("scheme", "klass"),
    [("REGISTRY", "LISTED"), ("DTF", "DIGITAL")],
)
def test_count_is_quick_with_statistics_of_when_there_was_one_row(digital, officer, scheme, klass):
    # TGT-10
    settle(0, 1, digital, officer)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL statement_timeout = '5s'")
    settle(1, 999, digital, officer)

    count = selectors.count(scheme, klass, "TN-TU-20250701", date(2026, 11, 20))

    assert count.number == 1000
