"""Choices that editors make on pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ArticleKind(models.TextChoices):
    NEWS = "news", _("Tin tức")
    STORY = "story", _("Chuyện thành công")


class RichText:
    """Which tools an editor has in a text: structure and links, nothing that can break a page."""

    BODY = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
    SHORT = ["bold", "italic", "link"]
