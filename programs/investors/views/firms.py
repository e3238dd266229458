"""A firm's own page for investors: raising money, its card, who looked, suggestions."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ecosystem.registry.models import Organization
from programs.investors.actions import firms, introductions
from programs.investors.actions import suggestions as actions
from programs.investors.actions.errors import MatchingError
from programs.investors.choices import (
    STANDING,
    WEEKLY_SUGGESTIONS,
    Audience,
    Side,
)
from programs.investors.forms import AskForm, CallForm, CardForm, DismissForm
from programs.investors.models import FundingCall, InvestorAccount, InvestorCard, Suggestion
from programs.investors.policies import is_verified
from programs.investors.selectors import cards, facts, suggestions
from programs.investors.selectors import introductions as read
from programs.investors.selectors.cards import mentions_contact

from .access import attempt, firm_page, one_time_key, person, show

PREVIEWS = {"cong-chung": Audience.PUBLIC, "nha-dau-tu": Audience.VERIFIED}


@firm_page
def overview(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Is the firm raising, who sees what, who looked, who might suit?"""
    day = timezone.localdate()
    call = FundingCall.objects.open_on(day).filter(organization=organization).first()
    if call:
        actions.draw_for_firm(organization, day)
    context = {
        "organization": organization,
        "call": call,
        "is_open": facts.is_open(organization, day),
        "card": cards.card(organization, Audience.ROOM, day),
        "looks": cards.looks(organization, 10),
        "rows": suggestions.for_firm(organization, actions.monday_of(day), day) if call else (),
        "dismiss_form": DismissForm(),
        "limit": WEEKLY_SUGGESTIONS,
    }
    return show(request, "investors/firm.html", context)


@firm_page
def open_call(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Say that the firm raises money (INV-4)."""
    shares = facts.visible_organizations().filter(pk=organization.pk).exists()
    form = CallForm(request.POST or None, asks_consent=not shares)
    if request.method == "POST" and attempt(
        form, lambda: firms.open_call(organization, by=person(request), **form.answers)
    ):
        messages.success(request, _("Đang gọi vốn. Xem lại ai thấy gì trên thẻ."))
        return redirect("investors:card", organization.code)
    context = {"organization": organization, "form": form}
    return show(request, "investors/call_form.html", context)


@firm_page
def close_call(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Stop before the end: a page that asks, then does (INV-F3)."""
    call = get_object_or_404(FundingCall.objects.unclosed(), organization=organization)
    if request.method == "POST":
        firms.close_call(call, by=person(request))
        messages.success(request, _("Đã thôi gọi vốn. Lời đề nghị đang chờ đã khép lại."))
        return redirect("investors:firm", organization.code)
    return show(request, "investors/close_call.html", {"organization": organization})


@firm_page
def edit_card(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Write the card; choose who sees each part (INV-3)."""
    standing = InvestorCard.objects.filter(organization=organization).first()
    form = CardForm(request.POST or None, card=standing or InvestorCard(organization=organization))
    if request.method == "POST" and form.is_valid():
        for name, text in form.texts.items():
            if mentions_contact(text):
                form.add_error(name, _("Bỏ thư điện tử, điện thoại khỏi phần này."))
    if request.method == "POST" and attempt(
        form,
        lambda: firms.save_card(organization, form.texts, form.audiences, by=person(request)),
    ):
        messages.success(request, _("Đã lưu thẻ."))
        return redirect("investors:firm", organization.code)
    context = {"organization": organization, "form": form}
    return show(request, "investors/card_form.html", context)


@require_safe
@firm_page
def preview(request: HttpRequest, organization: Organization, reader: str) -> HttpResponse:
    """The card as the public, or as a verified investor, sees it (INV-3)."""
    if reader not in PREVIEWS:
        raise Http404
    context = {
        "organization": organization,
        "card": cards.card(organization, PREVIEWS[reader]),
        "reader": reader,
    }
    return show(request, "investors/preview.html", context)


@firm_page
def investor(request: HttpRequest, organization: Organization, number: str) -> HttpResponse:
    """One investor that the firm was shown or that asked; ask to meet it (INV-7)."""
    account = InvestorAccount.objects.select_related("mandate").filter(number=number).first()
    if account is None or not is_verified(account) or not _was_shown(account, organization):
        raise Http404
    key = one_time_key(request)
    form = AskForm(request.POST or None)
    if request.method == "POST" and attempt(
        form,
        lambda: introductions.ask(
            account,
            organization,
            side=Side.FIRM,
            why=form.cleaned_data["why"],
            by=person(request),
            key=key,
        ),
    ):
        messages.success(request, _("Đã gửi lời đề nghị. Bên kia có 14 ngày để trả lời."))
        return redirect("investors:own_introductions")
    standing = organization.introductions.filter(account=account, status__in=STANDING).first()
    is_known = standing is not None and read.is_known_to(standing, Side.FIRM)
    context = {
        "organization": organization,
        "account": account,
        "about": suggestions.about(account),
        "introduction": standing if is_known else None,
        "form": form,
        "key": key,
    }
    return show(request, "investors/investor.html", context)


def _was_shown(account: InvestorAccount, organization: Organization) -> bool:
    """An investor is known to the firm by a suggestion, an interest or an introduction."""
    return (
        Suggestion.objects.filter(
            account=account, organization=organization, shown_to=Side.FIRM
        ).exists()
        or account.interests.standing().filter(organization=organization, level="firm").exists()
        or account.introductions.filter(organization=organization).exists()
    )


@require_POST
@firm_page
def dismiss(request: HttpRequest, organization: Organization, pk: int) -> HttpResponse:
    """This investor does not suit, because (INV-5)."""
    suggestion = get_object_or_404(Suggestion, pk=pk, organization=organization, shown_to=Side.FIRM)
    form = DismissForm(request.POST)
    if form.is_valid():
        try:
            actions.dismiss(suggestion, form.cleaned_data["reason"], by=person(request))
        except MatchingError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Đã ghi. Nhà đầu tư này không gợi ý lại trong 90 ngày."))
    return redirect("investors:firm", organization.code)
