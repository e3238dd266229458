"""What a person sees of their own: what to do, who sees what, how complete the record is."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.choices import Purpose
from accounts.models import Consent, User
from accounts.selectors import verified_emails
from core.calendar import add_working_days
from core.vietnamese import date_short
from ecosystem.registry.choices import (
    CONSENT_PURPOSES,
    FIELDS_BY_KEY,
    CaseKind,
    CaseStatus,
    FieldClass,
    Step,
    Visibility,
    asked_of,
)
from ecosystem.registry.models import Case, Organization

from .answers import answers_of
from .cases import questions
from .display import Words
from .drafts import is_answered, is_public

NOT_KEPT = frozenset({"proposed_classes", "class_grounds", "consents"})
"""Answers that belong to a case, not to the record."""

CHANGEABLE_STEPS = (Step.IDENTITY, Step.SEAT, Step.ACTIVITY, Step.CONTACT)


@dataclass(frozen=True)
class Task:
    """One thing to do, with one button."""

    strong: str
    text: str
    button: str
    url: str


@dataclass(frozen=True)
class Line:
    """One value of the record: who sees it, how it stands, how it changes (REGN-12)."""

    label: str
    value: str
    audience: str
    state: str
    icon: str
    tone: str
    action: str
    url: str


@dataclass(frozen=True)
class Completeness:
    """Twenty things that a record can say, and the names of those that it does not."""

    filled: int
    total: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Space:
    """The overview of one organization."""

    organization: Organization
    lines: tuple[Line, ...]
    completeness: Completeness
    confirm_by: date | None


@dataclass(frozen=True)
class CaseLine:
    """A case with its public state, for the person who sent it."""

    number: str
    kind: str
    about: str
    state: str
    tone: str
    on: date | None
    url: str


@dataclass(frozen=True)
class ConsentLine:
    """One purpose: whether it is agreed to, since when, under which text (PRV-1)."""

    purpose: Purpose
    given_on: date | None
    text_version: str
    withdrawn_on: date | None


_TONES = {
    CaseStatus.DRAFT: "quiet",
    CaseStatus.NEEDS_INFORMATION: "warn",
    CaseStatus.APPROVED: "ok",
    CaseStatus.REFUSED: "stop",
}


def organizations_of(user: User) -> tuple[Organization, ...]:
    """Return the organizations for which this person may act."""
    return tuple(Organization.objects.live().held_by(user).order_by("sort_key", "code"))


def cases_of(user: User) -> tuple[Case, ...]:
    """Return a person's cases, newest first, also those begun without an account."""
    found = Case.objects.of_person(user, verified_emails(user))
    return tuple(found.select_related("organization"))


def case_lines(cases: tuple[Case, ...]) -> tuple[CaseLine, ...]:
    return tuple(
        CaseLine(
            number=case.number,
            kind=str(case.get_kind_display()),
            about=case.answers.get("legal_name")
            or (case.organization.legal_name if case.organization else ""),
            state=str(case.get_status_display()),
            tone=_TONES.get(CaseStatus(case.status), "info"),
            on=timezone.localdate(case.submitted_at or case.created_at),
            url=reverse("registry:case", args=[case.number]),
        )
        for case in cases
    )


def tasks(cases: tuple[Case, ...]) -> tuple[Task, ...]:
    """Return what waits for the person, the most urgent first."""
    asked = [case for case in cases if case.status == CaseStatus.NEEDS_INFORMATION]
    drafts = [case for case in cases if case.status == CaseStatus.DRAFT]
    return (*(_asked(case) for case in asked), *(_draft(case) for case in drafts))


def _asked(case: Case) -> Task:
    found = questions(case)
    names = ", ".join(f"“{question.label}”" for question in found)
    stopped = timezone.localdate(case.clock_stopped_at or timezone.now())
    closes = add_working_days(stopped, settings.INFORMATION_CLOSE_WORKING_DAYS)
    return Task(
        strong=_("Có ô bị hỏi lại"),
        text=_("trong hồ sơ %(number)s: %(names)s, trả lời trước %(day)s")
        % {"number": case.number, "names": names, "day": date_short(closes)},
        button=_("Trả lời"),
        url=reverse("registry:answer", args=[case.number]),
    )


def _draft(case: Case) -> Task:
    return Task(
        strong=_("Bản nháp chưa được gửi"),
        text=_("%(number)s, lưu ngày %(day)s")
        % {"number": case.number, "day": date_short(timezone.localdate(case.saved_at))},
        button=_("Làm tiếp"),
        url=reverse("registry:case", args=[case.number]),
    )


def space(organization: Organization, cases: tuple[Case, ...]) -> Space:
    """Return the overview of one organization for its owner."""
    answers = answers_of(organization)
    waiting = _waiting(organization, cases)
    words = Words(answers)
    confirm_by = None
    if organization.last_confirmed_on:
        confirm_by = organization.last_confirmed_on + timedelta(
            days=settings.CONFIRMED_GREEN_MONTHS * 365 // 12
        )
    return Space(
        organization=organization,
        lines=tuple(
            _line(organization, field.key, answers, words, waiting)
            for field in asked_of(organization.kind)
            if field.key not in NOT_KEPT
        ),
        completeness=completeness(organization, answers),
        confirm_by=confirm_by,
    )


def _waiting(organization: Organization, cases: tuple[Case, ...]) -> dict[str, Case]:
    """Return the open change for each field, the newest."""
    found: dict[str, Case] = {}
    for case in reversed(cases):
        is_open = case.status in (
            CaseStatus.SUBMITTED,
            CaseStatus.SCREENING,
            CaseStatus.NEEDS_INFORMATION,
        )
        if case.kind == CaseKind.CHANGE and case.organization_id == organization.pk and is_open:
            found |= dict.fromkeys(case.answers, case)
    return found


def _line(
    organization: Organization,
    key: str,
    answers: dict[str, Any],
    words: Words,
    waiting: dict[str, Case],
) -> Line:
    field = FIELDS_BY_KEY[key]
    open_to_all = organization.visibility == Visibility.PUBLIC and is_public(
        key, answers.get(key), organization.kind
    )
    change_url = reverse("registry:change", kwargs={"code": organization.code, "step": field.step})
    state, icon, tone = _state(field.field_class, is_shown=open_to_all)
    action = _("Sửa ngay") if field.field_class == FieldClass.FREE else _("Yêu cầu sửa")
    url = f"{change_url}#id_{key}_field"
    if case := waiting.get(key):
        is_asked = case.status == CaseStatus.NEEDS_INFORMATION
        state = _("Bị hỏi lại") if is_asked else _("Đang chờ duyệt")
        icon, tone = "clock", "warn"
        action = _("Trả lời") if is_asked else _("Xem")
        url = reverse("registry:answer" if is_asked else "registry:case", args=[case.number])
    value = words.text(key, answers.get(key))
    if not value and key not in waiting and field.field_class != FieldClass.LOCKED:
        state, icon, tone = _("Chưa khai"), "ring", ""
    return Line(
        label=str(field.label),
        value=masked(value) if key == "contact_phone" else value or _("chưa có"),
        audience=_("Mọi người") if open_to_all else _("Chỉ cán bộ"),
        state=state,
        icon=icon,
        tone=tone,
        action=action,
        url=url,
    )


def _state(field_class: FieldClass, *, is_shown: bool) -> tuple[str, str, str]:
    if field_class == FieldClass.LOCKED:
        return _("Khoá, cần giấy tờ"), "lock", ""
    return (_("Đang công khai") if is_shown else _("Đang dùng")), "check", "ok"


def masked(phone: str) -> str:
    """Return "09•• ••• •12" for a telephone number."""
    if not phone:
        return _("chưa có")
    hidden = phone[:2] + "•" * max(len(phone) - 4, 0) + phone[-2:]
    return " ".join([hidden[:4], hidden[4:7], hidden[7:]]).strip()


def completeness(organization: Organization, answers: dict[str, Any]) -> Completeness:
    """Count what the record says, of twenty things."""
    commune = answers["commune"]
    said: tuple[tuple[str | Promise, Any], ...] = (
        *(
            (FIELDS_BY_KEY[key].label, is_answered(answers.get(key)))
            for key in (
                "legal_name",
                "tax_code",
                "short_name",
                "first_registration_date",
                "representative",
                "street",
                "description",
                "sectors",
                "products",
                "staff",
                "website",
                "contact_name",
            )
        ),
        (_("Xã, phường"), commune.get("unit")),
        (_("Thư điện tử hoặc điện thoại"), answers["contact_email"] or answers["contact_phone"]),
        (_("Tên tiếng Anh"), organization.name_en),
        (_("Giới thiệu bằng tiếng Anh"), organization.description_en),
        (_("Logo"), organization.logo_id),
        (_("Ngành chính"), organization.main_industry_id),
        (_("Giai đoạn"), organization.stage_id),
        (_("Công nghệ"), organization.technologies.exists()),
    )
    missing = tuple(str(label) for label, value in said if not value)
    return Completeness(len(said) - len(missing), len(said), missing)


def consent_subjects(organization: Organization) -> tuple[str, ...]:
    """Return the code and the case numbers under which consents may stand."""
    numbers = Case.objects.filter(organization=organization).values_list("number", flat=True)
    return (organization.code, *numbers)


def consents(organization: Organization) -> tuple[ConsentLine, ...]:
    """Return every purpose with what was agreed last."""
    rows = Consent.objects.filter(subject_key__in=consent_subjects(organization))
    newest: dict[str, Consent] = {row.purpose: row for row in rows.order_by("given_at", "pk")}
    lines = []
    for purpose in CONSENT_PURPOSES:
        row = newest.get(purpose)
        withdrawn = row.withdrawn_at if row else None
        lines.append(
            ConsentLine(
                purpose=purpose,
                given_on=timezone.localdate(row.given_at) if row and not withdrawn else None,
                text_version=row.text_version if row else "",
                withdrawn_on=timezone.localdate(withdrawn) if withdrawn else None,
            )
        )
    return tuple(lines)
