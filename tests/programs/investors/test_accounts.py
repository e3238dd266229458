"""Investors' accounts: proof by kind, steps by role, twelve months, colleagues (INV-1)."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.utils import timezone
from post_office.models import Email

from accounts.choices import Role
from core.calendar import add_months
from core.lifecycle import ObstacleError, WrongStateError
from programs.investors import policies
from programs.investors.actions import accounts, reminders
from programs.investors.actions.errors import IncompleteError, MatchingError
from programs.investors.choices import PROOFS_OF_KIND, AccountStatus, InvestorKind
from programs.investors.lifecycles import ACCOUNT
from programs.investors.models import InvestorAccount
from tests.factories import UserFactory

from . import builders

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", InvestorKind.values)
def test_each_kind_is_checked_when_each_of_its_papers_is(kind):  # INV-1
    account, officer = builders.requested(kind), builders.officer()
    member = account.requested_by

    for missing in PROOFS_OF_KIND[kind]:
        with pytest.raises(IncompleteError):
            accounts.check(account, by=officer)
        proof = accounts.add_proof(account, missing, builders.stored(member), by=member)
        accounts.check_proof(proof, by=officer)
    accounts.check(account, by=officer)
    accounts.activate(account, by=officer)

    account.refresh_from_db()
    assert account.status == AccountStatus.ACTIVE
    assert account.active_until == add_months(timezone.localdate(), 12)
    assert policies.see_firms(member, account) is None


@pytest.mark.parametrize("contributors", [None, 1, 31])
def test_a_startup_fund_has_two_to_thirty_contributors(contributors):  # INV-1
    with pytest.raises(MatchingError):
        accounts.request_account(
            InvestorKind.STARTUP_FUND,
            "Quỹ",
            by=UserFactory(),
            contact_name="A",
            contact_email="a@example.test",
            contributors=contributors,
        )

    assert InvestorAccount.objects.count() == 0


def _in_state(status: str) -> InvestorAccount:
    account, officer = builders.requested(), builders.officer()
    now = timezone.now()
    InvestorAccount.objects.filter(pk=account.pk).update(
        status=status,
        checked_at=now - timedelta(days=1),
        checked_by=officer,
        active_until=timezone.localdate() + timedelta(days=300),
    )
    account.refresh_from_db()
    return account


@pytest.mark.parametrize("step", list(ACCOUNT.steps))
@pytest.mark.parametrize("status", AccountStatus.values)
@pytest.mark.parametrize("who", ["officer", "member", "member_officer", "registry", "stranger"])
def test_table_of_steps_is_walked_by_role(step, status, who):  # INV-1
    account = _in_state(status)
    user = {
        "officer": builders.officer,
        "member": lambda: account.requested_by,
        "member_officer": lambda: _joined(account),
        "registry": lambda: UserFactory(roles=[Role.REGISTRY_LEAD, Role.HEAD]),
        "stranger": UserFactory,
    }[who]()
    rule = ACCOUNT.steps[step]
    may = (who == "officer" and step != "lapse") or (
        step == "end" and who in ("member", "member_officer")
    )

    expected = None
    if status not in rule.sources:
        expected = WrongStateError
    elif not may:
        expected = ObstacleError
    if expected:
        with pytest.raises(expected):
            ACCOUNT.take(account, step, by=user)
    else:
        ACCOUNT.take(account, step, by=user)

    account.refresh_from_db()
    assert account.status == (status if expected else rule.target)


def _joined(account):
    officer = builders.officer()
    account.members.create(email=officer.email, user=officer)
    return officer


def test_asking_twice_with_one_key_makes_one_account():
    user, key = UserFactory(), "6f7a1f5e-3f0b-4d44-9f43-0d2f3a4b5c6d"

    for _click in range(2):
        accounts.request_account(
            InvestorKind.COMPANY,
            "Công ty Mẫu",
            by=user,
            contact_name="A",
            contact_email="a@example.test",
            key=key,
        )

    assert InvestorAccount.objects.count() == 1
    assert Email.objects.count() == 1


def test_twelve_months_are_noticed_then_lapse_and_cards_close():  # INV-1
    account = builders.investor()
    until = account.active_until

    with time_machine.travel(timezone.now() + (until - timezone.localdate()) - timedelta(days=20)):
        first, again = reminders.send_reminders(), reminders.send_reminders()
    with time_machine.travel(timezone.now() + (until - timezone.localdate())):
        last_day = policies.is_verified(account)
        on_last_day = reminders.send_reminders()
    with time_machine.travel(timezone.now() + (until - timezone.localdate()) + timedelta(days=1)):
        day_after = policies.is_verified(account)
        lapsed = reminders.send_reminders()

    account.refresh_from_db()
    assert (first.renewals_noticed, again.renewals_noticed) == (1, 0)
    assert (last_day, day_after) == (True, False)
    assert (on_last_day.accounts_lapsed, lapsed.accounts_lapsed) == (0, 1)
    assert account.status == AccountStatus.SUSPENDED


def test_renewal_needs_papers_that_were_checked_anew():  # INV-1
    account, officer = builders.investor(), builders.officer()

    with time_machine.travel(timezone.now() + timedelta(days=340)):
        with pytest.raises(IncompleteError):
            accounts.renew(account, by=officer)
        builders.prove(account, officer)
        accounts.renew(account, by=officer)
        expected = add_months(timezone.localdate(), 12)

    account.refresh_from_db()
    assert account.active_until == expected


def test_a_colleague_shares_the_account_once_they_sign_in_by_that_address():
    account = builders.investor()
    colleague = UserFactory()
    accounts.add_member(account, colleague.email.upper(), by=account.requested_by)

    before = accounts.adopt(colleague), policies.is_member(colleague, account)
    EmailAddress.objects.create(user=colleague, email=colleague.email, verified=True)
    after = accounts.adopt(colleague), policies.is_member(colleague, account)

    assert before == (0, False)
    assert after == (1, True)


def test_the_last_member_stays():
    account = builders.investor()

    with pytest.raises(MatchingError):
        accounts.remove_member(account.members.get(), by=account.requested_by)

    assert policies.is_member(account.requested_by, account)


def test_nobody_keeps_an_investor_they_belong_to():
    account = builders.requested()
    officer = _joined(account)
    proof = accounts.add_proof(account, "authority", builders.stored(), by=account.requested_by)

    with pytest.raises(ObstacleError) as refused:
        accounts.check_proof(proof, by=officer)

    assert refused.value.obstacle.name == "own_account"
