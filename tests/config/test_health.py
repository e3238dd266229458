"""What the machine that watches is told, and where staff land after their session ended."""

import pytest

from accounts.choices import Role
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_ready_names_each_part(client):
    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json().keys() == {"ready", "database", "storage", "index"}
    assert answer.json()["ready"] is True


def test_missing_index_is_named_and_keeps_nobody_away(client, settings, tmp_path):
    settings.SEARCH_ENGINE = {**settings.SEARCH_ENGINE, "PATH": tmp_path / "none"}

    answer = client.get("/health/ready")

    assert (answer.status_code, answer.json()["index"]) == (200, "down")


def test_store_that_takes_no_files_is_not_ready(client, settings, tmp_path):
    blocked = tmp_path / "files"
    blocked.write_text("no folder")
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(blocked), "base_url": None},
        },
    }

    answer = client.get("/health/ready")

    assert (answer.status_code, answer.json()["storage"]) == (503, False)


def test_form_of_an_ended_session_leads_back_to_its_page(client):
    page = "http://testserver/admin/users/3/?tab=1"

    answer = client.post("/admin/users/3/delete/", {"x": "1"}, headers={"referer": page})

    assert answer.status_code == 302
    assert answer["Location"] == "/admin/login/?next=%2Fadmin%2Fusers%2F3%2F%3Ftab%3D1"


def test_foreign_page_does_not_decide_where_sign_in_leads(client):
    answer = client.post(
        "/admin/account/", {"x": "1"}, headers={"referer": "https://elsewhere.example/admin/"}
    )

    assert "elsewhere" not in answer["Location"]


def test_page_asks_whether_its_form_would_be_received(client):
    assert client.head("/admin/phien/").status_code == 401

    client.force_login(UserFactory())
    assert client.head("/admin/phien/").status_code == 401

    client.force_login(UserFactory(roles=[Role.EDITOR]))
    assert client.head("/admin/phien/").status_code == 200
    assert "bấm gửi lần nữa" in client.get("/admin/phien/").content.decode()


def test_session_page_sends_a_stranger_to_sign_in(client):
    answer = client.get("/admin/phien/")

    assert answer["Location"] == "/tai-khoan/login/?next=/admin/phien/"
