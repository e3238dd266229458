"""Contacts exist nowhere before both accept; a reason reaches nobody (INV-7, PRV-5).

Secrets are planted, then every page, letter and export that anybody can get is searched for them.
"""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from accounts.choices import Role as StaffRole
from accounts.models import User
from core.models import JournalEntry
from ecosystem.registry.models import Person
from programs.investors.actions import introductions, ranking, suggestions
from programs.investors.choices import NO_OPINION, InterestLevel, Side
from programs.investors.models import Interest, Introduction
from tests.factories import UserFactory

from . import builders

pytestmark = pytest.mark.django_db

INVESTOR_SECRETS = ("bi-mat@quy.example", "0911222333", "Ngô Thị Liên Hệ")
FIRM_SECRETS = ("bi-mat@doanh-nghiep.example", "0988777666", "Sáng Lập Kín")
REASON = "vì họ từng nợ lương"
NOTE = "ghi-chu-rieng-cua-nhom"


def signed_in(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


@pytest.fixture
def pair():
    account, organization = builders.investor(), builders.firm()
    builders.want(account)
    ranking.recompute_all()
    day = timezone.localdate()
    suggestions.draw_for_investor(account, day)
    suggestions.draw_for_firm(organization, day)
    Person.objects.update(email=FIRM_SECRETS[0], phone=FIRM_SECRETS[1], full_name=FIRM_SECRETS[2])
    suggestions.mark_interest(
        account, organization, InterestLevel.OFFICER, by=account.requested_by, note=NOTE
    )
    return account, organization


def addresses(account, organization, introduction) -> list[str]:
    """Every page of this room, and the pages of other rooms that show either side."""
    number, code = account.number, organization.code
    mine = [
        reverse(f"investors:{name}")
        for name in ("home", "rules", "raising", "register", "own_introductions")
    ]
    mine += [
        reverse(f"investors:{name}", args=[number])
        for name in ("account", "mandate", "suggestions", "introductions")
    ]
    mine += [reverse("investors:firm_card", args=[number, code])]
    mine += [
        reverse(f"investors:{name}", args=[code])
        for name in ("firm", "open_call", "close_call", "card")
    ]
    mine += [
        reverse("investors:preview", args=[code, reader]) for reader in ("cong-chung", "nha-dau-tu")
    ]
    mine += [
        reverse("investors:investor", args=[code, number]),
        reverse("investors:introduction", args=[introduction.number]),
        f"{reverse('investors:suggestions', args=[number])}?code={code}",
        reverse("investors_account:index"),
        reverse("investors_account:screen", args=[number]),
        reverse("investors_introduction:index"),
        reverse("investors_introduction:screen", args=[introduction.number]),
    ]
    return [
        *mine,
        reverse("registry:profile", args=[code]),
        f"/danh-ba/{code}.json",
        reverse("search:directory"),
        f"{reverse('search:directory')}?q={organization.legal_name}",
    ]


def seen_by(user: User | None, pages: list[str]) -> str:
    client = signed_in(user)
    found = []
    for page in pages:
        response = client.get(page)
        assert response.status_code in (200, 302, 403, 404), (page, response.status_code)
        body = response.content.decode() if response.status_code != 302 else response["Location"]
        found.append(f"{page}\n{body}")
    return "\n".join(found)


def letters() -> str:
    return "\n".join(
        f"{each.subject}{each.message}{each.html_message}" for each in Email.objects.all()
    )


def test_no_contact_in_any_page_or_letter_before_both_accept(pair):  # INV-7
    account, organization = pair
    introduction = builders.asked(account, organization)
    pages = addresses(account, organization, introduction)
    member, owner = account.requested_by, builders.owner_of(organization)
    other = builders.investor(name="Quỹ Khác").requested_by
    colleague = UserFactory(roles=[StaffRole.ANALYST])

    to_investor = seen_by(member, pages)
    to_firm = seen_by(owner, pages)
    to_others = "".join(seen_by(user, pages) for user in (None, other, colleague))

    assert introduction.number in to_investor
    assert introduction.number in to_firm
    for secret in FIRM_SECRETS:
        assert secret not in to_investor
    for secret in INVESTOR_SECRETS:
        assert secret not in to_firm
    for secret in (*INVESTOR_SECRETS, *FIRM_SECRETS, introduction.why, NOTE):
        assert secret not in to_others
        assert secret not in letters()


def test_after_both_accept_both_see_them_and_letters_still_do_not(pair):  # INV-7, PRV-5
    account, organization = pair
    introduction = builders.asked(account, organization)

    introductions.accept(introduction, by=builders.owner_of(organization))

    page = [reverse("investors:introduction", args=[introduction.number])]
    for user in (account.requested_by, builders.owner_of(organization)):
        text = seen_by(user, page)
        for secret in (*INVESTOR_SECRETS, *FIRM_SECRETS):
            assert secret in text
    for secret in (*INVESTOR_SECRETS, *FIRM_SECRETS):
        assert secret not in letters()
        assert secret not in seen_by(None, page)


@pytest.mark.parametrize("end", ["decline", "withdraw", "expire"])
def test_contacts_never_open_where_it_ended_otherwise(pair, end):  # INV-7
    account, organization = pair
    introduction = builders.asked(account, organization)
    if end == "decline":
        introductions.decline(introduction, by=builders.owner_of(organization), reason=REASON)
    elif end == "withdraw":
        introductions.withdraw(introduction, by=account.requested_by)
    else:
        introductions.INTRODUCTION.take(introduction, "expire", by=None)

    pages = addresses(account, organization, introduction)
    to_investor = seen_by(account.requested_by, pages)
    to_firm = seen_by(builders.owner_of(organization), pages)

    assert [secret for secret in FIRM_SECRETS if secret in to_investor] == []
    assert [secret for secret in INVESTOR_SECRETS if secret in to_firm] == []


def test_a_declined_investor_never_learns_the_reason(pair):  # INV-7
    account, organization = pair
    introduction = builders.asked(account, organization)
    introductions.decline(introduction, by=builders.owner_of(organization), reason=REASON)
    pages = addresses(account, organization, introduction)

    to_investor = seen_by(account.requested_by, pages)

    assert REASON in seen_by(builders.owner_of(organization), pages)
    assert REASON not in to_investor
    assert REASON not in letters()
    assert "chưa thể gặp lúc này" in to_investor
    journal = "".join(
        f"{each.before}{each.after}{each.reason}" for each in JournalEntry.objects.all()
    )
    assert REASON not in journal


def test_an_officer_on_one_side_is_kept_out_of_the_officers_screen(pair):
    account, organization = pair
    introduction = builders.asked(account, organization)
    introductions.decline(introduction, by=builders.owner_of(organization), reason=REASON)
    officer = builders.officer()
    account.members.create(email=officer.email, user=officer)

    response = signed_in(officer).get(
        reverse("investors_introduction:screen", args=[introduction.number])
    )

    assert REASON in seen_by(
        builders.officer(), [reverse("investors_introduction:screen", args=[introduction.number])]
    )
    assert REASON not in response.content.decode()


def test_a_private_mark_is_known_to_the_own_team_only(pair):  # INV-6
    account, organization = pair
    Interest.objects.update(level=InterestLevel.PRIVATE)
    introduction = builders.asked(builders.investor(name="Quỹ Khác"), organization)
    pages = addresses(account, organization, introduction)

    to_firm = seen_by(builders.owner_of(organization), [reverse("investors:own_introductions")])
    to_officer = seen_by(builders.officer(), [pages[-6], pages[-7]])

    assert account.name not in to_firm
    assert "Mối quan tâm đã cho cán bộ biết" not in to_officer
    assert NOTE not in seen_by(builders.officer(), pages)


def test_a_request_that_no_officer_passed_on_is_unknown_to_the_firm(pair, settings):
    settings.INTRODUCTION_NEEDS_CHECK = True
    account, organization = pair
    introduction = builders.asked(account, organization)
    pages = addresses(account, organization, introduction)

    to_firm = seen_by(builders.owner_of(organization), pages)

    assert (
        signed_in(builders.owner_of(organization))
        .get(reverse("investors:introduction", args=[introduction.number]))
        .status_code
        == 404
    )
    assert introduction.why not in to_firm


def test_every_page_of_matching_says_that_the_centre_has_no_opinion(pair):  # INV-11
    account, organization = pair
    introduction = builders.asked(account, organization)
    silent = []

    for user in (account.requested_by, builders.owner_of(organization)):
        client = signed_in(user)
        for page in addresses(account, organization, introduction):
            response = client.get(page)
            if page.startswith("/nha-dau-tu/") and response.status_code == 200:
                silent += [page] if str(NO_OPINION) not in response.content.decode() else []

    assert silent == []


@pytest.mark.parametrize("side", list(Side))
def test_a_contact_cannot_be_smuggled_in_with_the_request(pair, side):  # INV-7
    account, organization = pair
    user = account.requested_by if side == Side.INVESTOR else builders.owner_of(organization)
    address = (
        reverse("investors:firm_card", args=[account.number, organization.code])
        if side == Side.INVESTOR
        else reverse("investors:investor", args=[organization.code, account.number])
    )

    for why in ("Gọi tôi 0912 345 678", "Viết cho a@b.example nhé"):
        page = signed_in(user).post(address, {"step": "ask", "why": why})
        assert why in page.content.decode()

    assert Introduction.objects.count() == 0
