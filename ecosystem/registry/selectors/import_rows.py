"""What one row of somebody else's table says, read without a database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from core.sheets import NumberText
from core.vietnamese import UnreadableDateError, fold, normalize, parse_date
from ecosystem.registry.choices import OrganizationKind, OrganizationStatus
from ecosystem.registry.policies import TaxCode, parse_tax_code
from ecosystem.registry.selectors.reading import canonical, problem

HEADINGS: dict[str, tuple[str, ...]] = {
    "code": ("mã", "mã tổ chức", "mã danh bạ", "code"),
    "legal_name": (
        "tên đầy đủ",
        "tên",
        "tên tổ chức",
        "tên doanh nghiệp",
        "tên công ty",
        "tên pháp lý",
        "name",
        "legal name",
    ),
    "short_name": ("tên thường gọi", "tên viết tắt", "name short", "short name"),
    "name_en": ("tên tiếng anh", "tên nước ngoài", "name global", "english name", "name en"),
    "tax_code": ("mã số thuế", "mst", "mã số doanh nghiệp", "tax", "tax code"),
    "kind": ("loại", "loại tổ chức", "loại hình", "loại hình doanh nghiệp", "category", "kind"),
    "status": ("tình trạng", "trạng thái", "tình trạng hoạt động", "status"),
    "first_registration_date": (
        "ngày đăng ký lần đầu",
        "ngày thành lập",
        "ngày cấp",
        "ngày hoạt động",
        "active date",
        "first registration date",
    ),
    "address": ("địa chỉ", "trụ sở", "địa chỉ trụ sở", "address"),
    "industries": ("mã ngành", "ngành nghề", "ngành", "vsic", "career code"),
    "description": ("giới thiệu", "mô tả", "description"),
    "website": ("trang web", "website"),
    "representative": ("người đại diện", "đại diện pháp luật", "người đại diện pháp luật"),
    "contact_phone": ("điện thoại", "số điện thoại", "phone"),
    "contact_email": ("thư điện tử", "email", "e mail"),
}
"""Our names of the columns, and headings under which they are met. The first one names them."""

LIMITS = {"legal_name": 300, "short_name": 150, "name_en": 300, "address": 300}

_FORMER = re.compile(r"\s*\(\s*(số cũ|tên cũ|trước đây là|trước đây)\s*[:\-]?\s*([^()]*)\)", re.I)
_PAGE_TITLE = re.compile(
    r"https?://|www\.|\||tra cuu|trang chu|ma so thue|thong tin doanh nghiep|^404|not found"
)
_KINDS = (
    (OrganizationKind.BRANCH, r"chi nhanh|van phong dai dien|dia diem kinh doanh|cua hang so"),
    (OrganizationKind.COOPERATIVE, r"(lien hiep )?(hop tac xa|htx|quy tin dung nhan dan)\b"),
    (OrganizationKind.HOUSEHOLD, r"(ho kinh doanh|hkd)\b"),
    (OrganizationKind.COMPANY, r"(tong )?(cong ty|cty)\b|doanh nghiep|dntn|tap doan|ngan hang"),
    (
        OrganizationKind.SCHOOL,
        r"(truong|dai hoc|cao dang|trung tam (giao duc|day nghe|ngoai ngu|boi duong))\b",
    ),
    (OrganizationKind.INSTITUTE, r"(vien|trung tam nghien cuu)\b"),
    (OrganizationKind.FUND, r"quy\b"),
    (
        OrganizationKind.STATE_BODY,
        r"(ubnd|uy ban|hdnd|hoi dong nhan dan|so|phong|chi cuc|cuc|kho bac|toa an|cong an|ban|"
        r"vien kiem sat|doi|tram|dang uy|huyen uy|hoi|doan|lien doan|mat tran)\b",
    ),
)


@dataclass(frozen=True)
class Trouble:
    """A cell that cannot be taken as it is. `repair`: what it probably was."""

    field: str
    reason: str
    repair: str = ""


@dataclass
class ParsedRow:
    """A row in our words. What the file does not say, or leaves empty, is not in `values`."""

    values: dict[str, str] = field(default_factory=dict)
    kind: str = OrganizationKind.COMPANY
    kind_is_stated: bool = False
    tax_code: str = ""
    head_tax_code: str = ""
    status: str = ""
    first_day: date | None = None
    industries: tuple[str, ...] = ()
    former_name: str = ""
    troubles: list[Trouble] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def parse(
    cells: Mapping[str, str],
    *,
    accept_repairs: bool = False,
    statuses: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
) -> ParsedRow:
    """Read one row. `statuses` and `kinds` give our code for spellings of the file's own."""
    row = ParsedRow()
    for name, cell in cells.items():
        if text := normalize(cell):
            row.values[name] = text
    _read_name(row)
    row.kind, row.kind_is_stated = _kind_of(row, kinds or {})
    _read_tax_code(row, cells.get("tax_code", ""), accept_repairs)
    _read_status(row, statuses or {})
    _read_day(row)
    _read_others(row)
    if _looks_swapped(row):
        row.troubles.append(
            Trouble(
                "legal_name",
                _("Có vẻ cột tên và cột mã số thuế bị đổi chỗ; xin kiểm lại hai cột."),
            )
        )
    return row


# Names and kinds -------------------------------------------------------------------------------


def _read_name(row: ParsedRow) -> None:
    name = row.values.get("legal_name", "")
    if found := _FORMER.search(name):
        # "Số cũ" is a number of before, with which only the whole old entry makes sense.
        is_name = not fold(found[1]).startswith("so")
        row.former_name = found[2].strip() if is_name else name
        name = row.values["legal_name"] = normalize(_FORMER.sub(" ", name))
        row.notes.append(_("giữ “%(text)s” làm tên cũ") % {"text": row.former_name})
    if not name:
        row.troubles.append(Trouble("legal_name", _("Chưa có tên.")))
    elif not re.search(r"[^\W\d_]{2}", name):
        row.troubles.append(Trouble("legal_name", _("“%(text)s” không phải tên.") % {"text": name}))
    elif _PAGE_TITLE.search(fold(name)):
        row.troubles.append(
            Trouble(
                "legal_name", _("“%(text)s” là tiêu đề trang web, không phải tên.") % {"text": name}
            )
        )


def _looks_swapped(row: ParsedRow) -> bool:
    name, code = row.values.get("legal_name", ""), row.values.get("tax_code", "")
    return bool(re.fullmatch(r"[\d .\-]{9,}(?:\.0)?", name) and re.search(r"[^\W\d_]{2}", code))


def _kind_of(row: ParsedRow, kinds: Mapping[str, str]) -> tuple[str, bool]:
    stated = fold(row.values.get("kind", ""))
    own = {fold(str(kind.label)): kind.value for kind in OrganizationKind}
    own |= {kind.value: kind.value for kind in OrganizationKind}
    own |= {fold(text): code for text, code in kinds.items()}
    if stated in own:
        return own[stated], True
    name = fold(row.values.get("legal_name", ""))
    for kind, words in _KINDS:
        if re.match(words, name):
            return kind, False
    if stated.startswith("don vi hanh chinh"):
        return OrganizationKind.STATE_BODY, False
    if stated.startswith("hop tac xa"):
        return OrganizationKind.COOPERATIVE, False
    return OrganizationKind.COMPANY, False


# Tax codes -------------------------------------------------------------------------------------


def _read_tax_code(row: ParsedRow, cell: str, accept_repairs: bool) -> None:
    text = row.values.get("tax_code", "")
    parsed = parse_tax_code(text, row.kind)
    if not parsed.is_valid and (repair := repair_of(text, row.kind)):
        if accept_repairs:
            row.notes.append(
                _("mã số thuế %(old)s đã sửa thành %(new)s")
                % {"old": text, "new": repair.canonical}
            )
            parsed = repair
        else:
            was_number = isinstance(cell, NumberText) or text.endswith(".0")
            row.troubles.append(
                Trouble(
                    "tax_code",
                    _("Mã số thuế đã thành số nên mất số 0 ở đầu; có lẽ là %(code)s.")
                    % {"code": repair.canonical}
                    if was_number
                    else _("Mã số thuế thiếu số 0 ở đầu; có lẽ là %(code)s.")
                    % {"code": repair.canonical},
                    repair=repair.canonical,
                )
            )
            return
    if not parsed.is_valid:
        row.troubles.append(Trouble("tax_code", f"{parsed.sentence} ({text})"))
        return
    row.tax_code = parsed.canonical
    if "-" in parsed.canonical:
        row.head_tax_code = parsed.canonical.partition("-")[0]
        row.kind = OrganizationKind.BRANCH


def repair_of(text: str, kind: str = OrganizationKind.COMPANY) -> TaxCode | None:
    """Return the valid code that became `text` when a spreadsheet took it for a number."""
    digits = re.sub(r"\.0+$", "", text.strip())
    if exponent := re.fullmatch(r"(\d)[.,](\d+)E\+?0*(\d{1,2})", digits, re.I):
        size = int(exponent[3])
        # Digits that the notation cut away cannot be guessed.
        digits = exponent[1] + exponent[2] if len(exponent[2]) == size else ""
    if not digits.isdigit() or (digits == text.strip() and len(digits) in (10, 13)):
        return None
    for length in (10, 13, 12):
        missing = length - len(digits)
        if 0 <= missing <= 2:
            code = parse_tax_code("0" * missing + digits, kind)
            if code.is_valid and (missing or digits != text.strip()):
                return code
    return None


# Status, days, the rest ------------------------------------------------------------------------


def status_of(text: str) -> str:
    """Return our status for a spelling of the tax register's; "" when it is not known.

    Who stopped without closing the tax code is suspended, who is not found is unknown: only a
    closed code says that the organization is no more.
    """
    plain = fold(text)
    for status in OrganizationStatus:
        if plain in (status.value, fold(str(status.label))):
            return status.value
    if plain.startswith("dang hoat dong"):
        return OrganizationStatus.ACTIVE
    if re.match(r"tam (nghi|ngung)", plain):
        return OrganizationStatus.SUSPENDED
    if plain.startswith("khong hoat dong tai dia chi"):
        return OrganizationStatus.UNKNOWN
    if re.match(r"ngung (hoat dong|hd|kinh doanh)", plain):
        is_closed = re.search(r"va da|da dong ma so|giai the|pha san", plain)
        return OrganizationStatus.DISSOLVED if is_closed else OrganizationStatus.SUSPENDED
    if re.match(r"(da )?(giai the|pha san|cham dut)", plain):
        return OrganizationStatus.DISSOLVED
    return ""


def _read_status(row: ParsedRow, statuses: Mapping[str, str]) -> None:
    text = row.values.get("status", "")
    if not text:
        return
    own = {fold(spelling): code for spelling, code in statuses.items()}
    row.status = own.get(fold(text)) or status_of(text)
    if not row.status:
        row.troubles.append(
            Trouble("status", _("Không rõ tình trạng “%(text)s”.") % {"text": text})
        )


def _read_day(row: ParsedRow) -> None:
    text = row.values.get("first_registration_date", "")
    if not text:
        return
    try:
        day = parse_date(text.partition(" ")[0] if re.match(r"\d{4}-", text) else text)
    except UnreadableDateError as error:
        row.troubles.append(Trouble("first_registration_date", str(error)))
        return
    if not date(1900, 1, 1) <= day <= timezone.localdate():
        reason = _("Ngày %(text)s ở tương lai hoặc quá xa.") % {"text": text}
        row.troubles.append(Trouble("first_registration_date", reason))
        return
    row.first_day = day


def _read_others(row: ParsedRow) -> None:
    codes = re.findall(r"(?<!\d)\d{4,5}(?!\d)", row.values.pop("industries", ""))
    row.industries = tuple(dict.fromkeys(codes))
    for name, limit in LIMITS.items():
        if len(row.values.get(name, "")) > limit:
            reason = _("Dài quá %(limit)s ký tự.") % {"limit": limit}
            row.troubles.append(Trouble(name, reason))
    if "website" in row.values:
        website = row.values["website"] = canonical("website", row.values["website"], row.kind)
        if problem("website", website, row.kind, {}):
            row.troubles.append(Trouble("website", _("Địa chỉ trang web không đúng.")))
    email = row.values.get("contact_email", "")
    if email and not re.fullmatch(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+", email):
        row.troubles.append(Trouble("contact_email", _("Địa chỉ thư điện tử không đúng.")))
    phone = row.values.get("contact_phone", "")
    if phone:
        digits = re.sub(r"[ .()\-]", "", phone)
        if re.fullmatch(r"\+?\d{8,15}", digits):
            row.values["contact_phone"] = digits
        else:
            row.troubles.append(Trouble("contact_phone", _("Số điện thoại không đúng.")))
