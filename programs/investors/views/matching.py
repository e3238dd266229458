"""An investor looks at firms: the week's suggestions, one card, interest, a request."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ecosystem.registry.models import Organization
from programs.investors.actions import firms, introductions
from programs.investors.actions import suggestions as actions
from programs.investors.choices import (
    BINDS_NOBODY,
    STANDING,
    WEEKLY_SUGGESTIONS,
    Audience,
    Side,
    Sight,
)
from programs.investors.forms import AskForm, DismissForm, InterestForm, WhyNotForm
from programs.investors.models import Interest, InvestorAccount, Mandate, Suggestion
from programs.investors.selectors import cards, facts, suggestions
from programs.investors.selectors import introductions as read

from .access import attempt, one_time_key, person, show, verified_page
from .investors import tabs


@require_safe
@verified_page
def week(request: HttpRequest, account: InvestorAccount) -> HttpResponse:
    """This week's firms, with reasons; and why another is not among them (INV-5)."""
    day = timezone.localdate()
    actions.draw_for_investor(account, day)
    why_not = WhyNotForm(request.GET if "code" in request.GET else None)
    answer = None
    if why_not.is_valid():
        answer = suggestions.why_not(account, why_not.cleaned_data["code"], day)
    context = {
        "account": account,
        "tabs": tabs(account, "suggestions"),
        "has_mandate": Mandate.objects.filter(account=account).exists(),
        "rows": suggestions.for_investor(account, actions.monday_of(day), day),
        "dismiss_form": DismissForm(),
        "why_not": why_not,
        "answer": answer,
        "limit": WEEKLY_SUGGESTIONS,
    }
    return show(request, "investors/suggestions.html", context)


@require_POST
@verified_page
def dismiss(request: HttpRequest, account: InvestorAccount, pk: int) -> HttpResponse:
    """It does not suit, because (INV-5)."""
    suggestion = get_object_or_404(Suggestion, pk=pk, account=account, shown_to=Side.INVESTOR)
    form = DismissForm(request.POST)
    if form.is_valid():
        actions.dismiss(suggestion, form.cleaned_data["reason"], by=person(request))
        messages.success(request, _("Đã ghi. Doanh nghiệp này không gợi ý lại trong 90 ngày."))
    return redirect("investors:suggestions", account.number)


@verified_page
def firm(request: HttpRequest, account: InvestorAccount, code: str) -> HttpResponse:
    """One firm's card for verified investors; who looks is written down (INV-3, PRV-3)."""
    organization = _open_firm(code)
    step = request.POST.get("step", "")
    by, key = person(request), one_time_key(request)
    standing = Interest.objects.standing().filter(account=account, organization=organization)
    interest = standing.first()
    interest_form = InterestForm(
        request.POST if step == "interest" else None,
        initial={"level": interest.level, "note": interest.note} if interest else None,
    )
    ask_form = AskForm(request.POST if step == "ask" else None)
    if step == "interest" and attempt(
        interest_form,
        lambda: actions.mark_interest(account, organization, by=by, **interest_form.cleaned_data),
    ):
        messages.success(request, _("Đã đánh dấu. Việc này không ràng buộc bên nào."))
        return redirect("investors:firm_card", account.number, code)
    if step == "ask" and attempt(
        ask_form,
        lambda: introductions.ask(
            account,
            organization,
            side=Side.INVESTOR,
            why=ask_form.cleaned_data["why"],
            by=by,
            key=key,
        ),
    ):
        messages.success(request, _("Đã gửi lời đề nghị. Bên kia có 14 ngày để trả lời."))
        return redirect("investors:introductions", account.number)
    firms.write_look(organization, account, Sight.CARD, by=by)
    introduction = account.introductions.filter(
        organization=organization, status__in=STANDING
    ).first()
    is_known = introduction is not None and read.is_known_to(introduction, Side.INVESTOR)
    context = {
        "account": account,
        "card": cards.card(organization, Audience.VERIFIED),
        "interest": interest,
        "interest_form": interest_form,
        "ask_form": ask_form,
        "introduction": introduction if is_known else None,
        "key": key,
        "binds_nobody": BINDS_NOBODY,
    }
    return show(request, "investors/firm_card.html", context)


@require_POST
@verified_page
def end_interest(request: HttpRequest, account: InvestorAccount, code: str) -> HttpResponse:
    """Take the mark away."""
    interest = get_object_or_404(
        Interest.objects.standing(), account=account, organization__code=code
    )
    actions.end_interest(interest, by=person(request))
    messages.success(request, _("Đã bỏ đánh dấu."))
    return redirect("investors:suggestions", account.number)


@require_safe
@verified_page
def own_list(request: HttpRequest, account: InvestorAccount) -> HttpResponse:
    """The investor's introductions."""
    context = {
        "account": account,
        "tabs": tabs(account, "introductions"),
        "rows": read.rows(read.of_account(account), Side.INVESTOR),
    }
    return show(request, "investors/introductions.html", context)


def _open_firm(code: str) -> Organization:
    """Return the firm while it is open to investors; a closed one is not told from none."""
    organization = Organization.objects.select_related("stage").filter(code=code).first()
    if organization is None or not facts.is_open(organization, timezone.localdate()):
        raise Http404
    return organization
