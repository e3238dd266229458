"""Keeping a search, on the page."""

import pytest
from django.utils import timezone

from core.lifecycle import ObstacleError
from search import actions
from search.choices import Facet
from search.models import SavedSearch
from search.selectors import saved
from tests.factories import UserFactory, commune

pytestmark = pytest.mark.django_db
ADDRESS = "/danh-ba/da-luu/luu/?q=nong+nghiep&commune=25459"


@pytest.fixture
def investor(client):
    person = UserFactory()
    client.force_login(person)
    return person


def test_a_search_is_saved_from_the_results_and_asks_the_same_again(listed, client, investor):
    # SRCH-9
    listed("Công ty Nông nghiệp Gò Dầu", seat=commune())
    page = client.get("/danh-ba/?q=nong+nghiep&commune=25459").text
    assert 'href="/danh-ba/da-luu/luu/?q=nong+nghiep&amp;commune=25459"' in page
    assert client.get(ADDRESS).context["form"].initial["name"].startswith("nong nghiep")

    client.post(ADDRESS, {"name": "Nông nghiệp ở Gò Dầu", "frequency": "weekly"})

    search = SavedSearch.objects.get(owner=investor)
    assert (search.name, search.frequency) == ("Nông nghiệp ở Gò Dầu", "weekly")
    shown = client.get("/danh-ba/da-luu/").text
    assert 'href="/danh-ba/?q=nong+nghiep&amp;commune=25459"' in shown
    assert "Mỗi tuần" in shown


def test_who_is_not_signed_in_is_led_there_and_back(client):
    response = client.get(ADDRESS)

    assert response.status_code == 302
    assert "next=/danh-ba/da-luu/luu/%3Fq%3Dnong" in response["Location"]


def test_error_stands_beside_the_field_and_nothing_typed_is_lost(client, investor):
    response = client.post(ADDRESS, {"name": "  ", "frequency": "weekly"})

    assert response.status_code == 422
    assert 'class="error-summary"' in response.text
    assert 'id="id_name"' in response.text
    assert response.context["form"]["frequency"].value() == "weekly"


def test_the_same_question_is_kept_once_whatever_its_order(client, investor):
    asked = [
        saved.question("x", {Facet.KIND: ("a", "b"), Facet.SECTOR: ("c",)}, literal=False),
        saved.question("x", {Facet.SECTOR: ("c",), Facet.KIND: ("b", "a")}, literal=False),
    ]
    assert saved.fingerprint(asked[0]) == saved.fingerprint(asked[1])
    for _click in range(2):
        response = client.post(ADDRESS, {"name": "Một", "frequency": "daily"}, follow=True)

    assert "đã lưu từ trước" in response.text
    assert SavedSearch.objects.count() == 1


def test_searches_of_others_do_not_exist(client, investor):
    other = UserFactory()
    theirs = actions.save_search(
        saved.question("bi mat", {}, literal=False), name="Bí mật", frequency="daily", by=other
    )

    for way in ("", "xoa/"):
        assert client.get(f"/danh-ba/da-luu/{theirs.pk}/{way}").status_code == 404
    for way in ("", "xoa/", "gia-han/"):
        assert client.post(f"/danh-ba/da-luu/{theirs.pk}/{way}").status_code == 404
    assert "Bí mật" not in client.get("/danh-ba/da-luu/").text
    with pytest.raises(ObstacleError):
        actions.delete_search(theirs, by=investor)


def test_change_renew_and_delete(client, investor):
    client.post(ADDRESS, {"name": "Một", "frequency": "daily"})
    search = SavedSearch.objects.get()
    SavedSearch.objects.update(stopped_at=timezone.now(), ends_on=timezone.localdate())

    client.post(f"/danh-ba/da-luu/{search.pk}/", {"name": "Hai", "frequency": "at_once"})
    client.post(f"/danh-ba/da-luu/{search.pk}/gia-han/")
    search.refresh_from_db()
    assert (search.name, search.frequency, search.stopped_at) == ("Hai", "at_once", None)
    assert search.ends_on > timezone.localdate()

    assert "Xoá tìm kiếm “Hai”?" in client.get(f"/danh-ba/da-luu/{search.pk}/xoa/").text
    assert SavedSearch.objects.exists()
    client.post(f"/danh-ba/da-luu/{search.pk}/xoa/")
    assert not SavedSearch.objects.exists()


def test_nobody_keeps_more_than_fifty(client, investor):
    for number in range(actions.saved.MOST_SEARCHES):
        actions.save_search(
            saved.question(f"x{number}", {}, literal=False),
            name="x",
            frequency="daily",
            by=investor,
        )

    response = client.post(ADDRESS, {"name": "Một", "frequency": "daily"})

    assert response.status_code == 422
    assert "Đã lưu 50 tìm kiếm" in response.text
