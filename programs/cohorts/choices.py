"""Enumerations of cohorts, and named sets of them."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class MemberStatus(models.TextChoices):
    """Where a firm stands in its cohort. A termination is proposed first and answered (PRG-20)."""

    ENROLLED = "enrolled", _("Đang tham gia")
    ANSWERING = "answering", _("Chờ giải trình")
    GRADUATED = "graduated", _("Đã tốt nghiệp")
    WITHDRAWN = "withdrawn", _("Đã rút")
    TERMINATED = "terminated", _("Đã chấm dứt")


TAKING_PART = frozenset({MemberStatus.ENROLLED, MemberStatus.ANSWERING})
"""States in which milestones are worked on and instalments asked."""

ENDED = frozenset(set(MemberStatus) - TAKING_PART)


class MilestoneStatus(models.TextChoices):
    """A milestone from the plan to its acceptance. Lateness is asked of the day, no state."""

    PLANNED = "planned", _("Chưa nộp")
    HANDED_IN = "handed_in", _("Chờ xem")
    SENT_BACK = "sent_back", _("Trả lại")
    ACCEPTED = "accepted", _("Đã nhận")


OPEN_TO_FIRM = frozenset({MilestoneStatus.PLANNED, MilestoneStatus.SENT_BACK})
"""States in which the firm has to do something about a milestone."""


class InstalmentStatus(models.TextChoices):
    """Money is paid elsewhere; here stands only which order pays it (PRG-18)."""

    PLANNED = "planned", _("Chưa xin")
    ASKED = "asked", _("Đã xin")
    ORDERED = "ordered", _("Đã có lệnh chi")


class FollowUpStatus(models.TextChoices):
    """One question after 6, 12 or 24 months. No answer is a result of its own (PRG-19)."""

    PLANNED = "planned", _("Chưa đến hạn")
    ASKED = "asked", _("Đã hỏi")
    ANSWERED = "answered", _("Đã trả lời")
    UNANSWERED = "unanswered", _("Không trả lời")
    NOT_ASKED = "not_asked", _("Không hỏi: đã rút đồng ý")


FOLLOW_UP_MONTHS = (6, 12, 24)


class RevenueBand(models.TextChoices):
    """Turnover of the last twelve months. A band, because the exact figure would go unanswered."""

    NONE = "none", _("Chưa có doanh thu")
    UNDER_300M = "under_300m", _("Dưới 300 triệu đồng")
    UNDER_1B = "under_1b", _("Từ 300 triệu đến dưới 1 tỷ đồng")
    UNDER_3B = "under_3b", _("Từ 1 đến dưới 3 tỷ đồng")
    UNDER_10B = "under_10b", _("Từ 3 đến dưới 10 tỷ đồng")
    FROM_10B = "from_10b", _("Từ 10 tỷ đồng")


@dataclass(frozen=True)
class Answers:
    """The five questions. Who is no longer alive has nothing more to answer."""

    is_alive: bool
    staff: int | None = None
    revenue_band: RevenueBand | str = ""
    capital: Decimal | None = None
    is_in_province: bool | None = None


class Ground(models.TextChoices):
    """Why two supports may be one (PRG-17)."""

    TAX_CODE = "tax_code", _("cùng mã số thuế")
    ORGANIZATION = "organization", _("cùng tổ chức")
    PERSON = "person", _("cùng người")
    PROJECT = "project", _("cùng dự án")


JOURNAL_WORDS = {
    "enroll": _("nhận vào khoá"),
    "graduate": _("cho tốt nghiệp"),
    "withdraw": _("ghi là đã rút"),
    "propose_termination": _("đề nghị chấm dứt"),
    "answer_termination": _("giải trình"),
    "keep": _("giữ đơn vị lại"),
    "terminate": _("chấm dứt"),
}
"""Verbs of a member's journal, as people read them."""
