"""What a firm shows: raising that ends by itself, fields by audience, who looked (INV-3, 4, 9)."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from core.calendar import add_months
from core.lifecycle import ObstacleError
from ecosystem.registry.models import Organization
from programs.investors.actions import firms, reminders
from programs.investors.actions.errors import MatchingError
from programs.investors.choices import CARD_FIELDS, Audience
from programs.investors.models import AccessLine, FundingCall
from programs.investors.selectors import cards, facts
from tests.factories import UserFactory

from . import builders

pytestmark = pytest.mark.django_db


def test_a_call_ends_by_itself_with_notice_14_and_3_days_before():  # INV-4
    organization = builders.firm(raising=False)
    call = builders.raise_money(organization, days=30)
    Email.objects.all().delete()
    seen = []

    for days in (15, 16, 20, 27, 28, 30, 31, 32):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            sent = reminders.send_reminders()
            is_open = facts.is_open(organization, timezone.localdate())
        seen.append((days, sent.call_notices, sent.calls_ended, is_open))

    organization.refresh_from_db()
    call.refresh_from_db()
    assert seen == [
        (15, 0, 0, True),
        (16, 1, 0, True),
        (20, 0, 0, True),
        (27, 1, 0, True),
        (28, 0, 0, True),
        (30, 0, 0, True),
        (31, 0, 1, False),
        (32, 0, 0, False),
    ]
    assert organization.raising_until is None
    assert Email.objects.count() == 3


def test_a_call_is_over_on_the_day_even_if_no_command_runs():  # INV-4
    organization = builders.firm(raising=False)
    builders.raise_money(organization, days=1)

    with time_machine.travel(timezone.now() + timedelta(days=2)):
        is_open = facts.is_open(organization, timezone.localdate())
        again = builders.raise_money(organization, days=5)

    assert not is_open
    assert FundingCall.objects.unclosed().get() == again


def test_six_months_at_most():  # INV-4
    organization = builders.firm(raising=False)
    latest = add_months(timezone.localdate(), 6)
    wanted = {
        "amount_vnd": Decimal(10**9),
        "purpose": "x",
        "by": builders.owner_of(organization),
        "agrees_to_share": True,
    }

    with pytest.raises(MatchingError):
        firms.open_call(organization, ends_on=latest + timedelta(days=1), **wanted)
    firms.open_call(organization, ends_on=latest, **wanted)

    organization.refresh_from_db()
    assert organization.raising_until == latest


def test_without_consent_nothing_is_shown_and_the_sentence_says_so():  # PRV-1
    organization = builders.firm(raising=False)

    with pytest.raises(MatchingError):
        firms.open_call(
            organization,
            amount_vnd=Decimal(10**9),
            purpose="x",
            ends_on=timezone.localdate(),
            by=builders.owner_of(organization),
        )

    assert FundingCall.objects.count() == 0


def test_only_who_may_act_for_it_opens_a_firm():
    organization = builders.firm(raising=False)

    with pytest.raises(ObstacleError):
        firms.open_call(
            organization,
            amount_vnd=Decimal(1),
            purpose="x",
            ends_on=timezone.localdate(),
            by=UserFactory(),
            agrees_to_share=True,
        )


def _write(organization, **audiences):
    texts = {name: f"chữ của {name}" for name in ("pitch", "product", "team", "need", "figures")}
    firms.save_card(organization, texts, audiences, by=builders.owner_of(organization))


def test_each_part_is_seen_by_its_audience_only():  # INV-3
    organization = builders.firm()
    _write(organization, product=Audience.PUBLIC, need=Audience.ROOM)

    seen = {
        audience: {part.text for part in cards.card(organization, audience).parts}
        for audience in Audience
    }

    assert seen[Audience.PUBLIC] == {"chữ của pitch", "chữ của product"}
    assert seen[Audience.VERIFIED] - seen[Audience.PUBLIC] == {
        "chữ của team",
        "2 tỷ đồng",
        "Mở rộng xưởng",
    }
    assert seen[Audience.ROOM] - seen[Audience.VERIFIED] == {"chữ của need", "chữ của figures"}


@pytest.mark.parametrize("field", CARD_FIELDS, ids=lambda field: field.key)
def test_the_limits_are_not_the_owners_to_move(field):  # INV-3
    organization = builders.firm()

    for audience in Audience:
        if audience in field.allowed:
            _write(organization, **{field.key: audience})
        else:
            with pytest.raises(MatchingError):
                _write(organization, **{field.key: audience})


def test_previews_show_what_each_reader_sees_one_click_away():  # INV-3
    organization = builders.firm()
    _write(organization)
    client = Client()
    client.force_login(builders.owner_of(organization))

    page = client.get(reverse("investors:firm", args=[organization.code])).content.decode()
    shown = {}
    for reader in ("cong-chung", "nha-dau-tu"):
        address = reverse("investors:preview", args=[organization.code, reader])
        assert address in page
        shown[reader] = client.get(address).content.decode()

    public = Client().get(reverse("investors:raising")).content.decode()
    assert "chữ của team" in shown["nha-dau-tu"]
    assert "chữ của figures" not in shown["nha-dau-tu"]
    assert "chữ của team" not in shown["cong-chung"] + public
    assert "chữ của pitch" in public


def test_who_looked_is_written_down_and_the_owner_reads_it():  # PRV-3
    account, organization = builders.investor(), builders.firm()
    client = Client()
    client.force_login(account.requested_by)

    for _time in range(2):
        client.get(reverse("investors:firm_card", args=[account.number, organization.code]))

    (look,) = cards.looks(organization)
    owner = Client()
    owner.force_login(builders.owner_of(organization))
    page = owner.get(reverse("investors:firm", args=[organization.code])).content.decode()
    assert (look.body, look.who) == (account.name, str(account.requested_by))
    assert account.requested_by.full_name in page
    assert AccessLine.objects.count() == 1


@pytest.mark.parametrize("status", ["requested", "suspended", "ended"])
def test_an_investor_who_is_not_verified_sees_no_card(status):  # INV-1
    account, organization = builders.investor(), builders.firm()
    type(account).objects.update(status=status)
    client = Client()
    client.force_login(account.requested_by)

    response = client.get(reverse("investors:firm_card", args=[account.number, organization.code]))

    assert response.status_code == 403
    assert organization.legal_name not in response.content.decode()
    assert Organization.objects.count() == 1
