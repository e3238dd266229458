"""Letters of matching. Each holds a number and a link, nothing about either side (PRV-5)."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core import mail
from ecosystem.registry.models import Organization, Role

from .choices import Side
from .models import Complaint, FundingCall, Introduction, InvestorAccount, Outcome


def account_requested(account: InvestorAccount) -> None:
    """The receipt: somebody looks at the papers."""
    _to_investor(account, "account_requested", link=_url("investors:account", account.number))


def account_activated(account: InvestorAccount) -> None:
    """The cards are open until a day."""
    _to_investor(
        account,
        "account_activated",
        link=_url("investors:account", account.number),
        until=account.active_until,
    )


def account_suspended(account: InvestorAccount) -> None:
    """The cards are closed; why is on the page."""
    _to_investor(account, "account_suspended", link=_url("investors:account", account.number))


def renewal_due(account: InvestorAccount) -> None:
    """The twelve months are nearly over (INV-1)."""
    _to_investor(
        account,
        "renewal_due",
        link=_url("investors:account", account.number),
        until=account.active_until,
    )


def member_added(account: InvestorAccount, address: str) -> None:
    """A colleague may act for the investor once they sign in."""
    _send("member_added", [address], number=account.number, link=_url("investors:home"))


def call_ends(call: FundingCall, days: int) -> None:
    """The firm's "raising" ends by itself on a day (INV-4)."""
    _to_firm(
        call.organization,
        "call_ends",
        number=call.organization.code,
        link=_url("investors:firm", call.organization.code),
        last_day=call.ends_on,
        days=days,
    )


def call_ended(call: FundingCall) -> None:
    _to_firm(
        call.organization,
        "call_ended",
        number=call.organization.code,
        link=_url("investors:firm", call.organization.code),
        last_day=call.ends_on,
    )


def interest_shown(organization: Organization) -> None:
    """A verified investor marked the firm and lets it know (INV-6)."""
    _to_firm(
        organization,
        "interest_shown",
        number=organization.code,
        link=_url("investors:own_introductions"),
    )


def asked(introduction: Introduction) -> list[int]:
    """The other side is asked; return the letters, so that a bounce is noticed (INV-F1)."""
    return _to_side(
        introduction,
        Side(introduction.asked_side).other,
        "introduction_asked",
        answer_by=introduction.answer_by,
    )


def released(introduction: Introduction) -> None:
    """Both have accepted. The contacts are behind the link, in no letter (INV-7)."""
    for side in Side:
        _to_side(introduction, side, "introduction_released")


def declined(introduction: Introduction) -> None:
    """One polite sentence; the reason stays where it was written (INV-7)."""
    side = Side(introduction.declined_side).other
    _to_side(introduction, side, "introduction_declined")


def withdrawn(introduction: Introduction) -> None:
    _to_side(introduction, Side(introduction.asked_side).other, "introduction_withdrawn")


def expired(introduction: Introduction) -> None:
    for side in Side:
        _to_side(introduction, side, "introduction_expired")


def fell(introduction: Introduction) -> None:
    """A neutral text to both (INV-F3)."""
    for side in Side:
        _to_side(introduction, side, "introduction_fell")


def outcome_asked(outcome: Outcome) -> None:
    """What came of it after so many days? (INV-10)"""
    _to_side(
        outcome.introduction, Side(outcome.side), "outcome_asked", after_days=outcome.after_days
    )


def deal_confirmed(introduction: Introduction) -> None:
    for side in Side:
        _to_side(introduction, side, "deal_confirmed")


def complaint_decided(complaint: Complaint) -> None:
    """The officer has looked; the answer is behind the link (INV-12)."""
    _to_side(complaint.introduction, Side(complaint.by_side), "complaint_decided")


# Who is written to -----------------------------------------------------------------------------


def member_addresses(account: InvestorAccount) -> list[str]:
    members = account.members.filter(ended_at=None, user__is_active=True)
    return list(members.values_list("user__email", flat=True))


def owner_addresses(organization: Organization) -> list[str]:
    """Return the addresses of those who may act for the firm and can sign in."""
    roles = Role.objects.in_force().filter(
        organization=organization, may_act=True, person__user__is_active=True
    )
    return sorted(set(roles.values_list("person__user__email", flat=True)))


def _to_investor(account: InvestorAccount, name: str, **context: Any) -> None:
    _send(name, member_addresses(account), number=account.number, **context)


def _to_firm(organization: Organization, name: str, **context: Any) -> None:
    _send(name, owner_addresses(organization), **context)


def _to_side(introduction: Introduction, side: Side, name: str, **context: Any) -> list[int]:
    addresses = (
        member_addresses(introduction.account)
        if side == Side.INVESTOR
        else owner_addresses(introduction.organization)
    )
    link = _url("investors:introduction", introduction.number)
    return _send(name, addresses, number=introduction.number, link=link, **context)


def _send(name: str, addresses: Iterable[str], **context: Any) -> list[int]:
    """Write to each apart, so that nobody learns another's address."""
    return [mail.send(f"investors/mail/{name}", address, context) for address in addresses]


def _url(name: str, *args: str) -> str:
    with translation.override("vi"):
        return settings.PUBLIC_URL + reverse(name, args=args)
