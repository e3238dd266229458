"""Enumerations of targets."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Measure(models.TextChoices):
    COUNT = "count", _("số lượng")
    SHARE = "share", _("tỷ lệ")
    VALUE = "value", _("giá trị")


class Comparator(models.TextChoices):
    """How the act compares. "About" is never a bare pass or fail (TGT-2)."""

    ABOUT = "about", _("khoảng")
    AT_LEAST = "at_least", _("ít nhất")
    MORE_THAN = "more_than", _("trên")
    AT_MOST = "at_most", _("nhiều nhất")
    EQUAL = "equal", _("bằng")


class TargetState(models.TextChoices):
    DRAFT = "draft", _("bản nháp")
    ACTIVE = "active", _("đang theo dõi")
    SUPERSEDED = "superseded", _("đã được thay")
    CLOSED = "closed", _("đã đóng")


class Direction(models.TextChoices):
    IN = "in", _("thêm")
    OUT = "out", _("bớt")
    CHANGED = "changed", _("đổi")


class RestatementReason(models.TextChoices):
    """Why a frozen number and what is known now differ (TGT-12)."""

    LATE_ENTRY = "late_entry", _("ghi muộn")
    RECLASSIFIED = "reclassified", _("xếp lại")
    WRONG = "wrong", _("ghi sai")
    MERGED = "merged", _("sáp nhập")
    SPLIT = "split", _("chia tách")
    BOUNDARY = "boundary", _("địa giới")
    EVIDENCE_WITHDRAWN = "evidence_withdrawn", _("bằng chứng bị rút")
    DEFINITION_CHANGED = "definition_changed", _("định nghĩa đổi")
