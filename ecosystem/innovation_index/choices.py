"""Enumerations of the index and of its reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Half(models.TextChoices):
    INPUT = "input", _("đầu vào")
    OUTPUT = "output", _("đầu ra")


class ReportState(models.TextChoices):
    """States of a report run (REP-1). Only a published one has a number."""

    DRAFT = "draft", _("Bản nháp")
    CHECKED = "checked", _("Đã kiểm")
    APPROVED = "approved", _("Đã duyệt")
    PUBLISHED = "published", _("Đã công bố")
    SUPERSEDED = "superseded", _("Đã được thay")


class ReportKind(models.TextChoices):
    INDEX = "index", _("Chỉ số đổi mới sáng tạo cấp địa phương")
    TARGETS = "targets", _("Kết quả thực hiện mục tiêu")


VERIFIABLE = frozenset({ReportState.PUBLISHED, ReportState.SUPERSEDED})
"""States in which a report has a number, a file and a page that verifies it."""


class CalculatorMode(models.TextChoices):
    FULL = "full", _("đủ các tỉnh")
    OWN = "own", _("riêng tỉnh")
    WHAT_IF = "what-if", _("nếu như")


class OutlierRule(models.TextChoices):
    """What is done with extreme values before scoring; a setting of the framework version."""

    NONE = "none", _("giữ nguyên")
    COINR = "coinr", _("độ lệch và độ nhọn")


class Level(models.TextChoices):
    """Levels of the index, from the leaf up."""

    INDICATOR = "indicator", _("Chỉ số")
    GROUP = "group", _("Nhóm")
    PILLAR = "pillar", _("Trụ cột")
    HALF = "half", _("Nửa")
    INDEX = "index", _("Chung")


UNFINISHED = frozenset({ReportState.DRAFT, ReportState.CHECKED, ReportState.APPROVED})
"""States in which somebody still has to do something about a report."""
