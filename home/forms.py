"""What the forms of pages ask beyond their fields."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from core.vietnamese import slugify


class PageForm(WagtailAdminPageForm):
    """Addresses are folded Vietnamese, whatever the browser made of the title."""

    def clean_slug(self) -> str:
        return slugify(self.cleaned_data["slug"] or self.cleaned_data.get("title", ""))


class CallForm(PageForm):
    """One page for each call and language, at the call's own address."""

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        call = said.get("call")
        if call is None:
            return said
        said["slug"] = call.slug
        others = type(self.instance).objects.child_of(self.parent_page).filter(call=call)
        if others.exclude(pk=self.instance.pk).exists():
            self.add_error("call", _("Đợt này đã có trang; sửa trang đó."))
        return said


class ArticleForm(PageForm):
    """A picture needs its words before the article is published; a draft may wait."""

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not self.is_deferred_validation and said.get("picture") and not said.get("picture_text"):
            self.add_error(
                "picture_text",
                _("Nói trong một câu điều hình cho thấy, cho người không thấy hình"),
            )
        return said
