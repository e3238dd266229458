"""Consent: one purpose each, withdrawn and never deleted (PRV-1)."""

import pytest

from accounts import actions
from accounts.choices import Purpose, Role
from accounts.models import Consent
from core.models import JournalEntry
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def give(by, subject="TN-900001", purpose=Purpose.PUBLIC_LISTING):
    return actions.give_consent(subject, purpose, text_version="2026-11", by=by)


def test_consent_given_twice_is_one_consent():
    owner = UserFactory()

    assert give(owner) == give(owner)
    assert JournalEntry.objects.filter(verb="give_consent").count() == 1


def test_purposes_and_subjects_stand_apart():
    owner = UserFactory()
    give(owner)
    give(owner, purpose=Purpose.STATISTICS)
    give(owner, subject="TN-900002")

    assert Consent.objects.count() == 3


def test_withdrawn_consent_stays_and_can_be_given_again():
    owner = UserFactory()
    first = give(owner)

    actions.withdraw_consent(first, by=owner)
    actions.withdraw_consent(first, by=owner)
    second = give(owner)

    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert second.pk != first.pk
    assert JournalEntry.objects.filter(verb="withdraw_consent").count() == 1


def test_each_role_may_enter_the_staff_pages():
    # ADM-1
    assert actions.ensure_roles() == len(Role)
    for role in Role:
        assert UserFactory(roles=[role]).has_perm("wagtailadmin.access_admin")
    assert not UserFactory().has_perm("wagtailadmin.access_admin")


def test_closed_account_holds_no_role():
    assert UserFactory(roles=[Role.HEAD], is_active=False).roles == frozenset()
