"""Pages that editors write. Records are no pages (ARC-1)."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from programs.calls.models import Call

from .blocks import BodyBlock, FrontBlock
from .choices import ArticleKind
from .selectors import programs

ARTICLES_PER_PAGE = 12


class HomePage(Page):
    """The question at the front, the search, and blocks below it."""

    question = models.CharField(_("câu hỏi mở đầu"), max_length=120)
    lead = models.CharField(_("lời dẫn"), max_length=240)
    search_example = models.CharField(
        _("ví dụ tìm kiếm"), max_length=80, default="cong ty nong nghiep go dau"
    )
    body = StreamField(FrontBlock(), blank=True, verbose_name=_("nội dung"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("question"),
        FieldPanel("lead"),
        FieldPanel("search_example"),
        FieldPanel("body"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.SectionPage", "home.ProgramsPage"]
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("trang chủ")

    @property
    def example_query(self) -> str:
        """Return the example as the query of an address."""
        return urlencode({"q": self.search_example})


class SectionPage(Page):
    """A heading under which pages stand: news, guides."""

    lead = models.CharField(_("lời dẫn"), max_length=240, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("nội dung"))

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.ArticlePage", "home.GuidePage"]
    template = "home/section_page.html"

    class Meta:
        verbose_name = _("chuyên mục")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        # Articles by their day, newest first; guides in the order that the editor gave them.
        pages = (
            self.get_children()
            .live()
            .order_by(models.F("articlepage__day").desc(nulls_last=True), "path")
            .specific()
        )
        paginator = Paginator(pages, ARTICLES_PER_PAGE)
        context["page_of_children"] = paginator.get_page(request.GET.get("page"))
        return context


class ArticlePage(Page):
    """News or a story, with its day."""

    kind = models.CharField(
        _("loại bài"), max_length=8, choices=ArticleKind, default=ArticleKind.NEWS
    )
    day = models.DateField(_("ngày"), default=timezone.localdate)
    lead = models.CharField(_("tóm tắt"), max_length=300)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hình đầu bài"),
    )
    picture_text = models.CharField(
        _("chữ thay hình"), max_length=200, blank=True, help_text=_("đọc cho người không thấy hình")
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("nội dung"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("day"),
        FieldPanel("lead"),
        FieldPanel("picture"),
        FieldPanel("picture_text"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead")]
    parent_page_types = ["home.SectionPage"]
    subpage_types: list[str] = []
    template = "home/article_page.html"

    class Meta:
        verbose_name = _("bài viết")
        verbose_name_plural = _("bài viết")


class GuidePage(Page):
    """How something is done, step by step."""

    lead = models.CharField(_("lời dẫn"), max_length=300)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("nội dung"))

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("lead")]
    parent_page_types = ["home.SectionPage"]
    subpage_types: list[str] = []
    template = "home/guide_page.html"

    class Meta:
        verbose_name = _("bài hướng dẫn")
        verbose_name_plural = _("bài hướng dẫn")


class ProgramsPage(Page):
    """What the centre offers by calls, as the rows of the calls say at this moment."""

    lead = models.CharField(_("lời dẫn"), max_length=240, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("nội dung"))

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.CallPage"]
    max_count_per_parent = 1
    template = "home/programs_page.html"

    class Meta:
        verbose_name = _("trang chương trình")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["groups"] = programs.groups(timezone.now())
        return context

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Answer for a call that nobody has written a page for: its row says enough."""
        try:
            return super().route(request, path_components)
        except Http404:
            if len(path_components) != 1:
                raise
            return RouteResult(self, kwargs={"slug": path_components[0]})

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> TemplateResponse:
        slug = kwargs.pop("slug", "")
        if not slug:
            return super().serve(request, *args, **kwargs)
        call = programs.public_call(slug)
        if call is None:
            raise Http404
        context = super().get_context(request) | programs.call_context(call, request.user)
        return TemplateResponse(request, CallPage.template, context | {"section": self})


class CallPage(Page):
    """What an editor says of one call. Dates, state, places and the way in come from its row."""

    call = models.ForeignKey(
        Call, models.PROTECT, related_name="+", verbose_name=_("đợt tuyển chọn")
    )
    lead = models.CharField(_("lời dẫn"), max_length=300)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("nội dung"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("call"),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead")]
    parent_page_types = ["home.ProgramsPage"]
    subpage_types: list[str] = []
    template = "home/call_page.html"

    class Meta:
        verbose_name = _("trang của một đợt")
        verbose_name_plural = _("trang của các đợt")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context |= programs.call_context(self.call, request.user)
        return context | {"section": self.get_parent()}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> TemplateResponse:
        """Show nobody a call before its row is published; the preview shows it to its editor."""
        if programs.public_call(self.call.slug) is None:
            raise Http404
        return super().serve(request, *args, **kwargs)
