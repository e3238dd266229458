"""The news feed, pictures, and what search machines read."""

from datetime import datetime
from mimetypes import guess_type

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.contrib.syndication.views import Feed
from django.core.files.storage import default_storage
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from ecosystem.registry.models import Organization
from programs.calls.models import Call

from .models import ArticlePage, CallPage
from .selectors import language_prefix

FEED_LENGTH = 20
PUBLIC_PICTURES = "images"
PICTURE_SECONDS = 7 * 24 * 3600


class NewsFeed(Feed):
    """News of the active language as RSS (CMS-7)."""

    title = _("Tin tức đổi mới sáng tạo Tây Ninh")
    description = _("Bài mới của trung tâm.")

    def link(self) -> str:
        return f"{language_prefix()}/tin-tuc/"

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

    def item_pubdate(self, item: ArticlePage) -> datetime | None:
        return item.first_published_at


class PageSitemap(Sitemap):
    """Pages of the CMS, each language with its own address."""

    def items(self) -> models.QuerySet[Page]:
        hidden = CallPage.objects.exclude(call__in=Call.objects.public()).values("pk")
        pages = Page.objects.live().public().filter(depth__gt=1).exclude(pk__in=hidden)
        return pages.order_by("path")

    def location(self, item: Page) -> str:
        return item.url

    def lastmod(self, item: Page) -> datetime | None:
        return item.last_published_at


class DoorSitemap(Sitemap):
    """The lists and figures of the rooms."""

    i18n = alternates = True

    def items(self) -> list[str]:
        return [
            "search:directory",
            "registry:start",
            "targets:index",
            "innovation_index:dashboard",
            "innovation_index:reports",
            "investors:home",
        ]

    def location(self, item: str) -> str:
        return reverse(item)


class ProfileSitemap(Sitemap):
    """Public profiles."""

    i18n = alternates = True

    def items(self) -> models.QuerySet[Organization, str]:
        return Organization.objects.published().order_by("code").values_list("code", flat=True)

    def location(self, item: str) -> str:
        return reverse("registry:profile", args=[item])


@require_safe
def picture(request: HttpRequest, folder: str, name: str) -> FileResponse:
    """Hand over a picture of a page; the uploaded original only to staff."""
    if folder != PUBLIC_PICTURES and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    kind, _encoding = guess_type(name)
    path = f"{folder}/{name}"
    if not (kind or "").startswith("image/") or not default_storage.exists(path):
        raise Http404
    response = FileResponse(default_storage.open(path), content_type=kind)
    if folder == PUBLIC_PICTURES:
        # Wagtail gives a changed picture another name.
        patch_cache_control(response, public=True, max_age=PICTURE_SECONDS)
    return response


SITEMAPS = {"pages": PageSitemap, "doors": DoorSitemap, "profiles": ProfileSitemap}


def sitemap(request: HttpRequest) -> HttpResponse:
    return sitemap_view(request, SITEMAPS)


def robots(request: HttpRequest) -> HttpResponse:
    return render(
        request, "home/robots.txt", {"public_url": settings.PUBLIC_URL}, content_type="text/plain"
    )
