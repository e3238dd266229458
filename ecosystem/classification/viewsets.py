"""The officers' screens of proposals, in Wagtail's admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from accounts.viewsets import StaffPage, StaffView, refusal_in_words
from core import files
from core.lifecycle import ObstacleError, WrongStateError
from core.temporal import AlreadyClosedError
from ecosystem.registry.models import Organization

from . import actions, policies, selectors
from .filters import ProposalFilterSet
from .forms import AnswerForm, EndForm, EvidenceForm, OrganizationCodeForm, ProposalForm
from .models import Proposal

REFUSALS = (
    actions.ClassificationError,
    ObstacleError,
    WrongStateError,
    AlreadyClosedError,
    files.FileRefusedError,
)
"""What an action may answer instead; each is a sentence for the person."""


class ProposalScreen(StaffView):
    """Only those who read proposals get in."""

    opened_by = policies.read


class ProposalIndexView(ProposalScreen, IndexView):
    """All proposals; those that wait come first under the default filter."""

    model = Proposal
    # Roles are asked in `dispatch`; none has permissions of Django's on this table.
    permission_policy = None
    page_title = gettext_lazy("Phân loại")
    header_icon = "tag"
    index_url_name = "classification_proposal:index"
    index_results_url_name = "classification_proposal:index_results"
    filterset_class = ProposalFilterSet
    default_ordering = "-proposed_at"
    search_fields = ("number", "organization__code", "organization__folded_name")
    columns = (
        TitleColumn(
            "number",
            label=gettext_lazy("Số"),
            get_url=lambda row: reverse("classification_proposal:decide", args=[row.number]),
        ),
        Column("organization", label=gettext_lazy("Tổ chức")),
        Column("scheme_class", label=gettext_lazy("Phân loại")),
        Column("get_kind_display", label=gettext_lazy("Loại việc")),
        Column("proposed_by", label=gettext_lazy("Người đề xuất")),
        DateColumn("proposed_at", label=gettext_lazy("Đề xuất lúc"), sort_key="proposed_at"),
        Column("get_status_display", label=gettext_lazy("Tình trạng")),
    )

    def get_base_queryset(self) -> Any:
        return Proposal.objects.select_related("organization", "scheme_class", "proposed_by")

    @property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = [
            HeaderButton(
                label=_("Sắp hết hạn"),
                url=reverse("classification_proposal:expiring"),
                icon_name="history",
            )
        ]
        if policies.propose(self.user) is None:
            buttons.append(
                HeaderButton(
                    label=_("Đề xuất"),
                    url=reverse("classification_proposal:add"),
                    icon_name="plus",
                )
            )
        return buttons


class ProposalPage(ProposalScreen, StaffPage):
    """A page of the desk beside the list of proposals."""

    header_icon = "tag"
    list_url_name = "classification_proposal:index"
    list_title = gettext_lazy("Phân loại")


class OrganizationPage(ProposalPage):
    """A form about one organization, which ?organization= names; asked for when it does not."""

    form_class: Any
    template_name = "classification/admin/form.html"
    button: Any = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        organization = self._organization()
        if organization is None:
            form = OrganizationCodeForm(request.GET if "organization" in request.GET else None)
            return self.render_to_response(self.get_context_data(choose=form))
        return self._show(organization, self._form(organization))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        organization = self._organization()
        if organization is None:
            return self.get(request)
        form = self._form(organization, request.POST, request.FILES)
        if form.is_valid():
            try:
                return self.act(organization, form.cleaned_data)
            except REFUSALS as refused:
                form.add_error(None, refusal_in_words(refused))
        return self._show(organization, form)

    def act(self, organization: Organization, answers: dict[str, Any]) -> HttpResponse:
        raise NotImplementedError

    def _organization(self) -> Organization | None:
        form = OrganizationCodeForm(self.request.GET)
        return form.cleaned_data["organization"] if form.is_valid() else None

    def _form(self, organization: Organization, *args: Any) -> Any:
        return self.form_class(*args, organization=organization)

    def _show(self, organization: Organization, form: Any) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(
                organization=organization,
                form=form,
                button=self.button,
                classifications=selectors.classifications_of(organization),
                obstacle=policies.propose(self.user, organization),
            )
        )


class AddView(OrganizationPage):
    """Propose a class."""

    page_title = gettext_lazy("Đề xuất phân loại")
    form_class = ProposalForm
    button = gettext_lazy("Đề xuất")

    def act(self, organization: Organization, answers: dict[str, Any]) -> HttpResponse:
        proposal = actions.propose(organization, by=self.user, **answers)
        messages.success(
            self.request,
            _("Đã đề xuất %(number)s. Người khác sẽ quyết định.") % {"number": proposal.number},
        )
        return redirect("classification_proposal:decide", proposal.number)


class EndView(OrganizationPage):
    """Propose that a class ends."""

    page_title = gettext_lazy("Đề xuất chấm dứt phân loại")
    form_class = EndForm
    button = gettext_lazy("Đề xuất chấm dứt")

    def act(self, organization: Organization, answers: dict[str, Any]) -> HttpResponse:
        proposal = actions.propose_end(
            answers["classification"],
            by=self.user,
            on=answers["on"],
            reason=answers["reason"],
        )
        return redirect("classification_proposal:decide", proposal.number)


class EvidenceView(OrganizationPage):
    """Write down a paper."""

    page_title = gettext_lazy("Ghi bằng chứng")
    form_class = EvidenceForm
    button = gettext_lazy("Ghi bằng chứng")

    def _form(self, organization: Organization, *args: Any) -> Any:
        return EvidenceForm(*args)

    def act(self, organization: Organization, answers: dict[str, Any]) -> HttpResponse:
        evidence = actions.record_evidence(organization, by=self.user, **answers)
        messages.success(
            self.request,
            _("Đã ghi bằng chứng %(number)s. Người khác sẽ kiểm.") % {"number": evidence.number},
        )
        address = reverse("classification_proposal:add")
        return redirect(f"{address}?organization={organization.code}")


class DecideView(ProposalPage):
    """One proposal: what is asked, on what ground, and the decision of another person."""

    template_name = "classification/admin/decide.html"

    def get_page_title(self) -> str:
        return _("Đề xuất %(number)s") % {"number": self.kwargs["number"]}

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self._show(AnswerForm())

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        proposal, user = selectors.proposal(number), self.user
        step = request.POST.get("step", "")
        form = AnswerForm(request.POST) if step == "refuse" else AnswerForm()
        try:
            if step == "put_in_force":
                actions.put_in_force(proposal, by=user)
                messages.success(request, _("Đã đưa vào hiệu lực."))
            elif step == "withdraw":
                actions.withdraw(proposal, by=user)
                messages.success(request, _("Đã rút đề xuất."))
            elif step == "check":
                evidence = proposal.evidence.filter(number=request.POST.get("evidence", ""))
                for paper in evidence:
                    actions.check_evidence(paper, by=user)
                    messages.success(request, _("Đã kiểm %(number)s.") % {"number": paper.number})
            elif step == "refuse" and form.is_valid():
                actions.refuse(proposal, by=user, answer=form.cleaned_data["answer"])
                messages.success(request, _("Đã ghi là không chấp nhận."))
            else:
                return self._show(form)
        except REFUSALS as refused:
            messages.error(request, refusal_in_words(refused))
            return self._show(form)
        return redirect("classification_proposal:decide", number)

    def _show(self, form: AnswerForm) -> HttpResponse:
        screen = selectors.proposal_screen(selectors.proposal(self.kwargs["number"]), self.user)
        # Somebody else may have decided meanwhile: then there is no form to keep the words in.
        kept = form["answer"].value() if form.is_bound and screen.decide_obstacle else ""
        return self.render_to_response(self.get_context_data(screen=screen, form=form, kept=kept))


class DecisionTextView(ProposalScreen, TemplateView):
    """The decision as it is printed for the firm (REG-14)."""

    template_name = "classification/decision.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proposal = selectors.proposal(kwargs["number"])
        return super().get_context_data(
            decision=selectors.decision_text(proposal), proposal=proposal, **kwargs
        )


class ExpiringView(ProposalPage):
    """Classes whose last evidence ends soon (REG-11)."""

    page_title = gettext_lazy("Bằng chứng sắp hết hạn")
    template_name = "classification/admin/expiring.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = selectors.ending_soon(timezone.localdate())
        return super().get_context_data(rows=rows, **kwargs)


class ProposalViewSet(ViewSet):
    """Addresses of the proposals' screens."""

    name = "classification_proposal"
    url_prefix = "phan-loai"
    icon = "tag"

    def get_urlpatterns(self) -> list[Any]:
        index = ProposalIndexView
        return [
            path("", index.as_view(), name="index"),
            path("ket-qua/", index.as_view(results_only=True), name="index_results"),
            path("de-xuat/", AddView.as_view(), name="add"),
            path("cham-dut/", EndView.as_view(), name="end"),
            path("bang-chung/", EvidenceView.as_view(), name="evidence"),
            path("sap-het-han/", ExpiringView.as_view(), name="expiring"),
            path("<str:number>/", DecideView.as_view(), name="decide"),
            path("<str:number>/van-ban/", DecisionTextView.as_view(), name="decision"),
        ]
