"""Lists of pages for templates."""

from django import template
from django.utils.translation import get_language

from home.models import ArticlePage

register = template.Library()


@register.simple_tag
def latest_pages(limit: int) -> list[ArticlePage]:
    """Return the newest live articles of the active language, newest day first."""
    return list(
        ArticlePage.objects.live()
        .filter(locale__language_code=get_language() or "vi")
        .order_by("-day", "-pk")[:limit]
    )
