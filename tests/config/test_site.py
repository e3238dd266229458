"""The frame around every page: header, languages, theme, error pages."""

import re

import pytest
from django.core.cache import cache
from django.template import engines
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.html import escape
from wagtail.models import Locale, Page, Site

from accounts.actions import ensure_roles
from accounts.choices import Role
from config.context_processors import DEMONSTRATION_KEY, NAVIGATION
from tests.factories import UserFactory

from . import gallery

pytestmark = pytest.mark.django_db


def draw(source: str, request=None, **context) -> str:
    return engines["django"].from_string(source).render(context, request)


def test_header_marks_the_section_and_lists_only_rooms_that_stand(request_for):
    html = draw('{% extends "base.html" %}', request_for("/muc-tieu/TN-DTF-2030/"))
    nav = re.search(r'<nav class="site-nav".*?</nav>', html, re.DOTALL)[0]

    assert re.findall(r'href="([^"]+)"', nav) == [path for path, _label in NAVIGATION]
    assert re.findall(r'href="([^"]+)" aria-current="([^"]+)"', nav) == [("/muc-tieu/", "true")]


def test_page_itself_is_marked_as_the_page(request_for):
    html = draw('{% extends "base.html" %}', request_for("/danh-ba/"))

    assert 'href="/danh-ba/" aria-current="page"' in html


def test_first_link_leads_to_the_content(request_for):
    html = draw('{% extends "base.html" %}', request_for("/"))

    assert re.search(r"<a [^>]*href=\"([^\"]+)\"", html)[1] == "#noi-dung"
    assert '<main id="noi-dung" tabindex="-1">' in html


def test_language_switch_leads_to_the_same_page(request_for):
    # CMS-2
    html = draw(
        "{% load interface %}{% language_links as ls %}{% for l in ls %}{{ l.url }} {% endfor %}",
        request_for("/tai-khoan/login/?next=/ho-so/"),
    )

    assert html.split() == ["/tai-khoan/login/?next=/ho-so/", "/en/tai-khoan/login/?next=/ho-so/"]


LINKS = "{% load interface %}{% language_links as ls %}{% for l in ls %}{{ l.url }} {% endfor %}"


@pytest.fixture
def news():
    home = Site.objects.get(is_default_site=True).root_page
    return home.add_child(instance=Page(title="Tin", slug="tin-rieng"))


def test_page_that_has_no_translation_keeps_its_link(request_for, news):
    # CMS-2
    html = draw(LINKS, request_for("/tin-rieng/"), page=news)

    assert html.split() == ["/tin-rieng/", "/tin-rieng/?thieu=en"]


def test_translated_page_is_linked_once_it_is_live(request_for, news):
    # CMS-2
    other = news.copy_for_translation(Locale.objects.get(language_code="en"))
    assert draw(LINKS, request_for("/tin-rieng/"), page=news).split()[1] == "/tin-rieng/?thieu=en"

    other.save_revision().publish()

    assert draw(LINKS, request_for("/tin-rieng/"), page=news).split()[1] == "/en/tin-rieng/"


def test_english_navigation_stays_in_english(request_for):
    with translation.override("en"):
        html = draw('{% extends "base.html" %}', request_for("/en/danh-ba/"))

    assert 'lang="en"' in html
    assert 'href="/en/danh-ba/" aria-current="page"' in html


def test_page_without_translation_says_so(request_for):
    html = draw('{% extends "base.html" %}', request_for("/tin-tuc/x/?thieu=en"))

    assert "Trang này chưa có bản tiếng Anh" in html


def test_word_that_is_no_language_says_nothing(request_for):
    html = draw('{% extends "base.html" %}', request_for("/tin-tuc/x/?thieu=<script>"))

    assert "chưa có bản" not in html
    assert "<script>" not in html


def test_demonstration_is_said_on_every_page(request_for):
    cache.set(DEMONSTRATION_KEY, True)
    assert "Dữ liệu trình diễn" in draw('{% extends "base.html" %}', request_for())

    cache.set(DEMONSTRATION_KEY, False)
    assert "Dữ liệu trình diễn" not in draw('{% extends "base.html" %}', request_for())


def test_frame_asks_the_database_nothing_once_warm(request_for, django_assert_max_num_queries):
    cache.set(DEMONSTRATION_KEY, False)
    request = request_for("/danh-ba/")

    # At most the province, which a process asks once.
    with django_assert_max_num_queries(1):
        draw('{% extends "base.html" %}', request)


def test_chosen_theme_is_kept_and_written_into_the_page(client):
    response = client.post("/giao-dien/", {"theme": "dark", "next": "/tai-khoan/login/"})

    assert (response.status_code, response["Location"]) == (302, "/tai-khoan/login/")
    assert 'data-theme="dark"' in client.get("/tai-khoan/login/").content.decode()


def test_machine_theme_writes_nothing(client):
    client.post("/giao-dien/", {"theme": "dark"})
    client.post("/giao-dien/", {"theme": "system"})

    assert "data-theme" not in client.get("/tai-khoan/login/").content.decode()


def test_unknown_theme_is_not_kept(client):
    response = client.post("/giao-dien/", {"theme": '"><script>'})

    assert "theme" not in response.cookies


def test_theme_does_not_send_people_elsewhere(client):
    response = client.post("/giao-dien/", {"theme": "dark", "next": "https://elsewhere.example/"})

    assert response["Location"] == "/"


def test_theme_is_not_changed_by_a_link(client):
    assert client.get("/giao-dien/").status_code == 405


def test_missing_page_offers_search_and_three_doors(client):
    response = client.get("/khong-co-trang-nay/")
    html = response.content.decode()

    assert response.status_code == 404
    assert html.count("<h1>") == 1
    assert 'role="search"' in html
    doors = re.search(r'<ul class="doors block">.*?</ul>', html, re.DOTALL)[0]
    assert re.findall(r'href="([^"]+)"', doors) == ["/danh-ba/", "/muc-tieu/", "/dang-ky/"]


def test_form_of_an_ended_session_says_that_the_text_is_kept(client):
    client.handler.enforce_csrf_checks = True

    response = client.post("/tai-khoan/login/", {"login": "a@example.test", "password": "x"})

    assert response.status_code == 403
    assert "Phiên làm việc đã hết" in response.content.decode()
    assert "còn nguyên" in response.content.decode()


def test_page_of_a_broken_server_needs_nothing():
    html = engines["django"].get_template("500.html").render()

    assert "Những gì đã lưu không mất" in html
    assert 'lang="en"' in html


def test_every_identifier_on_the_gallery_is_there_once(request_for):
    html = gallery.render(request_for(), {"street": ""})
    identifiers = re.findall(r'\sid="([^"]+)"', html)

    assert sorted(set(identifiers)) == sorted(identifiers)


def test_references_of_labels_and_descriptions_exist(request_for):
    html = gallery.render(request_for(), {"street": ""})
    identifiers = set(re.findall(r'\sid="([^"]+)"', html))
    wanted = set(re.findall(r'<label for="([^"]+)"', html))
    for value in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', html):
        wanted |= set(value.split())

    assert wanted - identifiers == set()


def test_summary_says_how_many_and_links_each_error_to_its_control(request_for):
    html = gallery.render(request_for(), {"street": ""})
    summary = re.search(r'<div class="error-summary".*?</div>', html, re.DOTALL)[0]

    assert "Còn 2 chỗ cần sửa" in summary
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets[0] == "id_street"
    assert all(f'id="{target}"' in html for target in targets)


def test_form_without_errors_has_no_summary(request_for):
    assert "error-summary" not in gallery.render(request_for())


def test_pager_leads_on_and_keeps_the_query(request_for):
    html = gallery.render(request_for())
    pager = re.search(r'<nav class="pager".*?</nav>', html, re.DOTALL)[0]

    assert "31–40 trong 1000" in pager
    assert 'rel="next" href="?q=a&amp;page=5"' in pager
    assert re.findall(r'aria-current="page">(\d+)', pager) == ["4"]


def test_figure_carries_its_value_and_dates_for_machines(request_for):
    # TGT-10
    html = gallery.render(request_for())

    assert '<data value="23">23</data>' in html
    assert '<time datetime="2026-11-20">20/11/2026</time>' in html
    assert '<time datetime="2026-11-20T07:30:00+07:00">20/11/2026, 07:30</time>' in html


def test_figure_that_nobody_has_is_said_in_words(request_for):
    html = draw('{% include "components/figure.html" with value=None only %}', request_for())

    assert "chưa có số liệu" in html
    assert "<data" not in html


def test_plots_are_one_per_firm_and_the_last_are_faded_when_the_aim_is_about(request_for):
    html = draw(
        '{% include "components/target_progress.html" with value=23 target=50 relation="about" '
        "able=4 only %}",
        request_for(),
    )

    states = re.findall(r'<i class="plot (\w+)">', html)
    assert [states.count(s) for s in ("able", "on", "none", "faded")] == [4, 19, 22, 5]


def test_header_and_footer_lead_back_to_this_very_page(client):
    """They are drawn once for many pages; the addresses in them are of the page that is shown."""
    for path in ('/danh-ba/?q="><b>', "/dang-ky/", '/danh-ba/?q="><b>'):
        page = client.get(path).text

        assert f'href="/en{escape(iri_to_uri(path))}" lang="en"' in page
        assert f'name="next" value="{path.partition("?")[0]}"' in page
        assert "@@" not in page


def test_header_knows_who_reads(client):
    words = {"Đăng nhập": None, "Hồ sơ của tôi": [], "Việc hôm nay": [Role.REGISTRY_OFFICER]}
    ensure_roles()
    for expected, roles in words.items():
        if roles is not None:
            client.force_login(UserFactory(roles=roles, is_staff=bool(roles)))
        header = client.get("/dang-ky/").text.partition("<main")[0]

        assert [word for word in words if f">{word}</a>" in header] == [expected]
