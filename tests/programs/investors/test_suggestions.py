"""Suggestions: one table, hard exclusions first, the same order each time (INV-5)."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Consent
from ecosystem.registry.choices import RoleType
from ecosystem.registry.models import Organization
from ecosystem.taxonomy.models import Sector
from programs.investors.actions import firms as firm_actions
from programs.investors.actions import ranking, suggestions
from programs.investors.choices import DismissReason, Side
from programs.investors.models import Mandate, Ranking, Suggestion
from programs.investors.selectors import facts
from programs.investors.selectors import suggestions as read
from programs.investors.selectors.factors import (
    EXCLUSIONS_BY_NAME,
    FACTORS,
    LEAST_SCORE,
    FirmFacts,
    MandateFacts,
)
from programs.investors.selectors.matching import (
    POOL,
    FirmTable,
    MandateTable,
    exclusion_of,
    mask_of,
    score_of,
)
from tests.factories import RoleFactory, UserFactory

from . import builders

pytestmark = pytest.mark.django_db


def _facts(seed: int, firms: int, mandates: int) -> tuple[list[FirmFacts], list[MandateFacts]]:
    say = random.Random(seed)

    def some(pool, most):
        return frozenset(say.sample(pool, say.randint(0, most)))

    instruments = ["equity", "loan", "convertible"]
    offered = [
        FirmFacts(
            key=key,
            code=f"TN-{key:06d}",
            sectors=some(range(8), 3),
            stage=say.choice([None, 1, 2, 3]),
            amount=say.choice([1, 2, 3, 5, 8]),
            instruments=some(instruments, 2),
            unit=say.choice([None, 1, 2]),
            confirmed=say.randint(1, 4),
            is_fresh=say.random() < 0.5,
        )
        for key in range(firms)
    ]
    wanted = [
        MandateFacts(
            key=key,
            account=key + 1000,
            number=f"DT-{key:05d}",
            sectors=some(range(8), 3),
            excluded=some(range(8), 1),
            stages=some([1, 2, 3], 2),
            least=say.choice([1, 2, 3]),
            most=say.choice([3, 5, 8]),
            instruments=some(instruments, 2),
            places=some([1, 2], 1),
            has_capital=say.random() < 0.5,
            capital_until=None,
            barred={say.randrange(firms): "standing"},
        )
        for key in range(mandates)
    ]
    return offered, wanted


def _plainly(mandate, firms, limit):
    """Every pair, one by one, as the public page says it."""
    scored = [
        (-score_of(mask_of(mandate, firm)), firm.order, firm.key)
        for firm in firms
        if not exclusion_of(mandate, firm)
    ]
    return [(key, -score) for score, _order, key in sorted(scored) if -score >= LEAST_SCORE][:limit]


@pytest.mark.parametrize("seed", range(5))
def test_tables_of_bits_answer_as_each_pair_asked_plainly(seed):
    firms, mandates = _facts(seed, 120, 30)
    firm_table, mandate_table = FirmTable(firms), MandateTable(mandates)

    for mandate in mandates:
        found = [
            (firm_table.firms[match.place].key, match.score)
            for match in firm_table.best_for(mandate, 20)
        ]
        assert found == _plainly(mandate, firms, 20)
    for firm in firms:
        found = {
            (mandate_table.mandates[match.place].key, match.mask)
            for match in mandate_table.best_for(firm, len(mandates))
        }
        assert found == {
            (mandate.key, mask_of(mandate, firm))
            for mandate in mandates
            if not exclusion_of(mandate, firm) and score_of(mask_of(mandate, firm)) >= LEAST_SCORE
        }


def test_weights_add_up_to_a_hundred():
    assert sum(factor.weight for factor in FACTORS) == 100


def test_the_public_page_prints_the_table_that_the_code_counts_with(client):  # Q13
    page = client.get("/nha-dau-tu/cach-goi-y/").content.decode()

    for factor in FACTORS:
        assert str(factor.label) in page
        assert f">{factor.weight}</td>" in page
    for exclusion in EXCLUSIONS_BY_NAME.values():
        assert str(exclusion.rule) in page


def _matched(**wanted):
    account, organization = builders.investor(), builders.firm()
    builders.want(account, **wanted)
    ranking.recompute_all()
    return account, organization


def _codes(account) -> list[str]:
    day = timezone.localdate()
    suggestions.draw_for_investor(account, day)
    rows = read.for_investor(account, suggestions.monday_of(day), day)
    return [row.card.organization.code for row in rows]


def test_a_match_is_suggested_both_ways_with_its_reasons():  # INV-5
    account, organization = _matched()
    day = timezone.localdate()
    week = suggestions.monday_of(day)

    suggestions.draw_for_investor(account, day)
    suggestions.draw_for_firm(organization, day)

    (firm,) = read.for_investor(account, week, day)
    (investor,) = read.for_firm(organization, week, day)
    assert firm.score == investor.score == 100
    assert firm.reasons == investor.reasons == tuple(str(each.label) for each in FACTORS)


def _own(account, organization):
    person = builders.firm(owner=account.requested_by, raising=False).roles.get().person
    RoleFactory(person=person, organization=organization, role=RoleType.FOUNDER, may_act=False)


def _excluded_sector(account, organization):
    builders.want(account, sectors=[builders.sector(1)], excluded_sectors=[builders.sector()])


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("own", _own),
        ("excluded_sector", _excluded_sector),
        ("not_looking", lambda account, _o: builders.want(account, is_paused=True)),
        (
            "not_raising",
            lambda _a, organization: firm_actions.close_call(
                organization.funding_calls.get(), by=builders.owner_of(organization)
            ),
        ),
        ("not_raising", lambda *_: Consent.objects.update(withdrawn_at=timezone.now())),
        (
            "stale",
            lambda *_: Organization.objects.update(
                last_confirmed_on=timezone.localdate() - timedelta(days=400)
            ),
        ),
        ("standing", lambda account, organization: builders.asked(account, organization)),
    ],
)
def test_exclusions_come_first_and_say_why(name, change):  # INV-5
    account, organization = _matched()
    shown = read.why_not(account, organization, timezone.localdate())

    change(account, organization)
    ranking.recompute_all()

    answer = read.why_not(account, organization, timezone.localdate())
    assert shown.exclusion == ""
    assert _codes(account) == []
    assert answer.exclusion == str(EXCLUSIONS_BY_NAME[name].rule)


def test_consent_withdrawn_ends_what_was_already_drawn_at_once():  # PRV-1
    account, organization = _matched()
    before = _codes(account)

    Consent.objects.update(withdrawn_at=timezone.now())

    assert before == [organization.code]
    assert _codes(account) == []


def test_at_most_ten_a_week_and_the_next_week_again():  # INV-5
    account = builders.investor()
    owner = UserFactory()
    for _number in range(12):
        builders.firm(owner=owner)
    builders.want(account)
    monday = suggestions.monday_of(timezone.localdate()) + timedelta(days=7)

    first = _codes(account)
    Suggestion.objects.filter(organization__code=first[0]).update(
        dismissed_at=timezone.now(), dismiss_reason=DismissReason.OTHER
    )
    same_week = _codes(account)
    with time_machine.travel(monday):
        next_week = _codes(account)

    assert len(first) == 10
    assert same_week == first[1:]
    assert len(next_week) == 10
    assert first[0] not in next_week


def test_the_same_input_gives_the_same_order():
    account, owner = builders.investor(), UserFactory()
    for _number in range(5):
        builders.firm(owner=owner)
    builders.want(account)

    orders = []
    for _time in range(2):
        ranking.recompute_all()
        orders.append(Ranking.objects.get(mandate__account=account).entries)

    assert orders[0] == orders[1]
    assert [entry[4] for entry in orders[0]] == sorted(entry[4] for entry in orders[0])


def test_a_sector_dismissed_twice_counts_no_more():  # INV-5
    account, owner = builders.investor(), UserFactory()
    organizations = [builders.firm(owner=owner) for _number in range(3)]
    builders.want(account, sectors=[builders.sector(), builders.sector(1)])
    _codes(account)

    for organization in organizations[:2]:
        suggestion = Suggestion.objects.get(organization=organization)
        suggestions.dismiss(suggestion, DismissReason.SECTOR, by=account.requested_by)

    answer = read.why_not(account, organizations[2], timezone.localdate())
    sector = next(row for row in answer.factors if row[0] == str(FACTORS[0].label))
    assert sector[1] is False
    assert read.why_not(account, organizations[0], timezone.localdate()).exclusion == str(
        EXCLUSIONS_BY_NAME["dismissed"].rule
    )


def test_what_the_firm_dismissed_is_not_said_to_the_investor():  # INV-5
    account, organization = _matched()
    suggestions.draw_for_firm(organization)
    suggestion = Suggestion.objects.get(shown_to=Side.FIRM)

    suggestions.dismiss(suggestion, DismissReason.OTHER, by=builders.owner_of(organization))

    answer = read.why_not(account, organization, timezone.localdate())
    assert _codes(account) == []
    assert "gạt" not in answer.exclusion


def test_one_more_firm_computes_only_its_own_and_ends_where_all_would():
    owner = UserFactory()
    account = builders.investor()
    builders.want(account)
    for amount in (1, 2, 20):
        organization = builders.firm(owner=owner, raising=False)
        builders.raise_money(organization, amount * builders.BILLION)
    ranking.recompute_all()
    others = {row.pk: row.computed_at for row in Ranking.objects.exclude(organization=None)}
    added = builders.firm(owner=owner, raising=False)

    builders.raise_money(added)

    kept = {
        row.pk: row.computed_at
        for row in Ranking.objects.exclude(organization=None).exclude(organization=added)
    }
    small = {row.organization_id or -row.mandate_id: row.entries for row in Ranking.objects.all()}
    ranking.recompute_all()
    whole = {row.organization_id or -row.mandate_id: row.entries for row in Ranking.objects.all()}
    assert kept == others
    assert small == whole


def test_facts_are_read_in_the_same_number_of_queries_for_one_and_for_many():
    owner = UserFactory()
    builders.firm(owner=owner)
    builders.want(builders.investor())
    day = timezone.localdate()

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            facts.firms(day)
            facts.mandates(day)
        return len(counted)

    one = queries()
    for number in range(3):
        builders.firm(owner=owner)
        builders.want(builders.investor(name=f"Quỹ {number}"))

    assert queries() == one
    assert len(facts.firms(day)) == 4
    assert POOL >= 10


def test_a_ticket_in_another_currency_is_counted_by_the_rate_of_its_day():  # INV-2
    account = builders.investor()

    builders.want(
        account,
        currency="USD",
        ticket_min=Decimal(20_000),
        ticket_max=Decimal(100_000),
        rate=Decimal("26100.5"),
        rate_on=timezone.localdate(),
    )

    mandate = Mandate.objects.get()
    assert (mandate.min_vnd, mandate.max_vnd) == (522_010_000, 2_610_050_000)
    assert Sector.objects.filter(pk__in=mandate.sectors.all()).count() == 1
