"""What the applicant reads about a decision, word for word as the officer saw it before."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from ecosystem.registry.choices import WAITING_FOR_OFFICER, CaseStatus, Decision, RefusalCode
from ecosystem.registry.models import Case

from .cases import Question, Review, may_be_public, newest_decisions
from .display import label_of


@dataclass(frozen=True)
class Letter:
    """What the applicant reads about a decision: outcome, each answer, what to do next."""

    number: str
    title: str
    opening: str
    accepted: tuple[str, ...] = ()
    refused: tuple[tuple[str, str, str], ...] = ()
    questions: tuple[Question, ...] = ()
    message: str = ""
    closing: tuple[str, ...] = field(default=())


def decision_letter(case: Case) -> Letter | None:
    """Return what was sent to the applicant last; nothing before the first decision."""
    if case.status in WAITING_FOR_OFFICER or case.status == CaseStatus.DRAFT:
        return None
    sent = [each for each in newest_decisions(case).values() if each.sent_at is not None]
    return letter(
        case,
        CaseStatus(case.status),
        {each.field: (each.decision, each.code, each.text) for each in sent},
        message=case.message,
        code=case.refusal_code,
    )


def letter_before(review: Review, message: str = "") -> Letter:
    """Return the letter that sending the decision now would make."""
    decided = {
        row.key: (row.decision, row.code, row.text) for row in review.decided_rows if row.decision
    }
    return letter(review.case, review.outcome, decided, message=message)


def letter(
    case: Case,
    outcome: CaseStatus,
    decided: Mapping[str, tuple[str, str, str]],
    *,
    message: str = "",
    code: str = "",
) -> Letter:
    """Return the letter of an outcome with the decisions field by field."""
    number = {"number": case.number}
    name = case.answers.get("legal_name") or (case.organization and case.organization.legal_name)
    return Letter(
        number=case.number,
        title=_TITLES[outcome]() % number if outcome in _TITLES else case.number,
        opening=_opening(case, outcome, str(name or case.number)),
        accepted=tuple(
            label_of(key) for key, said in decided.items() if said[0] == Decision.ACCEPT
        ),
        refused=tuple(
            (label_of(key), str(RefusalCode(said[1]).label) if said[1] else "", said[2])
            for key, said in decided.items()
            if said[0] == Decision.REFUSE
        ),
        questions=tuple(
            Question(key, label_of(key), said[2])
            for key, said in decided.items()
            if said[0] == Decision.ASK and outcome == CaseStatus.NEEDS_INFORMATION
        ),
        message=f"{RefusalCode(code).label}. {message}" if code else message,
        closing=_closing(outcome, may_be_public(case)),
    )


_TITLES = {
    CaseStatus.NEEDS_INFORMATION: lambda: _("Hồ sơ %(number)s cần bổ sung"),
    CaseStatus.APPROVED: lambda: _("Hồ sơ %(number)s đã được duyệt"),
    CaseStatus.REFUSED: lambda: _("Hồ sơ %(number)s không đạt"),
    CaseStatus.DUPLICATE: lambda: _("Hồ sơ %(number)s trùng với hồ sơ đã có"),
    CaseStatus.WITHDRAWN: lambda: _("Hồ sơ %(number)s đã rút"),
}


def _opening(case: Case, outcome: CaseStatus, name: str) -> str:
    words = {"name": name, "code": case.duplicate_of.code if case.duplicate_of else ""}
    match outcome:
        case CaseStatus.NEEDS_INFORMATION:
            text = _(
                "Trung tâm đã xem hồ sơ của %(name)s và cần hỏi thêm. "
                "Chỉ những ô dưới đây mở lại; đồng hồ trả lời dừng cho đến khi có câu trả lời."
            )
        case CaseStatus.APPROVED:
            text = _("Trung tâm đã xét xong hồ sơ của %(name)s.")
        case CaseStatus.REFUSED:
            text = _("Trung tâm chưa nhận được hồ sơ của %(name)s, vì lý do dưới đây.")
        case CaseStatus.DUPLICATE:
            text = _("%(name)s đã có trong danh bạ với mã %(code)s.")
        case _:
            text = _("Hồ sơ của %(name)s đã đóng.")
    return text % words


def _closing(outcome: CaseStatus, is_public: bool) -> tuple[str, ...]:
    match outcome:
        case CaseStatus.NEEDS_INFORMATION:
            return (
                _(
                    "Sau %(remind)s ngày làm việc chưa có câu trả lời, trung tâm nhắc một lần; "
                    "sau %(close)s ngày, hồ sơ đóng và có thể mở lại."
                )
                % {
                    "remind": settings.INFORMATION_REMINDER_WORKING_DAYS,
                    "close": settings.INFORMATION_CLOSE_WORKING_DAYS,
                },
            )
        case CaseStatus.REFUSED:
            return (
                _("Có thể sửa và gửi lại: mở hồ sơ này thành bản nháp, dữ liệu còn nguyên."),
                _(
                    "Không đồng ý với quyết định này thì xin xem xét lại một lần; "
                    "người khác sẽ xét trong %(days)s ngày làm việc."
                )
                % {"days": settings.REVIEW_WORKING_DAYS},
            )
        case CaseStatus.DUPLICATE:
            return (_("Nếu đây là tổ chức của bạn, xin nhận quản lý hồ sơ đã có."),)
        case CaseStatus.APPROVED if not is_public:
            return (_("Chưa có sự đồng ý đăng công khai nên hồ sơ chưa hiện trong danh bạ."),)
        case _:
            return ()
