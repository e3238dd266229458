"""The investment officers' screens, in Wagtail's admin."""

from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from accounts.models import User
from core import files
from core.lifecycle import Obstacle, ObstacleError, WrongStateError

from . import policies
from .actions import accounts, introductions, outcomes
from .actions.errors import MatchingError
from .filters import AccountFilterSet, IntroductionFilterSet
from .forms import ComplaintDecisionForm, DealForm, MessageForm
from .models import Complaint, Deal, Introduction, InvestorAccount, Proof
from .selectors.staff import account_screen, introduction_screen


class OfficerMixin(View):
    """Only investment officers get in: here stand papers, reasons and complaints."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if refused := policies.work(request.user):
            raise PermissionDenied(str(refused))
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        """Return who is signed in; `dispatch` lets nobody else in."""
        return cast(User, self.request.user)


class AccountIndexView(OfficerMixin, IndexView):
    """All investors."""

    model = InvestorAccount
    permission_policy = None
    page_title = gettext_lazy("Nhà đầu tư")
    header_icon = "group"
    index_url_name = "investors_account:index"
    index_results_url_name = "investors_account:index_results"
    filterset_class = AccountFilterSet
    default_ordering = "-requested_at"
    search_fields = ("number", "name")
    columns = (
        TitleColumn(
            "name",
            label=gettext_lazy("Tên"),
            get_url=lambda row: reverse("investors_account:screen", args=[row.number]),
        ),
        Column("number", label=gettext_lazy("Số")),
        Column("get_kind_display", label=gettext_lazy("Loại")),
        Column("get_status_display", label=gettext_lazy("Tình trạng")),
        DateColumn("active_until", label=gettext_lazy("Xác minh đến"), sort_key="active_until"),
        DateColumn("requested_at", label=gettext_lazy("Đăng ký lúc"), sort_key="requested_at"),
    )


class IntroductionIndexView(OfficerMixin, IndexView):
    """All introductions: who, in which state, until when. No reason, no contact."""

    model = Introduction
    permission_policy = None
    page_title = gettext_lazy("Giới thiệu")
    header_icon = "link"
    index_url_name = "investors_introduction:index"
    index_results_url_name = "investors_introduction:index_results"
    filterset_class = IntroductionFilterSet
    default_ordering = "-asked_at"
    search_fields = ("number", "account__name", "organization__folded_name")
    columns = (
        TitleColumn(
            "number",
            label=gettext_lazy("Số"),
            get_url=lambda row: reverse("investors_introduction:screen", args=[row.number]),
        ),
        Column("account", label=gettext_lazy("Nhà đầu tư")),
        Column("organization", label=gettext_lazy("Doanh nghiệp")),
        Column("get_asked_side_display", label=gettext_lazy("Bên đề nghị")),
        Column("get_status_display", label=gettext_lazy("Tình trạng")),
        DateColumn("answer_by", label=gettext_lazy("Hạn trả lời"), sort_key="answer_by"),
    )

    def get_base_queryset(self) -> Any:
        return Introduction.objects.select_related("account", "organization")


class AdminPage(OfficerMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page of the desk with Wagtail's furniture and the way back to the list."""

    header_icon = "group"
    index_name = ""
    index_label: Any = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse(self.index_name), "label": self.index_label},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_page_title(self) -> str:
        return self.kwargs["number"]

    def attempt(self, act: Callable[[], object], said: str) -> None:
        """Do it, or say what stands in the way."""
        try:
            act()
        except WrongStateError:
            messages.error(self.request, _("Tình trạng đã đổi; xem lại bên dưới."))
        except (MatchingError, ObstacleError) as refused:
            messages.error(self.request, str(refused))
        else:
            messages.success(self.request, said)


class AccountView(AdminPage):
    """One investor: papers, state, what this officer may do."""

    template_name = "investors/admin/account.html"
    index_name = "investors_account:index"
    index_label = gettext_lazy("Nhà đầu tư")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self._show(MessageForm())

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        account, by = self._account(), self.user
        step = request.POST.get("step", "")
        form = MessageForm(request.POST)
        plain: dict[str, tuple[Callable[..., object], str]] = {
            "check": (accounts.check, _("Đã ghi: giấy tờ đã kiểm.")),
            "activate": (accounts.activate, _("Đã mở cho 12 tháng.")),
            "renew": (accounts.renew, _("Đã gia hạn 12 tháng.")),
            "resume": (accounts.resume, _("Đã mở lại.")),
        }
        if step in plain:
            act, said = plain[step]
            self.attempt(lambda: act(account, by=by), said)
        elif step == "proof":
            proof = get_object_or_404(Proof, pk=request.POST.get("proof"), account=account)
            self.attempt(lambda: accounts.check_proof(proof, by=by), _("Đã kiểm giấy tờ."))
        elif step in ("suspend", "end"):
            if not form.is_valid():
                return self._show(form)
            message = form.cleaned_data["message"]
            if step == "suspend":
                self.attempt(
                    lambda: accounts.suspend(account, by=by, message=message), _("Đã tạm ngừng.")
                )
            else:
                self.attempt(
                    lambda: accounts.end(account, by=by, reason=message), _("Đã kết thúc.")
                )
        return redirect("investors_account:screen", number)

    def _account(self) -> InvestorAccount:
        return get_object_or_404(InvestorAccount, number=self.kwargs["number"])

    def _show(self, form: MessageForm) -> HttpResponse:
        screen = account_screen(self._account(), self.user)
        return self.render_to_response(self.get_context_data(screen=screen, form=form))


class ProofView(OfficerMixin):
    """A paper, for the officer's eyes (PRV-4)."""

    def get(self, request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
        proof = get_object_or_404(Proof, pk=pk, account__number=number)
        _allow(policies.keep_account(self.user, proof.account))
        return files.download(proof.file, as_attachment=False)


class IntroductionView(AdminPage):
    """One introduction: pass it on, ring up, decide a complaint, read a deal's paper."""

    template_name = "investors/admin/introduction.html"
    index_name = "investors_introduction:index"
    index_label = gettext_lazy("Giới thiệu")
    header_icon = "link"

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self._show()

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        introduction, by = self._introduction(), self.user
        match request.POST.get("step", ""):
            case "check":
                self.attempt(
                    lambda: introductions.check(introduction, by=by), _("Đã chuyển tới bên kia.")
                )
            case "told":
                self.attempt(
                    lambda: introductions.told_by_phone(introduction, by=by),
                    _("Đã ghi: đã báo qua điện thoại. Hạn trả lời tính lại từ hôm nay."),
                )
            case "fall":
                form = MessageForm(request.POST)
                if not form.is_valid():
                    return self._show(message=form)
                reason = form.cleaned_data["message"]
                self.attempt(
                    lambda: introductions.let_fall(introduction, by=by, reason=reason),
                    _("Đã khép lại; hai bên nhận một câu trung tính."),
                )
            case "complaint":
                decision = ComplaintDecisionForm(request.POST)
                if not decision.is_valid():
                    return self._show(decision=decision)
                complaint = get_object_or_404(
                    Complaint, pk=request.POST.get("complaint"), introduction=introduction
                )
                self.attempt(
                    lambda: introductions.decide_complaint(
                        complaint, by=by, **decision.cleaned_data
                    ),
                    _("Đã ghi kết luận."),
                )
            case "deal":
                stated = DealForm(request.POST)
                if not stated.is_valid():
                    return self._show(stated=stated)
                deal = get_object_or_404(Deal, introduction=introduction)
                self.attempt(
                    lambda: outcomes.confirm_by_document(deal, by=by, **stated.cleaned_data),
                    _("Đã xác nhận khoản đầu tư."),
                )
        return redirect("investors_introduction:screen", number)

    def _introduction(self) -> Introduction:
        found = Introduction.objects.select_related("account", "organization", "asked_by")
        introduction = get_object_or_404(found, number=self.kwargs["number"])
        # An officer on one of the sides reads it as that side does, not here.
        _allow(policies.check_introduction(self.user, introduction))
        return introduction

    def _show(
        self,
        message: MessageForm | None = None,
        decision: ComplaintDecisionForm | None = None,
        stated: DealForm | None = None,
    ) -> HttpResponse:
        screen = introduction_screen(self._introduction(), self.user)
        return self.render_to_response(
            self.get_context_data(
                screen=screen,
                message=message or MessageForm(),
                decision=decision or ComplaintDecisionForm(),
                stated=stated or DealForm(),
            )
        )


class DealPaperView(OfficerMixin):
    """The paper that shows a deal, for the officer's eyes."""

    def get(self, request: HttpRequest, number: str) -> HttpResponseBase:
        deal = get_object_or_404(Deal.objects.exclude(document=None), introduction__number=number)
        _allow(policies.check_introduction(self.user, deal.introduction))
        assert deal.document is not None
        return files.download(deal.document, as_attachment=False)


def _allow(obstacle: Obstacle | None) -> None:
    if obstacle:
        raise PermissionDenied(str(obstacle))


class AccountViewSet(ViewSet):
    """Addresses of the investors' screens."""

    name = "investors_account"
    url_prefix = "nha-dau-tu"
    icon = "group"

    def get_urlpatterns(self) -> list[Any]:
        index = AccountIndexView
        return [
            path("", index.as_view(), name="index"),
            path("ket-qua/", index.as_view(results_only=True), name="index_results"),
            path("<str:number>/", AccountView.as_view(), name="screen"),
            path("<str:number>/giay-to/<int:pk>/", ProofView.as_view(), name="proof"),
        ]


class IntroductionViewSet(ViewSet):
    """Addresses of the introductions' screens."""

    name = "investors_introduction"
    url_prefix = "gioi-thieu"
    icon = "link"

    def get_urlpatterns(self) -> list[Any]:
        index = IntroductionIndexView
        return [
            path("", index.as_view(), name="index"),
            path("ket-qua/", index.as_view(results_only=True), name="index_results"),
            path("<str:number>/", IntroductionView.as_view(), name="screen"),
            path("<str:number>/giay-to/", DealPaperView.as_view(), name="deal_paper"),
        ]
