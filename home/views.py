"""The news feed."""

from django.contrib.syndication.views import Feed
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .models import ArticlePage

FEED_LENGTH = 20


class NewsFeed(Feed):
    """News of the active language as RSS (CMS-7)."""

    title = _("Tin tức đổi mới sáng tạo Tây Ninh")
    link = "/tin-tuc/"
    description = _("Bài mới của trung tâm.")

    def items(self) -> models.QuerySet[ArticlePage]:
        return (
            ArticlePage.objects.live()
            .filter(locale__language_code=get_language() or "vi")
            .order_by("-day", "-pk")[:FEED_LENGTH]
        )

    def item_title(self, item: ArticlePage) -> str:
        return item.title

    def item_description(self, item: ArticlePage) -> str:
        return item.lead

    def item_link(self, item: ArticlePage) -> str:
        return item.full_url
