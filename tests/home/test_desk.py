"""The staff's desk "Việc hôm nay" (ADM-4)."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.actions import ensure_roles
from accounts.choices import INTERNAL_READERS, Role
from accounts.selectors import WorkItem
from home.selectors import desk
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

# A Friday.
DAY = date(2026, 11, 20)


def item(code: str, due: date | None = DAY, **values) -> WorkItem:
    return WorkItem(
        title=f"Công ty {code}",
        code=code,
        why="đăng ký mới",
        action="Xét",
        url="#",
        due=due,
        **values,
    )


class Room:
    """A room of the house, as the desk sees it."""

    def __init__(self, *items: WorkItem) -> None:
        self.items = items

    def work_items(self, user, day):
        return self.items

    def watch_lines(self, user, day):
        return ()


@pytest.fixture
def officer():
    return UserFactory(roles=[Role.REGISTRY_OFFICER], full_name="Phạm Thị Ví Dụ")


@pytest.fixture
def with_items(monkeypatch):
    """Put these items on the desk in place of the rooms'."""

    def put(*items: WorkItem) -> None:
        monkeypatch.setattr(desk, "ROOMS", (Room(*items),))

    return put


def codes(found, key):
    (group,) = [group for group in found.groups if group.key == key]
    return [row.item.code for row in group.rows]


def test_items_stand_in_their_group_oldest_first(officer, with_items):
    with_items(
        item("B", date(2026, 11, 19)),
        item("A", date(2026, 11, 18)),
        item("C"),
        item("D", date(2026, 11, 27)),
        item("E", date(2026, 12, 1)),
        item("F", None),
        item("G", date(2026, 11, 1), waits_for_others=True),
    )

    found = desk.desk(officer, DAY)

    assert codes(found, "overdue") == ["A", "B"]
    assert codes(found, "today") == ["C"]
    assert codes(found, "soon") == ["D"]
    assert codes(found, "later") == ["E", "F"]
    assert codes(found, "waiting") == ["G"]


def test_lateness_is_counted_in_working_days(officer, with_items):
    with_items(item("A", date(2026, 11, 13)))

    (group,) = [group for group in desk.desk(officer, date(2026, 11, 16)).groups if group.rows]

    # From Friday to Monday lies one working day, not three.
    assert group.rows[0].late_by == 1
    assert "1 ngày làm việc" in group.rows[0].note


def test_what_waits_for_others_is_never_late(officer, with_items):
    with_items(item("A", date(2026, 1, 5), waits_for_others=True))

    (group,) = [group for group in desk.desk(officer, DAY).groups if group.rows]

    assert (group.key, group.rows[0].late_by) == ("waiting", 0)


def test_mine_is_what_i_hold_and_what_nobody_holds(officer, with_items):
    with_items(
        item("A", holder_key=officer.pk),
        item("B"),
        item("C", holder_key=officer.pk + 1, holder_name="Lê Văn Thử"),
    )

    mine, everything = desk.desk(officer, DAY), desk.desk(officer, DAY, "all")

    assert codes(mine, "today") == ["A", "B"]
    assert codes(everything, "today") == ["A", "B", "C"]
    assert [scope.count for scope in mine.scopes] == [2, 2, 3]
    assert [scope.current for scope in everything.scopes] == [False, False, True]


def test_team_is_who_has_a_role_of_mine(officer, with_items):
    # ADM-4
    colleague = UserFactory(roles=[Role.REGISTRY_OFFICER])
    analyst = UserFactory(roles=[Role.ANALYST])
    with_items(
        item("A", holder_key=officer.pk),
        item("B"),
        item("C", holder_key=colleague.pk),
        item("D", holder_key=analyst.pk),
    )

    assert codes(desk.desk(officer, DAY, "team"), "today") == ["A", "B", "C"]


def test_unknown_scope_is_mine(officer, with_items):
    with_items(item("A"), item("B", holder_key=officer.pk + 1))

    assert codes(desk.desk(officer, DAY, "x"), "today") == ["A"]


@pytest.mark.parametrize("count", [0, 1, 3])
@time_machine.travel("2026-11-20 09:00+07:00")
def test_desk_shows_each_item_with_one_action(client, officer, with_items, count):
    ensure_roles()
    with_items(*[item(f"DK-{number}") for number in range(count)])
    client.force_login(officer)

    page = client.get(reverse("wagtailadmin_home")).text

    assert page.count('class="desk-row"') == count
    assert ("Hôm nay không còn việc đến hạn." in page) is (count == 0)
    assert '<time datetime="2026-11-20">' in page


@time_machine.travel("2026-11-20 09:00+07:00")
def test_empty_desk_says_when_the_next_item_is_due(client, officer, with_items):
    ensure_roles()
    with_items(item("A", date(2026, 11, 24), holder_key=officer.pk + 1))
    client.force_login(officer)

    page = client.get(reverse("wagtailadmin_home")).text

    assert "Hôm nay không còn việc đến hạn." in page
    assert "Việc sớm nhất: 24/11." in page


@pytest.mark.parametrize("role", list(Role))
def test_desk_is_for_those_with_business_rights(client, role):
    # ADM-1: the administrator has no business right
    ensure_roles()
    client.force_login(UserFactory(roles=[role]))

    page = client.get(reverse("wagtailadmin_home")).text

    assert ("desk-front" in page) is (role in INTERNAL_READERS)


def test_desk_asks_as_much_for_one_item_as_for_a_hundred(
    client, officer, with_items, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ensure_roles()
    client.force_login(officer)
    address = reverse("wagtailadmin_home")
    with_items(item("A"))
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    with_items(*[item(f"A-{number}") for number in range(100)])

    with django_assert_num_queries(len(one)):
        client.get(address)
