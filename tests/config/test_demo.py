"""The invented registry: the same again, complete, and never beside real organizations."""

import json
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from stdnum.vn import mst

from accounts.choices import Role
from accounts.models import User
from config.demo.people import PASSWORD
from config.demo.plan import plan
from config.demo.words import Words
from core import journal
from ecosystem.classification import selectors as classification
from ecosystem.classification.models import Classification, Proposal
from ecosystem.registry.choices import CaseKind, HowChosen
from ecosystem.registry.models import Address, Case, DuplicatePair, Organization
from ecosystem.targets.models import Snapshot
from tests.factories import OrganizationFactory

pytestmark = pytest.mark.django_db
SMALL = 30


def run(*args: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("load_demo", *args, stdout=out, stderr=StringIO())
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def loaded(*args: str) -> None:
    code, out = run("--organizations", str(SMALL), "--without-reports", *args)
    assert code == 0, out


def fingerprint() -> list[tuple]:
    rows = Organization.objects.order_by("code").values_list(
        "code", "legal_name", "tax_code", "kind", "first_registration_date", "status"
    )
    classes = Classification.objects.order_by(
        "organization__code", "scheme_class__code", "recorded_at"
    ).values_list("organization__code", "scheme_class__code", "valid_from", "valid_to")
    seats = Address.objects.order_by("organization__code", "valid_from", "text").values_list(
        "organization__code", "text", "valid_from"
    )
    return [*rows, *classes, *seats]


def data_of(seed: int) -> list[tuple]:
    """Return what a load gives, and leave the database as empty as before."""
    before = transaction.savepoint()
    loaded("--seed", str(seed))
    found = fingerprint()
    transaction.savepoint_rollback(before)
    return found


def test_same_number_and_seed_give_the_same_data():
    one, again = data_of(7), data_of(7)

    assert one == again
    assert len(one) > SMALL


def test_another_seed_gives_other_names():
    words = Words.read()

    one, other = plan(60, 1, words), plan(60, 2, words)

    assert [each.name for each in one] != [each.name for each in other]


def test_plan_of_the_first_start_is_spread_as_the_pictures_show():
    found = plan(412, 2026, Words.read())

    names = [each.name for each in found]
    codes = [each.tax_code for each in found if each.tax_code]
    assert len(found) == len(set(names)) == 412
    assert len({each.commune for each in found}) == 90
    assert all(code.startswith("99") and mst.is_valid(code) for code in codes)
    assert len(codes) == len(set(codes))


def test_visitor_meets_a_finished_registry():
    loaded()

    assert Organization.objects.count() == SMALL
    assert Organization.objects.filter(is_demo=False).exists() is False
    assert Case.objects.filter(is_demo=False).exists() is False
    kinds = set(Case.objects.values_list("kind", flat=True))
    assert kinds >= {CaseKind.REGISTER, CaseKind.CHANGE}
    assert Proposal.objects.waiting().exists() is True
    assert DuplicatePair.objects.unresolved().count() == 1
    assert Address.objects.filter(how=HowChosen.AUTOMATIC).exists() is True
    assert list(journal.broken_links()) == []


def test_late_entry_changes_the_number_but_not_what_was_frozen():
    # TGT-12
    loaded()

    first, second = Snapshot.objects.filter(
        target__code="TN-DTF-2030", on_date="2025-12-31"
    ).order_by("made_at")

    now = classification.count("DTF", "DIGITAL", "TN-TU-20250701", first.on_date)
    assert (first.number, second.number, now.number) == (16, 17, 17)
    assert second.restates == first


def test_everybody_who_is_printed_can_sign_in_and_each_main_role_is_there(client):
    loaded()

    _code, out = run("--sign-ins", "--json")

    people = json.loads(out)
    emails = {person["email"] for person in people}
    verified = set(EmailAddress.objects.filter(verified=True).values_list("email", flat=True))
    roles = {role for user in User.objects.all() for role in user.roles}
    assert len(people) == 15
    assert emails <= verified
    for email in sorted(emails):
        answer = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
        assert answer.status_code == 302, email
        assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)
        client.logout()
    assert roles == {
        Role.REGISTRY_OFFICER,
        Role.REGISTRY_LEAD,
        Role.ANALYST,
        Role.PROGRAM_OFFICER,
        Role.INVESTMENT_OFFICER,
        Role.APPROVER,
        Role.HEAD,
        Role.EDITOR,
        Role.ADMINISTRATOR,
    }


def test_changed_password_is_not_printed():
    loaded()
    user = User.objects.get(email__startswith="lanh-dao@")
    user.set_password("mot-mat-khau-khac")
    user.save()

    _code, out = run("--sign-ins")

    assert user.email not in out
    assert "can-bo@" in out


def test_nothing_invented_stands_beside_a_real_organization():
    OrganizationFactory(code="TN-000900")

    code, said = run("--organizations", str(SMALL))

    assert code == 1
    assert "tổ chức thật" in said
    assert list(Organization.objects.values_list("code", flat=True)) == ["TN-000900"]


def test_if_empty_leaves_what_stands_alone():
    OrganizationFactory()

    code, out = run("--if-empty", "--json")

    assert (code, json.loads(out)) == (0, {"organizations": 1, "loaded": 0})
