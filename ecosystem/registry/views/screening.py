"""Screening in the staff's admin: one case, its decision, its letter."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from accounts.choices import OFFICERS
from accounts.models import User
from core import files, journal
from core.lifecycle import Obstacle, ObstacleError, WrongStateError
from ecosystem.registry import policies, selectors
from ecosystem.registry.actions import duplicates, screening
from ecosystem.registry.actions.errors import TaxCodeTakenError, VersionConflictError
from ecosystem.registry.choices import (
    UNDECIDED,
    CaseStatus,
    CheckAnswer,
    Decision,
    RefusalCode,
)
from ecosystem.registry.models import Case, Organization
from ecosystem.registry.selectors.cases import Review, Row
from ecosystem.registry.selectors.work import name_of

from . import access

View = Callable[..., HttpResponseBase]

MOVED_ON = (ObstacleError, VersionConflictError, WrongStateError)
"""Somebody else did something meanwhile: what was typed is shown again with the newest state."""


@dataclass(frozen=True)
class Line:
    """A row with what this officer has typed; `other` is what somebody saved meanwhile (REG-F3)."""

    row: Row
    files: tuple[tuple[str, str], ...]
    other: Row | None = None


def for_staff(view: View) -> View:
    """Find the case, refuse who may not read cases, and say in words what an action refused."""

    @wraps(view)
    def wrapped(request: HttpRequest, number: str, **kwargs: Any) -> HttpResponseBase:
        if policies.read_registry(request.user):
            raise PermissionDenied
        case = get_object_or_404(
            Case.objects.exclude(status=CaseStatus.DRAFT).select_related(
                "organization", "assignee", "applicant", "duplicate_of", "decided_by"
            ),
            number=number,
        )
        try:
            return view(request, case, **kwargs)
        except (*MOVED_ON, TaxCodeTakenError, screening.IncompleteError) as error:
            messages.error(request, _sentence(error))
        return redirect("registry_case:screen", number)

    return wrapped


@require_http_methods(["GET", "POST"])
@for_staff
def screen(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Show the case; POST keeps the officer's notes, and may go on to the letter."""
    if request.method == "GET":
        return _page(request, selectors.cases.review(case))
    seen = selectors.cases.review(case)
    notes = _notes(request, seen)
    try:
        screening.save_notes(case, notes, by=request.user, version=_version(request))
    except MOVED_ON as moved:
        messages.error(request, _sentence(moved))
        return _page(request, seen, typed=notes)
    if "send" in request.POST:
        return redirect("registry_case:send", case.number)
    messages.success(request, _("Đã lưu, chưa gửi gì cho chủ hồ sơ."))
    return redirect("registry_case:screen", case.number)


@require_http_methods(["GET", "POST"])
@for_staff
def send(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Show the letter and what is unanswered; POST sends it."""
    message, error = request.POST.get("message", "").strip(), ""
    if request.method == "POST":
        try:
            sent = screening.send_decision(
                case, by=request.user, version=_version(request), message=message
            )
        except (*MOVED_ON, screening.IncompleteError, TaxCodeTakenError) as refused:
            if not message:
                raise
            error = _sentence(refused)
        else:
            messages.success(
                request,
                _("Đã gửi quyết định: %(status)s.") % {"status": sent.get_status_display().lower()},
            )
            return redirect("registry_case:screen", case.number)
    elif obstacle := policies.decide_case(request.user, case):
        raise ObstacleError(obstacle)
    review = selectors.cases.review(case)
    warned = [check for check in review.checks if check.answer == CheckAnswer.NO]
    return _render(
        request,
        case,
        "send",
        _("Gửi quyết định"),
        review=review,
        letter=selectors.letters.letter_before(review),
        status=CaseStatus(review.outcome).label,
        warned=warned,
        message=message,
        error=error,
    )


@require_http_methods(["GET", "POST"])
@for_staff
def refuse(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Refuse the whole case, with code and reason (REGN-8)."""
    code, text = request.POST.get("code", ""), request.POST.get("text", "")
    error = ""
    if request.method == "POST":
        if code in RefusalCode.values:
            try:
                screening.refuse(
                    case, RefusalCode(code), text, by=request.user, version=_version(request)
                )
            except screening.IncompleteError as incomplete:
                error = incomplete.missing[0]
            except MOVED_ON as moved:
                error = _sentence(moved)
            else:
                messages.success(request, _("Đã gửi quyết định: không đạt."))
                return redirect("registry_case:screen", case.number)
        else:
            error = _("Chọn mã lý do từ chối")
    elif obstacle := policies.decide_case(request.user, case):
        raise ObstacleError(obstacle)
    return _render(
        request,
        case,
        "refuse",
        _("Từ chối cả hồ sơ"),
        codes=RefusalCode.choices,
        code=code,
        text=text,
        error=error,
        letter=selectors.letters.letter(case, CaseStatus.REFUSED, {}),
    )


@require_http_methods(["GET", "POST"])
@for_staff
def duplicate(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Compare the case with a record that may be the same, and close it if it is."""
    code = request.POST.get("of") or request.GET.get("of", "")
    other = Organization.objects.live().filter(code=code).first()
    if other is None:
        raise Http404(_("Không có tổ chức mang mã này."))
    if request.method == "POST":
        screening.mark_duplicate(case, other, by=request.user, version=_version(request))
        messages.success(request, _("Đã đóng hồ sơ: trùng với %(code)s.") % {"code": other.code})
        return redirect("registry_case:screen", case.number)
    return _render(
        request,
        case,
        "duplicate",
        _("So hai hồ sơ"),
        other=other,
        rows=selectors.cases.beside(case, other),
        obstacle=policies.decide_case(request.user, case),
    )


@require_POST
@for_staff
def different(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Say that a record is not the same as what the case is about (REG-19)."""
    other = get_object_or_404(Organization.objects.live(), code=request.POST.get("of", ""))
    duplicates.mark_case_different(case, other, by=request.user)
    messages.success(request, _("Đã ghi: không trùng với %(code)s.") % {"code": other.code})
    return redirect("registry_case:screen", case.number)


@require_POST
@for_staff
def take(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Become the holder of the case."""
    screening.take(case, by=request.user)
    messages.success(request, _("Bạn đang giữ hồ sơ này."))
    return redirect("registry_case:screen", case.number)


@require_http_methods(["GET", "POST"])
@for_staff
def assign(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Give the case to another officer."""
    officers = User.objects.filter(groups__name__in=OFFICERS, is_active=True).distinct()
    if request.method == "POST":
        to = get_object_or_404(officers, pk=access.number_in(request.POST.get("to")))
        screening.assign(case, to, by=request.user)
        messages.success(request, _("Đã giao hồ sơ cho %(name)s.") % {"name": to})
        return redirect("registry_case:screen", case.number)
    if obstacle := policies.take_case(request.user, case):
        raise ObstacleError(obstacle)
    return _render(
        request,
        case,
        "assign",
        _("Chuyển người khác"),
        officers=[each for each in officers if policies.screen_case(each, case) is None],
    )


@require_GET
@for_staff
def file(request: HttpRequest, case: Case, key: UUID) -> HttpResponseBase:
    """Make a short-lived link to a paper of the case, for this person, and go there (PRV-4)."""
    paper = get_object_or_404(case.files.select_related("file"), file__key=key, removed_at=None)
    token = files.signed_link(paper.file, reader=str(request.user.pk))
    return redirect("registry_case:read", case.number, token)


@require_GET
@for_staff
def read(request: HttpRequest, case: Case, token: str) -> HttpResponseBase:
    """Hand over the paper of a link, and write down who read it (ADM-3)."""
    try:
        stored = files.open_signed(token, reader=str(request.user.pk))
    except files.LinkExpiredError as error:
        messages.error(request, str(error))
        return redirect("registry_case:screen", case.number)
    get_object_or_404(case.files, file=stored, removed_at=None)
    journal.write("read_file", case, by=request.user, after={"file": stored.name})
    return files.download(stored)


# How it is done --------------------------------------------------------------------------------


def _sentence(error: Exception) -> str:
    if isinstance(error, WrongStateError):
        return _("Hồ sơ đã chuyển sang bước khác. Đây là bản mới nhất.")
    if isinstance(error, screening.IncompleteError):
        return _("Chưa gửi được: %(missing)s.") % {"missing": "; ".join(error.missing)}
    return str(error)


def _version(request: HttpRequest) -> int:
    return access.number_in(request.POST.get("version"))


def _notes(request: HttpRequest, review: Review) -> screening.Notes:
    """Read what was filled in; "accept_rest" accepts every answer that nobody decided yet."""
    fields: dict[str, screening.Said] = {}
    for row in review.decided_rows:
        decision = request.POST.get(f"decision-{row.key}", "")
        if not decision and not row.decision and "accept_rest" in request.POST:
            decision = Decision.ACCEPT
        name = "question" if decision == Decision.ASK else "reason"
        if decision in Decision.values:
            fields[row.key] = screening.Said(
                decision,
                code=_known_code(request.POST.get(f"code-{row.key}", "")),
                text=request.POST.get(f"{name}-{row.key}", "").strip(),
            )
    checks = {}
    for check in review.checks:
        answer = request.POST.get(f"check-{check.item}", "")
        note = request.POST.get(f"note-{check.item}", "").strip()[:300]
        if answer in CheckAnswer.values:
            checks[check.item] = (answer, note)
    return screening.Notes(fields, checks)


def _known_code(text: str) -> str:
    return text if text in RefusalCode.values else ""


def _page(
    request: HttpRequest, review: Review, typed: screening.Notes | None = None
) -> HttpResponse:
    case = review.case
    obstacle = _obstacle(request, case)
    is_free = case.status == CaseStatus.SUBMITTED or case.assignee_id is None
    may_take = case.status in UNDECIDED and policies.take_case(request.user, case) is None
    return _render(
        request,
        case,
        "screen",
        f"{case.number}: {name_of(case)}",
        review=review,
        lines=[_line(case, row, typed) for row in review.rows],
        other_files=[_link(case, each) for each in selectors.cases.other_files(case)],
        obstacle=obstacle,
        can_decide=obstacle is None and case.status == CaseStatus.SCREENING,
        can_take=is_free and may_take,
        can_assign=may_take,
        letter=selectors.letters.decision_letter(case),
        history=selectors.history.history(case),
        codes=RefusalCode.choices,
        answers=CheckAnswer.choices,
        accepted_classes=_accepted_classes(case),
    )


def _obstacle(request: HttpRequest, case: Case) -> Obstacle | None:
    """Why this person cannot decide; who could take the case is offered that instead."""
    if case.assignee_id is None or case.status == CaseStatus.SUBMITTED:
        return policies.screen_case(request.user, case)
    return policies.decide_case(request.user, case)


def _accepted_classes(case: Case) -> list[str]:
    """Return the proposed classes of an approved case, for the classification's own form."""
    if case.status != CaseStatus.APPROVED or case.organization is None:
        return []
    refused = case.field_decisions.filter(field="proposed_classes", decision=Decision.REFUSE)
    return [] if refused.exists() else list(case.answers.get("proposed_classes") or ())


def _line(case: Case, row: Row, typed: screening.Notes | None) -> Line:
    links = tuple(_link(case, each) for each in row.files)
    said = typed.fields.get(row.key) if typed else None
    if said is None:
        return Line(row, links)
    mine = replace(row, decision=said.decision, code=said.code, text=said.text)
    return Line(mine, links, other=row if mine != row and row.decision else None)


def _link(case: Case, paper: Any) -> tuple[str, str]:
    return paper.file.name, reverse("registry_case:file", args=[case.number, paper.file.key])


def _render(
    request: HttpRequest, case: Case, name: str, title: str, **context: Any
) -> TemplateResponse:
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Trang đầu")},
        {"url": f"{reverse('registry_case:index')}?state=waiting", "label": _("Hồ sơ chờ")},
    ]
    if name != "screen":
        trail.append({"url": reverse("registry_case:screen", args=[case.number]), "label": case})
    return TemplateResponse(
        request,
        f"registry/screening/{name}.html",
        {
            "case": case,
            "name": name_of(case),
            "page_title": title,
            "header_title": title,
            "header_icon": "clipboard-list",
            "breadcrumbs_items": [*trail, {"url": "", "label": title}],
            **context,
        },
    )
