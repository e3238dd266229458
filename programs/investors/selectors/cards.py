"""What a firm's card says to whom (INV-3), and who looked at it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from core.vietnamese import money
from ecosystem.registry.models import Address, Organization, SectorAssignment
from ecosystem.registry.selectors.profile import freshness
from programs.investors.choices import CARD_FIELDS, Audience, Sight
from programs.investors.models import AccessLine, FundingCall, InvestorCard

from . import facts

_RANK = {Audience.PUBLIC: 0, Audience.VERIFIED: 1, Audience.ROOM: 2}

_CONTACT = re.compile(
    r"[\w.+-]+\s*@\s*[\w-]+(\.[\w-]+)+|(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?!\d)|zalo|telegram|whatsapp",
    re.IGNORECASE,
)


def mentions_contact(text: str) -> bool:
    """Whether a free text carries an address or a telephone number (INV-7: none before both)."""
    return _CONTACT.search(text) is not None


@dataclass(frozen=True)
class Part:
    """One part of a card that this reader may see."""

    label: str
    text: str


@dataclass(frozen=True)
class Card:
    """A firm as one kind of reader sees it."""

    organization: Organization
    line: str
    stage: str
    parts: tuple[Part, ...]
    ends_on: date | None
    confirmed_on: date | None
    freshness: str
    hidden: int

    @property
    def name(self) -> str:
        return self.organization.legal_name


@dataclass(frozen=True)
class Look:
    """Who looked at what, when (INV-9)."""

    who: str
    body: str
    what: str
    at: datetime


def cards(
    organizations: Iterable[Organization], audience: Audience, day: date | None = None
) -> list[Card]:
    """Return the cards of these firms for this kind of reader, in the same number of queries."""
    day = day or timezone.localdate()
    found = list(organizations)
    keys = [organization.pk for organization in found]
    texts = {
        card.organization_id: card for card in InvestorCard.objects.filter(organization__in=keys)
    }
    calls = {
        call.organization_id: call
        for call in FundingCall.objects.open_on(day).filter(organization__in=keys)
    }
    lines = _lines(keys, day)
    return [
        _card(
            organization,
            texts.get(organization.pk) or InvestorCard(organization=organization),
            calls.get(organization.pk),
            lines.get(organization.pk, ""),
            audience,
        )
        for organization in found
    ]


def card(organization: Organization, audience: Audience, day: date | None = None) -> Card:
    return cards([organization], audience, day)[0]


def _card(
    organization: Organization,
    texts: InvestorCard,
    call: FundingCall | None,
    line: str,
    audience: Audience,
) -> Card:
    said = {
        "pitch": texts.pitch,
        "product": texts.product,
        "team": texts.team,
        "need": texts.need,
        "figures": texts.figures,
        "amount": money(call.amount_vnd, short=True) if call else "",
        "purpose": call.purpose if call else "",
    }
    parts, hidden = [], 0
    for field in CARD_FIELDS:
        opened_to = Audience(texts.audiences.get(field.key, field.default))
        if not said[field.key]:
            continue
        if _RANK[opened_to] <= _RANK[audience]:
            parts.append(Part(str(field.label), said[field.key]))
        else:
            hidden += 1
    is_for_all = audience == Audience.PUBLIC
    return Card(
        organization=organization,
        line=f"{organization.code} · {organization.get_kind_display()}{line}",
        stage="" if is_for_all or not organization.stage else str(organization.stage),
        parts=tuple(parts),
        ends_on=call.ends_on if call else None,
        confirmed_on=organization.last_confirmed_on,
        freshness=freshness(organization.last_confirmed_on),
        hidden=hidden,
    )


def _lines(keys: list[int], day: date) -> dict[int, str]:
    """Return " · sector · commune" for each."""
    sectors: dict[int, str] = {}
    rows = SectorAssignment.objects.in_force(day).filter(organization__in=keys)
    for row in rows.select_related("sector").order_by("-is_main", "sector__sort_key"):
        sectors.setdefault(row.organization_id, row.sector.name)
    seats = Address.objects.seats().in_force(day).filter(organization__in=keys)
    units = {
        seat.organization_id: seat.unit.full_name if seat.unit else ""
        for seat in seats.select_related("unit")
    }
    return {
        key: "".join(f" · {part}" for part in (sectors.get(key), units.get(key)) if part)
        for key in keys
    }


def raising(day: date | None = None) -> list[Organization]:
    """Return the firms that raise money and may be shown, the newest call first."""
    day = day or timezone.localdate()
    found = facts.open_organizations(day).select_related("stage")
    return list(found.order_by("-raising_until", "sort_key", "code"))


def looks(organization: Organization, limit: int = 50) -> list[Look]:
    """Return who looked at the firm's card, room and files, newest first (PRV-3)."""
    rows = AccessLine.objects.filter(organization=organization).select_related(
        "account", "user", "file"
    )
    return [
        Look(
            who=str(row.user),
            body=row.account.name,
            what=row.file.title if row.file else str(Sight(row.sight).label),
            at=row.at,
        )
        for row in rows[:limit]
    ]
