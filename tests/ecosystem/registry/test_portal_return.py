"""A founder comes back: by the letter, by the code, in a second window, signed out meanwhile."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from post_office.models import Email

from ecosystem.registry.selectors.drafts import access_key
from tests.factories import UserFactory

from .portal import GOOD_CODE, begin, fill, page, save, send, version

pytestmark = pytest.mark.django_db


# Coming back ---------------------------------------------------------------------------------


def test_link_in_the_letter_opens_the_draft_on_another_device(client):
    case = begin(client)
    save(client, case, "danh-tinh", legal_name="Công ty Giữ Lại", tax_code=GOOD_CODE)
    letter = Email.objects.get(to="chu@vuonchin.example")
    link = re.search(r"/dang-ky/\S+/mo/\S+/", letter.message)[0]
    phone = Client()

    response = phone.get(link)

    assert response["Location"] == f"/dang-ky/{case.number}/"
    assert "Công ty Giữ Lại" in page(phone, case, "danh-tinh")


def test_letter_holds_a_number_and_a_link_only(client):  # PRV-5
    case = begin(client)
    save(client, case, "danh-tinh", legal_name="Công ty Bí Mật", tax_code=GOOD_CODE)
    fill(client, case)
    send(client, case)

    for letter in Email.objects.all():
        assert case.number in letter.message
        assert "VƯỜN CHÍN" not in letter.message + letter.subject
        assert GOOD_CODE not in letter.message + letter.subject


def test_database_holds_only_the_hash_of_the_key(client):
    case = begin(client)

    assert access_key(case).replace("-", "") not in case.access_key_hash
    assert len(case.access_key_hash) == 64


def test_code_written_down_opens_the_draft(client):
    case = begin(client, contact="0912 345 678")
    assert case.phone == "0912345678"
    typed = access_key(case).lower().replace("-", " ").replace("0", "o")
    other = Client()

    response = other.post("/dang-ky/mo-lai/", {"number": case.number.lower(), "code": typed})

    assert response["Location"] == f"/dang-ky/{case.number}/"
    assert other.get(response["Location"]).status_code == 200


def test_stranger_cannot_open_a_draft_nor_learn_that_it_exists(client):
    case = begin(client)
    stranger = Client()

    there = stranger.get(f"/dang-ky/{case.number}/")
    nowhere = stranger.get("/dang-ky/DK-2026-999999/")

    assert there["Location"] == f"/dang-ky/mo-lai/?so={case.number}"
    assert nowhere["Location"] == "/dang-ky/mo-lai/?so=DK-2026-999999"
    assert stranger.get(f"/dang-ky/{case.number}/mo/AAAA-BBBB/").status_code == 302
    assert stranger.get(f"/dang-ky/{case.number}/").status_code == 302


def test_same_address_again_mails_the_way_back_and_tells_nothing(client):  # REGN-2
    case = begin(client)
    save(client, case, "danh-tinh", legal_name="Công ty Bí Mật", tax_code=GOOD_CODE)
    first = client.get(f"/dang-ky/{case.number}/danh-tinh/")
    stranger, other = Client(), Client()

    again = begin(stranger)
    new = begin(other, contact="moi@vuonchin.example")

    assert again.pk != case.pk
    assert (again.email, again.answers.get("legal_name")) == ("", None)
    assert Email.objects.filter(to="chu@vuonchin.example").count() == 2
    texts = [
        re.search(r"Đường dẫn mở lại đã gửi tới[^<]*", page(browser, each, "danh-tinh"))[0]
        for browser, each in ((stranger, again), (other, new))
    ]
    assert texts[0].replace("chu@", "moi@") == texts[1]
    assert first.status_code == 200


def test_resume_page_says_the_same_whether_or_not_there_is_a_draft(client):
    begin(client)
    pages = []
    for address in ("chu@vuonchin.example", "khongco@vuonchin.example"):
        response = Client().post("/dang-ky/mo-lai/", {"email": address})
        html = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
        pages.append((response.status_code, html.replace(address, "…")))

    assert pages[0] == pages[1]


def test_same_browser_goes_on_with_its_own_draft(client):
    case = begin(client)

    again = begin(client)

    assert again == case


def test_person_signed_in_gets_their_own_draft(client):
    user = UserFactory(email="chu@vuonchin.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True)
    case = begin(Client())
    client.force_login(user)

    again = begin(client)

    assert again == case


def test_unverified_address_opens_nothing(client):
    user = UserFactory(email="chu@vuonchin.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=False)
    case = begin(Client())
    client.force_login(user)

    assert client.get(f"/dang-ky/{case.number}/").status_code == 302


# Two windows, a lost session -------------------------------------------------------------------


def test_autosave_keeps_what_is_typed_and_gives_the_new_version(client):  # REGN-2
    case = begin(client)
    url = f"/dang-ky/{case.number}/danh-tinh/"
    old = version(page(client, case, "danh-tinh"))

    response = client.post(
        url,
        {"version": old, "legal_name": "Công ty Dở", "tax_code": "99"},
        headers={"X-Requested-With": "autosave"},
    )

    assert response.status_code == 204
    assert re.fullmatch(r"\d\d:\d\d", response["X-Saved-At"])
    assert response["X-Version"] == version(page(client, case, "danh-tinh"))
    case.refresh_from_db()
    assert case.answers["legal_name"] == "Công ty Dở"
    assert case.answers["tax_code"] == "99"


def test_two_windows_show_both_values_and_lose_none(client):  # REGN-2, REG-F3
    case = begin(client)
    url = f"/dang-ky/{case.number}/danh-tinh/"
    old = version(page(client, case, "danh-tinh"))
    client.post(url, {"version": old, "legal_name": "Bản một", "tax_code": GOOD_CODE})

    data = {"version": old, "legal_name": "Bản hai", "tax_code": GOOD_CODE, "short_name": "Hai"}
    response = client.post(url, data)

    html = response.content.decode()
    assert response.status_code == 409
    assert "Bản một" in html
    assert "Bản hai" in html
    case.refresh_from_db()
    assert case.answers["legal_name"] == "Bản một"
    autosave = client.post(url, data, headers={"X-Requested-With": "autosave"})
    assert autosave.status_code == 409

    chosen = client.post(url, {**data, "version": version(html), "keep_legal_name": "kept"})
    assert chosen.status_code == 302
    case.refresh_from_db()
    assert case.answers["legal_name"] == "Bản một"
    assert case.answers["short_name"] == "Hai"


def test_windows_on_different_steps_do_not_disturb_each_other(client):
    case = begin(client)
    seat = version(page(client, case, "tru-so"))
    save(client, case, "danh-tinh", legal_name="Công ty", tax_code=GOOD_CODE)

    response = client.post(
        f"/dang-ky/{case.number}/tru-so/",
        {"version": seat, "street": "Tổ 4", "commune": "Phường Tân Ninh"},
    )

    assert response.status_code == 302
    case.refresh_from_db()
    assert case.answers["legal_name"] == "Công ty"
    assert case.answers["street"] == "Tổ 4"


def test_session_lost_in_the_middle_keeps_what_was_typed(client):
    case = begin(client)
    html = page(client, case, "danh-tinh")
    client.cookies.clear()
    typed = {"version": version(html), "legal_name": "Công ty Còn Nguyên", "tax_code": GOOD_CODE}

    lost = client.post(f"/dang-ky/{case.number}/danh-tinh/", typed)

    kept = lost.content.decode()
    assert lost.status_code == 403
    assert "Những gì bạn gõ còn nguyên" in kept
    assert 'name="legal_name" value="Công ty Còn Nguyên"' in kept

    again = client.post(
        f"/dang-ky/{case.number}/danh-tinh/", {**typed, "reopen_code": access_key(case)}
    )
    assert again.status_code == 302
    case.refresh_from_db()
    assert case.answers["legal_name"] == "Công ty Còn Nguyên"


def test_lost_csrf_cookie_keeps_what_was_typed_too():
    client = Client(enforce_csrf_checks=True)
    case = begin(Client())
    client.get(f"/dang-ky/{case.number}/mo/{access_key(case)}/")
    typed = {
        "version": version(page(client, case, "danh-tinh")),
        "legal_name": "Công ty Còn",
        "tax_code": GOOD_CODE,
    }

    lost = client.post(f"/dang-ky/{case.number}/danh-tinh/", typed)

    html = lost.content.decode()
    assert lost.status_code == 403
    assert 'value="Công ty Còn"' in html
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', html)[1]
    again = client.post(
        f"/dang-ky/{case.number}/danh-tinh/", {**typed, "csrfmiddlewaretoken": token}
    )
    assert again.status_code == 302


def test_form_of_another_site_is_refused():
    client = Client(enforce_csrf_checks=True)
    case = begin(Client())
    client.get(f"/dang-ky/{case.number}/mo/{access_key(case)}/")

    response = client.post(
        f"/dang-ky/{case.number}/danh-tinh/",
        {"legal_name": "Kẻ khác"},
        headers={"Origin": "https://ke-khac.example"},
    )

    assert response.status_code == 403
    assert "Kẻ khác" not in response.content.decode()
