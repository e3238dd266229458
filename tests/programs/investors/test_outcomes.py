"""What came of it: asked of both, confirmed by both, money only in sums (INV-10)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from post_office.models import Email

from core.lifecycle import ObstacleError
from core.models import JournalEntry
from ecosystem.registry.models import FundingRound, OrganizationEvent
from programs.investors.actions import outcomes, reminders
from programs.investors.actions.errors import MatchingError
from programs.investors.choices import IntroductionStatus, OutcomeAnswer, Side
from programs.investors.models import Deal, Introduction, Outcome
from programs.investors.selectors.figures import figures

from . import builders

pytestmark = pytest.mark.django_db

BAND = "1b_5b"


def state(introduction, side, **changes):
    by = (
        introduction.account.requested_by
        if side == Side.INVESTOR
        else builders.owner_of(introduction.organization)
    )
    said = {"closed_on": timezone.localdate(), "instrument": "equity", "amount_band": BAND}
    return outcomes.state_deal(introduction, side, by=by, **{**said, **changes})


def test_both_are_asked_at_30_90_and_180_days_once_each():  # INV-10
    builders.released()
    asked = []

    for days in (29, 30, 31, 90, 180, 181):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            asked.append(reminders.send_reminders().outcomes_asked)

    assert asked == [0, 2, 0, 2, 2, 0]
    assert sorted(Outcome.objects.values_list("after_days", "side")) == [
        (days, side) for days in (30, 90, 180) for side in ("firm", "investor")
    ]
    assert Email.objects.filter(subject__contains="kết quả ra sao").count() == 6


def test_a_deal_that_both_tell_alike_becomes_a_funding_round():  # INV-10
    introduction = builders.released()

    state(introduction, Side.INVESTOR)
    before = FundingRound.objects.count()
    state(introduction, Side.FIRM)

    funding_round = FundingRound.objects.get()
    assert before == 0
    assert funding_round.reference == introduction.number
    assert funding_round.organization == introduction.organization
    assert funding_round.investor_name == introduction.account.name
    assert funding_round.amount_vnd is None
    assert OrganizationEvent.objects.filter(kind="round_closed").count() == 1
    assert Introduction.objects.get().status == IntroductionStatus.CLOSED


@pytest.mark.parametrize(
    "difference",
    [
        {"closed_on": timezone.localdate() - timedelta(days=1)},
        {"instrument": "loan"},
        {"amount_band": "5b_20b"},
    ],
)
def test_a_deal_that_they_tell_differently_is_not_confirmed(difference):  # INV-10
    introduction = builders.released()
    state(introduction, Side.INVESTOR)

    state(introduction, Side.FIRM, **difference)

    assert Deal.objects.get().confirmed_at is None
    assert Deal.objects.contradicted().count() == 1
    assert FundingRound.objects.count() == 0

    state(introduction, Side.FIRM)

    assert FundingRound.objects.count() == 1


def test_a_paper_that_an_officer_has_read_confirms_it_too():  # INV-10
    introduction = builders.released()
    member = introduction.account.requested_by
    said = {"closed_on": timezone.localdate(), "instrument": "equity", "amount_band": BAND}
    deal = outcomes.give_document(introduction, builders.stored(member), by=member)

    with pytest.raises(ObstacleError):
        outcomes.confirm_by_document(deal, by=member, **said)
    outcomes.confirm_by_document(deal, by=builders.officer(), **said)

    assert FundingRound.objects.get().amount_band == BAND
    with pytest.raises(MatchingError):
        state(introduction, Side.FIRM)


def test_nothing_is_told_of_a_deal_before_the_contacts_opened():
    introduction = builders.asked()

    with pytest.raises(MatchingError):
        state(introduction, Side.INVESTOR)

    assert Deal.objects.count() == 0


def test_one_side_cannot_speak_for_the_other():
    introduction = builders.released()

    with pytest.raises(ObstacleError):
        outcomes.state_deal(
            introduction,
            Side.FIRM,
            closed_on=timezone.localdate(),
            instrument="equity",
            amount_band=BAND,
            by=introduction.account.requested_by,
        )

    assert Deal.objects.count() == 0


def test_it_is_closed_when_both_say_that_nothing_came_of_it():
    introduction = builders.released()
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        reminders.send_reminders()
        mine, theirs = introduction.outcomes.order_by("-side")
        outcomes.answer(mine, OutcomeAnswer.NOTHING, by=introduction.account.requested_by)
        half = Introduction.objects.get().status
        outcomes.answer(
            theirs, OutcomeAnswer.NOTHING, by=builders.owner_of(introduction.organization)
        )

    assert half == IntroductionStatus.RELEASED
    assert Introduction.objects.get().status == IntroductionStatus.CLOSED


def test_money_is_told_only_in_sums_of_three_or_more():  # INV-10
    today = timezone.localdate()
    told = []
    for _number in range(3):
        introduction = builders.released()
        state(introduction, Side.INVESTOR)
        state(introduction, Side.FIRM)
        shown = figures(today)
        told.append((shown.deals, shown.bands))

    assert told == [(1, ()), (2, ()), (3, (("từ 1 đến dưới 5 tỷ đồng", 3),))]
    assert figures(today - timedelta(days=1)).deals == 0
    assert figures(today, timezone.now() - timedelta(days=1)).deals == 0


def test_band_and_amount_are_in_no_letter():  # PRV-5
    introduction = builders.released()
    state(introduction, Side.INVESTOR)
    state(introduction, Side.FIRM)

    letters = "".join(each.message for each in Email.objects.all())
    assert "5 tỷ" not in letters
    assert JournalEntry.objects.filter(verb="state_deal", after__icontains=BAND).count() == 0
