"""Pages of the loaded province, and a way to give them blocks."""

import json

import pytest

from config.context_processors import DEMONSTRATION_KEY
from home.models import ArticlePage, HomePage, SectionPage


@pytest.fixture
def front() -> HomePage:
    return HomePage.objects.get(locale__language_code="vi")


@pytest.fixture
def news() -> SectionPage:
    return SectionPage.objects.get(slug="tin-tuc", locale__language_code="vi")


@pytest.fixture
def article(news):
    """Return a function that publishes an article with these blocks and fields."""

    def publish(*blocks, title="Bài thử", **fields) -> ArticlePage:
        body = json.dumps([{"type": kind, "value": value} for kind, value in blocks])
        page = ArticlePage(
            title=title, body=body, locale=news.locale, **{"lead": "Tóm tắt", **fields}
        )
        news.add_child(instance=page)
        page.save_revision().publish()
        return page

    return publish


@pytest.fixture
def no_demonstration():
    """Keep the question about demonstration data out of query counts."""
    from django.core.cache import cache

    cache.set(DEMONSTRATION_KEY, False)
