"""Pages and their blocks as a visitor meets them."""

import json
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.context_processors import DEMONSTRATION_KEY
from ecosystem.registry.choices import OrganizationKind, Visibility
from ecosystem.registry.models import Address, Listing, Organization
from home.actions import publish_article
from home.models import ArticlePage
from search import actions as search
from tests.factories import OrganizationFactory, commune

pytestmark = pytest.mark.django_db

HOME_QUERIES = 9


def queries_of(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def status_of(client, path: str) -> int:
    """Ask for a file and close it, as a server does after the last byte."""
    response = client.get(path)
    for close in response._resource_closers:
        close()
    return response.status_code


def settle(count: int) -> None:
    """Put many listed organizations into one commune, quickly."""
    start = Organization.objects.count()
    made = Organization.objects.bulk_create(
        Organization(
            code=f"TN-8{start + number:05d}",
            legal_name=f"Công ty {start + number}",
            kind=OrganizationKind.COMPANY,
            visibility=Visibility.PUBLIC,
        )
        for number in range(count)
    )
    day = date(2023, 1, 1)
    Listing.objects.bulk_create(Listing(organization=one, valid_from=day) for one in made)
    place = commune()
    Address.objects.bulk_create(
        Address(organization=one, text="Ấp Mẫu", unit=place, valid_from=day) for one in made
    )


def test_front_page_shows_the_province_without_any_organization(client):
    page = client.get("/").text

    assert "Ai đang đổi mới sáng tạo ở Tây Ninh?" in page
    assert "Danh bạ chưa có tổ chức nào." in page
    assert "Doanh nghiệp công nghệ số" in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_front_page_adds_communes_and_sectors_up(client, count):
    # TGT-9
    OrganizationFactory.create_batch(count, seat=commune())

    response = client.get("/")

    assert f"Bản đồ có đủ {count} tổ chức." in response.text
    assert f'<data value="{count}">{count}</data>' in response.text
    assert "Có mặt ở 1 trên 96 xã, phường" in response.text


def test_figures_carry_value_day_and_source(client):
    # CMS-3, the doors' promise on numbers
    OrganizationFactory(seat=commune())

    page = client.get("/").text

    assert '<data value="1">' in page
    assert "Nguồn: danh bạ tỉnh" in page
    assert "<time datetime=" in page
    assert "Theo hiểu biết lúc" in page


def test_hidden_organizations_are_not_counted(client):
    OrganizationFactory(seat=commune())
    OrganizationFactory(seat=commune(), visibility=Visibility.HIDDEN)

    assert "Bản đồ có đủ 1 tổ chức." in client.get("/").text


def test_front_page_asks_little(client):
    """The budget of the issue: at most nine queries once the caches are warm."""
    OrganizationFactory.create_batch(3, seat=commune())
    cache.clear()
    cache.set(DEMONSTRATION_KEY, False)

    assert queries_of(client, "/") <= HOME_QUERIES
    assert queries_of(client, "/en/") <= HOME_QUERIES


def test_front_page_asks_as_much_for_one_as_for_a_thousand(client):
    asked = []
    for more in (1, 999):
        settle(more)
        cache.clear()
        cache.set(DEMONSTRATION_KEY, False)
        with CaptureQueriesContext(connection) as cold:
            client.get("/")
        asked.append((len(cold), queries_of(client, "/")))

    assert "Bản đồ có đủ 1.000 tổ chức." in client.get("/").text
    assert asked[0] == asked[1]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_chosen_organizations_show_only_while_they_are_public(client, article, count):
    chosen = OrganizationFactory.create_batch(count, seat=commune())
    hidden = OrganizationFactory(visibility=Visibility.HIDDEN, legal_name="Công ty Ẩn Danh")
    search.index_pending()
    keys = [each.pk for each in (*chosen, hidden)]
    page = article(("organizations", {"title": "Gặp ai", "organizations": keys}))

    text = client.get(page.url).text

    assert [each.code in text for each in chosen] == [True] * count
    assert "Ẩn Danh" not in text
    assert ("Gặp ai" in text) is (count > 0)


def test_article_takes_the_same_queries_for_one_and_six_organizations(client, article):
    numbers = []
    for count in (1, 6):
        chosen = OrganizationFactory.create_batch(count, seat=commune())
        search.index_pending()
        page = article(
            ("organizations", {"title": "Gặp ai", "organizations": [each.pk for each in chosen]})
        )
        cache.set(DEMONSTRATION_KEY, False)
        numbers.append(queries_of(client, page.url))

    assert numbers[0] == numbers[1]


def test_each_block_of_an_article_is_drawn(client, article):
    OrganizationFactory(seat=commune())
    page = article(
        ("text", "<p>Đoạn văn</p>"),
        ("quote", {"text": "Lời nói", "who": "Người nói"}),
        ("steps", [{"title": "Bước một", "text": "<p>Làm</p>"}]),
        ("target", {"target": "TN-DTF-2030"}),
        ("sectors", {"title": "Lĩnh vực", "limit": 3}),
    )

    text = client.get(page.url).text

    for words in ("Đoạn văn", "Lời nói", "Người nói", "Bước một", "trên khoảng 50", "Lĩnh vực"):
        assert words in text


def test_target_that_is_gone_is_said_and_breaks_nothing(client, article):
    page = article(("target", {"target": "KHONG-CON"}))

    assert "Chưa tính được số liệu của mục tiêu này." in client.get(page.url).text


@pytest.mark.parametrize("count", [0, 1, 3])
def test_section_lists_its_articles_newest_day_first(client, article, count):
    for number in range(count):
        article(title=f"Bài {number}", day=date(2026, 1, 10 - number))

    response = client.get("/tin-tuc/")

    shown = [page.title for page in response.context["page_of_children"]]
    assert shown == [f"Bài {number}" for number in range(count)]
    assert ("Chưa có bài nào ở đây." in response.text) is (count == 0)


def test_guides_keep_the_order_of_the_editor(client):
    pages = client.get("/huong-dan/").context["page_of_children"].object_list

    assert [page.path for page in pages] == sorted(page.path for page in pages)


def test_section_takes_the_same_queries_for_one_and_for_three(client, article):
    article(title="Bài 0")
    cache.set(DEMONSTRATION_KEY, False)
    one = queries_of(client, "/tin-tuc/")
    article(title="Bài 1")
    article(title="Bài 2")

    assert queries_of(client, "/tin-tuc/") == one


def test_drafts_are_not_shown(client, news):
    page = ArticlePage(title="Chưa xong", lead="x", live=False, locale=news.locale)
    news.add_child(instance=page)

    assert client.get("/tin-tuc/chua-xong/").status_code == 404
    assert "Chưa xong" not in client.get("/tin-tuc/").text
    assert "Chưa xong" not in client.get(reverse("home:feed")).text


def test_article_in_both_languages_leads_to_itself(client, news):
    # CMS-2
    page = publish_article(
        news,
        {"slug": "mot-bai", "title": "Một bài", "lead": "Tóm tắt"},
        {"title": "An article", "lead": "Summary"},
    )

    vietnamese, english = client.get(page.url), client.get("/en/tin-tuc/mot-bai/")

    assert page.url == "/tin-tuc/mot-bai/"
    assert "An article" in english.text
    assert 'href="/en/tin-tuc/mot-bai/"' in vietnamese.text
    assert 'hreflang="en" href="' in vietnamese.text


def test_page_without_translation_says_so(client, article):
    # CMS-2
    page = article(title="Chỉ tiếng Việt")

    text = client.get(page.url).text
    asked = client.get(f"{page.url}?thieu=en").text

    assert "thieu=en" in text
    assert "chưa có bản tiếng Anh" in asked
    assert "chưa có bản tiếng Anh" not in text


def test_feed_has_the_articles_of_its_language(client, news):
    # CMS-7
    publish_article(
        news,
        {"slug": "mot-bai", "title": "Một bài", "lead": "Tóm tắt"},
        {"title": "An article", "lead": "Summary"},
    )

    vietnamese, english = client.get("/tin-tuc/rss.xml"), client.get("/en/tin-tuc/rss.xml")

    assert vietnamese["Content-Type"].startswith("application/rss+xml")
    assert "Một bài" in vietnamese.text
    assert "An article" not in vietnamese.text
    assert "An article" in english.text
    assert "/en/tin-tuc/" in english.text


def test_sitemap_lists_pages_and_public_profiles(client):
    # CMS-7
    public = OrganizationFactory()
    hidden = OrganizationFactory(visibility=Visibility.HIDDEN)
    search.index_pending()

    sitemap = client.get("/sitemap.xml").text

    assert f"/danh-ba/{public.code}/" in sitemap
    assert f"/en/danh-ba/{public.code}/" in sitemap
    assert hidden.code not in sitemap
    assert "/huong-dan/dang-ky/" in sitemap
    assert "/muc-tieu/" in sitemap


def test_robots_are_kept_from_staff_and_personal_pages(client):
    text = client.get("/robots.txt").text

    assert "Disallow: /admin/" in text
    assert "/sitemap.xml" in text


def test_pictures_are_public_and_originals_are_for_staff(client):
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    from accounts.actions import ensure_roles
    from accounts.choices import Role
    from tests.factories import UserFactory

    ensure_roles()
    names = [
        default_storage.save(f"{folder}/anh.png", ContentFile(b"x"))
        for folder in ("images", "original_images")
    ]
    shown, original = (status_of(client, f"/media/{name}") for name in names)
    client.force_login(UserFactory(roles=[Role.EDITOR]))

    assert (shown, original) == (200, 404)
    assert status_of(client, f"/media/{names[1]}") == 200
    assert client.get("/media/images/../settings.py").status_code == 404
    assert client.get("/media/images/khong-co.png").status_code == 404


def test_error_pages_speak(client):
    response = client.get("/khong-co-trang-nay/")

    assert response.status_code == 404
    assert "<h1" in response.text


def test_editor_changes_the_front_page_and_the_loader_keeps_it(front):
    """The loader makes what is missing, and never overwrites."""
    from tests.conftest import load_province

    front.question = "Câu hỏi khác?"
    front.body = json.dumps([{"type": "communes", "value": {}}])
    front.save_revision().publish()
    from wagtail.models import Page

    before = Page.objects.count()

    load_province()

    front.refresh_from_db()
    assert front.question == "Câu hỏi khác?"
    assert [block.block_type for block in front.body] == ["communes"]
    assert Page.objects.count() == before
