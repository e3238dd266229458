"""Marks of facts, systems of administrative units, kinds of legal documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mark(models.TextChoices):
    """How far a fact of the data files can be trusted. Only VERIFIED is shown as official."""

    VERIFIED = "V", _("đã đối chiếu với nguồn")
    UNVERIFIED = "U", _("chưa đối chiếu")
    COMPUTED = "C", _("tính ra hoặc đã kiểm bằng máy")
    INFERRED = "I", _("suy ra")


class UnitSystem(models.TextChoices):
    """Which list of communes a code belongs to: the same code means different places."""

    BEFORE = "before-2025-07", _("trước ngày 1/7/2025")
    SINCE = "since-2025-07", _("từ ngày 1/7/2025")


class UnitKind(models.TextChoices):
    """Kinds of administrative units of the lowest tier."""

    COMMUNE = "xa", _("xã")
    WARD = "phuong", _("phường")
    TOWNSHIP = "thi-tran", _("thị trấn")
    SPECIAL_ZONE = "dac-khu", _("đặc khu")


class DocumentKind(models.TextChoices):
    """Kinds of legal and administrative documents."""

    LAW = "law", _("Luật")
    RESOLUTION = "resolution", _("Nghị quyết")
    DECREE = "decree", _("Nghị định")
    CIRCULAR = "circular", _("Thông tư")
    DECISION = "decision", _("Quyết định")
    DIRECTIVE = "directive", _("Chỉ thị")
    PLAN = "plan", _("Kế hoạch")
    PROJECT = "project", _("Đề án")


class DocumentLevel(models.TextChoices):
    """Who issued a document: a body of the nation or one of the province."""

    NATION = "nation", _("trung ương")
    PROVINCE = "province", _("tỉnh")
