"""The council, its assignments, the ranking, and letting decisions out."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from accounts.models import User
from core import sheets
from programs.calls import policies
from programs.calls.actions import council as actions
from programs.calls.actions import decisions
from programs.calls.actions.errors import CallError
from programs.calls.choices import CORRECTABLE
from programs.calls.forms.staff import DecisionForm, ReviewerForm, SheetForm
from programs.calls.models import Application, Call, Release
from programs.calls.selectors import conflicts, ranking, reviewing

from .desk import application_screen, call_page, page, said


@call_page
def council(request: HttpRequest, call: Call) -> HttpResponseBase:
    """Who sits, who reads what, where a conflict stands."""
    form = ReviewerForm(request.POST if "email" in request.POST else None)
    if request.method == "POST":
        if "balance" in request.POST:
            count = actions.balance(call, by=request.user)
            said(request, _("Đã phân công thêm %(count)s lượt.") % {"count": count})
            return redirect("calls_call:council", call.code)
        if "sheet" in request.FILES:
            _import(request, call)
            return redirect("calls_call:council", call.code)
        if form.is_valid() and _added(request, call, form):
            return redirect("calls_call:council", call.code)
    board = conflicts.board(call)
    seen = call.applications.without_conflict_of(request.user, timezone.localdate())
    open_to = set(seen.values_list("pk", flat=True))
    rows = [
        (
            each.number if each.pk in open_to else _("hồ sơ bạn có liên quan"),
            [_cell(board, each, member) for member in board.reviewers],
            len(board.assigned[each.pk]) < call.minimum_reviewers,
        )
        for each in board.applications
    ]
    return page(
        request,
        "council",
        _("Hội đồng %(code)s") % {"code": call.code},
        call,
        form=form,
        sheet_form=SheetForm(),
        members=[(member, board.load[member.pk]) for member in board.reviewers],
        rows=rows,
    )


def _cell(board: conflicts.Board, application: Application, member: object) -> str:
    kind = board.kind(application, member)
    if kind is not None:
        return str(kind.label)
    return "✓" if member.pk in board.assigned[application.pk] else ""


def _added(request: HttpRequest, call: Call, form: ReviewerForm) -> bool:
    user = User.objects.filter(email__iexact=form.cleaned_data["email"], is_active=True).first()
    if user is None:
        form.add_error("email", _("Chưa có tài khoản nào dùng địa chỉ này."))
        return False
    try:
        actions.add_reviewer(
            call,
            user,
            by=request.user,
            body=form.cleaned_data["body"],
            is_chair=form.cleaned_data["is_chair"],
        )
    except CallError as error:
        form.add_error(None, str(error))
        return False
    said(request, _("Đã mời vào hội đồng."))
    return True


def _import(request: HttpRequest, call: Call) -> None:
    form = SheetForm(request.POST, request.FILES)
    if form.is_valid():
        content = form.cleaned_data["sheet"].read(5_000_000)
        count, left_out = actions.import_assignments(call, content, by=request.user)
        said(request, _("Đã phân công %(count)s dòng.") % {"count": count})
        for sentence in left_out[:20]:
            messages.warning(request, sentence)


@require_POST
@call_page
def remove_reviewer(request: HttpRequest, call: Call, pk: int) -> HttpResponseBase:
    """Take a member off the council."""
    member = get_object_or_404(call.reviewers.sitting(), pk=pk)
    actions.remove_reviewer(member, by=request.user, reason=request.POST.get("reason", ""))
    said(request, _("Đã đưa ra khỏi hội đồng."))
    return redirect("calls_call:council", call.code)


@call_page
def ranking_page(request: HttpRequest, call: Call) -> HttpResponseBase:
    """All that can be decided, best mean first, with the quota as it stands (PRG-10, 16)."""
    return page(
        request,
        "ranking",
        _("Xếp hạng và quyết định %(code)s") % {"code": call.code},
        call,
        lines=ranking.lines(call, request.user),
        quota=ranking.quota(call),
    )


@call_page
def ranking_sheet(request: HttpRequest, call: Call) -> HttpResponseBase:
    """The ranking as a workbook, without what this person has a stake in."""
    columns = [
        _("Số hồ sơ"),
        _("Tổ chức"),
        _("Tình trạng"),
        _("Số phiếu"),
        _("Trung bình"),
        _("Trung vị"),
        _("Chênh lệch"),
    ]
    rows = [
        (
            line.application.number,
            line.application.organization.name,
            line.application.get_status_display(),
            line.statistics.count,
            line.statistics.mean,
            line.statistics.median,
            line.statistics.spread,
        )
        for line in ranking.lines(call, request.user)
    ]
    content = sheets.write_xlsx(columns, rows, name=call.code)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{call.code}.xlsx"'
    return response


@application_screen
def decide(request: HttpRequest, application: Application) -> HttpResponseBase:
    """Note a decision, pending until it is let out; after the letter, a correction (PRG-14)."""
    is_correction = (
        application.status in CORRECTABLE and policies.release_decisions(request.user) is None
    )
    current = application.decisions.filter(release=None).first()
    initial = {name: getattr(current, name) for name in DecisionForm.base_fields} if current else {}
    form = DecisionForm(request.POST or None, initial=initial)
    if request.method == "POST" and "undo" in request.POST:
        decisions.unplan(application, by=request.user)
        return redirect("calls_call:ranking", application.call.code)
    if request.method == "POST" and form.is_valid():
        try:
            _noted(request, application, form, is_correction=is_correction)
        except CallError as error:
            form.add_error(None, str(error))
        else:
            said(request, _("Đã ghi quyết định; chưa gửi cho ai."))
            return redirect("calls_call:ranking", application.call.code)
    return page(
        request,
        "decide",
        _("Quyết định %(number)s") % {"number": application.number},
        application.call,
        application=application,
        form=form,
        is_correction=is_correction,
        current=current,
        reviews=reviewing.council_said(application),
        remarks=application.remarks.select_related("by"),
        quota=ranking.quota(application.call, leaving_out=application),
    )


def _noted(
    request: HttpRequest, application: Application, form: DecisionForm, *, is_correction: bool
) -> None:
    said_now = form.cleaned_data
    if is_correction:
        decisions.correct(
            application,
            said_now["outcome"],
            said_now["reason"],
            by=request.user,
            quota_reason=said_now["quota_reason"],
        )
        return
    decisions.plan(
        application,
        said_now["outcome"],
        by=request.user,
        reason=said_now["reason"],
        quota_reason=said_now["quota_reason"],
        rank=said_now["rank"],
        votes=form.votes,
    )


@call_page
def release(request: HttpRequest, call: Call) -> HttpResponseBase:
    """Who will get what; one act lets everything out, letters wait (PRG-14)."""
    if refused := policies.release_decisions(request.user):
        raise CallError(str(refused))
    if request.method == "POST":
        made = decisions.release(call, by=request.user, stamp=request.POST.get("stamp", ""))
        said(
            request,
            _("Đã công bố. Thư rời hộp lúc %(at)s; trước lúc đó còn thu hồi được.")
            % {"at": f"{timezone.localtime(made.leaves_at):%H:%M %d/%m/%Y}"},
        )
        return redirect("calls_call:call", call.code)
    return page(
        request,
        "release",
        _("Công bố kết quả %(code)s") % {"code": call.code},
        call,
        preview=ranking.preview(call, request.user),
    )


@require_POST
@call_page
def recall(request: HttpRequest, call: Call, pk: int) -> HttpResponseBase:
    """Stop the letters that have not left (PRG-F3)."""
    count = decisions.recall(get_object_or_404(Release, call=call, pk=pk), by=request.user)
    said(request, _("Đã thu hồi %(count)s thư; quyết định trở lại chờ.") % {"count": count})
    return redirect("calls_call:call", call.code)
