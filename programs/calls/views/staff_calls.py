"""Making a call: its facts, the form builder, criteria, the test, publishing."""

import secrets
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from core import files
from programs.calls import policies
from programs.calls.actions import building, calls, printing, screening
from programs.calls.actions.errors import CallError, IncompleteError
from programs.calls.choices import FieldKind
from programs.calls.forms.answers import ApplicationForm
from programs.calls.forms.staff import CallForm, CriterionForm, FieldForm, LateCodeForm
from programs.calls.models import Call, FormField
from programs.calls.selectors import form as questions
from programs.calls.selectors import overview

from .desk import call_page, page, said


def add(request: HttpRequest) -> HttpResponseBase:
    """Begin a call."""
    if refused := policies.manage_calls(request.user):
        raise PermissionDenied(str(refused))
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = calls.create(form.values(), by=request.user)
        except CallError as error:
            form.add_error(None, str(error))
        else:
            said(request, _("Đã tạo đợt %(code)s. Tiếp theo: biểu mẫu.") % {"code": made.code})
            return redirect("calls_call:call", made.code)
    return page(request, "form", _("Thêm đợt"), form=form, button=_("Tạo đợt"))


@call_page
def edit(request: HttpRequest, call: Call) -> HttpResponseBase:
    """Change a call; what people already rely on is refused."""
    form = CallForm(request.POST or None, instance=call)
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["seen_version"] or 0
            calls.change(Call.objects.get(pk=call.pk), form.values(), by=request.user, version=seen)
        except CallError as error:
            form.add_error(None, str(error))
        else:
            said(request, _("Đã lưu."))
            return redirect("calls_call:call", call.code)
    title = _("Sửa đợt %(code)s") % {"code": call.code}
    return page(request, "form", title, call, form=form, button=_("Lưu"))


@call_page
def call(request: HttpRequest, call: Call) -> HttpResponseBase:
    """One call: where it stands, what is next, its applications."""
    shown = overview.overview(call, request.user, timezone.now())
    return page(request, "call", f"{call.code}: {call.title}", call, shown=shown)


@require_POST
@call_page
def step(request: HttpRequest, call: Call) -> HttpResponseBase:
    """Publish, archive, or have the minutes printed."""
    match request.POST.get("step"):
        case "publish":
            calls.publish(call, by=request.user)
            said(request, _("Đã công bố đợt %(code)s.") % {"code": call.code})
        case "archive":
            calls.archive(call, by=request.user)
            said(request, _("Đã lưu trữ."))
        case "minutes":
            printing.ask_for_minutes(call, by=request.user)
            said(request, _("Biên bản đang được in; tải lại trang sau ít phút."))
    return redirect("calls_call:call", call.code)


@call_page
def minutes(request: HttpRequest, call: Call) -> HttpResponseBase:
    """Hand over the printed minutes."""
    if call.minutes is None:
        return redirect("calls_call:call", call.code)
    return files.download(call.minutes)


@call_page
def build(request: HttpRequest, call: Call) -> HttpResponseBase:
    """The form builder: all questions in order, and the criteria."""
    version = questions.current_version(call)
    fields = version.fields.all() if version else FormField.objects.none()
    return page(
        request,
        "build",
        _("Biểu mẫu và tiêu chí %(code)s") % {"code": call.code},
        call,
        version=version,
        fields=fields,
        criteria=call.criteria.all(),
        weights=sum(each.weight for each in call.criteria.all()),
        is_served=version is not None and version.pk == call.checked_form_id,
    )


@call_page
def field(request: HttpRequest, call: Call, identity: UUID | None = None) -> HttpResponseBase:
    """Add or change one question."""
    version = questions.current_version(call)
    kept = get_object_or_404(FormField, version=version, identity=identity) if identity else None
    form = FieldForm(request.POST or None, instance=kept, call=call)
    if request.method == "POST" and form.is_valid():
        try:
            building.save_field(call, form.values(), by=request.user, identity=identity)
        except CallError as error:
            form.add_error(None, str(error))
        else:
            said(request, _("Đã lưu câu hỏi. Nộp thử lại trước khi công bố."))
            return redirect("calls_call:build", call.code)
    title = _("Sửa câu hỏi") if kept else _("Thêm câu hỏi")
    return page(request, "form", title, call, form=form, button=_("Lưu câu hỏi"))


@require_POST
@call_page
def change_field(request: HttpRequest, call: Call, identity: UUID) -> HttpResponseBase:
    """Move a question or take it out."""
    if "remove" in request.POST:
        building.remove_field(call, identity, by=request.user)
        said(request, _("Đã bỏ câu hỏi."))
    else:
        building.move_field(call, identity, up="up" in request.POST, by=request.user)
    return redirect("calls_call:build", call.code)


@call_page
def criterion(request: HttpRequest, call: Call, pk: int | None = None) -> HttpResponseBase:
    """Add, change or take out a criterion."""
    kept = get_object_or_404(call.criteria, pk=pk) if pk else None
    if kept and "remove" in request.POST:
        building.remove_criterion(kept, by=request.user)
        return redirect("calls_call:build", call.code)
    form = CriterionForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        try:
            building.save_criterion(call, form.values(), by=request.user, criterion=kept)
        except CallError as error:
            form.add_error(None, str(error))
        else:
            said(request, _("Đã lưu tiêu chí."))
            return redirect("calls_call:build", call.code)
    title = _("Sửa tiêu chí") if kept else _("Thêm tiêu chí")
    remove = _("Bỏ tiêu chí") if kept else ""
    return page(request, "form", title, call, form=form, button=_("Lưu"), remove=remove)


@call_page
def test(request: HttpRequest, call: Call) -> HttpResponseBase:
    """The test application: every question of every branch, kept nowhere (PRG-5)."""
    version = questions.current_version(call)
    fields = list(version.fields.all()) if version else []
    is_post = request.method == "POST"
    form = ApplicationForm(
        request.POST if is_post else None, request.FILES if is_post else None, fields=fields
    )
    if is_post:
        attached = {each.key for each, _upload in form.uploads() if each.kind == FieldKind.FILE}
        try:
            calls.pass_test(call, form.answers(), attached, by=request.user)
        except IncompleteError as error:
            form.show(error.problems)
        else:
            said(request, _("Hồ sơ thử đã qua. Có thể công bố."))
            return redirect("calls_call:call", call.code)
    return page(
        request,
        "form",
        _("Nộp thử"),
        call,
        form=form,
        button=_("Nộp thử"),
        lead=_("Điền như người nộp. Câu bắt buộc của mọi loại, lĩnh vực, nhánh đều được thử."),
    )


@call_page
def late(request: HttpRequest, call: Call) -> HttpResponseBase:
    """Give one person a late code, with its reason (PRG-9)."""
    form = LateCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = User.objects.filter(email__iexact=form.cleaned_data["email"]).first()
        if user is None:
            form.add_error("email", _("Chưa có tài khoản nào dùng địa chỉ này."))
        else:
            try:
                screening.issue_late_code(
                    call,
                    user,
                    expires_at=form.until,
                    reason=form.cleaned_data["reason"],
                    code=secrets.token_hex(6),
                    by=request.user,
                )
            except CallError as error:
                form.add_error(None, str(error))
            else:
                said(request, _("Đã cấp mã; người này nộp được khi đăng nhập, đến lúc mã hết hạn."))
                return redirect("calls_call:late", call.code)
    codes = call.late_codes.select_related("user", "issued_by")
    return page(request, "late", _("Mã nộp trễ"), call, form=form, button=_("Cấp mã"), codes=codes)
