"""Rounds that were closed, and until when an organization looks for money."""

from datetime import date
from decimal import Decimal

import pytest

from core import journal
from core.lifecycle import ObstacleError
from ecosystem.registry.actions import funding
from ecosystem.registry.choices import AmountBand, Instrument
from ecosystem.registry.models import FundingRound
from tests.factories import OrganizationFactory, RoleFactory, UserFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 31)


def record(organization, **fields):
    values = {
        "closed_on": DAY,
        "instrument": Instrument.EQUITY,
        "amount_band": AmountBand.FROM_1B,
        "reference": "TV-2026-000001",
        "investor_name": "Nguyễn Văn Kín",
        "amount_vnd": Decimal(3_217_000_000),
        "by": None,
    }
    return funding.record_funding_round(organization, **{**values, **fields})


def test_a_round_recorded_twice_is_one_row_one_event_and_one_line():
    organization = OrganizationFactory()

    first = record(organization)
    second = record(organization)

    assert second == first
    assert FundingRound.objects.count() == 1
    assert [(event.kind, event.day) for event in organization.events.all()] == [
        ("round_closed", DAY)
    ]
    assert journal.about(organization).filter(verb="record_funding_round").count() == 1


def test_neither_journal_nor_event_nor_profile_say_amount_or_investor(client):
    organization = OrganizationFactory()

    record(organization)

    line = journal.about(organization).get(verb="record_funding_round")
    assert line.after == {
        "reference": "TV-2026-000001",
        "closed_on": "2026-03-31",
        "instrument": "equity",
        "amount_band": "1b_5b",
    }
    assert [event.text for event in organization.events.all()] == [""]
    page = client.get(organization.get_absolute_url()).content.decode()
    assert "Hoàn tất vòng gọi vốn" in page
    assert [
        secret for secret in ("3217000000", "3.217", "Nguyễn Văn Kín", "TV-2026") if secret in page
    ] == []


def test_rounds_are_asked_by_the_day_they_were_closed_and_by_what_was_known():
    organization = OrganizationFactory()
    march = record(organization)
    april = record(organization, closed_on=date(2026, 4, 1), reference="TV-2026-000002")

    quarter = FundingRound.objects.closed_between(date(2026, 1, 1), DAY)

    assert list(quarter) == [march]
    assert list(FundingRound.objects.known_at(april.recorded_at)) == [april, march]
    assert list(FundingRound.objects.current()) == [april, march]


def test_the_owner_says_until_when_the_organization_looks_for_money():
    organization = OrganizationFactory()
    owner = UserFactory()
    RoleFactory(organization=organization, person__user=owner)

    changed = funding.set_raising(organization, until=DAY, by=owner)

    assert (changed.raising_until, changed.version) == (DAY, organization.version + 1)
    assert changed.revisions.count() == 1
    line = journal.about(organization).get(verb="change")
    assert (line.before, line.after) == (
        {"raising_until": None},
        {"raising_until": "2026-03-31"},
    )


def test_saying_the_same_again_changes_nothing(officer):
    organization = OrganizationFactory(raising_until=DAY)

    same = funding.set_raising(organization, until=DAY, by=officer)

    assert same.version == organization.version
    assert journal.about(organization).count() == 0


def test_a_stranger_does_not_say_that_somebody_looks_for_money():
    organization = OrganizationFactory()

    with pytest.raises(ObstacleError):
        funding.set_raising(organization, until=DAY, by=UserFactory())

    organization.refresh_from_db()
    assert organization.raising_until is None
