"""What an editor may do in Wagtail without anybody's help (CMS-4)."""

import json

import pytest
from django.urls import reverse
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from accounts.actions import ensure_roles
from accounts.choices import Role
from ecosystem.registry.choices import Visibility
from home.models import ArticlePage
from tests.factories import OrganizationFactory, UserFactory

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the file of a new rendition to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def editor(client):
    ensure_roles()
    editor = UserFactory(roles=[Role.EDITOR])
    client.force_login(editor)
    return editor


@pytest.fixture
def picture():
    return Image.objects.create(title="Cánh đồng", file=get_test_image_file())


def article_form(**changes) -> dict[str, str]:
    return {
        "title": "Tin thử",
        "slug": "tin-thu",
        "kind": "news",
        "day": "2026-11-20",
        "lead": "Tóm tắt",
        "picture": "",
        "picture_text": "",
        "body-count": "0",
        "seo_title": "",
        "search_description": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
        **changes,
    }


def add_address(section) -> str:
    return reverse("wagtailadmin_pages:add", args=["home", "articlepage", section.pk])


def menu(client) -> list[str]:
    page = client.get(reverse("wagtailadmin_home")).text
    props = page.split('id="wagtail-sidebar-props"')[1].split(">", 1)[1].split("</script>")[0]
    modules = json.loads(props)["modules"]
    (main,) = [module for module in modules if module["_type"] == "wagtail.sidebar.MainMenuModule"]
    return [line["_args"][0]["label"] for line in main["_args"][0] if "label" in line["_args"][0]]


def test_editor_publishes_an_article_at_once(client, editor, news):
    client.post(add_address(news), article_form(**{"action-publish": "1"}))

    page = ArticlePage.objects.get(slug="tin-thu")
    assert page.live
    assert page.url == "/tin-tuc/tin-thu/"


def test_picture_needs_its_words_when_it_is_published(client, editor, news, picture):
    form = article_form(picture=str(picture.pk), **{"action-publish": "1"})

    refused = client.post(add_address(news), form)
    client.post(add_address(news), {**form, "picture_text": "Ruộng mía lúc sáng"})

    assert list(refused.context["form"].errors) == ["picture_text"]
    page = ArticlePage.objects.get(slug="tin-thu")
    assert page.live
    assert 'alt="Ruộng mía lúc sáng"' in client.get(page.url).text


def test_draft_may_wait_for_its_words(client, editor, news, picture):
    client.post(add_address(news), article_form(picture=str(picture.pk)))

    assert not ArticlePage.objects.get(slug="tin-thu").live


@pytest.mark.parametrize(
    ("words", "decorative", "is_live"),
    [("", False, False), ("Ruộng", False, True), ("", True, True)],
)
def test_picture_in_the_text_has_words_or_is_decoration(
    client, editor, news, picture, words, decorative, is_live
):
    # CMS-5
    block = {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "picture",
        "body-0-id": "",
        "body-0-value-image-image": str(picture.pk),
        "body-0-value-image-alt_text": words,
        "body-0-value-caption": "",
        **({"body-0-value-image-decorative": "on"} if decorative else {}),
    }

    client.post(add_address(news), article_form(**block, **{"action-publish": "1"}))

    assert ArticlePage.objects.filter(slug="tin-thu", live=True).exists() is is_live


def test_editor_translates_an_article_and_publishes_it(
    client, editor, article, django_capture_on_commit_callbacks
):
    # CMS-2
    from wagtail.models import Locale

    chosen = OrganizationFactory()
    page = article(
        ("organizations", {"title": "Gặp ai", "organizations": [chosen.pk]}), title="Tin thử"
    )
    english = Locale.objects.get(language_code="en")

    client.post(
        reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
        {"locales": [english.pk]},
    )

    translation = page.get_translation(english)
    assert translation.get_parent().locale == english
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[translation.pk]))
    assert edit.status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("wagtailadmin_pages:edit", args=[translation.pk]), {"action": "publish"}
        )
    translation.refresh_from_db()
    assert translation.live
    assert translation.url == "/en/tin-tuc/tin-thu/"
    assert [block.value["organizations"][0].pk for block in translation.specific.body] == [
        chosen.pk
    ]


@pytest.mark.parametrize("role", [Role.REGISTRY_OFFICER, Role.ANALYST, Role.ADMINISTRATOR])
def test_others_change_no_page(client, news, role):
    ensure_roles()
    client.force_login(UserFactory(roles=[role]))

    client.post(add_address(news), article_form(**{"action-publish": "1"}))

    assert not Page.objects.filter(slug="tin-thu").exists()
    assert "Trang" not in menu(client)


def test_editors_menu_has_only_what_they_may_use(client, editor):
    assert sorted(menu(client)) == ["Hình ảnh", "Trang", "Tài liệu"]


def test_chooser_shows_no_hidden_organization(client, editor):
    shown = OrganizationFactory(legal_name="Công ty TNHH Trăng Đồng")
    hidden = OrganizationFactory(
        legal_name="Công ty TNHH Trăng Khuất", visibility=Visibility.HIDDEN
    )
    address = reverse("wagtailsnippetchoosers_registry_organization:choose")

    listing = client.get(address).json()["html"]
    asked = client.get(address, {"q": "trang dong"}).json()["html"]
    chosen = [
        client.get(
            reverse("wagtailsnippetchoosers_registry_organization:chosen", args=[each.pk])
        ).status_code
        for each in (shown, hidden)
    ]

    assert "Trăng Đồng" in listing
    assert "Trăng Khuất" not in listing
    assert "Trăng Đồng" in asked
    assert chosen == [200, 404]
