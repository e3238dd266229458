"""Dated rows: the two half-open intervals (ARC-2, TGT-7, TGT-8)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from core.temporal import AlreadyClosedError
from ecosystem.registry.models import Listing
from tests.factories import OrganizationFactory

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def listing(**fields):
    organization = OrganizationFactory(visibility="unpublished")
    return Listing.objects.create(organization=organization, **fields)


def test_a_row_that_ends_on_a_day_is_not_true_on_that_day():  # TGT-7
    row = listing(valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31))

    assert list(Listing.objects.true_on(date(2025, 12, 30))) == [row]
    assert list(Listing.objects.true_on(date(2025, 12, 31))) == []
    assert list(Listing.objects.true_on(date(2025, 1, 1))) == [row]
    assert list(Listing.objects.true_on(date(2024, 12, 31))) == []


def test_a_closed_row_is_known_before_and_not_after():
    row = listing(valid_from=date(2025, 1, 1), recorded_at=MOMENT)
    row.close(MOMENT + timedelta(days=2))

    assert list(Listing.objects.known_at(MOMENT)) == [row]
    assert list(Listing.objects.known_at(MOMENT - timedelta(seconds=1))) == []
    assert list(Listing.objects.known_at(MOMENT + timedelta(days=2))) == []
    assert list(Listing.objects.current()) == []


def test_a_closed_row_cannot_be_closed_again():
    row = listing(valid_from=date(2025, 1, 1), recorded_at=MOMENT)
    row.close(MOMENT + timedelta(days=1))

    with pytest.raises(AlreadyClosedError):
        row.close(MOMENT + timedelta(days=5))

    row.refresh_from_db()
    assert row.recorded_until == MOMENT + timedelta(days=1)


@pytest.mark.parametrize(
    "fields",
    [
        {"valid_from": date(2025, 2, 1), "valid_to": date(2025, 1, 1)},
        {
            "valid_from": date(2025, 2, 1),
            "recorded_at": MOMENT,
            "recorded_until": MOMENT - timedelta(days=1),
        },
    ],
)
def test_database_refuses_intervals_that_run_backwards(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        listing(**fields)


def test_database_refuses_two_open_rows_of_one_organization():
    row = listing(valid_from=date(2025, 1, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        Listing.objects.create(organization=row.organization, valid_from=date(2026, 1, 1))
