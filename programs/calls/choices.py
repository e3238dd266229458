"""Enumerations of calls and applications, and named sets of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CallStatus(models.TextChoices):
    """Where a call stands. Whether it is open is never stored: that is asked of the clock."""

    DRAFT = "draft", _("Đang soạn")
    CHECKED = "checked", _("Đã nộp thử")
    PUBLISHED = "published", _("Đã công bố")
    DECIDED = "decided", _("Đã có kết quả xét chọn")
    ARCHIVED = "archived", _("Lưu trữ")


CALL_PUBLIC = frozenset({CallStatus.PUBLISHED, CallStatus.DECIDED, CallStatus.ARCHIVED})
"""Calls that a visitor may know of."""

CALL_UNPUBLISHED = frozenset({CallStatus.DRAFT, CallStatus.CHECKED})


class CallState(models.TextChoices):
    """What a visitor is told: status and clock together."""

    HIDDEN = "hidden", _("Chưa công bố")
    COMING = "coming", _("Sắp mở")
    OPEN = "open", _("Đang nhận hồ sơ")
    CLOSED = "closed", _("Hết nhận hồ sơ, đang xét")
    DECIDED = "decided", _("Đã có kết quả xét chọn")


class FieldKind(models.TextChoices):
    TEXT = "text", _("Một dòng")
    LONG_TEXT = "long_text", _("Nhiều dòng")
    CHOICE = "choice", _("Chọn một")
    NUMBER = "number", _("Số")
    DATE = "date", _("Ngày")
    FILE = "file", _("Tệp")


class ApplicationStatus(models.TextChoices):
    DRAFT = "draft", _("Bản nháp")
    SUBMITTED = "submitted", _("Đã nộp")
    SCREENING = "screening", _("Đang xét điều kiện")
    NEEDS_INFORMATION = "needs_information", _("Cần bổ sung")
    ELIGIBLE = "eligible", _("Đủ điều kiện")
    NOT_ELIGIBLE = "not_eligible", _("Không đủ điều kiện")
    REVIEW = "review", _("Hội đồng đang chấm")
    INTERVIEW = "interview", _("Phỏng vấn")
    PENDING_ACCEPT = "pending_accept", _("Dự kiến chọn")
    PENDING_WAIT = "pending_wait", _("Dự kiến dự bị")
    PENDING_REFUSE = "pending_refuse", _("Dự kiến không chọn")
    OFFERED = "offered", _("Được mời tham gia")
    WAITING = "waiting", _("Dự bị")
    REFUSED = "refused", _("Không được chọn")
    ACCEPTED = "accepted", _("Đã nhận lời")
    DECLINED = "declined", _("Đã từ chối lời mời")
    EXPIRED = "expired", _("Quá hạn trả lời")
    ENROLLED = "enrolled", _("Đang tham gia")
    GRADUATED = "graduated", _("Đã hoàn thành")
    WITHDRAWN = "withdrawn", _("Đã rút")
    TERMINATED = "terminated", _("Bị chấm dứt")


PENDING = frozenset(
    {
        ApplicationStatus.PENDING_ACCEPT,
        ApplicationStatus.PENDING_WAIT,
        ApplicationStatus.PENDING_REFUSE,
    }
)
"""Decided inside, told to nobody outside."""

AT_SCREENING = frozenset({ApplicationStatus.SUBMITTED, ApplicationStatus.SCREENING})
"""What waits for an officer."""

UNDER_REVIEW = frozenset({ApplicationStatus.REVIEW, ApplicationStatus.INTERVIEW})
"""What the reviewers may open and score."""

DECIDABLE = UNDER_REVIEW | PENDING
"""Where a decision can be noted or changed before it is released."""

UNRELEASED = (
    AT_SCREENING | DECIDABLE | {ApplicationStatus.NEEDS_INFORMATION, ApplicationStatus.ELIGIBLE}
)
"""Submitted, and nothing final said to the applicant yet."""

APPLICANT_MAY_WITHDRAW = UNRELEASED | {
    ApplicationStatus.DRAFT,
    ApplicationStatus.OFFERED,
    ApplicationStatus.WAITING,
    ApplicationStatus.ACCEPTED,
}

SELECTED = frozenset(
    {
        ApplicationStatus.OFFERED,
        ApplicationStatus.ACCEPTED,
        ApplicationStatus.ENROLLED,
        ApplicationStatus.GRADUATED,
    }
)
"""Who holds a place."""

CORRECTABLE = frozenset(
    {ApplicationStatus.OFFERED, ApplicationStatus.WAITING, ApplicationStatus.REFUSED}
)
"""What a correction letter can change (PRG-14)."""

NOT_SHOWN_TO_COUNCIL = frozenset({ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN})


class Outcome(models.TextChoices):
    ACCEPT = "accept", _("Chọn")
    WAIT = "wait", _("Dự bị")
    REFUSE = "refuse", _("Không chọn")


PENDING_OF = {
    Outcome.ACCEPT: ApplicationStatus.PENDING_ACCEPT,
    Outcome.WAIT: ApplicationStatus.PENDING_WAIT,
    Outcome.REFUSE: ApplicationStatus.PENDING_REFUSE,
}
RELEASED_OF = {
    Outcome.ACCEPT: ApplicationStatus.OFFERED,
    Outcome.WAIT: ApplicationStatus.WAITING,
    Outcome.REFUSE: ApplicationStatus.REFUSED,
}


class ConflictKind(models.TextChoices):
    """What a reviewer is to the applicant (PRG-11)."""

    NONE = "none", _("Không có liên quan")
    FINANCIAL = "financial", _("Có lợi ích tài chính, góp vốn")
    FAMILY = "family", _("Người thân")
    EMPLOYER = "employer", _("Đang hoặc từng làm việc cùng tổ chức")
    MENTOR = "mentor", _("Đang cố vấn cho tổ chức")
    COMPETITOR = "competitor", _("Đối thủ cạnh tranh")
    OTHER = "other", _("Liên quan khác")


class LetterKind(models.TextChoices):
    ACCEPT = "accept", _("Mời tham gia")
    WAIT = "wait", _("Dự bị")
    REFUSE = "refuse", _("Không được chọn")
    CORRECTION = "correction", _("Đính chính")


class LetterStatus(models.TextChoices):
    WAITING = "waiting", _("Đang chờ gửi")
    RECALLED = "recalled", _("Đã thu hồi")
    SENT = "sent", _("Đã gửi thư")


class OfferAnswer(models.TextChoices):
    ACCEPTED = "accepted", _("Nhận lời")
    DECLINED = "declined", _("Từ chối lời mời")
    EXPIRED = "expired", _("Quá hạn")
    REVOKED = "revoked", _("Đính chính, không còn hiệu lực")
