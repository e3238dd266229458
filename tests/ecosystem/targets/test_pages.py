"""The public pages of targets and the officers' screens (TGT-2, 3, 10, 13, F2; doors)."""

import re
from datetime import date

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from ecosystem.registry.choices import Visibility
from ecosystem.registry.models import Organization
from ecosystem.targets import actions, selectors
from ecosystem.targets.choices import TargetState
from ecosystem.targets.models import Snapshot, Target
from tests.ecosystem.classification.conftest import LONG_AGO, classified, firm, moment
from tests.factories import EvidenceFactory, UserFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/muc-tieu/TN-DTF-2030/"


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel(moment(2026, 11, 20, 7, 30), tick=False):
        yield


@pytest.fixture
def three(digital, able):
    firms = [firm(code=f"TN-00003{n}", legal_name=f"Công ty TNHH Số {n}") for n in range(3)]
    for organization in firms:
        classified(organization, digital, date(2024, 1, 1))
    classified(firms[0], able, date(2025, 1, 8), date(2028, 1, 8))
    return firms


def staff(client, role=Role.REGISTRY_LEAD):
    user = UserFactory(roles=[role])
    client.force_login(user)
    return user


def test_page_shows_number_list_and_what_they_are_true_of(client, three):
    # TGT-10 and the promise of "Numbers"
    html = client.get(ADDRESS).content.decode()

    assert '<data value="3">3</data><span class="of">trên khoảng 50</span>' in html
    assert '<data value="1">1</data><span class="of">trên 5</span>' in html
    assert "chênh −47 so với khoảng 50" in html
    assert '<time datetime="2026-11-20">' in html
    assert '<time datetime="2026-11-20T07:30:00+07:00">' in html
    assert '<data value="TN-TU-20250701">Tây Ninh từ 1/7/2025</data>' in html
    assert "3 doanh nghiệp được đếm" in html
    assert re.findall(r'<tr id="(TN-\d+)">', html) == [one.code for one in three]
    assert 'class="past"' not in html


def test_day_in_the_past_and_what_was_known_then(client, three, digital):
    # TGT-3, ARC-2
    late = firm(code="TN-000090")
    classified(late, digital, date(2025, 11, 10), recorded_at=moment(2026, 2, 14))

    then = client.get(ADDRESS, {"on": "31/12/2025", "known_at": "08/01/2026 16:00"})
    now = client.get(ADDRESS, {"on": "2025-12-31"})
    iso = client.get(f"{ADDRESS}?on=2025-12-31&known_at=2026-01-08T16:00:00+07:00")

    html = then.content.decode()
    assert (then.context["shown"].count.number, now.context["shown"].count.number) == (3, 4)
    assert iso.context["shown"].count.number == 3
    assert "Đang xem ngày 31/12/2025, theo hiểu biết lúc 08/01/2026, 16:00" in html
    assert "(ngày 31/12/2025, theo hiểu biết lúc 08/01/2026, 16:00)" in html
    assert "TN-000090" not in html
    assert "TN-000090" in now.content.decode()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"on": "31/02/2025"}, "Không đọc được ngày"),
        ({"on": "01/01/2027"}, "Nhập ngày không sau hôm nay"),
        ({"known_at": "hôm qua"}, "Không đọc được giờ"),
        ({"known_at": "21/11/2026 08:00"}, "Nhập lúc không sau bây giờ"),
        ({"boundary": "NOWHERE"}, "error"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_kept(client, three, query, message):
    response = client.get(ADDRESS, query)

    html = response.content.decode()
    (value,) = query.values()
    assert response.status_code == 200
    assert message in html
    assert f'value="{value}"' in html or value == "NOWHERE"
    assert "được đếm" not in html
    assert client.get("/muc-tieu/", query).status_code == 200


def test_number_whose_list_has_another_length_is_not_shown(client, three, monkeypatch):
    # TGT-F2
    from dataclasses import replace

    from ecosystem.classification import selectors as classification

    counted = classification.counts
    monkeypatch.setattr(
        classification,
        "counts",
        lambda *args, **kwargs: tuple(
            replace(count, number=count.number + 1) for count in counted(*args, **kwargs)
        ),
    )

    html = client.get(ADDRESS).content.decode()

    assert "Số và danh sách không khớp" in html
    assert "TN-000030" not in html
    assert '<data value="4">' not in html


def test_gap_list_is_for_staff_only(client, three):
    # TGT-13
    visitor = client.get(ADDRESS).content.decode()
    staff(client, Role.EDITOR)
    editor = client.get(ADDRESS).content.decode()
    staff(client, Role.ANALYST)
    analyst = client.get(ADDRESS).content.decode()

    title = "Doanh nghiệp có thể lên tiếp"
    assert [title in html for html in (visitor, editor, analyst)] == [False, False, True]
    assert "chưa có hợp đồng" not in visitor


def test_list_as_csv_is_as_long_as_the_number(client, three):
    response = client.get(ADDRESS, {"format": "csv"})

    lines = response.content.decode("utf-8-sig").splitlines()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert len(lines) == 4
    assert lines[1].startswith("TN-000030,Công ty TNHH Số 0,")


def test_overview_shows_followed_due_and_missing(client, three):
    # TGT-1, TGT-2, TGT-5
    three[0].classifications.get(scheme_class__code="DIGITAL").evidence.add(
        EvidenceFactory(
            organization=three[0],
            recorded_at=LONG_AGO,
            checked_at=LONG_AGO,
            checked_by=UserFactory(),
        )
    )

    html = client.get("/muc-tieu/").content.decode()

    assert "<dd>1/3</dd>" in html
    assert "Đã đến hạn, chờ đóng" in html
    assert "chưa có số liệu" in html
    assert "Hai nguồn ghi khác nhau: 30 và 15 % GRDP" in html
    assert "chưa đối chiếu văn bản" in html


def test_closed_target_shows_the_frozen_figure_and_what_is_known_now(client, three, digital, lead):
    # TGT-3
    actions.close_target(Target.objects.with_words().get(code="TN-DTF-2025"), by=lead)
    with time_machine.travel(moment(2026, 11, 21), tick=False):
        classified(firm(), digital, date(2025, 11, 10), recorded_at=moment(2026, 11, 20, 12))
        html = client.get("/muc-tieu/").content.decode()
        snapshot = Snapshot.objects.get(target__code="TN-DTF-2025")
        page = client.get(snapshot.get_absolute_url()).content.decode()
        download = client.get(snapshot.get_absolute_url(), {"format": "csv"})

    assert "số liệu hiện biết 4" in html
    assert snapshot.sha256 in page
    assert "3 doanh nghiệp trong bản chốt" in page
    assert len(download.content.decode().splitlines()) == 4


def test_firm_that_is_not_public_is_counted_without_its_name(client, three, digital):  # PRV-1
    target = Target.objects.with_words().get(code="TN-DTF-2030")
    late = firm(code="TN-000090", legal_name="Công ty TNHH Kín Tiếng")
    old = actions.freeze(target, by=None, on_date=date(2025, 12, 31))
    with time_machine.travel(moment(2026, 11, 21), tick=False):
        classified(late, digital, date(2025, 11, 10), recorded_at=moment(2026, 11, 20, 12))
        new = actions.restate(old, by=UserFactory(roles=[Role.ANALYST]))
        addresses = [ADDRESS, old.get_absolute_url(), new.get_absolute_url()]
        addresses += [f"{ADDRESS}?format=csv", f"{new.get_absolute_url()}?format=csv"]
        shown = [client.get(address).content.decode() for address in addresses]
        Organization.objects.filter(pk=late.pk).update(visibility=Visibility.HIDDEN)
        hidden = [client.get(address).content.decode() for address in addresses]

    assert ["Kín Tiếng" in text for text in shown] == [True] * 5
    assert ["Kín Tiếng" in text for text in hidden] == [False] * 5
    assert ["TN-000090" in text for text in hidden] == [True] * 5


def test_snapshot_of_a_draft_target_is_not_public(client, three):
    target = Target.objects.with_words().get(code="TN-DTF-2030")
    snapshot = actions.freeze(target, by=None, on_date=date(2025, 12, 31))
    before = client.get(snapshot.get_absolute_url()).status_code

    Target.objects.filter(pk=target.pk).update(state=TargetState.DRAFT)

    assert (before, client.get(snapshot.get_absolute_url()).status_code) == (200, 404)


def test_unknown_target_and_snapshot_are_not_found(client):
    assert client.get("/muc-tieu/TN-NOTHING/").status_code == 404
    assert client.get("/muc-tieu/TN-DTF-2030/SN-2026-999999/").status_code == 404


def test_source_is_named_for_the_public_and_noted_for_staff(client, three):
    note = "báo chí tỉnh, bài 003 (tayninh.dcs.vn, 4405)"
    public = client.get(ADDRESS).content.decode()
    staff(client)
    internal = client.get(reverse("targets_admin:target", args=["TN-DTF-2030"])).content.decode()

    assert "Nguồn của con số: tayninh.dcs.vn." in public
    assert (note in public, note in internal) == (False, True)


def test_reason_for_a_number_is_in_the_language_of_the_page(client, db):
    # CMS-2
    vietnamese = client.get("/muc-tieu/TN-STARTUP-2030/").content.decode()
    english = client.get("/en/muc-tieu/TN-STARTUP-2030/").content.decode()

    assert "Chỉ nêu trong bản kế hoạch sớm hơn" in vietnamese
    assert "Only in an earlier plan (September 2025)" in english
    assert "Chỉ nêu trong" not in english
    assert all(target.use_reason_en for target in Target.objects.exclude(use_reason=""))


def test_chart_looks_back_without_what_was_frozen_later(client, three):
    # ARC-3
    target = Target.objects.get(code="TN-DTF-2030")
    for day, made in [(date(2025, 6, 30), (2025, 7, 1)), (date(2025, 9, 30), (2026, 1, 8))]:
        actions.freeze(target, by=None, on_date=day, moment=moment(*made))

    def diamonds(**asked):
        return client.get(ADDRESS, asked).context["chart"].svg.count("chart-frozen")

    assert diamonds() == 2
    assert diamonds(on="31/12/2025", known_at="05/01/2026 10:00") == 1
    assert diamonds(on="31/05/2025") == 0


def test_english_page_counts_the_same(client, three):
    html = client.get(f"/en{ADDRESS}").content.decode()

    assert '<data value="3">3</data>' in html
    assert "Digital-technology enterprises by 2030" in html


def test_pages_ask_as_many_queries_for_one_firm_as_for_many(client, digital, able):
    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def add(number):
        for _ in range(number):
            classified(firm(), digital, date(2024, 1, 1))

    add(1)
    client.get(ADDRESS)
    one = [queries(ADDRESS), queries("/muc-tieu/")]
    add(40)
    many = [queries(ADDRESS), queries("/muc-tieu/")]

    assert one == many


def test_officer_freezes_closes_and_restates_in_the_admin(client, three, digital):
    staff(client)
    index = client.get(reverse("targets_admin:index"))
    freeze = reverse("targets_admin:freeze", args=["TN-DTF-2030"])
    close = reverse("targets_admin:close", args=["TN-DTF-2025"])

    asked = client.get(freeze)
    wrong = client.post(freeze, {"on": "31/02/2026"})
    client.post(freeze, {"on": "20/11/2026"})
    too_early = client.get(reverse("targets_admin:close", args=["TN-DTF-2030"]))
    client.post(close)

    assert index.status_code == asked.status_code == wrong.status_code == 200
    assert "Mục tiêu chưa đến hạn." in too_early.content.decode()
    codes = sorted(Snapshot.objects.values_list("target__code", flat=True))
    assert codes == ["TN-DTF-2025", "TN-DTF-2025-ABLE", "TN-DTF-2030"]
    with time_machine.travel(moment(2026, 11, 22), tick=False):
        classified(firm(), digital, date(2026, 1, 1), recorded_at=moment(2026, 11, 21))
        snapshot = Snapshot.objects.get(target__code="TN-DTF-2030")
        page = client.get(reverse("targets_admin:target", args=["TN-DTF-2030"]))
        client.post(reverse("targets_admin:restate", args=["TN-DTF-2030", snapshot.code]))
        restated = Snapshot.objects.get(restates=snapshot)
        public = client.get(restated.get_absolute_url()).content.decode()
    assert "Lập bản điều chỉnh" in page.content.decode()
    assert restated.number == 4
    assert "ghi muộn" in public
    call_command("verify_snapshots")


def test_admin_screens_are_closed_to_who_is_no_internal_reader(client):
    for role in (Role.EDITOR, Role.ADMINISTRATOR):
        staff(client, role)
        assert client.get(reverse("targets_admin:index")).status_code in (302, 403)


def test_default_day_of_a_past_target_is_its_due_day():
    assert selectors.progress("TN-DTF-2025").on_date == date(2025, 12, 31)
