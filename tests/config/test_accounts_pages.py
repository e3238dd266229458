"""Every page of signing in wears the house's look, in both languages."""

import re

import pytest

from accounts.models import User

pytestmark = pytest.mark.django_db

OPEN_PAGES = ["login/", "signup/", "password/reset/", "password/reset/done/", "login/code/"]
OWN_PAGES = ["logout/", "email/", "password/change/", "reauthenticate/"]


@pytest.fixture
def member(client):
    user = User.objects.create_user("member@example.test", "a long password 1")
    user.emailaddress_set.create(email=user.email, primary=True, verified=True)
    client.force_login(user)
    return user


def check(html: str) -> None:
    assert html.count("<h1>") == 1
    assert 'class="site-head"' in html
    assert len(re.findall(r"<main\b", html)) == 1


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("address", OPEN_PAGES)
def test_page_for_everybody(client, address, prefix):
    response = client.get(f"{prefix}/tai-khoan/{address}")

    assert response.status_code == 200
    check(response.content.decode())


@pytest.mark.parametrize("address", OWN_PAGES)
def test_page_for_members(client, member, address):
    response = client.get(f"/tai-khoan/{address}", follow=True)

    assert response.status_code == 200
    check(response.content.decode())


LABEL = re.compile(r'<label for="id_(\w+)">([^<]+)</label>')


def test_labels_are_vietnamese_in_vietnamese_and_english_in_english(client):
    vietnamese = client.get("/tai-khoan/login/").content.decode()
    english = client.get("/en/tai-khoan/login/").content.decode()

    assert LABEL.findall(vietnamese) == [
        ("login", "Thư điện tử"),
        ("password", "Mật khẩu"),
        ("remember", "Nhớ tôi trên máy này"),
    ]
    assert LABEL.findall(english) == [
        ("login", "Email"),
        ("password", "Password"),
        ("remember", "Remember Me"),
    ]
    assert re.search(r"<h1>(.*)</h1>", english)[1] == "Sign in"


def test_wrong_password_is_said_in_the_summary(client):
    response = client.post(
        "/tai-khoan/login/", {"login": "nobody@example.test", "password": "wrong password"}
    )

    html = response.content.decode()
    assert 'class="error-summary"' in html
    assert "<title>Lỗi:" in re.sub(r"\s+", " ", html)


def test_code_by_mail_leads_to_the_code_page(client, member):
    client.logout()

    response = client.post("/tai-khoan/login/code/", {"email": member.email}, follow=True)

    html = response.content.decode()
    check(html)
    assert "member@example.test" in html
    assert 'autocomplete="one-time-code"' in html


def test_too_many_wrong_passwords_lead_to_a_page_that_says_what_to_do(client, settings):
    settings.AXES_FAILURE_LIMIT = 2
    settings.ACCOUNT_RATE_LIMITS = False

    for _attempt in range(3):
        response = client.post(
            "/tai-khoan/login/", {"login": "member@example.test", "password": "wrong"}
        )

    assert response.status_code == 429
    assert "Tạm khoá đăng nhập" in response.content.decode()
