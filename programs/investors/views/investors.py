"""What the place is, how suggestions come about, and an investor's own pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import files
from ecosystem.registry.selectors.own_space import organizations_of
from programs.investors.actions import accounts, mandates
from programs.investors.choices import PROOFS_OF_KIND, Audience
from programs.investors.forms import MandateForm, MemberForm, ProofForm, RegisterForm
from programs.investors.models import InvestorAccount, Mandate, Member
from programs.investors.policies import is_verified
from programs.investors.selectors import cards, suggestions
from programs.investors.selectors.cards import mentions_contact
from programs.investors.selectors.factors import EXCLUSIONS, FACTORS, LEAST_SCORE

from .access import account_page, attempt, one_time_key, person, show

PER_PAGE = 20


def tabs(account: InvestorAccount, current: str) -> list[tuple[str, str, bool]]:
    names = [("account", _("Tổng quan")), ("mandate", _("Khẩu vị đầu tư"))]
    if is_verified(account):
        names += [("suggestions", _("Gợi ý")), ("introductions", _("Giới thiệu"))]
    return [
        (words, reverse(f"investors:{name}", args=[account.number]), name == current)
        for name, words in names
    ]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is this, and where do I go?"""
    accounts_of, firms_of = [], []
    if request.user.is_authenticated:
        accounts.adopt(person(request))
        accounts_of = list(InvestorAccount.objects.of_member(person(request)))
        firms_of = list(organizations_of(person(request)))
    doors = [
        (
            _("Đăng ký nhà đầu tư"),
            reverse("investors:register"),
            _("Kiểm giấy tờ một lần, dùng 12 tháng"),
        ),
        (
            _("Doanh nghiệp đang gọi vốn"),
            reverse("investors:raising"),
            _("Phần doanh nghiệp mở cho mọi người"),
        ),
        (
            _("Cách gợi ý"),
            reverse("investors:rules"),
            _("Từng yếu tố, từng điều loại trừ, đúng như máy tính"),
        ),
    ]
    context = {
        "doors": doors,
        "accounts": accounts_of,
        "firms": firms_of,
    }
    return show(request, "investors/home.html", context)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The table that the code counts with, in words (INV-5)."""
    context = {
        "factors": FACTORS,
        "exclusions": EXCLUSIONS,
        "least": LEAST_SCORE,
    }
    return show(request, "investors/rules.html", context)


@require_safe
def raising(request: HttpRequest) -> HttpResponse:
    """Firms that raise money, as everybody may see them."""
    page = Paginator(cards.raising(), PER_PAGE).get_page(request.GET.get("page"))
    shown = cards.cards(page.object_list, Audience.PUBLIC)
    context = {"page": page, "cards": shown}
    return show(request, "investors/raising.html", context)


@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Ask to be known as an investor."""
    initial = {"contact_name": person(request).full_name, "contact_email": person(request).email}
    form = RegisterForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _smuggles(form):
        form.add_error("about", _("Bỏ thư điện tử, điện thoại khỏi lời giới thiệu."))
    key = one_time_key(request)
    if request.method == "POST" and attempt(
        form, lambda: accounts.request_account(by=person(request), key=key, **form.cleaned_data)
    ):
        account = get_object_or_404(InvestorAccount, request_key=key)
        messages.success(request, _("Đã nhận đăng ký. Nộp giấy tờ bên dưới để được kiểm."))
        return redirect("investors:account", account.number)
    context = {"form": form, "key": key}
    return show(request, "investors/register.html", context)


def _smuggles(form: RegisterForm) -> bool:
    return mentions_contact(form.cleaned_data["about"])


@account_page
def account(request: HttpRequest, account: InvestorAccount) -> HttpResponse:
    """State, papers, colleagues."""
    kinds = PROOFS_OF_KIND[account.kind]
    step = request.POST.get("step", "")
    form = ProofForm(
        request.POST if step == "proof" else None,
        request.FILES if step == "proof" else None,
        kinds=kinds,
    )
    member_form = MemberForm(request.POST if step == "member" else None, prefix="member")
    if step == "proof" and attempt(form, lambda: _add_proof(request, account, form)):
        messages.success(request, _("Đã nhận giấy tờ."))
        return redirect("investors:account", account.number)
    if step == "member" and attempt(
        member_form,
        lambda: accounts.add_member(account, member_form.cleaned_data["email"], by=person(request)),
    ):
        messages.success(request, _("Đã mời. Người ấy đăng nhập bằng địa chỉ này là cùng thấy."))
        return redirect("investors:account", account.number)
    context = {
        "account": account,
        "tabs": tabs(account, "account"),
        "form": form,
        "member_form": member_form,
        "proofs": account.proofs.select_related("file"),
        "missing": accounts.missing_proofs(account),
        "members": account.members.filter(ended_at=None).select_related("user"),
        "is_verified": is_verified(account),
    }
    return show(request, "investors/account.html", context)


def _add_proof(request: HttpRequest, account: InvestorAccount, form: ProofForm) -> None:
    by = person(request)
    stored = files.store(form.cleaned_data["paper"], allowed_kinds=files.DOCUMENTS, by=by)
    accounts.add_proof(account, form.cleaned_data["kind"], stored, by=by)


@require_POST
@account_page
def remove_member(request: HttpRequest, account: InvestorAccount, pk: int) -> HttpResponse:
    """Somebody no longer acts for the investor."""
    member = get_object_or_404(Member, pk=pk, account=account, ended_at=None)
    try:
        accounts.remove_member(member, by=person(request))
        messages.success(request, _("Đã bỏ người này."))
    except accounts.MatchingError as refused:
        messages.error(request, str(refused))
    return redirect("investors:account", account.number)


@account_page
def mandate(request: HttpRequest, account: InvestorAccount) -> HttpResponse:
    """What is looked for (INV-2)."""
    standing = Mandate.objects.filter(account=account).first()
    form = MandateForm(request.POST or None, initial=_typed(standing))
    if request.method == "POST" and attempt(
        form,
        lambda: mandates.save_mandate(account, mandates.Wanted(**form.answers), by=person(request)),
    ):
        messages.success(request, _("Đã lưu. Gợi ý được tính lại theo khẩu vị mới."))
        return redirect("investors:mandate", account.number)
    context = {
        "account": account,
        "tabs": tabs(account, "mandate"),
        "form": form,
        "ticket": suggestions.ticket(standing) if standing else "",
        "standing": standing,
        "today": timezone.localdate(),
    }
    return show(request, "investors/mandate.html", context)


def _typed(standing: Mandate | None) -> dict[str, object]:
    if standing is None:
        return {}
    values = {
        name: getattr(standing, name)
        for name in MandateForm.base_fields
        if name not in ("sectors", "stages", "places", "excluded_sectors")
    }
    for name in ("sectors", "stages", "places", "excluded_sectors"):
        values[name] = list(getattr(standing, name).all())
    return values
