"""One page for each step: what happens, what it needs to know, two buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from accounts.viewsets import refusal_in_words
from core.lifecycle import Obstacle
from programs.cohorts.actions import certificates, instalments, members, milestones
from programs.cohorts.forms.staff import (
    AnswerForm,
    OrderForm,
    PutOffForm,
    ReasonForm,
    TitleForm,
)
from programs.cohorts.models import Instalment, Member, Milestone
from programs.cohorts.selectors.members import member_screen

from .base import REFUSALS, CohortPage, board_crumb, member_crumb, refuse_bound

Text = str | Promise


@dataclass(frozen=True)
class StepPage:
    """Words of a step's page, the form that it needs, and the action that it takes."""

    title: Text
    consequence: Text
    done: Text
    action: Callable[..., object]
    form: type[forms.Form] = forms.Form
    is_final: bool = False


STEPS: dict[str, dict[str, StepPage]] = {
    "milestone": {
        "accept": StepPage(
            _("Nhận mốc"),
            _("Đơn vị được báo tin; đợt chi của mốc này xin được từ bây giờ."),
            _("Đã nhận mốc."),
            milestones.accept,
        ),
        "send_back": StepPage(
            _("Trả lại"),
            _("Đơn vị đọc lời này trên trang của mình, bổ sung rồi nộp lại."),
            _("Đã trả lại để bổ sung."),
            milestones.send_back,
            AnswerForm,
        ),
        "ask_delay": StepPage(
            _("Hỏi lý do trễ"),
            _("Một thư được gửi cho đơn vị; đơn vị trả lời trên trang của mình."),
            _("Đã gửi thư hỏi lý do."),
            milestones.ask_delay,
        ),
        "put_off": StepPage(
            _("Lùi hạn"),
            _("Đơn vị được báo hạn mới. Lý do lưu trong nhật ký."),
            _("Đã lùi hạn."),
            milestones.put_off,
            PutOffForm,
        ),
    },
    "instalment": {
        "ask": StepPage(
            _("Xin đợt chi"),
            _("Đề nghị chi chuyển cho người ghi lệnh chi, là người khác."),
            _("Đã xin đợt chi."),
            instalments.ask,
        ),
        "order": StepPage(
            _("Ghi lệnh chi"),
            _("Tiền do kho bạc trả; ở đây chỉ giữ số và ngày lệnh chi."),
            _("Đã ghi lệnh chi."),
            instalments.order,
            OrderForm,
        ),
        "give_back": StepPage(
            _("Trả lại đề nghị chi"),
            _("Đợt chi trở về chưa xin, và xin lại được."),
            _("Đã trả lại đề nghị chi."),
            instalments.give_back,
            ReasonForm,
        ),
    },
    "member": {
        "graduate": StepPage(
            _("Cho tốt nghiệp"),
            _("Đơn vị được báo tin, và được hỏi thăm sau 6, 12 và 24 tháng."),
            _("Đã ghi là tốt nghiệp."),
            members.graduate,
        ),
        "withdraw": StepPage(
            _("Ghi là đã rút"),
            _("Hồ sơ, các mốc và tiền đã chi được giữ. Không mở lại được."),
            _("Đã ghi là rút khỏi khoá."),
            members.withdraw,
            ReasonForm,
            is_final=True,
        ),
        "propose_termination": StepPage(
            _("Đề nghị chấm dứt"),
            _(
                "Đơn vị đọc lý do và có 10 ngày làm việc để giải trình; sau đó người khác quyết "
                "định."
            ),
            _("Đã gửi đề nghị; đơn vị có 10 ngày làm việc để giải trình."),
            members.propose_termination,
            ReasonForm,
        ),
        "keep": StepPage(
            _("Giữ đơn vị lại"),
            _("Đơn vị tiếp tục khoá. Đề nghị và giải trình ở lại trong nhật ký."),
            _("Đơn vị ở lại khoá."),
            members.keep,
            ReasonForm,
        ),
        "terminate": StepPage(
            _("Chấm dứt"),
            _("Đơn vị rời khoá vì lý do đã nêu. Hồ sơ được giữ. Không mở lại được."),
            _("Đã chấm dứt."),
            members.terminate,
            is_final=True,
        ),
        "issue": StepPage(
            _("Cấp giấy chứng nhận"),
            _("Tên của bạn và chức vụ được in vào chỗ ký. Tệp được tạo một lần rồi giữ nguyên."),
            _("Đã cấp giấy chứng nhận."),
            certificates.issue,
            TitleForm,
        ),
    },
}
MODELS: dict[str, Any] = {
    "member": (Member, ""),
    "milestone": (Milestone, "member__"),
    "instalment": (Instalment, "member__"),
}


class StepView(CohortPage):
    """A page that asks before a step, and goes back to the member."""

    template_name = "cohorts/admin/step.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["step"] not in STEPS.get(kwargs["kind"], {}):
            raise Http404

    @property
    def step(self) -> StepPage:
        return STEPS[self.kwargs["kind"]][self.kwargs["step"]]

    @cached_property
    def case(self) -> Member | Milestone | Instalment:
        model, way = MODELS[self.kwargs["kind"]]
        related = ["organization", "cohort", "application"]
        rows = model.objects.select_related(*(f"{way}{name}" for name in related))
        case = get_object_or_404(rows, pk=self.kwargs["pk"])
        refuse_bound(self.user, case if isinstance(case, Member) else case.member)
        return case

    @property
    def member(self) -> Member:
        return self.case if isinstance(self.case, Member) else self.case.member

    def get_page_title(self) -> str:
        return str(self.step.title)

    def parents(self) -> list[dict[str, Any]]:
        return [board_crumb(self.member.cohort), member_crumb(self.member)]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._show(self.step.form(initial={"title": ""}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.step.form(request.POST)
        if not form.is_valid():
            return self._show(form)
        try:
            self.step.action(self.case, by=self.user, **form.cleaned_data)
        except REFUSALS as refused:
            form.add_error(None, refusal_in_words(refused))
            return self._show(form)
        messages.success(request, str(self.step.done))
        return redirect("cohorts_cohort:member", self.member.pk)

    def _show(self, form: forms.Form) -> HttpResponse:
        context = self.get_context_data(
            form=form,
            step=self.step,
            member=self.member,
            case=self.case,
            milestone=self._milestone(),
            obstacle=self._obstacle(),
        )
        return self.render_to_response(context, status=422 if form.is_bound else 200)

    def _milestone(self) -> Milestone | None:
        if isinstance(self.case, Milestone):
            return self.case
        return self.case.milestone if isinstance(self.case, Instalment) else None

    def _obstacle(self) -> Obstacle | None:
        """Return why this person cannot take the step, or that it is not the time for it."""
        door = next((one for one in self._doors() if one.name == self.kwargs["step"]), None)
        if door is None:
            return Obstacle("wrong_state", _("Lúc này không làm được bước này; xem trang đơn vị."))
        return door.obstacle

    def _doors(self) -> list[Any]:
        screen = member_screen(self.member, self.user, timezone.localdate())
        doors = list(screen.doors)
        for line in screen.lines:
            if isinstance(self.case, Milestone) and line.milestone == self.case:
                doors += line.doors
            if isinstance(self.case, Instalment) and line.instalment == self.case:
                doors += line.money_doors
        return doors
