"""Blocks of which editors build pages: words, pictures, figures from selectors (CMS-1)."""

import hashlib
import json
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtail_localize.segments import StringSegmentValue

from . import selectors
from .choices import RichText
from .selectors import programs


class TextBlock(blocks.RichTextBlock):
    """Running text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=RichText.BODY, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Đoạn văn")
        template = "home/blocks/text.html"


class PictureBlock(blocks.StructBlock):
    """A picture with its alternative text and caption."""

    image = ImageBlock(label=_("Hình"))
    caption = blocks.CharBlock(label=_("Chú thích"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Hình ảnh")
        template = "home/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    """What somebody said."""

    text = blocks.TextBlock(label=_("Lời trích"))
    who = blocks.CharBlock(label=_("Người nói, nguồn"), max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Trích dẫn")
        template = "home/blocks/quote.html"


class StepBlock(blocks.StructBlock):
    """One step of a guide."""

    title = blocks.CharBlock(label=_("Việc cần làm"), max_length=150)
    text = blocks.RichTextBlock(label=_("Làm thế nào"), features=RichText.SHORT, required=False)

    class Meta:
        icon = "list-ol"
        label = _("Bước")


class StepsBlock(blocks.ListBlock):
    """Numbered steps."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(StepBlock(), **kwargs)

    class Meta:
        icon = "list-ol"
        label = _("Các bước")
        template = "home/blocks/steps.html"


class DoorBlock(blocks.StructBlock):
    """A next step and what it promises."""

    title = blocks.CharBlock(label=_("Tên"), max_length=80)
    address = blocks.CharBlock(
        label=_("Địa chỉ"), max_length=200, help_text=_("đường dẫn trong trang, ví dụ /dang-ky/")
    )
    promise = blocks.CharBlock(label=_("Lời hứa"), max_length=160)

    class Meta:
        icon = "arrow-right"
        label = _("Cửa")


class DoorsBlock(blocks.StructBlock):
    """Two or three doors side by side."""

    doors = blocks.ListBlock(DoorBlock(), min_num=2, max_num=3, label=_("Các cửa"))

    class Meta:
        icon = "grip"
        label = _("Ba cửa vào")
        template = "home/blocks/doors.html"

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        prefix = selectors.language_prefix()
        context["doors"] = [
            (door["title"], prefix + door["address"], door["promise"]) for door in value["doors"]
        ]
        return context


class FigureBlock(blocks.StructBlock):
    """A block whose markup depends on figures and language alone: drawn once, kept as they are."""

    def render(self, value: Any, context: dict | None = None) -> str:
        chosen = json.dumps(self.get_prep_value(value), sort_keys=True, default=str)
        digest = hashlib.sha256(f"{self.name} {chosen}".encode()).hexdigest()
        return selectors.kept(f"block:{digest}", lambda: self.drawn(value, context))

    def drawn(self, value: Any, context: dict | None) -> str:
        return super().render(value, context)


class StandingBlock(FigureBlock):
    """Where the province stands: the target in front as plots, others as bars, the index."""

    title = blocks.CharBlock(label=_("Tiêu đề"), max_length=120)
    leading_target = blocks.ChoiceBlock(
        label=_("Mục tiêu đứng trước"), choices=selectors.target_choices
    )
    other_targets = blocks.MultipleChoiceBlock(
        label=_("Các mục tiêu khác"), choices=selectors.target_choices, required=False
    )
    with_index = blocks.BooleanBlock(label=_("Kèm chỉ số PII"), required=False, default=True)

    class Meta:
        icon = "success"
        label = _("Tỉnh đang ở đâu so với mục tiêu")
        template = "home/blocks/standing.html"

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["leading"] = selectors.progress_of(value["leading_target"])
        context["others"] = [
            found
            for code in value["other_targets"] or ()
            if (found := selectors.progress_of(code)) is not None
        ]
        context["index"] = selectors.latest_index() if value["with_index"] else None
        return context


class TargetProgressBlock(FigureBlock):
    """One target's figure, for any page."""

    target = blocks.ChoiceBlock(label=_("Mục tiêu"), choices=selectors.target_choices)

    class Meta:
        icon = "success"
        label = _("Tiến độ một mục tiêu")
        template = "home/blocks/target_progress.html"

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["progress"] = selectors.progress_of(value["target"])
        return context


class SectorsBlock(FigureBlock):
    """Organizations of the directory by sector."""

    title = blocks.CharBlock(label=_("Tiêu đề"), max_length=120)
    limit = blocks.IntegerBlock(label=_("Số ngành hiện ra"), default=8, min_value=3, max_value=20)

    class Meta:
        icon = "tag"
        label = _("Tổ chức theo lĩnh vực")
        template = "home/blocks/sectors.html"

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["breakdown"] = selectors.listed_by_sector(value["limit"])
        return context


class CommunesBlock(FigureBlock):
    """Where organizations sit: a dot for each commune, the largest five as bars."""

    class Meta:
        icon = "site"
        label = _("Bản đồ xã, phường")
        template = "home/blocks/communes.html"

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["presence"] = selectors.presence()
        return context


class OrganizationsBlock(blocks.StructBlock):
    """Organizations that the editor chose; only public ones are shown."""

    title = blocks.CharBlock(label=_("Tiêu đề"), max_length=120)
    organizations = blocks.ListBlock(
        SnippetChooserBlock("registry.Organization"), label=_("Tổ chức"), max_num=6
    )

    class Meta:
        icon = "group"
        label = _("Tổ chức tiêu biểu")
        template = "home/blocks/organizations.html"

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["cards"] = selectors.public_cards(
            [organization.pk for organization in value["organizations"] if organization]
        )
        return context

    # A translation has other words and the same organizations: records are no translatable rows.
    def get_translatable_segments(self, value: Any) -> list[StringSegmentValue]:
        return [StringSegmentValue("title", value["title"])]

    def restore_translated_segments(self, value: Any, segments: list[Any]) -> Any:
        for segment in segments:
            value["title"] = segment.render_text()
        return value


class NewsBlock(blocks.StructBlock):
    """The newest articles, and guides beside them."""

    title = blocks.CharBlock(label=_("Tiêu đề"), max_length=120)
    limit = blocks.IntegerBlock(label=_("Số bài"), default=3, min_value=1, max_value=9)

    class Meta:
        icon = "doc-full"
        label = _("Tin mới")
        template = "home/blocks/news.html"


class CallsBlock(FigureBlock):
    """Open calls by deadline; when none is open, what opens next."""

    title = blocks.CharBlock(label=_("Tiêu đề"), max_length=120)

    class Meta:
        icon = "calendar"
        label = _("Đợt đang nhận hồ sơ")
        template = "home/blocks/calls.html"

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["calls"] = programs.open_calls()
        context["programs_url"] = f"{selectors.language_prefix()}/chuong-trinh/"
        return context


class BodyBlock(blocks.StreamBlock):
    """The body of articles, guides and sections."""

    text = TextBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    steps = StepsBlock()
    target = TargetProgressBlock()
    sectors = SectorsBlock()
    organizations = OrganizationsBlock()


class FrontBlock(BodyBlock):
    """What may stand on the home page besides."""

    doors = DoorsBlock()
    standing = StandingBlock()
    communes = CommunesBlock()
    calls = CallsBlock()
    news = NewsBlock()
