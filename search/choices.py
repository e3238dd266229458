"""What can be chosen in the directory, and words that mean the same."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Facet(models.TextChoices):
    """Groups of choices. The value is the name in the address; the order is that of the page."""

    COMMUNE = "commune", _("Xã, phường")
    KIND = "kind", _("Loại tổ chức")
    CLASS = "class", _("Phân loại đang có hiệu lực")
    SECTOR = "sector", _("Lĩnh vực")
    TECHNOLOGY = "technology", _("Công nghệ")
    STAGE = "stage", _("Giai đoạn")
    RAISING = "raising", _("Đang gọi vốn")
    CONFIRMED = "confirmed", _("Xác nhận trong vòng")


TERM_FACETS = (
    Facet.COMMUNE,
    Facet.KIND,
    Facet.CLASS,
    Facet.SECTOR,
    Facet.TECHNOLOGY,
    Facet.STAGE,
)
"""Facets whose values stand in the index; the others are worked out from days."""

OPEN_FACETS = frozenset({Facet.COMMUNE, Facet.KIND, Facet.CLASS})
"""Groups that the page opens although nothing in them is chosen."""

RAISING_NOW = "1"


class Within(models.TextChoices):
    """How long ago the owner said that everything is still true, in months (REG-20)."""

    HALF_A_YEAR = "6", _("6 tháng")
    A_YEAR = "12", _("12 tháng")


class Sort(models.TextChoices):
    RELEVANCE = "relevance", _("Phù hợp nhất")
    NAME = "name", _("Tên A–Z")
    NEWEST = "newest", _("Mới vào danh bạ")
    CONFIRMED = "confirmed", _("Mới xác nhận")


class Frequency(models.TextChoices):
    """How often somebody is told what is new in a saved search (SRCH-9)."""

    AT_ONCE = "at_once", _("Ngay khi có")
    DAILY = "daily", _("Mỗi ngày")
    WEEKLY = "weekly", _("Mỗi tuần")


class Watched(models.TextChoices):
    """What a change of a record is called where somebody is told of it."""

    NAME = "name", _("tên")
    KIND = "kind", _("loại tổ chức")
    COMMUNE = "commune", _("xã, phường")
    CLASS = "class", _("phân loại")
    SECTOR = "sector", _("lĩnh vực")
    TECHNOLOGY = "technology", _("công nghệ")
    STAGE = "stage", _("giai đoạn")
    RAISING = "raising", _("việc gọi vốn")
    DESCRIPTION = "description", _("lời giới thiệu")
    PRODUCTS = "products", _("sản phẩm")


SYNONYMS: dict[str, tuple[str, ...]] = {
    "tnhh": ("tnhh", "trach nhiem huu han"),
    "cp": ("cp", "co phan"),
    "mtv": ("mtv", "mot thanh vien"),
    "cty": ("cty", "cong ty"),
    "dntn": ("dntn", "doanh nghiep tu nhan"),
    "dn": ("dn", "doanh nghiep"),
    "htx": ("htx", "hop tac xa"),
    "hkd": ("hkd", "ho kinh doanh"),
    "cntt": ("cntt", "cong nghe thong tin"),
    "cns": ("cns", "cong nghe so"),
    "cnc": ("cnc", "cong nghe cao"),
    "nncnc": ("nncnc", "nong nghiep cong nghe cao"),
    "tmdt": ("tmdt", "thuong mai dien tu"),
    "ttnt": ("ttnt", "tri tue nhan tao", "ai"),
    "iot": ("iot", "internet van vat"),
    "khcn": ("khcn", "khoa hoc cong nghe", "khoa hoc va cong nghe"),
    "dmst": ("dmst", "doi moi sang tao"),
    "knst": ("knst", "khoi nghiep sang tao"),
    "cds": ("cds", "chuyen doi so"),
    "xnk": ("xnk", "xuat nhap khau"),
    "sx": ("sx", "san xuat"),
    "tm": ("tm", "thuong mai"),
    "dv": ("dv", "dich vu"),
}
"""Forms that find each other, folded (SRCH-3). The key is what the index keeps."""
