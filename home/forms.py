"""What an article's form asks beyond its fields."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


class ArticleForm(WagtailAdminPageForm):
    """A picture needs its words before the article is published; a draft may wait."""

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not self.is_deferred_validation and said.get("picture") and not said.get("picture_text"):
            self.add_error(
                "picture_text",
                _("Nói trong một câu điều hình cho thấy, cho người không thấy hình"),
            )
        return said
