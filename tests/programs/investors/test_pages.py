"""Pages of both sides: what is typed stays, one press does one thing, lists cost the same."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.context_processors import DEMONSTRATION_KEY
from programs.investors.actions import ranking, suggestions
from programs.investors.choices import AccountStatus, IntroductionStatus, Side
from programs.investors.models import (
    FundingCall,
    Interest,
    Introduction,
    InvestorAccount,
    InvestorCard,
    Mandate,
    Suggestion,
)
from tests.factories import UserFactory

from . import builders

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def queries(client: Client, address: str) -> int:
    cache.set(DEMONSTRATION_KEY, False)
    client.get(address)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_registering_twice_by_a_double_click_makes_one_investor():
    client = signed_in(UserFactory())
    address = reverse("investors:register")
    key = client.get(address).context["key"]
    typed = {
        "kind": "company",
        "name": "Công ty Đầu tư Mẫu",
        "contact_name": "Ngô Thị Liên Hệ",
        "contact_email": "a@quy.example",
        "key": key,
    }

    answers = [client.post(address, typed) for _click in range(2)]

    account = InvestorAccount.objects.get()
    expected = reverse("investors:account", args=[account.number])
    assert [answer["Location"] for answer in answers] == [expected, expected]


def test_what_is_typed_stays_and_the_error_stands_at_its_place():
    client = signed_in(UserFactory())

    page = client.post(
        reverse("investors:register"),
        {
            "kind": "startup_fund",
            "name": "Quỹ Gõ Dở",
            "contributors": "40",
            "contact_name": "A",
            "contact_email": "không phải thư",
        },
    ).content.decode()

    assert InvestorAccount.objects.count() == 0
    assert 'value="Quỹ Gõ Dở"' in page
    assert "Lỗi:" in page
    assert 'href="#id_contact_email"' in page


def test_from_registration_to_the_first_suggestion_by_the_pages_alone():  # INV-1, 2, 5
    organization = builders.firm()
    member, officer = UserFactory(), builders.officer()
    client, desk = signed_in(member), signed_in(officer)
    client.post(
        reverse("investors:register"),
        {
            "kind": "company",
            "name": "Quỹ Trang",
            "contact_name": "A",
            "contact_email": "a@quy.example",
        },
    )
    account = InvestorAccount.objects.get()
    own = reverse("investors:account", args=[account.number])
    for kind in ("company_certificate", "authority"):
        client.post(own, {"step": "proof", "kind": kind, "paper": builders.picture()})
    screen = reverse("investors_account:screen", args=[account.number])
    assert desk.get(screen).status_code == 200
    for proof in account.proofs.all():
        paper = desk.get(reverse("investors_account:proof", args=[account.number, proof.pk]))
        assert paper.status_code == 200
        assert b"".join(paper.streaming_content).startswith(b"\x89PNG")
        desk.post(screen, {"step": "proof", "proof": proof.pk})
    for step in ("check", "activate"):
        desk.post(screen, {"step": step})
    client.post(
        reverse("investors:mandate", args=[account.number]),
        {
            "sectors": [builders.sector().pk],
            "ticket_min": "500.000.000",
            "ticket_max": "3000000000",
            "currency": "VND",
        },
    )

    page = client.get(reverse("investors:suggestions", args=[account.number])).content.decode()

    account.refresh_from_db()
    assert account.status == AccountStatus.ACTIVE
    assert Mandate.objects.get().max_vnd == 3_000_000_000
    assert organization.legal_name in page
    assert "cùng ngành" in page


def test_an_owner_raises_money_and_stops_by_the_pages_alone():  # INV-3, 4
    organization = builders.firm(raising=False)
    client = signed_in(builders.owner_of(organization))
    code = organization.code
    last = timezone.localdate().replace(day=1)

    refused = client.post(
        reverse("investors:open_call", args=[code]),
        {"amount_million": "2000", "purpose": "Kho lạnh", "ends_on": f"{last:%d/%m}/2099"},
    )
    client.post(
        reverse("investors:open_call", args=[code]),
        {
            "amount_million": "2000",
            "purpose": "Kho lạnh",
            "ends_on": f"{timezone.localdate():%d/%m/%Y}",
            "agrees_to_share": "on",
        },
    )
    client.post(
        reverse("investors:card", args=[code]),
        {"pitch": "Trạm đo độ ẩm"}
        | {
            f"audience_{name}": "verified"
            for name in ("pitch", "product", "team", "need", "amount", "purpose", "figures")
        },
    )
    call = FundingCall.objects.get()
    client.post(reverse("investors:close_call", args=[code]))

    assert "Kho lạnh" in refused.content.decode()
    assert "muộn nhất" in refused.content.decode()
    assert call.amount_vnd == 2_000_000_000
    assert InvestorCard.objects.get().audiences["pitch"] == "verified"
    assert FundingCall.objects.unclosed().count() == 0


def test_asking_accepting_and_telling_of_a_deal_by_the_pages_alone():  # INV-6, 7, 10
    account, organization = builders.investor(), builders.firm()
    builders.want(account)
    investor, founder = signed_in(account.requested_by), signed_in(builders.owner_of(organization))
    card = reverse("investors:firm_card", args=[account.number, organization.code])
    key = investor.get(card).context["key"]

    investor.post(card, {"step": "interest", "level": "firm", "note": ""})
    for _click in range(2):
        investor.post(card, {"step": "ask", "why": builders.WHY, "key": key})
    introduction = Introduction.objects.get()
    address = reverse("investors:introduction", args=[introduction.number])
    mine = founder.get(reverse("investors:own_introductions")).content.decode()
    for _click in range(2):
        founder.post(address, {"step": "accept"})
    investor.post(address, {"step": "meet", "meet-met_on": f"{timezone.localdate():%d/%m/%Y}"})
    for client in (investor, founder):
        client.post(
            address,
            {
                "step": "deal",
                "deal-closed_on": f"{timezone.localdate():%d/%m/%Y}",
                "deal-instrument": "equity",
                "deal-amount_band": "1b_5b",
            },
        )

    introduction.refresh_from_db()
    assert Interest.objects.get().level == "firm"
    assert mine.count(account.name) == 2
    assert introduction.status == IntroductionStatus.CLOSED
    assert introduction.deal.confirmed_at is not None


def test_a_stale_button_gets_a_sentence_and_changes_nothing():
    introduction = builders.asked()
    founder = signed_in(builders.owner_of(introduction.organization))
    address = reverse("investors:introduction", args=[introduction.number])
    signed_in(introduction.account.requested_by).post(address, {"step": "withdraw"})

    page = founder.post(address, {"step": "accept"})

    assert "tình trạng đã đổi" in page.content.decode()
    assert Introduction.objects.get().status == IntroductionStatus.WITHDRAWN


def test_lists_cost_the_same_for_one_and_for_many():
    owner = UserFactory()
    account = builders.investor()
    builders.asked(account, builders.firm(owner=owner))
    first = builders.firm(owner=owner)
    builders.want(account)
    ranking.recompute_all()
    investor, founder = signed_in(account.requested_by), signed_in(owner)
    desk = signed_in(builders.officer())
    pages = [
        (investor, reverse("investors:suggestions", args=[account.number])),
        (investor, reverse("investors:introductions", args=[account.number])),
        (founder, reverse("investors:own_introductions")),
        (founder, reverse("investors:firm", args=[first.code])),
        (Client(), reverse("investors:raising")),
        (desk, reverse("investors_account:index")),
        (desk, reverse("investors_introduction:index")),
    ]
    one = [queries(client, address) for client, address in pages]
    for number in range(3):
        firm = builders.firm(owner=owner)
        builders.asked(builders.investor(name=f"Quỹ {number}"), firm)
        builders.asked(account, builders.firm(owner=owner))
    for number in range(2):
        builders.want(builders.investor(name=f"Quỹ Thêm {number}"))
    Suggestion.objects.all().delete()
    ranking.recompute_all()
    for _number in range(3):
        builders.firm(owner=owner)

    many = [queries(client, address) for client, address in pages]

    assert many == one


def test_strangers_find_nothing():
    introduction = builders.released()
    account, code = introduction.account, introduction.organization.code
    stranger = signed_in(UserFactory())
    addresses = [
        reverse("investors:account", args=[account.number]),
        reverse("investors:mandate", args=[account.number]),
        reverse("investors:suggestions", args=[account.number]),
        reverse("investors:firm_card", args=[account.number, code]),
        reverse("investors:firm", args=[code]),
        reverse("investors:card", args=[code]),
        reverse("investors:manage_room", args=[code]),
        reverse("investors:introduction", args=[introduction.number]),
        reverse("investors:room", args=[introduction.number]),
    ]

    answers = [stranger.get(address).status_code for address in addresses]

    assert answers == [404] * len(addresses)
    for name in ("investors_account:index", "investors_introduction:index"):
        assert stranger.get(reverse(name)).status_code == 302


def test_a_suggestion_is_dismissed_on_either_side():  # INV-5
    account, organization = builders.investor(), builders.firm()
    builders.want(account)
    ranking.recompute_all()
    suggestions.draw_for_investor(account)
    suggestions.draw_for_firm(organization)
    mine, theirs = (Suggestion.objects.get(shown_to=side) for side in Side)

    signed_in(account.requested_by).post(
        reverse("investors:dismiss", args=[account.number, mine.pk]), {"reason": "ticket"}
    )
    signed_in(builders.owner_of(organization)).post(
        reverse("investors:firm_dismiss", args=[organization.code, theirs.pk]), {"reason": "other"}
    )

    assert Suggestion.objects.to_show().count() == 0
