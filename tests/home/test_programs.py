"""Programmes: the list of calls, the page of one, what home says (PRG, interface.md)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from home.actions import publish_call
from home.forms import CallForm
from home.models import CallPage, ProgramsPage
from programs.calls.choices import CallStatus
from programs.calls.models import Call, FormVersion
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_demonstration")]

NOW = datetime(2026, 11, 20, 7, 32, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def make_call():
    def make(slug="uom-tao-3", status=CallStatus.PUBLISHED, opens=-10, closes=12, **values) -> Call:
        call = Call.objects.create(
            code=slug.upper()[:20],
            slug=slug,
            title=f"Ươm tạo {slug}",
            title_en=f"Incubation {slug}",
            program="Chương trình ươm tạo",
            summary="Sáu tháng, mười nhóm.",
            opens_at=NOW + timedelta(days=opens),
            closes_at=NOW + timedelta(days=closes),
            **values,
        )
        call.checked_form = FormVersion.objects.create(call=call, number=1)
        call.status, call.published_at = status, NOW
        call.save()
        return call

    return make


def test_program_page_lists_calls_by_what_their_rows_say(client, make_call):
    make_call("dang-mo")
    make_call("sap-mo", opens=5, closes=30)
    make_call("dang-xet", closes=-1)
    make_call("da-chon", CallStatus.DECIDED, opens=-60, closes=-40)
    make_call("nhap", CallStatus.CHECKED)

    html = client.get("/chuong-trinh/").text

    order = [html.index(f">{words}</h2>") for words in ("Đang nhận hồ sơ", "Sắp mở", "Đang xét")]
    assert order == sorted(order)
    assert "Còn 12 ngày, nhận đến 14:32 ngày 02/12/2026." in " ".join(html.split())
    for slug in ("dang-mo", "sap-mo", "dang-xet", "da-chon"):
        assert f'href="/chuong-trinh/{slug}/"' in html
    assert "nhap" not in html


def test_no_calls_say_so(client):
    assert "Chưa có đợt tuyển chọn nào" in client.get("/chuong-trinh/").text


def test_page_of_a_call_shows_words_of_the_editor_and_days_of_the_row(client, make_call):
    call = make_call(places=10)
    page = publish_call(call)
    page.title, page.lead = "Tên do biên tập đặt", "Lời của biên tập"
    page.save_revision().publish()

    html = client.get(page.url).text

    assert page.url == "/chuong-trinh/uom-tao-3/"
    assert "<h1>Tên do biên tập đặt</h1>" in html
    assert "Đóng lúc 14:32:10 ngày 02/12/2026." in html
    assert "Giờ máy chủ: 20/11/2026 14:32:10." in html
    assert 'href="/chuong-trinh/uom-tao-3/nop/"' in html


def test_english_page_of_a_call(client, make_call):
    publish_call(make_call())

    html = client.get("/en/chuong-trinh/uom-tao-3/").text

    assert "<h1>Incubation uom-tao-3</h1>" in html
    assert 'href="/en/chuong-trinh/uom-tao-3/nop/"' in html


@pytest.mark.parametrize("language", ["", "/en"])
def test_call_without_a_written_page_still_has_its_address(client, make_call, language):
    make_call()

    answer = client.get(f"{language}/chuong-trinh/uom-tao-3/")

    assert answer.status_code == 200
    assert "Sáu tháng, mười nhóm." in answer.text


@pytest.mark.parametrize("written", [False, True])
def test_call_is_not_shown_before_it_is_published(client, make_call, written):
    # PRG-5
    call = make_call(status=CallStatus.CHECKED)
    if written:
        publish_call(call)

    assert client.get("/chuong-trinh/uom-tao-3/").status_code == 404
    assert "uom-tao-3" not in client.get("/sitemap.xml").text
    assert "uom-tao-3" not in client.get("/chuong-trinh/").text


def test_closing_second_takes_the_button_away(client, make_call):
    # PRG-9
    call = make_call()
    publish_call(call)

    with time_machine.travel(call.closes_at - timedelta(seconds=1), tick=False):
        assert "Nộp hồ sơ" in client.get("/chuong-trinh/uom-tao-3/").text
    with time_machine.travel(call.closes_at, tick=False):
        assert "Nộp hồ sơ" not in client.get("/chuong-trinh/uom-tao-3/").text


def test_home_shows_open_calls_nearest_deadline_first(client, make_call):
    make_call("xa", closes=25)
    make_call("gan", closes=5)
    make_call("het", closes=-1)

    html = client.get("/").text

    assert html.index("/chuong-trinh/gan/") < html.index("/chuong-trinh/xa/")
    assert "/chuong-trinh/het/" not in html


def test_home_says_when_the_next_call_opens(client, make_call):
    make_call("sap-mo", opens=3, closes=30)

    html = " ".join(client.get("/").text.split())

    assert "Hiện không có đợt nào nhận hồ sơ. Đợt tới:" in html
    assert "Mở lúc 14:32 ngày 23/11/2026." in html


@pytest.mark.parametrize("path", ["/", "/chuong-trinh/"])
def test_number_of_queries_does_not_grow_with_calls(client, make_call, path):
    counts = []
    for batch in ("a", "b"):
        for number in range(1 if batch == "a" else 6):
            make_call(f"dot-{batch}{number}")
        client.get(path)
        cache.delete_many([f"home:calls:{language}" for language in ("vi", "en")])
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_second_page_for_the_same_call_is_refused(make_call):
    call = make_call()
    publish_call(call)
    section = ProgramsPage.objects.get(locale__language_code="vi")
    page = CallPage(locale=section.locale)
    form = CallPage.get_edit_handler().get_form_class()

    filled = form(
        {"title": "Khác", "slug": "khac", "call": call.pk, "lead": "x", "body-count": "0"},
        instance=page,
        parent_page=section,
    )

    assert issubclass(form, CallForm)
    assert not filled.is_valid()
    assert filled.errors["call"] == ["Đợt này đã có trang; sửa trang đó."]


def test_editor_finds_the_call_to_write_about(client, make_call):
    make_call()
    section = ProgramsPage.objects.get(locale__language_code="vi")
    client.force_login(UserFactory(roles=[Role.EDITOR]))

    answer = client.get(reverse("wagtailadmin_pages:add", args=["home", "callpage", section.pk]))

    assert answer.status_code == 200
    assert "UOM-TAO-3 Ươm tạo uom-tao-3" in answer.text
