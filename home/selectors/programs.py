"""Calls for pages: the list of programs, one call, what home says of open calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from programs.calls import selectors as calls
from programs.calls.choices import CallState
from programs.calls.models import Call
from programs.calls.selectors import eligibility
from programs.calls.selectors.applications import organizations_of

from .figures import kept, language_prefix

OPEN_ON_HOME = 5

Text = str | Promise


@dataclass(frozen=True)
class CallLine:
    """A call in a list, with its address in the language that is read."""

    card: calls.CallCard
    url: str


@dataclass(frozen=True)
class CallGroup:
    key: str
    title: Text
    lines: tuple[CallLine, ...]


@dataclass(frozen=True)
class OpenCalls:
    """What home shows: what can be applied for now; when nothing, what opens next."""

    lines: tuple[CallLine, ...]
    next: CallLine | None


@dataclass(frozen=True)
class Stage:
    """One line of a call's schedule."""

    day: date
    hour: str
    what: Text


@dataclass(frozen=True)
class Fit:
    """How far an organization of the reader meets the call, as far as the registry knows."""

    name: str
    verdict: eligibility.Verdict


def groups(now: datetime) -> tuple[CallGroup, ...]:
    """Return the calls that a visitor may know of: open, coming, under review, decided."""
    cards = calls.public_calls(now)
    order = (
        (CallState.OPEN, _("Đang nhận hồ sơ")),
        (CallState.COMING, _("Sắp mở")),
        (CallState.CLOSED, _("Đang xét")),
        (CallState.DECIDED, _("Đã có kết quả")),
    )
    return tuple(
        CallGroup(str(state.value), title, _lines(found))
        for state, title in order
        if (found := _in_order(state, [card for card in cards if card.state == state]))
    )


def open_calls() -> OpenCalls:
    """Return the open calls, the nearest deadline first, kept for a minute."""
    return kept("calls", _open_calls)


def public_call(slug: str) -> Call | None:
    return Call.objects.public().filter(slug=slug).first()


def call_context(call: Call, user: User | AnonymousUser) -> dict[str, Any]:
    """Return what the page of a call shows besides the editor's words."""
    card = calls.call_card(call, timezone.now())
    return {"card": card, "schedule": schedule(card), "fit": _fit(call, user)}


def schedule(card: calls.CallCard) -> tuple[Stage, ...]:
    """Return the days of a call that are known, in their order."""
    closes = timezone.localtime(card.closes_at)
    opens = timezone.localtime(card.opens_at)
    days: list[tuple[date | None, Text]] = [
        (card.screening_until, _("Xét điều kiện, hỏi bổ sung xong")),
        (card.review_until, _("Hội đồng chấm, phỏng vấn xong")),
        (card.results_on, _("Trả kết quả cho mọi hồ sơ cùng lúc")),
        (card.starts_on, _("Bắt đầu")),
    ]
    return (
        Stage(opens.date(), f"{opens:%H:%M}", _("Bắt đầu nhận hồ sơ")),
        Stage(closes.date(), f"{closes:%H:%M:%S}", _("Hết nhận hồ sơ")),
        *(Stage(day, "", words) for day, words in days if day),
    )


def _open_calls() -> OpenCalls:
    now = timezone.now()
    opened = calls.open_calls(now)[:OPEN_ON_HOME]
    coming = () if opened else calls.coming_calls(now)[:1]
    return OpenCalls(_lines(opened), next(iter(_lines(coming)), None))


def _lines(cards: Sequence[calls.CallCard]) -> tuple[CallLine, ...]:
    prefix = language_prefix()
    return tuple(CallLine(card, f"{prefix}{card.url}") for card in cards)


def _in_order(state: CallState, cards: list[calls.CallCard]) -> list[calls.CallCard]:
    if state == CallState.OPEN:
        return sorted(cards, key=lambda card: card.closes_at)
    if state == CallState.COMING:
        return sorted(cards, key=lambda card: card.opens_at)
    return cards


def _fit(call: Call, user: User | AnonymousUser) -> Fit | None:
    """Test the reader's first organization while the call can be applied for (PRG-8)."""
    if not isinstance(user, User) or call.state_at(timezone.now()) != CallState.OPEN:
        return None
    own = organizations_of(user)[:1]
    if not own:
        return None
    return Fit(str(own[0].name), eligibility.check(call, own[0], {}))
