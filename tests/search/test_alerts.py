"""Saved searches: each piece of news is told once, and only to whom it concerns."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import Email

from ecosystem.registry.choices import Visibility
from ecosystem.registry.models import Organization
from ecosystem.taxonomy.models import Sector
from search import actions, notifications
from search.choices import Facet, Frequency
from search.models import RecordChange, SavedSearch
from search.selectors import saved
from tests.factories import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db


def keep(owner, typed="go dau", *, frequency=Frequency.DAILY, name="", chosen=None):
    return actions.save_search(
        saved.question(typed, chosen or {}, literal=False),
        name=name or typed or "tất cả",
        frequency=frequency,
        by=owner,
    )


def tomorrow(days=1):
    return timezone.now() + timedelta(days=days)


def letters(owner):
    return list(Email.objects.filter(to=owner.email).order_by("pk"))


@pytest.fixture
def investor():
    return UserFactory()


def test_new_records_are_told_once_and_nothing_is_told_without_news(listed, investor):
    # SRCH-9: no mail when empty; the mark moves
    listed("Công ty Gò Dầu Cũ")
    search = keep(investor)

    assert actions.send_alerts(tomorrow()).letters == 0
    assert letters(investor) == []
    fresh = listed("Công ty Gò Dầu Mới")
    listed("Công ty Tân Biên")
    assert actions.send_alerts(tomorrow(2)).letters == 1
    assert actions.send_alerts(tomorrow(3)).letters == 0

    [letter] = letters(investor)
    assert letter.subject == "Tin mới: “go dau” (1 mới)"
    assert f"/danh-ba/{fresh.code}/" in letter.message
    assert "Gò Dầu Cũ" not in letter.message
    assert "Tân Biên" not in letter.message
    search.refresh_from_db()
    assert search.seen_change == RecordChange.objects.newest()


def test_changed_field_is_named_and_a_confirmation_is_no_news(listed, investor):
    # SRCH-9: sections new and changed, with the changed field named
    firm = listed("Công ty Gò Dầu")
    keep(investor)
    Organization.objects.filter(pk=firm.pk).update(last_confirmed_on=timezone.localdate())
    actions.index_all_pending()
    assert actions.send_alerts(tomorrow()).letters == 0
    Organization.objects.filter(pk=firm.pk).update(description="Trồng dưa lưới.")
    actions.index_all_pending()
    actions.send_alerts(tomorrow(2))

    [letter] = letters(investor)
    assert "Thay đổi:\n- Công ty Gò Dầu (lời giới thiệu)" in letter.message
    assert "(1 thay đổi)" in letter.subject


def test_there_and_back_again_is_no_news(listed, investor):
    firm = listed("Công ty Gò Dầu")
    keep(investor)
    for words in ("Khác.", ""):
        Organization.objects.filter(pk=firm.pk).update(description=words)
        actions.index_all_pending()

    assert actions.send_alerts(tomorrow()).letters == 0


@pytest.mark.parametrize("indexed", [True, False])
def test_hidden_record_is_said_once_by_its_code_alone(listed, investor, indexed):
    # SRCH-10; a hidden record leaks no name
    firm = listed("Công ty Gò Dầu Bí Mật")
    keep(investor)
    Organization.objects.filter(pk=firm.pk).update(
        visibility=Visibility.HIDDEN, description="Đổi lần cuối."
    )
    if indexed:
        actions.index_all_pending()
    first = actions.send_alerts(tomorrow()).letters
    actions.index_all_pending()
    second = actions.send_alerts(tomorrow(2)).letters

    assert first + second == 1
    [letter] = letters(investor)
    assert f"Không còn trong kết quả:\n- {firm.code}" in letter.message
    assert "Bí Mật" not in letter.message + letter.subject


def test_record_that_changes_out_of_the_result_is_said_by_name(listed, investor):
    # SRCH-10
    firm = listed("Công ty Một", description="Làm phần mềm.")
    keep(investor, "phan mem")
    Organization.objects.filter(pk=firm.pk).update(description="Làm bánh.")
    actions.index_all_pending()
    actions.send_alerts(tomorrow())

    [letter] = letters(investor)
    assert f"- Công ty Một, {firm.code}" in letter.message


def test_one_letter_a_person_and_day_for_all_their_searches(listed, investor):
    # SRCH-9: one digest per person and day, search name in the subject
    other = UserFactory()
    keep(investor, "go dau", name="Gò Dầu")
    keep(investor, "cong ty", name="Công ty")
    keep(other, "tan bien")
    listed("Công ty Gò Dầu")
    sent = actions.send_alerts(tomorrow())

    assert (sent.looked_at, sent.letters) == (3, 1)
    [letter] = letters(investor)
    assert "“Gò Dầu” (1 mới)" in letter.subject
    assert "“Công ty” (1 mới)" in letter.subject
    assert letters(other) == []


def test_rhythms_at_once_daily_weekly(listed):
    # SRCH-9
    people = {each: UserFactory() for each in Frequency}
    with time_machine.travel("2026-11-23T08:00:00+07:00", tick=False):
        for frequency, person in people.items():
            keep(person, frequency=frequency)
        listed("Công ty Gò Dầu Một")
        assert actions.send_alerts().letters == 1
    told = dict.fromkeys(Frequency, 0)
    told[Frequency.AT_ONCE] = 1
    assert {each: len(letters(person)) for each, person in people.items()} == told
    with time_machine.travel("2026-11-23T08:30:00+07:00", tick=False):
        listed("Công ty Gò Dầu Hai")
        assert actions.send_alerts().letters == 0
    with time_machine.travel("2026-11-24T00:05:00+07:00", tick=False):
        assert actions.send_alerts().letters == 2
    with time_machine.travel("2026-11-29T23:55:00+07:00", tick=False):
        assert actions.send_alerts().letters == 0
    with time_machine.travel("2026-11-30T00:05:00+07:00", tick=False):
        assert actions.send_alerts().letters == 1


def test_killed_between_mark_and_letter_it_goes_on_from_there(listed, investor, monkeypatch):
    # SRCH-F2
    keep(investor)
    listed("Công ty Gò Dầu")

    def killed(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(notifications, "news", killed)
        with pytest.raises(KeyboardInterrupt):
            actions.send_alerts(tomorrow())
    assert letters(investor) == []

    assert actions.send_alerts(tomorrow()).letters == 1
    assert actions.send_alerts(tomorrow()).letters == 0


def test_retired_sector_is_replaced_and_told_once(listed, investor):
    # SRCH-F3
    new = Sector.objects.first()
    old = Sector.objects.create(code="CU", name_vi="Ngành cũ", name_en="Old", sort_key="cu")
    search = keep(investor, "", chosen={Facet.SECTOR: ("CU",)}, name="Ngành")
    Sector.objects.filter(pk=old.pk).update(valid_to=timezone.localdate(), replaced_by=new)

    assert actions.send_alerts(tomorrow()).letters == 1
    assert actions.send_alerts(tomorrow(2)).letters == 0
    [letter] = letters(investor)
    assert f"“Ngành cũ” không còn dùng; từ nay tìm theo “{new.name}”." in letter.message
    search.refresh_from_db()
    assert search.asked["chosen"] == {"sector": [new.code]}


def test_end_is_announced_once_and_then_nothing_is_sent(listed, investor):
    search = keep(investor)
    SavedSearch.objects.filter(pk=search.pk).update(
        ends_on=timezone.localdate() + timedelta(days=10)
    )
    assert [actions.send_alerts(tomorrow(day)).endings for day in (1, 2)] == [1, 0]
    listed("Công ty Gò Dầu")

    assert actions.send_alerts(tomorrow(11)).letters == 0
    with time_machine.travel(tomorrow(11), tick=False):
        actions.renew_search(search, by=investor)
    # What came while it had run out is no news.
    assert actions.send_alerts(tomorrow(12)).letters == 0


def test_one_click_ends_the_letters_without_signing_in(listed, investor, client):
    # SRCH-9: one-click unsubscribe without log-in
    search = keep(investor)
    listed("Công ty Gò Dầu")
    actions.send_alerts(tomorrow())
    [letter] = letters(investor)
    address = letter.headers["List-Unsubscribe"].strip("<>")
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert investor.email not in address

    path = address.partition("://")[2].partition("/")[2]
    assert "Thôi nhận thư báo tin?" in client.get(f"/{path}").text
    search.refresh_from_db()
    assert search.stopped_at is None
    assert client.post(f"/{path}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    listed("Công ty Gò Dầu Nữa")
    assert actions.send_alerts(tomorrow(2)).letters == 0
    assert client.get(f"/{path[:-4]}abc/").status_code == 404


def test_old_changes_are_forgotten_only_when_every_search_has_passed_them(listed, investor):
    weekly = keep(investor, frequency=Frequency.WEEKLY)
    listed("Công ty Gò Dầu")
    RecordChange.objects.update(noticed_at=timezone.now() - timedelta(days=20))
    actions.send_alerts(tomorrow(1))
    assert RecordChange.objects.exists()
    actions.send_alerts(tomorrow(8))

    weekly.refresh_from_db()
    assert len(letters(investor)) == 1
    assert not RecordChange.objects.exists()


def test_questions_to_the_database_do_not_grow_with_searches_or_changes(listed, investor):
    def asked(firms, searches):
        OrganizationFactory.create_batch(firms, legal_name="Công ty Xa Lạ")
        actions.index_all_pending()
        for number in range(searches):
            keep(investor, f"khong co {SavedSearch.objects.count()} {number}")
        OrganizationFactory.create_batch(firms, legal_name="Công ty Xa Lạ Nữa")
        actions.index_all_pending()
        with CaptureQueriesContext(connection) as caught:
            actions.send_alerts(tomorrow(SavedSearch.objects.count()))
        return len(caught)

    assert asked(1, 1) == asked(30, 20)
