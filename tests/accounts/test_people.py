"""Accounts of staff: who opens, changes and closes them, and what the journal says."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts import actions
from accounts.choices import Role
from accounts.models import User
from accounts.selectors import role_labels
from core.lifecycle import ObstacleError
from core.models import JournalEntry
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NEW = {"full_name": "Trần Thị Mới", "email": "Moi@Example.test", "phone": "", "password": ""}


@pytest.fixture
def administrator():
    return UserFactory(roles=[Role.ADMINISTRATOR], full_name="Bùi Văn Quản")


def group_keys(*roles):
    from django.contrib.auth.models import Group

    return [str(Group.objects.get(name=role.value).pk) for role in roles]


def test_administrator_opens_an_account_with_roles(client, administrator):
    # ADM-1
    actions.ensure_roles()
    client.force_login(administrator)

    response = client.post(
        reverse("wagtailusers_users:add"), {**NEW, "roles": group_keys(Role.EDITOR, Role.ANALYST)}
    )

    assert response.status_code == 302
    person = User.objects.get(email="moi@example.test")
    assert person.roles == {"editor", "analyst"}
    assert person.full_name == "Trần Thị Mới"
    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.verified, address.primary) == ("moi@example.test", True, True)
    entry = JournalEntry.objects.get(verb="add_staff")
    assert entry.actor_name == "Bùi Văn Quản"
    assert entry.after["roles"] == ["analyst", "editor"]


def test_new_staff_without_a_password_is_told_how_to_sign_in(administrator):
    actions.ensure_roles()

    person = actions.add_staff("moi@example.test", "Trần Thị Mới", [Role.EDITOR], by=administrator)

    assert not person.has_usable_password()
    (letter,) = mail.outbox
    assert letter.to == ["moi@example.test"]
    assert "Biên tập viên" in letter.body
    assert reverse("account_request_login_code") in letter.body


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "co-roi@example.test"}, "email"),
        ({"email": "CO-ROI@example.test"}, "email"),
        ({"email": "phu@example.test"}, "email"),
        ({"full_name": ""}, "full_name"),
        ({"password": "12345"}, "password"),
        ({"roles": []}, "roles"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(
    client, administrator, change, field
):
    actions.ensure_roles()
    other = UserFactory(email="co-roi@example.test")
    EmailAddress.objects.create(user=other, email="phu@example.test", verified=True)
    client.force_login(administrator)
    before = User.objects.count()

    response = client.post(
        reverse("wagtailusers_users:add"), {**NEW, "roles": group_keys(Role.EDITOR), **change}
    )

    assert list(response.context["form"].errors) == [field]
    assert User.objects.count() == before


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_no_other_role_sees_or_changes_accounts(client, role):
    # ADM-1
    person = UserFactory()
    officer = UserFactory(roles=[role])
    actions.ensure_roles()
    client.force_login(officer)

    listing = client.get(reverse("wagtailusers_users:index"))
    editing = client.post(reverse("wagtailusers_users:edit", args=[person.pk]), NEW)

    assert (listing.status_code, editing.status_code) == (302, 302)
    person.refresh_from_db()
    assert person.full_name != "Trần Thị Mới"
    with pytest.raises(ObstacleError):
        actions.add_staff("x@example.test", "X", [Role.HEAD], by=officer)


def test_administrator_changes_address_and_roles(client, administrator):
    actions.ensure_roles()
    person = UserFactory(email="cu@example.test", full_name="Lê Cũ", roles=[Role.EDITOR])
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client.force_login(administrator)

    client.post(
        reverse("wagtailusers_users:edit", args=[person.pk]),
        {
            "full_name": "Lê Mới",
            "email": "moi@example.test",
            "phone": "0912",
            "password": "",
            "is_active": "on",
            "roles": group_keys(Role.REGISTRY_OFFICER),
        },
    )

    person = User.objects.get(pk=person.pk)
    assert (person.full_name, person.email, person.phone) == ("Lê Mới", "moi@example.test", "0912")
    assert person.roles == {"registry_officer"}
    primary = EmailAddress.objects.get(user=person, primary=True)
    assert (primary.email, primary.verified) == ("moi@example.test", True)
    entry = JournalEntry.objects.get(verb="edit_person")
    assert entry.before == {
        "email": "cu@example.test",
        "full_name": "Lê Cũ",
        "phone": "",
        "roles": ["editor"],
    }


def test_leaver_cannot_sign_in_and_keeps_the_name(client, administrator):
    # ADM-9
    person = UserFactory(full_name="Lê Nghỉ", roles=[Role.EDITOR])
    actions.ensure_roles()
    client.force_login(person)

    actions.edit_person(
        person,
        by=administrator,
        email=person.email,
        full_name=person.full_name,
        phone="",
        is_active=False,
    )

    assert client.get(reverse("wagtailadmin_home")).status_code == 302
    assert User.objects.get(pk=person.pk).get_full_name() == "Lê Nghỉ"


def test_nobody_gives_themselves_a_role(client, administrator):
    actions.ensure_roles()
    client.force_login(administrator)

    client.post(
        reverse("wagtailusers_users:edit", args=[administrator.pk]),
        {
            "full_name": "Bùi Văn Quản",
            "email": administrator.email,
            "phone": "",
            "password": "",
            "roles": group_keys(Role.HEAD),
        },
    )

    assert User.objects.get(pk=administrator.pk).roles == {"administrator"}
    assert User.objects.get(pk=administrator.pk).is_active
    with pytest.raises(ObstacleError) as refused:
        actions.edit_person(
            administrator,
            by=administrator,
            email=administrator.email,
            full_name="Bùi",
            phone="",
            roles=[Role.HEAD],
        )
    assert refused.value.obstacle.name == "own_rights"


def test_administrator_cannot_change_a_superuser(client, administrator):
    chief = UserFactory(is_superuser=True, email="goc@example.test")
    actions.ensure_roles()
    client.force_login(administrator)

    client.post(
        reverse("wagtailusers_users:edit", args=[chief.pk]),
        {"full_name": "Kẻ khác", "email": "khac@example.test", "password": "mot-mat-khau-la"},
    )

    chief.refresh_from_db()
    assert chief.email == "goc@example.test"
    assert not chief.check_password("mot-mat-khau-la")
    with pytest.raises(PermissionDenied):
        actions.edit_person(
            chief, by=administrator, email="khac@example.test", full_name="x", phone=""
        )


@pytest.mark.parametrize("action", ["assign_role", "delete", "set_active_state"])
def test_wagtails_bulk_actions_change_nobody(client, administrator, action):
    """They would write past the actions and the journal."""
    person = UserFactory(roles=[Role.EDITOR])
    actions.ensure_roles()
    client.force_login(administrator)
    (head,) = group_keys(Role.HEAD)

    client.post(
        f"/admin/bulk/accounts/user/{action}/?id={person.pk}",
        {"role": head, "mark_as_active": "False"},
    )

    person = User.objects.get(pk=person.pk)
    assert (person.roles, person.is_active) == ({"editor"}, True)


def test_list_of_people_takes_the_same_queries_for_one_and_for_many(
    client, administrator, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    actions.ensure_roles()
    client.force_login(administrator)
    address = reverse("wagtailusers_users:index")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    UserFactory.create_batch(12, roles=[Role.EDITOR, Role.ANALYST])

    with django_assert_num_queries(len(one)):
        response = client.get(address)

    assert "Biên tập viên, Chuyên viên số liệu" not in response.text
    assert "Chuyên viên số liệu, Biên tập viên" in response.text


def test_own_account_has_one_field_for_the_name(client):
    person = UserFactory(roles=[Role.ANALYST], full_name="Võ Cũ")
    actions.ensure_roles()
    client.force_login(person)
    address = reverse("wagtailadmin_account")

    page = client.get(address).text
    client.post(
        address,
        {
            "name_email-full_name": "Võ Mới",
            "name_email-phone": "0909",
            "name_email-email": "khac@example.test",
            "locale-preferred_language": "en",
            "theme-theme": "dark",
            "theme-contrast": "system",
            "theme-density": "default",
        },
    )

    assert 'name="name_email-full_name"' in page
    assert "last_name" not in page
    person = User.objects.get(pk=person.pk)
    assert (person.full_name, person.phone) == ("Võ Mới", "0909")
    assert person.email != "khac@example.test"
    profile = person.wagtail_userprofile
    assert (profile.preferred_language, profile.theme) == ("en", "dark")
    assert JournalEntry.objects.get(verb="rename").before["full_name"] == "Võ Cũ"


def test_admin_sign_in_is_the_public_one(client):
    response = client.get("/admin/login/?next=/admin/pages/")

    assert response["Location"] == "/tai-khoan/login/?next=/admin/pages/"


def test_roles_are_named_in_their_order():
    person = UserFactory(roles=[Role.EDITOR, Role.REGISTRY_OFFICER])

    assert role_labels(person) == ["Cán bộ danh bạ", "Biên tập viên"]


def test_history_names_people_in_full(client, administrator):
    person = UserFactory(full_name="Lê Thị Được Đổi", roles=[Role.EDITOR])
    actions.ensure_roles()
    client.force_login(administrator)
    client.post(
        reverse("wagtailusers_users:edit", args=[person.pk]),
        {"full_name": "Lê Thị Đổi Rồi", "email": person.email, "is_active": "on", "phone": ""},
    )

    page = client.get(reverse("wagtailusers_users:history", args=[person.pk])).text

    assert "Bùi Văn Quản" in page


def test_people_with_roles_are_those_who_can_sign_in_each_once():
    two_roles = UserFactory(roles=[Role.ANALYST, Role.HEAD])
    UserFactory(roles=[Role.HEAD], is_active=False)
    UserFactory(roles=[Role.EDITOR])

    found = User.objects.active().with_roles([Role.ANALYST, Role.HEAD])

    assert list(found) == [two_roles]


def test_somebody_without_a_desk_is_told_so_and_does_not_circle(client):
    client.force_login(UserFactory())

    response = client.get("/admin/", follow=True)

    assert response.status_code == 403
    assert "Bàn làm việc chỉ mở cho cán bộ của trung tâm." in response.text
