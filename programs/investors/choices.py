"""Enumerations of matching with investors, named sets of them, and the numbers of its rules."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RENEWAL_MONTHS = 12  # INV-1
RENEWAL_NOTICE_DAYS = 30  # INV-1
CALL_MONTHS = 6  # INV-4
CALL_NOTICE_DAYS = (14, 3)  # INV-4
WEEKLY_SUGGESTIONS = 10  # INV-5
REST_DAYS = 90
"""INV-8: for so long nobody asks, nor is anybody suggested, after a decline or a dismissal."""
WHY_LENGTH = 300  # INV-7
ANSWER_DAYS = 14  # INV-7
OPEN_REQUESTS = 10  # INV-8: of one side
WAITING_AT_ONE = 3  # INV-8: at one firm
ROOM_DAYS = 90  # INV-9
OUTCOME_DAYS = (30, 90, 180)  # INV-10
SMALLEST_TOTAL = 3  # INV-10: deals that a published total of amounts needs
COMPLAINT_WORKING_DAYS = 3  # INV-12
STALE_MONTHS = 12  # REG-21: hidden from investors without confirmation for so long

CONSENT_TEXT_VERSION = "2026-11"
"""Changes whenever the sentence of the consent to share with investors changes."""


class InvestorKind(models.TextChoices):
    """Kinds by law; each has proofs of its own (INV-1)."""

    STARTUP_FUND = "startup_fund", _("Quỹ đầu tư khởi nghiệp sáng tạo theo Nghị định 38/2018/NĐ-CP")
    LOCAL_FUND = "local_fund", _("Quỹ đầu tư mạo hiểm của địa phương theo Nghị định 264/2025/NĐ-CP")
    COMPANY = "company", _("Doanh nghiệp đầu tư")
    FOREIGN_FUND = "foreign_fund", _("Quỹ nước ngoài")
    INDIVIDUAL = "individual", _("Nhà đầu tư cá nhân")


class ProofKind(models.TextChoices):
    CHARTER = "charter", _("Điều lệ quỹ")
    NOTICE = "notice", _("Thông báo thành lập quỹ")
    CONTRIBUTORS = "contributors", _("Danh sách nhà đầu tư góp vốn")
    COMPANY_CERTIFICATE = "company_certificate", _("Giấy chứng nhận đăng ký doanh nghiệp")
    OWNER_DECISION = "owner_decision", _("Quyết định của Uỷ ban nhân dân tỉnh về quỹ")
    FOREIGN_REGISTRATION = "foreign_registration", _("Giấy tờ thành lập ở nước ngoài")
    AUTHORITY = "authority", _("Văn bản cử người liên hệ")
    IDENTITY = "identity", _("Giấy tờ tuỳ thân")
    RISK_STATEMENT = "risk_statement", _("Bản xác nhận đã hiểu rủi ro, có ký tên")


PROOFS_OF_KIND: dict[str, tuple[ProofKind, ...]] = {
    InvestorKind.STARTUP_FUND: (ProofKind.CHARTER, ProofKind.NOTICE, ProofKind.CONTRIBUTORS),
    InvestorKind.LOCAL_FUND: (ProofKind.COMPANY_CERTIFICATE, ProofKind.OWNER_DECISION),
    InvestorKind.COMPANY: (ProofKind.COMPANY_CERTIFICATE, ProofKind.AUTHORITY),
    InvestorKind.FOREIGN_FUND: (ProofKind.FOREIGN_REGISTRATION, ProofKind.AUTHORITY),
    InvestorKind.INDIVIDUAL: (ProofKind.IDENTITY, ProofKind.RISK_STATEMENT),
}
"""What each kind shows before it is checked (INV-1)."""

CONTRIBUTORS = (2, 30)
"""How many contributors a fund by Decree 38/2018, amended by 210/2025, has."""


class AccountStatus(models.TextChoices):
    REQUESTED = "requested", _("Chờ kiểm")
    CHECKED = "checked", _("Đã kiểm giấy tờ")
    ACTIVE = "active", _("Đang hoạt động")
    SUSPENDED = "suspended", _("Tạm ngừng")
    ENDED = "ended", _("Đã kết thúc")


LIVING = frozenset(AccountStatus) - {AccountStatus.ENDED}
VERIFIED = frozenset({AccountStatus.ACTIVE})
"""Who counts as a verified investor."""


class Currency(models.TextChoices):
    VND = "VND", _("đồng")
    USD = "USD", _("đô la Mỹ")
    EUR = "EUR", _("euro")
    JPY = "JPY", _("yên Nhật")
    SGD = "SGD", _("đô la Singapore")


class Audience(models.TextChoices):
    """Who sees a part of the firm's card (INV-3)."""

    PUBLIC = "public", _("Mọi người")
    VERIFIED = "verified", _("Nhà đầu tư đã xác minh")
    ROOM = "room", _("Nhà đầu tư đã được mở liên hệ")


@dataclass(frozen=True)
class CardField:
    """A part of the card: its name, who may see it at most, and who sees it at first."""

    key: str
    label: str | Promise
    allowed: tuple[Audience, ...]
    default: Audience


CARD_FIELDS: tuple[CardField, ...] = (
    CardField("pitch", _("Một câu giới thiệu"), tuple(Audience), Audience.PUBLIC),
    CardField("product", _("Sản phẩm"), tuple(Audience), Audience.VERIFIED),
    CardField("team", _("Đội ngũ"), (Audience.VERIFIED, Audience.ROOM), Audience.VERIFIED),
    CardField("need", _("Cần gì ngoài vốn"), tuple(Audience), Audience.VERIFIED),
    CardField("amount", _("Số vốn cần gọi"), tuple(Audience), Audience.VERIFIED),
    CardField("purpose", _("Dùng vốn vào việc gì"), tuple(Audience), Audience.VERIFIED),
    CardField(
        "figures", _("Số liệu kinh doanh"), (Audience.VERIFIED, Audience.ROOM), Audience.ROOM
    ),
)
"""The limits are the code's, the choice within them the owner's. Papers are in the room only."""
CARD_FIELDS_BY_KEY = {field.key: field for field in CARD_FIELDS}


class InterestLevel(models.TextChoices):
    """Who knows of an interest; chosen each time (INV-6)."""

    PRIVATE = "private", _("Chỉ nhóm của tôi")
    OFFICER = "officer", _("Thêm cán bộ đầu tư")
    FIRM = "firm", _("Thêm doanh nghiệp")


class Side(models.TextChoices):
    INVESTOR = "investor", _("Nhà đầu tư")
    FIRM = "firm", _("Doanh nghiệp")

    @property
    def other(self) -> "Side":
        return Side.FIRM if self == Side.INVESTOR else Side.INVESTOR


class IntroductionStatus(models.TextChoices):
    """States of an introduction with their public names (INV-7)."""

    ASKED = "asked", _("Chờ cán bộ xem")
    WAITING = "waiting", _("Chờ bên kia trả lời")
    RELEASED = "released", _("Đã mở liên hệ")
    MET = "met", _("Đã gặp")
    CLOSED = "closed", _("Đã có kết quả")
    DECLINED = "declined", _("Không tiếp tục")
    EXPIRED = "expired", _("Hết hạn trả lời")
    WITHDRAWN = "withdrawn", _("Đã rút")
    FELL = "fell", _("Đã khép lại")


UNANSWERED = frozenset({IntroductionStatus.ASKED, IntroductionStatus.WAITING})
RELEASED = frozenset(
    {IntroductionStatus.RELEASED, IntroductionStatus.MET, IntroductionStatus.CLOSED}
)
"""Both have accepted: here, and nowhere else, the contacts exist for the other side."""
IN_TOUCH = frozenset({IntroductionStatus.RELEASED, IntroductionStatus.MET})
STANDING = UNANSWERED | IN_TOUCH
"""One pair has one of these at a time."""


class DismissReason(models.TextChoices):
    """Why a suggestion does not suit; the first three improve the next ones (INV-5)."""

    SECTOR = "sector", _("Không đúng lĩnh vực")
    STAGE = "stage", _("Không đúng giai đoạn")
    TICKET = "ticket", _("Mức vốn không hợp")
    KNOWN = "known", _("Đã biết nhau")
    OTHER = "other", _("Lý do khác")


class OutcomeAnswer(models.TextChoices):
    NOT_MET = "not_met", _("Chưa gặp")
    TALKING = "talking", _("Đang trao đổi")
    DEAL = "deal", _("Đã đầu tư")
    NOTHING = "nothing", _("Không thành")


class ComplaintStatus(models.TextChoices):
    OPEN = "open", _("Đang xem xét")
    UPHELD = "upheld", _("Có căn cứ")
    DISMISSED = "dismissed", _("Không có căn cứ")


class Sight(models.TextChoices):
    """What was looked at; the owner reads it (INV-9, PRV-3)."""

    CARD = "card", _("thẻ dành cho nhà đầu tư")
    ROOM = "room", _("phòng dữ liệu")
    FILE = "file", _("tệp trong phòng dữ liệu")


NO_OPINION = _(
    "Trung tâm không có ý kiến về giá trị của doanh nghiệp, của khoản đầu tư hay của bên nào; "
    "không lời nào ở đây là lời khuyên đầu tư."
)
"""Said on every matching page (INV-11)."""
BINDS_NOBODY = _("Đánh dấu quan tâm không ràng buộc bên nào.")
"""Said wherever interest is marked (INV-6)."""
POLITE_DECLINE = _(
    "Bên kia cảm ơn lời đề nghị và chưa thể gặp lúc này. Trung tâm không chuyển lý do."
)
NEUTRAL_CLOSE = _("Lời đề nghị đã khép lại vì doanh nghiệp không còn nhận đề nghị qua trung tâm.")
"""INV-F3."""
