"""The staff's pages: cohorts, a board, a member, enrolment, outcomes."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from accounts.viewsets import refusal_in_words
from core import sheets
from programs.calls.models import Application
from programs.cohorts import policies
from programs.cohorts.actions import cohorts as actions
from programs.cohorts.actions.errors import DoubleSupportError
from programs.cohorts.forms.staff import CohortForm, EnrolForm, PlanFormSet
from programs.cohorts.models import Cohort, Member
from programs.cohorts.selectors import board, members, outcomes
from programs.cohorts.selectors.enrolment import enrolment

from .base import REFUSALS, CohortPage, CohortScreen, board_crumb, refuse_bound


class IndexView(CohortPage):
    """All cohorts, the newest first."""

    template_name = "cohorts/admin/index.html"
    page_title = gettext_lazy("Khoá ươm tạo")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return super().get_breadcrumbs_items()[:-1]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        outcomes_url = reverse("cohorts_cohort:outcomes")
        buttons = [HeaderButton(label=_("Kết quả về sau"), url=outcomes_url, icon_name="table")]
        if policies.open_cohort(self.user) is None:
            url = reverse("cohorts_cohort:open")
            buttons.append(HeaderButton(label=_("Mở khoá"), url=url, icon_name="plus"))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lines=board.cohorts(), **kwargs)


class OpenView(CohortPage):
    """Open a cohort with its plan. Empty rows of the plan are left out."""

    template_name = "cohorts/admin/open.html"
    page_title = gettext_lazy("Mở khoá")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(CohortForm(initial={"officer": self.user}), PlanFormSet(prefix="moc"))

    def post(self, request: HttpRequest) -> HttpResponse:
        form, plan = CohortForm(request.POST), PlanFormSet(request.POST, prefix="moc")
        if form.is_valid() and plan.is_valid():
            steps = [actions.Planned(**row) for row in plan.cleaned_data if row]
            try:
                cohort = actions.open_cohort(
                    form.cleaned_data.pop("call"), steps, by=self.user, **form.cleaned_data
                )
            except REFUSALS as refused:
                form.add_error(None, refusal_in_words(refused))
            else:
                messages.success(request, _("Đã mở khoá %(code)s.") % {"code": cohort.code})
                return redirect("cohorts_cohort:board", cohort.code)
        return self._show(form, plan)

    def _show(self, form: CohortForm, plan: Any) -> HttpResponse:
        obstacle = policies.open_cohort(self.user)
        context = self.get_context_data(form=form, plan=plan, obstacle=obstacle)
        status = 422 if form.is_bound else 200
        return self.render_to_response(context, status=status)


class OneCohortPage(CohortPage):
    """A page about one cohort."""

    @cached_property
    def cohort(self) -> Cohort:
        rows = Cohort.objects.select_related("call", "officer")
        return get_object_or_404(rows, code=self.kwargs["code"])


class BoardView(OneCohortPage):
    """Firms by milestones (PRG-18)."""

    template_name = "cohorts/admin/board.html"

    def get_page_title(self) -> str:
        return self.cohort.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = board.board(self.cohort, self.user, timezone.localdate())
        return super().get_context_data(board=shown, cohort=self.cohort, **kwargs)


class MilestoneTableView(CohortScreen):
    """The minutes of the milestones, to take away."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        cohort = get_object_or_404(Cohort, code=code)
        columns, rows = board.milestone_table(cohort, self.user, timezone.localdate())
        return sheets.csv_response(f"{cohort.code}-moc", columns, rows)


class OutcomesView(CohortPage):
    """What became of them, by cohort; who did not answer is counted as such (PRG-19)."""

    opened_by = policies.read_outcomes
    template_name = "cohorts/admin/outcomes.html"
    page_title = gettext_lazy("Kết quả về sau")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tables = outcomes.outcomes(Cohort.objects.order_by("-starts_on"))
        return super().get_context_data(tables=tables, **kwargs)


class MemberView(CohortPage):
    """One firm in its cohort: evidence, decisions, money, how it ends."""

    template_name = "cohorts/admin/member.html"

    @cached_property
    def member(self) -> Member:
        rows = Member.objects.select_related(
            "organization", "cohort__call", "application__applicant", "proposed_by", "enrolled_by"
        )
        member = get_object_or_404(rows, pk=self.kwargs["pk"])
        refuse_bound(self.user, member)
        return member

    def get_page_title(self) -> str:
        return self.member.organization.name

    def parents(self) -> list[dict[str, Any]]:
        return [board_crumb(self.member.cohort)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        screen = members.member_screen(self.member, self.user, timezone.localdate())
        return super().get_context_data(screen=screen, member=self.member, **kwargs)


class EnrolListView(OneCohortPage):
    """Who has accepted and is in no cohort yet."""

    template_name = "cohorts/admin/enroll_list.html"
    page_title = gettext_lazy("Nhận vào khoá")

    def parents(self) -> list[dict[str, Any]]:
        return [board_crumb(self.cohort)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = board.accepted_applications(self.cohort, self.user, timezone.localdate())
        return super().get_context_data(rows=rows, cohort=self.cohort, **kwargs)


class EnrolView(OneCohortPage):
    """Bring one applicant in; a support that may be double asks for words first (PRG-17)."""

    template_name = "cohorts/admin/enroll.html"

    @cached_property
    def application(self) -> Application:
        rows = Application.objects.select_related("organization", "applicant", "call")
        return get_object_or_404(rows, number=self.kwargs["number"], call=self.cohort.call)

    def get_page_title(self) -> str:
        return _("Nhận %(name)s") % {"name": self.application.organization.name}

    def parents(self) -> list[dict[str, Any]]:
        return [board_crumb(self.cohort)]

    def get(self, request: HttpRequest, code: str, number: str) -> HttpResponse:
        return self._show(EnrolForm(initial={"project": self.application.organization.name}))

    def post(self, request: HttpRequest, code: str, number: str) -> HttpResponse:
        form = EnrolForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        try:
            return self._act(form.cleaned_data, is_refused="refuse" in request.POST)
        except DoubleSupportError as refused:
            form.add_error("reason", str(refused))
        except REFUSALS as refused:
            form.add_error(None, refusal_in_words(refused))
        return self._show(form)

    def _act(self, said: dict[str, Any], *, is_refused: bool) -> HttpResponse:
        common = {
            "cohort": self.cohort,
            "by": self.user,
            "project": said["project"],
            "support_amount": said["support_amount"],
        }
        if is_refused:
            actions.refuse_support(self.application, reason=said["reason"], **common)
            messages.success(self.request, _("Đã ghi là không được hỗ trợ trùng."))
            return redirect("cohorts_cohort:enroll_list", self.cohort.code)
        member = actions.enroll(self.application, allowed_because=said["reason"], **common)
        messages.success(self.request, _("Đã nhận vào khoá và giao các mốc."))
        return redirect("cohorts_cohort:member", member.pk)

    def _show(self, form: EnrolForm) -> HttpResponse:
        project = form["project"].value() or ""
        context = self.get_context_data(
            form=form,
            cohort=self.cohort,
            enrolment=enrolment(self.application, self.cohort, project),
            obstacle=policies.enroll(self.user, self.application),
        )
        return self.render_to_response(context, status=422 if form.is_bound else 200)
