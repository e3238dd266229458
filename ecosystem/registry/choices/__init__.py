"""Enumerations of the registry, and named sets of them."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.choices import Purpose

from .funding import AmountBand as AmountBand
from .funding import Instrument as Instrument


class OrganizationKind(models.TextChoices):
    COMPANY = "company", _("Doanh nghiệp")
    BRANCH = "branch", _("Chi nhánh, đơn vị phụ thuộc")
    HOUSEHOLD = "household", _("Hộ kinh doanh")
    COOPERATIVE = "cooperative", _("Hợp tác xã")
    PROJECT = "project", _("Nhóm dự án")
    PERSON = "person", _("Cố vấn, chuyên gia")
    FUND = "fund", _("Quỹ, nhà đầu tư")
    SUPPORT = "support", _("Đơn vị hỗ trợ")
    INSTITUTE = "institute", _("Viện, trung tâm nghiên cứu")
    SCHOOL = "school", _("Trường, cơ sở đào tạo")
    STATE_BODY = "state_body", _("Cơ quan nhà nước")


SELF_REGISTERED = (
    OrganizationKind.COMPANY,
    OrganizationKind.HOUSEHOLD,
    OrganizationKind.COOPERATIVE,
    OrganizationKind.PROJECT,
    OrganizationKind.PERSON,
    OrganizationKind.FUND,
    OrganizationKind.SUPPORT,
)
"""What the first screen of the registration offers (REGN-1)."""

PERSONAL_TAX_CODE = frozenset({OrganizationKind.HOUSEHOLD, OrganizationKind.PERSON})
"""Kinds whose tax code may be a person's twelve-digit number: never public (REG-3)."""

WITHOUT_TAX_CODE = frozenset(
    {OrganizationKind.PROJECT, OrganizationKind.PERSON, OrganizationKind.FUND}
)
"""Kinds that may have no tax code at all."""

NEVER_COUNTED = frozenset({OrganizationKind.BRANCH})
"""Only head offices are counted (REG-6, TGT-9)."""


class OrganizationStatus(models.TextChoices):
    FORMING = "forming", _("Đang thành lập")
    ACTIVE = "active", _("Đang hoạt động")
    SUSPENDED = "suspended", _("Tạm ngừng")
    DISSOLVED = "dissolved", _("Đã giải thể")
    UNKNOWN = "unknown", _("Chưa rõ")


class IdentifierState(models.TextChoices):
    """What is known about the tax code (REG-4, REG-F1)."""

    NONE = "none", _("Không có mã số thuế")
    STATED = "stated", _("Do tổ chức khai")
    CHECKED = "checked", _("Đã đối chiếu danh tính")
    DISPUTED = "disputed", _("Mã số đang được đối chiếu")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Công khai")
    HIDDEN = "hidden", _("Đã ẩn")
    UNPUBLISHED = "unpublished", _("Chưa công khai")
    WITHDRAWN = "withdrawn", _("Đã rút, do nhập nhầm")


class NameType(models.TextChoices):
    LEGAL = "legal", _("Tên pháp lý")
    TRADE = "trade", _("Tên giao dịch")
    SHORT = "short", _("Tên viết tắt")
    FOREIGN = "foreign", _("Tên tiếng nước ngoài")
    FORMER = "former", _("Tên cũ")


class PlaceType(models.TextChoices):
    SEAT = "seat", _("Trụ sở")
    BRANCH = "branch", _("Chi nhánh")
    SITE = "site", _("Địa điểm")


class HowChosen(models.TextChoices):
    """Who said in which commune an address lies (REG-8)."""

    OWNER = "owner", _("Chủ hồ sơ chọn")
    OFFICER = "officer", _("Cán bộ chọn")
    AUTOMATIC = "automatic", _("Chuyển đổi tự động")
    IMPORTED = "imported", _("Theo tệp nhập")


class RoleType(models.TextChoices):
    LEGAL_REPRESENTATIVE = "legal_representative", _("Người đại diện pháp luật")
    FOUNDER = "founder", _("Người sáng lập")
    CONTACT = "contact", _("Người liên hệ")
    ACCOUNTANT = "accountant", _("Kế toán")
    MENTOR = "mentor", _("Cố vấn")
    PARTNER = "partner", _("Đối tác")


class ProofLevel(models.TextChoices):
    """How a person has shown the right to act for an organization (REGN-10)."""

    NONE = "none", _("Chưa chứng minh")
    EMAIL_DOMAIN = "email_domain", _("Thư điện tử ở tên miền của tổ chức")
    PHONE = "phone", _("Mã gửi tới điện thoại đã đăng ký")
    LETTER = "letter", _("Văn bản có ký tên")
    SIGNATURE = "signature", _("Chữ ký số")
    CALL = "call", _("Cán bộ gọi số đã đăng ký")


PROVES_LEGAL_FIELDS = frozenset({ProofLevel.LETTER, ProofLevel.SIGNATURE})
"""Only these levels let a person ask to change locked fields (REGN-10)."""


class FactKind(models.TextChoices):
    STAFF = "staff", _("Số lao động")
    REVENUE = "revenue", _("Doanh thu")
    EXPORTS = "exports", _("Xuất khẩu")
    RESEARCH_SPENDING = "research_spending", _("Chi cho nghiên cứu và phát triển")
    FUNDING = "funding", _("Vốn đã nhận")
    PATENTS = "patents", _("Đơn sáng chế, giải pháp hữu ích")
    CUSTOMERS = "customers", _("Khách hàng đang dùng")


PUBLIC_FACTS = frozenset({FactKind.STAFF, FactKind.PATENTS, FactKind.CUSTOMERS, FactKind.EXPORTS})
"""Turnover, research spending and funding are shown to nobody outside (private by default)."""


class FactState(models.TextChoices):
    STATED = "stated", _("Tổ chức khai")
    CHECKED = "checked", _("Đã đối chiếu")
    CONTRADICTED = "contradicted", _("Số liệu mâu thuẫn")


class Source(models.TextChoices):
    OWNER = "owner", _("Chủ hồ sơ")
    TAX = "tax", _("Cơ quan thuế")
    STATISTICS = "statistics", _("Cơ quan thống kê")
    OFFICER = "officer", _("Cán bộ")
    DOCUMENT = "document", _("Văn bản")
    IMPORT = "import", _("Tệp nhập")


class EventKind(models.TextChoices):
    FOUNDED = "founded", _("Thành lập")
    LISTED = "listed", _("Vào danh bạ")
    RENAMED = "renamed", _("Đổi tên")
    CONVERTED = "converted", _("Chuyển đổi loại hình")
    SPLIT = "split", _("Chia tách")
    MERGED = "merged", _("Sáp nhập")
    MOVED_IN = "moved_in", _("Chuyển trụ sở đến")
    MOVED_OUT = "moved_out", _("Chuyển trụ sở đi")
    SUSPENDED = "suspended", _("Tạm ngừng")
    DISSOLVED = "dissolved", _("Giải thể")
    FIRST_CONTRACT = "first_contract", _("Hợp đồng đầu tiên với cơ quan nhà nước")
    ROUND_CLOSED = "round_closed", _("Hoàn tất vòng gọi vốn")


class DatePrecision(models.TextChoices):
    DAY = "day", _("ngày")
    MONTH = "month", _("tháng")
    YEAR = "year", _("năm")


class EvidenceKind(models.TextChoices):
    """The first four prove that a firm is able to supply (REG-11)."""

    CONTRACT = "contract", _("Hợp đồng với đơn vị trong tỉnh")
    ACCEPTANCE = "acceptance", _("Biên bản nghiệm thu với đơn vị trong tỉnh")
    PREFERRED_PRODUCT = "preferred_product", _("Sản phẩm trong danh mục ưu tiên trong nước")
    DEPLOYMENT_LETTER = "deployment_letter", _("Thư xác nhận triển khai")
    CERTIFICATE = "certificate", _("Giấy chứng nhận đăng ký")
    PRODUCT = "product", _("Tài liệu sản phẩm, dịch vụ")
    LETTER = "letter", _("Văn bản có ký tên")
    OTHER = "other", _("Giấy tờ khác")


class DuplicateState(models.TextChoices):
    OPEN = "open", _("Chưa giải quyết")
    DIFFERENT = "different", _("Không trùng")
    SAME = "same", _("Trùng")


class CaseKind(models.TextChoices):
    REGISTER = "register", _("Đăng ký mới")
    CHANGE = "change", _("Yêu cầu thay đổi")
    CLAIM = "claim", _("Nhận quản lý hồ sơ")


class CaseStatus(models.TextChoices):
    """States of a registration case with their public names."""

    DRAFT = "draft", _("Bản nháp")
    SUBMITTED = "submitted", _("Đã gửi")
    SCREENING = "screening", _("Đang xem xét")
    NEEDS_INFORMATION = "needs_information", _("Cần bổ sung")
    APPROVED = "approved", _("Đã duyệt")
    REFUSED = "refused", _("Không đạt")
    WITHDRAWN = "withdrawn", _("Đã rút")
    DUPLICATE = "duplicate", _("Trùng hồ sơ")


OPEN_TO_APPLICANT = frozenset({CaseStatus.DRAFT, CaseStatus.NEEDS_INFORMATION})
"""States in which the person may type."""

WAITING_FOR_OFFICER = frozenset({CaseStatus.SUBMITTED, CaseStatus.SCREENING})
"""States in which the clock of the first decision runs (REGN-7)."""

UNDECIDED = WAITING_FOR_OFFICER | {CaseStatus.NEEDS_INFORMATION}

REOPENABLE = frozenset({CaseStatus.REFUSED, CaseStatus.WITHDRAWN})


class Channel(models.TextChoices):
    PORTAL = "portal", _("Trang đăng ký")
    PHONE = "phone", _("Điện thoại")
    ZALO = "zalo", _("Zalo")
    COUNTER = "counter", _("Tại quầy")
    IMPORT = "import", _("Tệp nhập")


class Decision(models.TextChoices):
    ACCEPT = "accept", _("Nhận")
    REFUSE = "refuse", _("Từ chối")
    ASK = "ask", _("Hỏi lại")


class RefusalCode(models.TextChoices):
    """Why a case is refused (REGN-8)."""

    OUTSIDE_PROVINCE = "outside_province", _("Ngoài tỉnh")
    NOT_THE_KIND = "not_the_kind", _("Không đúng loại đã khai")
    AUTHORITY = "authority", _("Chưa chứng minh quyền nộp hồ sơ")
    DUPLICATE = "duplicate", _("Trùng hồ sơ")
    FALSE_DOCUMENT = "false_document", _("Giấy tờ không đúng")
    OUT_OF_SCOPE = "out_of_scope", _("Ngoài phạm vi danh bạ")
    UNLAWFUL = "unlawful", _("Nội dung trái pháp luật")


class CheckAnswer(models.TextChoices):
    YES = "yes", _("Có")
    NO = "no", _("Không")
    NOT_NEEDED = "not_needed", _("Không cần")


class CheckItem(models.TextChoices):
    """The officer's checklist (REGN-5)."""

    IDENTITY = "identity", _("Danh tính")
    AUTHORITY = "authority", _("Quyền của người nộp")
    ADDRESS = "address", _("Địa chỉ, xã phường")
    CLASSIFICATION = "classification", _("Đề nghị phân loại")
    DUPLICATES = "duplicates", _("Trùng hồ sơ")
    WORDING = "wording", _("Lời văn")
    LOGO = "logo", _("Quyền dùng logo")


class FieldClass(models.TextChoices):
    """How a field changes (REGN-12)."""

    FREE = "free", _("tự do")
    MODERATED = "moderated", _("duyệt trước")
    LOCKED = "locked", _("khoá")


class Step(models.TextChoices):
    """Steps of the registration form, in order. The value is the folded word in the address."""

    IDENTITY = "danh-tinh", _("Danh tính")
    SEAT = "tru-so", _("Trụ sở")
    ACTIVITY = "hoat-dong", _("Hoạt động")
    CLASSIFICATION = "phan-loai", _("Phân loại đề nghị")
    CONTACT = "lien-he", _("Liên hệ và đồng ý")
    CHECK = "kiem-tra", _("Kiểm tra")


@dataclass(frozen=True)
class ProfileField:
    """One answer of the form: its key in `Case.answers`, its name, class and step."""

    key: str
    label: str | Promise
    field_class: FieldClass
    step: Step
    required: bool = False
    is_public: bool = True


PROFILE_FIELDS: tuple[ProfileField, ...] = (
    ProfileField("legal_name", _("Tên đầy đủ"), FieldClass.LOCKED, Step.IDENTITY, required=True),
    ProfileField("tax_code", _("Mã số thuế"), FieldClass.LOCKED, Step.IDENTITY),
    ProfileField("short_name", _("Tên thường gọi"), FieldClass.MODERATED, Step.IDENTITY),
    ProfileField(
        "first_registration_date", _("Ngày đăng ký lần đầu"), FieldClass.LOCKED, Step.IDENTITY
    ),
    ProfileField("street", _("Số nhà, đường, ấp"), FieldClass.LOCKED, Step.SEAT, required=True),
    ProfileField("commune", _("Xã, phường"), FieldClass.LOCKED, Step.SEAT, required=True),
    ProfileField("description", _("Giới thiệu"), FieldClass.FREE, Step.ACTIVITY, required=True),
    ProfileField("sectors", _("Lĩnh vực"), FieldClass.MODERATED, Step.ACTIVITY, required=True),
    ProfileField("products", _("Sản phẩm, dịch vụ"), FieldClass.MODERATED, Step.ACTIVITY),
    ProfileField("staff", _("Số lao động"), FieldClass.MODERATED, Step.ACTIVITY),
    ProfileField("website", _("Trang web"), FieldClass.FREE, Step.ACTIVITY),
    ProfileField(
        "proposed_classes", _("Phân loại đề nghị"), FieldClass.LOCKED, Step.CLASSIFICATION
    ),
    ProfileField(
        "class_grounds",
        _("Căn cứ đề nghị"),
        FieldClass.LOCKED,
        Step.CLASSIFICATION,
        is_public=False,
    ),
    ProfileField(
        "representative", _("Người đại diện"), FieldClass.LOCKED, Step.CONTACT, is_public=False
    ),
    ProfileField(
        "contact_name",
        _("Người liên hệ"),
        FieldClass.FREE,
        Step.CONTACT,
        required=True,
        is_public=False,
    ),
    ProfileField("contact_email", _("Thư điện tử"), FieldClass.FREE, Step.CONTACT, is_public=False),
    ProfileField("contact_phone", _("Điện thoại"), FieldClass.FREE, Step.CONTACT, is_public=False),
    ProfileField("consents", _("Đồng ý"), FieldClass.FREE, Step.CONTACT, is_public=False),
)
FIELDS_BY_KEY = {field.key: field for field in PROFILE_FIELDS}

NOT_ASKED: dict[str, frozenset[str]] = {
    OrganizationKind.PROJECT: frozenset({"tax_code", "first_registration_date"}),
    OrganizationKind.PERSON: frozenset(
        {
            "short_name",
            "first_registration_date",
            "representative",
            "staff",
            "proposed_classes",
            "class_grounds",
        }
    ),
    OrganizationKind.FUND: frozenset({"proposed_classes", "class_grounds"}),
    OrganizationKind.SUPPORT: frozenset({"proposed_classes", "class_grounds"}),
}
"""Answers that make no sense for a kind; their question is left out."""


def asked_of(kind: str) -> tuple[ProfileField, ...]:
    """Return the fields that the form asks of this kind, in order."""
    left_out = NOT_ASKED.get(kind, frozenset())
    return tuple(field for field in PROFILE_FIELDS if field.key not in left_out)


def steps_of(kind: str) -> tuple[Step, ...]:
    """Return the steps of the form for this kind; the last one is the check."""
    asked = {field.step for field in asked_of(kind)}
    return tuple(step for step in Step if step in asked or step == Step.CHECK)


PROPOSABLE_CLASSES: tuple[tuple[str, str | Promise], ...] = (
    ("DTF/DIGITAL", _("Doanh nghiệp công nghệ số")),
    ("DTF/ABLE", _("Đủ khả năng cung cấp")),
    ("STARTUP/INNOVATIVE", _("Khởi nghiệp sáng tạo")),
)
"""What a person may propose, as "scheme/class"; an officer decides (REG-14)."""

CASE_PREFIXES = {CaseKind.REGISTER: "DK", CaseKind.CHANGE: "TD", CaseKind.CLAIM: "NQ"}
"""What the number of a case begins with, e.g. DK-2026-000123."""

CONSENT_PURPOSES = (
    Purpose.PUBLIC_LISTING,
    Purpose.INVESTOR_SHARING,
    Purpose.MENTOR_SHARING,
    Purpose.STATISTICS,
)
"""What the registration asks consent for, each apart (PRV-1). The first is needed to be listed."""

CONSENT_TEXT_VERSION = "2026-11"
"""Changes whenever the sentences of the consents change."""

CLAIM_PROOFS = (ProofLevel.LETTER, ProofLevel.CALL)
"""How a claimant can show the right to act, in this version (REGN-10)."""

FILE_FIELDS = {"tax_code": EvidenceKind.CERTIFICATE, "proposed_classes": EvidenceKind.OTHER}
"""Fields that papers may come with, and the kind of paper by default."""
