"""Enumerations of classification."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProposalStatus(models.TextChoices):
    PROPOSED = "proposed", _("Đã đề xuất")
    IN_FORCE = "in_force", _("Đang có hiệu lực")
    REFUSED = "refused", _("Không chấp nhận")
    WITHDRAWN = "withdrawn", _("Đã rút")


class ProposalKind(models.TextChoices):
    BEGIN = "begin", _("Xếp loại")
    END = "end", _("Chấm dứt")


STEP_WORDS = {
    "propose": _("đề xuất"),
    "put_in_force": _("đưa vào hiệu lực"),
    "refuse": _("không chấp nhận"),
    "withdraw": _("rút đề xuất"),
}
"""What the journal's verbs about a proposal are called on the screen."""


class EndReason(models.TextChoices):
    """Why a classification has an end."""

    EVIDENCE_ENDED = "evidence_ended", _("Bằng chứng cuối cùng hết hạn")
    OUTER_ENDED = "outer_ended", _("Phân loại bao ngoài đã chấm dứt")
    TERM = "term", _("Hết thời hạn theo quy định")
    DECISION = "decision", _("Theo quyết định")
    DISSOLVED = "dissolved", _("Tổ chức không còn hoạt động")


class CountSource(models.TextChoices):
    """From which dated rows a class is counted."""

    DECISIONS = "decisions", _("quyết định phân loại")
    LISTING = "listing", _("việc có tên trong danh bạ")
