"""What a draft lacks, how far each step has come, and how its answers read."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import Purpose
from core.vietnamese import normalize
from ecosystem.registry.choices import (
    CONSENT_PURPOSES,
    FIELDS_BY_KEY,
    FILE_FIELDS,
    WITHOUT_TAX_CODE,
    CaseKind,
    OrganizationKind,
    Step,
    asked_of,
    steps_of,
)
from ecosystem.registry.models import Case, CaseFile
from ecosystem.registry.policies import parse_tax_code

from . import reading
from .display import Words, label_of

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KEY_LENGTH = 16


# The secret key of a case ------------------------------------------------------------------------


def access_key(case: Case) -> str:
    """Return the key that opens the case without an account, as "K7QF-2M9X-WD4T-ABCD".

    Derived from the site's secret, so that it can be mailed again although the database holds
    only its hash. 80 bits; letters that look like figures are not used.
    """
    about = f"{case.number} {case.created_at.timestamp()}"
    digest = salted_hmac("ecosystem.registry.case", about, algorithm="sha256").digest()
    letters = "".join(ALPHABET[byte % 32] for byte in digest[:KEY_LENGTH])
    return "-".join(letters[start : start + 4] for start in range(0, KEY_LENGTH, 4))


def hash_of(key: str) -> str:
    """Return what the database keeps of a key."""
    return hashlib.sha256(tidy(key).encode()).hexdigest()


def tidy(key: str) -> str:
    """Return a key as people copy it by hand: small letters, O for 0, blanks and all."""
    letters = normalize(key).upper().translate(str.maketrans("OIL", "011"))
    return "".join(letter for letter in letters if letter in ALPHABET)


def opens(case: Case, key: str) -> bool:
    """Say whether this key opens the case.

    The hash holds for links that are out, the derived key for those mailed after the site's
    secret was changed.
    """
    given = hash_of(key)
    by_hash = constant_time_compare(given, case.access_key_hash)
    return by_hash or constant_time_compare(given, hash_of(access_key(case)))


# What is left to do ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Problem:
    """One answer that keeps the case from being sent: where, and what to do."""

    key: str
    step: Step
    sentence: str
    is_missing: bool = False


@dataclass(frozen=True)
class StepState:
    """A line of the list of steps: done, left (`count` things to correct) or todo."""

    step: Step
    state: str
    count: int = 0

    @property
    def words(self) -> str:
        if self.state == "left":
            return ngettext("Còn %(count)s chỗ", "Còn %(count)s chỗ", self.count) % {
                "count": self.count
            }
        return _("Xong") if self.state == "done" else _("Chưa làm")


def problems(case: Case) -> tuple[Problem, ...]:
    """Return everything that keeps this draft from being sent, in the order of the form."""
    has_certificate = case.files.filter(field="tax_code", removed_at=None).exists()
    keys = [field.key for field in asked_of(case.organization_kind)]
    return problems_in(case.answers, case.organization_kind, keys, has_certificate=has_certificate)


def problems_in(
    answers: Mapping[str, Any], kind: str, keys: Iterable[str], *, has_certificate: bool
) -> tuple[Problem, ...]:
    """Return what is wrong with these answers, or required and not there."""
    found = []
    for key in keys:
        wrong = reading.problem(key, answers.get(key), kind, answers)
        sentence = wrong or missing(key, answers, kind, has_certificate=has_certificate)
        if sentence:
            step = FIELDS_BY_KEY[key].step
            found.append(Problem(key, step, sentence, is_missing=not wrong))
    return tuple(found)


def missing(key: str, answers: Mapping[str, Any], kind: str, *, has_certificate: bool) -> str:
    """Return the sentence for a required answer that is not there, or nothing."""
    value = answers.get(key)
    match key:
        case "tax_code":
            if not value and kind not in WITHOUT_TAX_CODE:
                return _("Nhập mã số thuế")
            if value and answers.get("tax_code_disputed") and not has_certificate:
                return _("Tải ảnh giấy chứng nhận, vì mã số thuế không đúng chữ số kiểm tra")
            return ""
        case "commune" if not value or not (value.get("text") or value.get("how")):
            return _("Nhập xã, phường rồi chọn trong danh sách")
        case "contact_email" if not value and not answers.get("contact_phone"):
            return _("Nhập thư điện tử hoặc điện thoại, để trung tâm trả lời")
        case "consents" if Purpose.PUBLIC_LISTING not in (value or ()):
            return _("Cần đồng ý đăng công khai thì mới có tên trong danh bạ")
        case "legal_name" if not value and kind in WITHOUT_TAX_CODE:
            return _("Nhập tên đầy đủ")
    if value or not FIELDS_BY_KEY[key].required:
        return ""
    return {
        "legal_name": _("Nhập tên đầy đủ như trên giấy chứng nhận"),
        "street": _("Nhập số nhà, đường hoặc ấp"),
        "description": _("Viết một, hai câu giới thiệu"),
        "sectors": _("Chọn ít nhất một lĩnh vực"),
        "contact_name": _("Nhập tên người liên hệ"),
    }[key]


def step_states(case: Case) -> tuple[StepState, ...]:
    """Return the steps of this case with what is left in each; the check is not among them."""
    open_problems: dict[Step, int] = {}
    for found in problems(case):
        open_problems[found.step] = open_problems.get(found.step, 0) + 1
    states = []
    for step in steps_of(case.organization_kind)[:-1]:
        keys = [field.key for field in asked_of(case.organization_kind) if field.step == step]
        count = open_problems.get(step, 0)
        touched = step in case.answers.get("visited", ())
        if not touched and not any(is_answered(case.answers.get(key)) for key in keys):
            states.append(StepState(step, "todo"))
        elif count:
            states.append(StepState(step, "left", count))
        else:
            states.append(StepState(step, "done" if touched else "todo"))
    return tuple(states)


def is_answered(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(value.values())
    return bool(value)


def first_open_step(case: Case) -> Step:
    """Return where to go on: the first step that is not done, or the check."""
    for state in step_states(case):
        if state.state != "done":
            return state.step
    return Step.CHECK


# How the answers read ----------------------------------------------------------------------------


@dataclass(frozen=True)
class AnswerRow:
    """A question with its answer as people read it."""

    key: str
    question: str
    answer: str
    note: str = ""
    step: Step | None = None


@dataclass(frozen=True)
class Section:
    title: str
    rows: tuple[AnswerRow, ...]


def sections(case: Case) -> tuple[Section, ...]:
    """Return the answers by step. Of a change only what is to change, of a claim what was said."""
    papers, words = _files_by_field(case), Words(case.answers)
    if case.kind != CaseKind.REGISTER:
        rows = [
            AnswerRow(key, label_of(key), words.text(key, value))
            for key, value in case.answers.items()
            if is_answered(value) and key != "visited"
        ]
        rows += [paper for each in papers.values() for paper in each]
        return (Section(str(case.get_kind_display()), tuple(rows)),)
    made = []
    for step in steps_of(case.organization_kind)[:-1]:
        rows = []
        if step == Step.IDENTITY:
            kind = OrganizationKind(case.organization_kind)
            rows.append(AnswerRow("organization_kind", _("Loại"), str(kind.label)))
        for field in asked_of(case.organization_kind):
            if field.step == step:
                rows.append(row(field.key, case.answers, case.organization_kind, words))
                rows += papers.get(field.key, [])
        made.append(Section(str(step.label), tuple(rows)))
    return tuple(made)


def row(key: str, answers: Mapping[str, Any], kind: str, words: Words) -> AnswerRow:
    """Return one answer as people read it."""
    field, value = FIELDS_BY_KEY[key], answers.get(key)
    if key == "consents":
        given = value or ()
        answer = "\n".join(_consent_words(purpose, given) for purpose in CONSENT_PURPOSES)
        return AnswerRow(key, str(field.label), answer, "", field.step)
    note = ""
    if key == "tax_code" and answers.get("tax_code_disputed"):
        note = _("(đối chiếu theo giấy chứng nhận)")
    elif is_answered(value) and not is_public(key, value, kind):
        note = _("(không công khai)")
    return AnswerRow(key, str(field.label), "\n".join(words.parts(key, value)), note, field.step)


@dataclass(frozen=True)
class Pair:
    """A question answered differently in two windows, both answers in words."""

    key: str
    question: str
    kept: str
    typed: str


def compared(pairs: Iterable[tuple[str, Any, Any]]) -> tuple[Pair, ...]:
    """Return (key, kept, typed) in words."""
    made = []
    for key, kept, typed in pairs:
        words = Words({key: kept}, {key: typed})
        kept_words, typed_words = words.text(key, kept), words.text(key, typed)
        made.append(Pair(key, label_of(key), kept_words, typed_words))
    return tuple(made)


def is_public(key: str, value: Any, kind: str) -> bool:
    """Say whether everybody sees this answer. A person's own number is never shown (REG-3)."""
    if key == "tax_code" and parse_tax_code(value or "", kind).is_personal:
        return False
    return FIELDS_BY_KEY[key].is_public


def _consent_words(purpose: Purpose, given: Collection[str]) -> str:
    answer = _("có") if purpose in given else _("không")
    return f"{purpose.label}: {answer}"


def _files_by_field(case: Case) -> dict[str, list[AnswerRow]]:
    found: dict[str, list[CaseFile]] = {}
    for item in files(case):
        found.setdefault(item.field, []).append(item)
    step = {key: FIELDS_BY_KEY[key].step for key in FILE_FIELDS}
    return {
        field: [
            AnswerRow(
                f"file-{field}", str(item.get_kind_display()), item.file.name, "", step.get(field)
            )
            for item in items
        ]
        for field, items in found.items()
    }


def files(case: Case) -> tuple[CaseFile, ...]:
    """Return the papers of the case that were not taken back."""
    return tuple(case.files.filter(removed_at=None).select_related("file"))


def resume_url(case: Case) -> str:
    """Return the whole address that opens the case on any device."""
    path = reverse("registry:open", args=[case.number, access_key(case)])
    return f"{settings.PUBLIC_URL}{path}"
