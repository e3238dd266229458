"""What every public template knows about the site. Cheap: no query once the caches are warm."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ecosystem.registry.models import Organization
from ecosystem.taxonomy.models import Province
from ecosystem.taxonomy.selectors import NoProvinceError, province

Text = str | Promise

# The sections, in the order of the header. Only rooms that stand are here: no link leads to an
# unfinished page. News and guides are found in the footer and on home.
NAVIGATION: tuple[tuple[str, Text], ...] = (
    ("/danh-ba/", _("Danh bạ")),
    ("/chuong-trinh/", _("Chương trình")),
    ("/nha-dau-tu/", pgettext_lazy("menu", "Nhà đầu tư")),
    ("/muc-tieu/", _("Mục tiêu")),
    ("/chi-so/", _("Chỉ số")),
    ("/bao-cao/", _("Báo cáo")),
)

FOOTER: tuple[tuple[Text, tuple[tuple[str, Text], ...]], ...] = (
    (
        _("Số liệu"),
        (
            ("/muc-tieu/", _("Mục tiêu của tỉnh")),
            ("/chi-so/", _("Chỉ số đổi mới sáng tạo")),
            ("/bao-cao/", _("Báo cáo đã công bố")),
        ),
    ),
    (
        _("Tổ chức của bạn"),
        (
            ("/dang-ky/", _("Đăng ký tổ chức")),
            ("/ho-so/", _("Hồ sơ của tôi")),
            ("/danh-ba/", _("Tìm trong danh bạ")),
        ),
    ),
    (
        _("Tìm hiểu"),
        (
            ("/tin-tuc/", _("Tin tức")),
            ("/huong-dan/", _("Hướng dẫn")),
        ),
    ),
)

THEMES: tuple[tuple[str, Text], ...] = (
    ("system", _("theo máy")),
    ("light", _("sáng")),
    ("dark", _("tối")),
)
THEME_COOKIE = "theme"

DEMONSTRATION_KEY = "site:demonstration"
DEMONSTRATION_SECONDS = 60


def localized(path: str) -> str:
    """Return the address of a Vietnamese path in the language of this request."""
    return f"/en{path}" if get_language() == "en" else path


def demonstration_loaded() -> bool:
    """Say whether invented organizations are in the registry; asked once a minute."""
    return bool(
        cache.get_or_set(
            DEMONSTRATION_KEY,
            lambda: Organization.objects.filter(is_demo=True).exists(),
            DEMONSTRATION_SECONDS,
        )
    )


@dataclass(frozen=True)
class NavigationItem:
    label: Text
    url: str
    current: str = ""
    """What `aria-current` says: "page" on the page itself, "true" below it, or nothing."""


@dataclass(frozen=True)
class FooterGroup:
    label: Text
    items: tuple[NavigationItem, ...]


@dataclass(frozen=True)
class ThemeChoice:
    value: str
    label: Text
    current: bool


class SiteState:
    """The site as this request sees it. Each part is worked out when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.path = request.path
        self._cookie = request.COOKIES.get(THEME_COOKIE, "system")
        self._missing = request.GET.get("thieu", "")
        self.public_url = settings.PUBLIC_URL

    @cached_property
    def province(self) -> Province | None:
        """Return the province, or nothing before its data is loaded."""
        try:
            return province()
        except NoProvinceError:
            return None

    @property
    def name(self) -> str:
        return self.province.site_label if self.province else str(settings.WAGTAIL_SITE_NAME)

    @property
    def demo(self) -> bool:
        return demonstration_loaded()

    @property
    def theme(self) -> str:
        """Return light, dark, or system, which leaves the choice to the reader's machine."""
        return self._cookie if self._cookie in {"light", "dark"} else "system"

    @property
    def themes(self) -> list[ThemeChoice]:
        return [ThemeChoice(value, label, value == self.theme) for value, label in THEMES]

    @property
    def navigation(self) -> list[NavigationItem]:
        return [self._item(path, label) for path, label in NAVIGATION]

    @property
    def footer(self) -> list[FooterGroup]:
        return [
            FooterGroup(label, tuple(NavigationItem(text, localized(path)) for path, text in items))
            for label, items in FOOTER
        ]

    @property
    def home_url(self) -> str:
        return localized("/")

    @property
    def directory_url(self) -> str:
        return localized("/danh-ba/")

    @property
    def canonical(self) -> str:
        """Return this page's public address, without its query."""
        return f"{self.public_url}{self.path}"

    @property
    def missing_language(self) -> str:
        """Return the language that was asked for and that this page does not have."""
        return self._missing if self._missing in {"vi", "en"} else ""

    def _item(self, path: str, label: Text) -> NavigationItem:
        url = localized(path)
        if self.path == url:
            return NavigationItem(label, url, "page")
        return NavigationItem(label, url, "true" if self.path.startswith(url) else "")


def site(request: HttpRequest) -> dict[str, Any]:
    return {"site_state": SiteState(request)}
