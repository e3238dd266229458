"""The journal of an application in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core import journal
from programs.calls.models import Application

WORDS = {
    "start": _("mở bản nháp"),
    "submit": _("nộp hồ sơ"),
    "take": _("nhận hồ sơ"),
    "ask": _("hỏi lại"),
    "answer": _("trả lời bổ sung"),
    "go_on": _("xét tiếp khi hết hạn bổ sung"),
    "find_eligible": _("ghi đủ điều kiện"),
    "find_not_eligible": _("ghi không đủ điều kiện"),
    "send_to_review": _("chuyển hội đồng"),
    "edit_blind_copy": _("sửa bản ẩn danh"),
    "invite_to_interview": _("mời phỏng vấn"),
    "assign": _("phân công chấm"),
    "unassign": _("bỏ phân công"),
    "answer_conflict": _("khai liên quan"),
    "submit_review": _("gửi phiếu chấm"),
    "plan_accept": _("dự kiến chọn"),
    "plan_wait": _("dự kiến dự bị"),
    "plan_refuse": _("dự kiến không chọn"),
    "plan_next": _("dự kiến chọn từ danh sách dự bị"),
    "reconsider": _("bỏ quyết định dự kiến"),
    "return_to_list": _("trả về danh sách dự bị"),
    "correct": _("ghi đính chính"),
    "correct_to_offer": _("đính chính: chọn"),
    "correct_to_list": _("đính chính: dự bị"),
    "correct_to_refusal": _("đính chính: không chọn"),
    "drop_letter": _("thư không gửi vì hồ sơ đã chuyển bước"),
    "offer": _("gửi lời mời"),
    "put_on_list": _("báo dự bị"),
    "refuse": _("báo không được chọn"),
    "accept": _("nhận lời"),
    "decline": _("từ chối lời mời"),
    "expire": _("lời mời hết hạn"),
    "withdraw": _("rút hồ sơ dự tuyển"),
    "enroll": _("vào khoá"),
    "graduate": _("hoàn thành khoá"),
    "leave": _("rời khoá"),
    "terminate": _("chấm dứt"),
    "read_file": _("mở tệp"),
}


@dataclass(frozen=True)
class Entry:
    """One line of the journal: when, who, what, why."""

    at: datetime
    who: str
    words: str
    reason: str


def entries(application: Application, count: int = 10) -> tuple[Entry, ...]:
    """Return the newest lines about an application."""
    return tuple(
        Entry(
            line.at,
            line.actor_name or str(_("hệ thống")),
            str(WORDS.get(line.verb, line.verb)),
            line.reason,
        )
        for line in journal.about(application)[:count]
    )
