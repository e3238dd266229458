"""Introductions: two consents, limits, ends, and reasons that stay private (INV-7, 8, F1 to F3)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from post_office.models import STATUS, Email, RecipientDeliveryStatus

from core.journal import about
from core.lifecycle import ObstacleError, WrongStateError
from core.models import JournalEntry
from ecosystem.registry.choices import RoleType, Visibility
from ecosystem.registry.models import Organization
from programs.investors.actions import accounts, firms, introductions, reminders
from programs.investors.actions.errors import MatchingError
from programs.investors.choices import RELEASED, AccountStatus, IntroductionStatus, Side
from programs.investors.lifecycles import INTRODUCTION
from programs.investors.models import Introduction, InvestorAccount
from programs.investors.selectors import introductions as read
from programs.investors.selectors import work
from tests.factories import RoleFactory, UserFactory

from . import builders

pytestmark = pytest.mark.django_db


def test_both_accept_and_contacts_open_to_both_at_the_same_moment():  # INV-7
    introduction = builders.asked()
    before = read.contacts(introduction)
    Email.objects.all().delete()

    introductions.accept(introduction, by=builders.answerer(introduction))

    introduction = Introduction.objects.get()
    opened = read.contacts(introduction)
    assert before == {}
    assert set(opened) == {Side.INVESTOR, Side.FIRM}
    assert opened[Side.INVESTOR][0].email == "bi-mat@quy.example"
    assert opened[Side.FIRM][0].phone == "0988777666"
    assert introduction.status == IntroductionStatus.RELEASED
    assert introduction.room_until == timezone.localdate() + timedelta(days=90)
    assert Email.objects.count() == 2


def test_accepting_twice_is_done_once():
    introduction = builders.released()
    released_at, letters = introduction.released_at, Email.objects.count()

    introductions.accept(introduction, by=builders.answerer(introduction))

    assert Introduction.objects.get().released_at == released_at
    assert Email.objects.count() == letters
    assert about(introduction).filter(verb="accept").count() == 1


def _state(status: str) -> Introduction:
    introduction = builders.asked()
    now = timezone.now()
    changes = {"status": status}
    if status in RELEASED:
        changes |= {
            "investor_accepted_at": now,
            "firm_accepted_at": now,
            "released_at": now,
            "room_until": timezone.localdate() + timedelta(days=90),
        }
    if status == IntroductionStatus.DECLINED:
        changes["declined_side"] = Side.FIRM
    Introduction.objects.filter(pk=introduction.pk).update(**changes)
    introduction.refresh_from_db()
    return introduction


MAY = {
    "asker": {"withdraw", "meet", "close"},
    "asked": {"accept", "decline", "meet", "close"},
    "officer": {"check", "check_both", "fall"},
    "stranger": set(),
}
EXTRA = {
    "accept": {"firm_accepted_at": True, "released_at": True},
    "check_both": {"firm_accepted_at": True, "released_at": True},
    "decline": {"declined_side": Side.FIRM},
}


@pytest.mark.parametrize("status", IntroductionStatus.values)
def test_table_of_steps_is_walked_by_role(status):  # INV-7
    introduction = _state(status)
    people = {
        "asker": introduction.account.requested_by,
        "asked": builders.owner_of(introduction.organization),
        "officer": builders.officer(),
        "stranger": UserFactory(),
    }
    now = timezone.now()

    for step, rule in INTRODUCTION.steps.items():
        for who, user in people.items():
            expected = None
            if status not in rule.sources:
                expected = WrongStateError
            elif step not in MAY[who]:
                expected = ObstacleError
            changes = {
                name: now if value is True else value for name, value in EXTRA.get(step, {}).items()
            }
            point = transaction.savepoint()
            if expected:
                with pytest.raises(expected):
                    INTRODUCTION.take(introduction, step, by=user, changes=changes)
            else:
                INTRODUCTION.take(introduction, step, by=user, changes=changes)
            after = Introduction.objects.get(pk=introduction.pk).status
            transaction.savepoint_rollback(point)
            introduction.refresh_from_db()

            assert after == (status if expected else rule.target), (step, who)


def test_only_the_side_that_was_asked_answers():
    introduction = builders.asked()

    with pytest.raises(ObstacleError) as refused:
        introductions.accept(introduction, by=introduction.account.requested_by)

    assert refused.value.obstacle.name == "own_request"
    assert read.contacts(Introduction.objects.get()) == {}


def test_the_reason_of_a_decline_is_in_no_letter_and_not_in_the_journal():  # INV-7
    introduction = builders.asked()

    introductions.decline(
        introduction, by=builders.answerer(introduction), reason="Họ từng nợ lương SECRET-77"
    )

    texts = [letter.message + letter.subject for letter in Email.objects.all()]
    lines = [f"{line.before}{line.after}{line.reason}" for line in JournalEntry.objects.all()]
    assert Introduction.objects.get().decline_reason.endswith("SECRET-77")
    assert [text for text in texts + lines if "SECRET-77" in text] == []
    assert any("chưa thể gặp lúc này" in text for text in texts)


def test_ninety_days_after_a_decline_nobody_asks_again():  # INV-8
    introduction = builders.asked()
    account, organization = introduction.account, introduction.organization
    introductions.decline(introduction, by=builders.answerer(introduction))

    for side in Side:
        with pytest.raises(MatchingError):
            builders.asked(account, organization, side)
    with time_machine.travel(timezone.now() + timedelta(days=90, minutes=1)):
        firms.FundingCall.objects.update(ends_on=timezone.localdate())
        again = builders.asked(account, organization)

    assert again.status == IntroductionStatus.WAITING


def test_three_wait_at_one_firm_and_no_more():  # INV-8
    organization = builders.firm()
    accounts_of = [builders.investor(name=f"Quỹ {number}") for number in range(4)]
    for account in accounts_of[:3]:
        builders.asked(account, organization)

    with pytest.raises(MatchingError):
        builders.asked(accounts_of[3], organization)

    assert Introduction.objects.count() == 3


def test_an_investor_has_ten_open_requests_and_no_more():  # INV-8
    account = builders.investor()
    first = builders.asked(account)
    for number in range(9):
        Introduction.objects.create(
            number=f"GT-{number}",
            account=account,
            organization=builders.firm(),
            status=IntroductionStatus.WAITING,
            asked_side=Side.INVESTOR,
            asked_by=account.requested_by,
            asked_at=timezone.now(),
            why="x",
            answer_by=timezone.localdate(),
        )
    last = builders.firm()

    with pytest.raises(MatchingError):
        builders.asked(account, last)
    introductions.withdraw(first, by=account.requested_by)
    builders.asked(account, last)

    assert account.introductions.unanswered().count() == 10


def test_a_founder_is_not_introduced_to_their_own_firm():
    founder = UserFactory()
    account = builders.investor(by=founder)
    organization = builders.firm()
    person = builders.firm(owner=founder, raising=False).roles.get().person
    RoleFactory(person=person, organization=organization, role=RoleType.FOUNDER, may_act=False)

    with pytest.raises(MatchingError):
        builders.asked(account, organization)

    assert Introduction.objects.count() == 0


def test_both_ask_on_the_same_day_and_meet_in_one_accepted_introduction():  # INV-F2
    account, organization = builders.investor(), builders.firm()
    builders.asked(account, organization, Side.INVESTOR)

    builders.asked(account, organization, Side.FIRM)

    introduction = Introduction.objects.get()
    assert introduction.status == IntroductionStatus.RELEASED
    assert introduction.investor_accepted_at is not None
    assert introduction.firm_accepted_at is not None


def test_with_the_setting_an_officer_looks_first_and_the_other_side_knows_nothing(settings):
    settings.INTRODUCTION_NEEDS_CHECK = True
    introduction = builders.asked()
    Email.objects.exclude(message__contains=introduction.number).delete()
    before = Email.objects.count(), read.is_known_to(introduction, Side.FIRM)

    introductions.check(introduction, by=builders.officer())

    introduction.refresh_from_db()
    assert before == (0, False)
    assert introduction.status == IntroductionStatus.WAITING
    assert read.is_known_to(introduction, Side.FIRM)
    assert Email.objects.filter(message__contains=introduction.number).count() == 1


def test_both_ask_before_the_officer_looks(settings):  # INV-F2
    settings.INTRODUCTION_NEEDS_CHECK = True
    account, organization = builders.investor(), builders.firm()
    builders.asked(account, organization, Side.INVESTOR)
    introduction = builders.asked(account, organization, Side.FIRM)
    waiting = Introduction.objects.get().status

    introductions.check(introduction, by=builders.officer())

    assert waiting == IntroductionStatus.ASKED
    assert Introduction.objects.get().status == IntroductionStatus.RELEASED


@pytest.mark.parametrize("both", [True, False])
def test_officer_passes_nothing_on_for_a_suspended_investor(settings, both):  # INV-1, INV-7
    settings.INTRODUCTION_NEEDS_CHECK = True
    account, organization = builders.investor(), builders.firm()
    introduction = builders.asked(account, organization, Side.INVESTOR)
    if both:
        introduction = builders.asked(account, organization, Side.FIRM)
    InvestorAccount.objects.filter(pk=account.pk).update(status=AccountStatus.SUSPENDED)

    with pytest.raises(MatchingError):
        introductions.check(introduction, by=builders.officer())

    assert Introduction.objects.get().status == IntroductionStatus.ASKED
    assert read.contacts(Introduction.objects.get()) == {}


def test_days_given_while_the_command_runs_are_kept():  # INV-F1
    introduction = builders.asked()
    late = timezone.now() + timedelta(days=15)
    Introduction.objects.update(answer_by=timezone.localdate(late) + timedelta(days=3))

    assert not reminders._expire_one(introduction, late)


def test_fourteen_days_then_it_expires_and_opens_no_more():  # INV-7
    introduction = builders.asked()
    by = builders.answerer(introduction)

    with time_machine.travel(timezone.now() + timedelta(days=14)):
        on_last_day = reminders.send_reminders().introductions_expired
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        # Nobody has run the command yet: the day alone closes it.
        with pytest.raises(MatchingError):
            introductions.accept(introduction, by=by)
        expired = reminders.send_reminders().introductions_expired
        again = reminders.send_reminders().introductions_expired
        with pytest.raises(WrongStateError):
            introductions.accept(introduction, by=by)

    assert (on_last_day, expired, again) == (0, 1, 0)
    assert read.contacts(Introduction.objects.get()) == {}


def test_a_letter_that_bounced_is_the_officers_task_and_no_refusal():  # INV-F1
    introduction = builders.asked()
    officer = builders.officer()
    Email.objects.filter(pk__in=introduction.letters).update(
        status=STATUS.failed, recipient_delivery_status=RecipientDeliveryStatus.HARD_BOUNCED
    )
    codes = [item.code for item in work.work_items(officer, timezone.localdate())]

    with time_machine.travel(timezone.now() + timedelta(days=20)):
        reminders.send_reminders()
        still = Introduction.objects.get().status
        introductions.told_by_phone(introduction, by=officer)
        answer_by = Introduction.objects.get().answer_by
        expected = timezone.localdate() + timedelta(days=14)

    assert codes == [introduction.number]
    assert still == IntroductionStatus.WAITING
    assert answer_by == expected
    assert work.work_items(officer, timezone.localdate()) == ()


@pytest.mark.parametrize("change", [{"visibility": Visibility.HIDDEN}, {"status": "dissolved"}])
def test_a_firm_that_leaves_closes_its_requests_neutrally(change):  # INV-F3
    introduction = builders.asked()
    Organization.objects.filter(pk=introduction.organization_id).update(**change)
    Email.objects.all().delete()

    fallen = reminders.send_reminders().introductions_fallen

    assert fallen == 1
    assert Introduction.objects.get().status == IntroductionStatus.FELL
    assert Email.objects.filter(subject__contains="đã khép lại").count() == 2


def test_who_stops_raising_closes_open_requests(django_capture_on_commit_callbacks):  # INV-F3
    introduction = builders.asked()
    organization = introduction.organization

    firms.close_call(organization.funding_calls.get(), by=builders.owner_of(organization))

    organization.refresh_from_db()
    assert Introduction.objects.get().status == IntroductionStatus.FELL
    assert organization.raising_until is None


def test_a_complaint_stops_new_requests_until_it_is_decided():  # INV-12
    introduction = builders.released()
    account, owner = introduction.account, builders.owner_of(introduction.organization)
    complaint = introductions.complain(introduction, "Đòi phí gặp mặt", by=owner)
    other = builders.firm()

    with pytest.raises(MatchingError):
        builders.asked(account, other)
    with pytest.raises(ObstacleError):
        introductions.decide_complaint(complaint, "dismissed", "Không", by=owner)
    introductions.decide_complaint(complaint, "dismissed", "Đã xem", by=builders.officer())
    builders.asked(account, other)

    assert Introduction.objects.count() == 2


def test_the_contacts_of_a_suspended_investor_do_not_open():
    introduction = builders.asked()
    accounts.suspend(introduction.account, by=builders.officer(), message="Đang xem lại")

    with pytest.raises(MatchingError):
        introductions.accept(introduction, by=builders.answerer(introduction))

    assert Introduction.objects.get().released_at is None


def test_the_database_refuses_contacts_that_one_side_alone_has_opened():  # INV-7
    introduction = builders.asked()

    with pytest.raises(IntegrityError), transaction.atomic():
        Introduction.objects.filter(pk=introduction.pk).update(
            status=IntroductionStatus.RELEASED, released_at=timezone.now()
        )


def test_an_ended_investor_takes_its_open_requests_along():
    introduction = builders.asked()

    accounts.end(introduction.account, by=introduction.account.requested_by)

    assert Introduction.objects.get().status == IntroductionStatus.FELL
    assert InvestorAccount.objects.living().count() == 0
