"""What an officer sees of a case, and what the applicant reads about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.choices import Purpose
from core.calendar import working_days_between
from ecosystem.registry import policies
from ecosystem.registry.choices import (
    FIELDS_BY_KEY,
    PROFILE_FIELDS,
    WAITING_FOR_OFFICER,
    CaseKind,
    CaseStatus,
    CheckItem,
    Decision,
)
from ecosystem.registry.models import (
    Case,
    CaseFile,
    CheckListItem,
    FieldDecision,
    Organization,
)

from .answers import answers_of, same_answer
from .display import Segment, Words, compare, label_of
from .duplicates import Candidate, of_answers

OFFICE_CLOSES = "17:00"
CHECKS_BY_KIND = {
    CaseKind.REGISTER: tuple(CheckItem),
    CaseKind.CHANGE: tuple(CheckItem),
    CaseKind.CLAIM: (CheckItem.IDENTITY, CheckItem.AUTHORITY, CheckItem.DUPLICATES),
}
NOT_DECIDED = frozenset({"consents"})
"""Answers that are shown and taken as they are."""


@dataclass(frozen=True)
class Row:
    """One answer beside what stands now, with what was said about it so far.

    `asked` is the question that the applicant has answered since. `is_settled` means that the
    newest decision was already sent.
    """

    key: str
    label: str
    field_class: str
    class_label: str
    now: str
    now_note: str
    proposed: tuple[Segment, ...]
    files: tuple[CaseFile, ...]
    decision: str = ""
    code: str = ""
    text: str = ""
    asked: str = ""
    is_settled: bool = False
    is_decided_here: bool = True

    @property
    def problem(self) -> str:
        """What is missing before the decision about this answer can be sent, or nothing."""
        if self.decision == Decision.REFUSE:
            if not self.code:
                return _("%(field)s: chọn mã lý do từ chối") % {"field": self.label}
            if len(self.text.strip()) < settings.REFUSAL_TEXT_MIN_LENGTH:
                return _("%(field)s: viết lý do từ chối ít nhất %(count)s ký tự") % {
                    "field": self.label,
                    "count": settings.REFUSAL_TEXT_MIN_LENGTH,
                }
        if self.decision == Decision.ASK and not self.text.strip():
            return _("%(field)s: viết câu hỏi cho chủ hồ sơ") % {"field": self.label}
        return ""


@dataclass(frozen=True)
class Check:
    """One line of the checklist."""

    item: str
    label: str | Promise
    answer: str = ""
    note: str = ""


@dataclass(frozen=True)
class Clock:
    """Until when the first decision is due (REGN-7). It stands still while something is asked."""

    answer_by: date | None
    working_day: int
    of_days: int
    days_late: int
    is_stopped: bool
    days_left: int | None
    hour: str = OFFICE_CLOSES

    @property
    def is_today(self) -> bool:
        return self.answer_by == timezone.localdate()

    @property
    def is_late(self) -> bool:
        return self.days_late > 0


@dataclass(frozen=True)
class Review:
    """A case as an officer decides it. `unanswered` names what an approval still needs."""

    case: Case
    rows: tuple[Row, ...]
    checks: tuple[Check, ...]
    candidates: tuple[Candidate, ...]
    clock: Clock

    @property
    def decided_rows(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.is_decided_here)

    @property
    def by_decision(self) -> dict[str, tuple[Row, ...]]:
        return {
            decision: tuple(row for row in self.decided_rows if row.decision == decision)
            for decision in Decision.values
        }

    @property
    def open_rows(self) -> tuple[Row, ...]:
        return tuple(row for row in self.decided_rows if not row.decision)

    @property
    def open_checks(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.answer)

    @property
    def answered_checks(self) -> int:
        return len(self.checks) - len(self.open_checks)

    @property
    def asks(self) -> bool:
        return bool(self.by_decision[Decision.ASK])

    @property
    def accepted(self) -> tuple[str, ...]:
        return tuple(row.key for row in self.by_decision[Decision.ACCEPT])

    @property
    def outcome(self) -> CaseStatus:
        """What sending would make of the case: asked back, refused as a whole, or approved."""
        if self.asks:
            return CaseStatus.NEEDS_INFORMATION
        if self.decided_rows and not self.open_rows and not self.accepted:
            return CaseStatus.REFUSED
        return CaseStatus.APPROVED

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Sentences about what is missing before the decision can be sent."""
        missing = [row.problem for row in self.decided_rows if row.problem]
        if self.asks:
            return tuple(missing)
        missing += [
            _("%(field)s: chưa quyết định") % {"field": row.label} for row in self.open_rows
        ]
        missing += [
            _("Danh mục kiểm, %(item)s: chưa trả lời") % {"item": check.label}
            for check in self.open_checks
        ]
        if self.outcome == CaseStatus.APPROVED:
            missing += self._needed()
        return tuple(missing)

    def _needed(self) -> list[str]:
        if self.case.kind != CaseKind.REGISTER:
            return []
        return [
            _("%(field)s: ô bắt buộc; hỏi lại, hoặc từ chối cả hồ sơ") % {"field": row.label}
            for row in self.by_decision[Decision.REFUSE]
            if FIELDS_BY_KEY[row.key].required
        ]


@dataclass(frozen=True)
class Question:
    """What the officer wants to know about one answer."""

    field: str
    label: str
    text: str


def review(case: Case) -> Review:
    """Return everything that the screening page shows, in a fixed number of queries."""
    return Review(
        case=case,
        rows=rows_of(case),
        checks=_checks(case),
        candidates=_candidates(case),
        clock=clock(case),
    )


def rows_of(case: Case) -> tuple[Row, ...]:
    """Return the answers of the case in the order of the form."""
    now = answers_of(case.organization) if case.organization else {}
    words = Words(now, case.answers)
    decisions = newest_decisions(case)
    files: dict[str, list[CaseFile]] = {}
    for each in case.files.filter(removed_at=None).select_related("file"):
        files.setdefault(each.field, []).append(each)
    order = [known.key for known in PROFILE_FIELDS]
    keys = [key for key in order if key in case.answers]
    keys += [key for key in case.answers if key not in order and key.startswith("claimant_")]
    return tuple(
        _row(case, key, now, words, decisions.get(key), tuple(files.get(key, ())))
        for key in keys
        if words.parts(key, case.answers[key])
        or (now and not same_answer(key, now.get(key), case.answers[key]))
    )


def other_files(case: Case) -> tuple[CaseFile, ...]:
    """Return the papers that belong to no row."""
    keys = set(case.answers)
    return tuple(
        each
        for each in case.files.filter(removed_at=None).select_related("file")
        if each.field not in keys
    )


def beside(case: Case, other: Organization) -> tuple[tuple[str, str, str], ...]:
    """Return label, the case's answer and the other record's, where either says something."""
    return _beside(case.answers, answers_of(other))


def side_by_side(one: Organization, other: Organization) -> tuple[tuple[str, str, str], ...]:
    """Return label and both records' values, where either says something."""
    return _beside(answers_of(one), answers_of(other))


def _beside(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    words = Words(mine, theirs)
    keys = [known.key for known in PROFILE_FIELDS if known.key in theirs]
    rows = [
        (label_of(key), words.text(key, mine.get(key)), words.text(key, theirs[key]))
        for key in keys
    ]
    return tuple(row for row in rows if row[1] or row[2])


def _row(
    case: Case,
    key: str,
    now: Mapping[str, Any],
    words: Words,
    newest: FieldDecision | None,
    files: tuple[CaseFile, ...],
) -> Row:
    known = FIELDS_BY_KEY.get(key)
    before = words.parts(key, now.get(key)) if now else ()
    after = words.parts(key, case.answers[key])
    answered = newest is not None and newest.decision == Decision.ASK and newest.sent_at is not None
    kept = newest if newest and not answered else None
    return Row(
        key=key,
        label=label_of(key),
        field_class=known.field_class if known else "",
        class_label=str(known.field_class.label) if known else "",
        now="; ".join(before),
        now_note=_register_note(case, key),
        # Everything is new in a new registration; underlining all of it would say nothing.
        proposed=compare(before, after) if now else (Segment("same", "; ".join(after)),),
        files=files,
        decision=kept.decision if kept else "",
        code=kept.code if kept else "",
        text=kept.text if kept else "",
        asked=newest.text if newest and answered else "",
        is_settled=bool(kept and kept.sent_at),
        is_decided_here=known is not None
        and key not in NOT_DECIDED
        and case.kind != CaseKind.CLAIM,
    )


def _register_note(case: Case, key: str) -> str:
    """Return what can be checked without anybody: the check digit (REG-2)."""
    if key != "tax_code" or not case.answers.get("tax_code"):
        return ""
    code = policies.parse_tax_code(case.answers["tax_code"], case.organization_kind)
    if code.is_personal:
        return _("số định danh cá nhân, không công khai")
    return _("chữ số kiểm tra đúng") if code.is_valid else _("chữ số kiểm tra sai")


def newest_decisions(case: Case) -> dict[str, FieldDecision]:
    """Return the decision that counts for each field: the newest."""
    return {each.field: each for each in case.field_decisions.order_by("at", "pk")}


def _checks(case: Case) -> tuple[Check, ...]:
    given: dict[str, CheckListItem] = {each.item: each for each in case.checklist.all()}
    return tuple(
        Check(
            item=item.value,
            label=item.label,
            answer=given[item].answer if item in given else "",
            note=given[item].note if item in given else "",
        )
        for item in CHECKS_BY_KIND[CaseKind(case.kind)]
    )


def _candidates(case: Case) -> tuple[Candidate, ...]:
    if case.status == CaseStatus.DRAFT or case.kind == CaseKind.CLAIM:
        return ()
    answers = {**answers_of(case.organization), **case.answers} if case.organization else None
    different = set(case.different_from.values_list("pk", flat=True))
    found = of_answers(answers or case.answers, exclude=case.organization)
    return tuple(each for each in found if each.organization.pk not in different)


def clock(case: Case) -> Clock:
    """Return where the case stands between its arrival and the day of the answer."""
    today = timezone.localdate()
    of_days = settings.ANSWER_WORKING_DAYS
    runs = case.status in WAITING_FOR_OFFICER
    left = working_days_between(today, case.answer_by) if runs and case.answer_by else 0
    return Clock(
        answer_by=case.answer_by,
        working_day=min(max(of_days - left, 0), of_days) if runs else 0,
        of_days=of_days,
        days_late=max(-left, 0),
        is_stopped=case.clock_stopped_at is not None,
        days_left=case.days_left,
    )


def open_fields(case: Case) -> frozenset[str]:
    """Return the answers that the applicant may change while information is needed (REGN-6)."""
    return frozenset(question.field for question in questions(case))


def questions(case: Case) -> tuple[Question, ...]:
    """Return what was asked and not answered yet."""
    if case.status != CaseStatus.NEEDS_INFORMATION:
        return ()
    return tuple(
        Question(each.field, label_of(each.field), each.text)
        for each in newest_decisions(case).values()
        if each.decision == Decision.ASK and each.sent_at is not None
    )


def may_be_public(case: Case) -> bool:
    """Was the public listing agreed to? Cases that did not ask (on paper) count as agreed."""
    consents = case.answers.get("consents")
    return consents is None or Purpose.PUBLIC_LISTING in consents
