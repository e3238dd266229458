"""Two at once: one introduction, one release, limits that hold. Real threads (INV-7, 8, F2)."""

import threading
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from post_office.models import Email

from core.journal import about
from core.lifecycle import WrongStateError
from ecosystem.registry.models import FundingRound
from programs.investors.actions import accounts, introductions, outcomes, suggestions
from programs.investors.actions.errors import MatchingError
from programs.investors.choices import IntroductionStatus, Side
from programs.investors.models import Introduction, InvestorAccount, Suggestion

from . import builders

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Run all calls at the same moment; return how each ended: "done" or the error's name."""
    start, ends = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        try:
            start.wait()
            call()
            ends.append("done")
        except (MatchingError, WrongStateError) as error:
            ends.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def asking(account, organization, side, key=None) -> Callable[[], object]:
    by = account.requested_by if side == Side.INVESTOR else builders.owner_of(organization)
    return lambda: introductions.ask(
        account, organization, side=side, why=builders.WHY, by=by, key=key
    )


def test_both_ask_at_the_same_moment_and_meet_in_one_accepted_introduction():  # INV-F2
    account, organization = builders.investor(), builders.firm()

    ends = at_once(*(asking(account, organization, side) for side in Side))

    introduction = Introduction.objects.get()
    assert ends == ["done", "done"]
    assert introduction.status == IntroductionStatus.RELEASED
    assert about(introduction).filter(verb="accept").count() == 1
    assert Email.objects.filter(subject__endswith="cả hai bên đã đồng ý").count() == 2


def test_limits_hold_when_everybody_asks_at_once_and_a_double_click_asks_once():  # INV-8
    organization = builders.firm()
    investors = [builders.investor(name=f"Quỹ {number}") for number in range(4)]
    key = uuid4()

    ends = at_once(*(asking(each, organization, Side.INVESTOR) for each in investors))
    other = builders.firm()
    twice = at_once(*[asking(investors[0], other, Side.INVESTOR, key)] * 2)

    assert ends == ["MatchingError", "done", "done", "done"]
    assert organization.introductions.count() == 3
    assert twice == ["done", "done"]
    assert other.introductions.count() == 1


def test_accepting_twice_and_withdrawing_at_once_ends_one_way():  # INV-7
    introduction = builders.asked()
    owner, member = builders.answerer(introduction), introduction.account.requested_by

    def own() -> Introduction:
        return Introduction.objects.get(pk=introduction.pk)

    ends = at_once(
        lambda: introductions.accept(own(), by=owner),
        lambda: introductions.accept(own(), by=owner),
        lambda: introductions.withdraw(own(), by=member),
    )

    final = own()
    verbs = sorted(about(introduction).values_list("verb", flat=True))
    if final.status == IntroductionStatus.RELEASED:
        assert ends == ["WrongStateError", "done", "done"]
        assert verbs == ["accept", "ask"]
    else:
        assert final.status == IntroductionStatus.WITHDRAWN
        assert ends == ["WrongStateError", "WrongStateError", "done"]
        assert final.released_at is None
        assert verbs == ["ask", "withdraw"]


def test_both_state_the_deal_at_once_and_it_is_recorded_once():  # INV-10
    introduction = builders.released()
    said = {
        "closed_on": introduction.released_at.date(),
        "instrument": "equity",
        "amount_band": "1b_5b",
    }
    speakers = {
        Side.INVESTOR: introduction.account.requested_by,
        Side.FIRM: builders.owner_of(introduction.organization),
    }

    at_once(
        *(
            lambda side=side, by=by: outcomes.state_deal(
                Introduction.objects.get(pk=introduction.pk), side, by=by, **said
            )
            for side, by in speakers.items()
        )
    )

    assert FundingRound.objects.count() == 1
    assert Email.objects.filter(subject__endswith="khoản đầu tư đã được xác nhận").count() == 2


def test_two_tabs_of_one_week_show_the_same_ten():  # INV-5
    account, owner = builders.investor(), None
    for _number in range(3):
        organization = builders.firm(owner=owner)
        owner = builders.owner_of(organization)
    builders.want(account)

    at_once(*[lambda: suggestions.draw_for_investor(InvestorAccount.objects.get())] * 2)

    assert Suggestion.objects.count() == 3


def test_two_officers_check_one_investor():
    account = builders.requested()
    officers = [builders.officer(), builders.officer()]
    builders.prove(account, officers[0])

    ends = at_once(
        *(lambda by=by: accounts.check(InvestorAccount.objects.get(), by=by) for by in officers)
    )

    assert ends == ["WrongStateError", "done"]
    assert about(account).filter(verb="check").count() == 1
