"""The journal of a case or a record, in sentences for staff."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import journal
from core.models import JournalEntry

VERBS = {
    "create": gettext_lazy("tạo"),
    "start": gettext_lazy("mở bản nháp"),
    "submit": gettext_lazy("gửi hồ sơ"),
    "resubmit": gettext_lazy("trả lời câu hỏi"),
    "take": gettext_lazy("nhận hồ sơ để xét"),
    "assign": gettext_lazy("giao hồ sơ"),
    "decide_field": gettext_lazy("ghi quyết định từng ô, chưa gửi"),
    "mark_different": gettext_lazy("trả lời: không trùng"),
    "ask": gettext_lazy("gửi câu hỏi, đồng hồ dừng"),
    "approve": gettext_lazy("duyệt"),
    "refuse": gettext_lazy("không nhận"),
    "mark_duplicate": gettext_lazy("đóng vì trùng hồ sơ"),
    "withdraw": gettext_lazy("rút hồ sơ"),
    "close_unanswered": gettext_lazy("đóng vì không có câu trả lời"),
    "reopen": gettext_lazy("mở lại thành bản nháp"),
    "read_file": gettext_lazy("mở tệp"),
    "change": gettext_lazy("sửa"),
    "publish": gettext_lazy("đăng công khai"),
    "hide": gettext_lazy("ẩn khỏi danh bạ"),
    "confirm": gettext_lazy("xác nhận mọi thông tin còn đúng"),
    "settle_address": gettext_lazy("chọn xã cho địa chỉ cũ"),
    "record_funding_round": gettext_lazy("ghi vòng gọi vốn"),
    "import": gettext_lazy("cập nhật từ tệp nhập"),
    "undo_import": gettext_lazy("rút lần nhập"),
    "grant_owner": gettext_lazy("trao quyền đại diện"),
    "add_file": gettext_lazy("nộp tệp"),
    "remove_file": gettext_lazy("gỡ tệp"),
}
MOST = 40


@dataclass(frozen=True)
class Line:
    """One line: when, who, and what in words."""

    at: datetime
    who: str
    text: str
    reason: str = ""


def history(subject: models.Model) -> tuple[Line, ...]:
    """Return the newest lines about a case or a record."""
    return tuple(_line(entry) for entry in journal.about(subject)[:MOST])


def _line(entry: JournalEntry) -> Line:
    text = str(VERBS.get(entry.verb, entry.verb))
    if entry.verb == "assign":
        text = _("giao hồ sơ cho %(name)s") % {"name": entry.after.get("assignee", "")}
    elif entry.verb == "read_file":
        text = _("mở tệp %(name)s") % {"name": entry.after.get("file", "")}
    elif entry.verb == "mark_different":
        text = _("trả lời: không trùng %(code)s") % {"code": entry.after.get("organization", "")}
    elif entry.verb == "decide_field":
        text = _("ghi %(count)s quyết định, chưa gửi") % {"count": len(entry.after)}
    return Line(
        at=entry.at,
        who=entry.actor_name or str(_("Hệ thống")),
        text=text,
        reason=entry.reason,
    )
