"""The week's suggestions as each side reads them, and why somebody is not among them (INV-5)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.vietnamese import date_short, money
from ecosystem.registry.models import Organization
from programs.investors.choices import STANDING, Audience, Side
from programs.investors.models import (
    Interest,
    Introduction,
    InvestorAccount,
    Mandate,
    Suggestion,
)

from . import facts
from .cards import Card, cards
from .factors import EXCLUSIONS_BY_NAME, FACTORS, labels_of
from .matching import exclusion_of, mask_of, score_of


@dataclass(frozen=True)
class SuggestedFirm:
    """A firm that an investor was shown, with the printed reasons."""

    key: int
    card: Card
    score: int
    reasons: tuple[str, ...]
    interest: str
    introduction: str


@dataclass(frozen=True)
class SuggestedInvestor:
    """An investor that a firm was shown, with the printed reasons. No contact (INV-7)."""

    key: int
    account: InvestorAccount
    about: "About"
    score: int
    reasons: tuple[str, ...]
    introduction: str


@dataclass(frozen=True)
class About:
    """What a firm may know of an investor before both have accepted."""

    name: str
    kind: str
    text: str
    checked_on: date | None
    ticket: str
    sectors: str
    stages: str
    capital: str


@dataclass(frozen=True)
class Answer:
    """Why one firm is or is not suggested: an exclusion, or each factor with its verdict."""

    name: str
    exclusion: str
    factors: tuple[tuple[str, bool, int], ...]
    score: int


def for_investor(account: InvestorAccount, week: date, day: date) -> list[SuggestedFirm]:
    """Return this week's firms that are still open, best first."""
    rows = list(
        Suggestion.objects.to_show()
        .filter(account=account, shown_to=Side.INVESTOR, week=week)
        .select_related("organization__stage")
    )
    still_open = set(
        facts.open_organizations(day)
        .filter(pk__in=[row.organization_id for row in rows])
        .values_list("pk", flat=True)
    )
    rows = [row for row in rows if row.organization_id in still_open]
    shown = cards((row.organization for row in rows), Audience.VERIFIED, day)
    interests = {
        interest.organization_id: str(interest.get_level_display())
        for interest in Interest.objects.standing().filter(account=account)
    }
    numbers = _standing(account.introductions.all(), "organization_id")
    return [
        SuggestedFirm(
            key=row.pk,
            card=card,
            score=row.score,
            reasons=tuple(labels_of(row.factors)),
            interest=interests.get(row.organization_id, ""),
            introduction=numbers.get(row.organization_id, ""),
        )
        for row, card in zip(rows, shown, strict=True)
    ]


def for_firm(organization: Organization, week: date, day: date) -> list[SuggestedInvestor]:
    """Return this week's investors that are still verified, best first."""
    rows = list(
        Suggestion.objects.to_show()
        .filter(
            organization=organization,
            shown_to=Side.FIRM,
            week=week,
            account__in=InvestorAccount.objects.verified(day),
        )
        .select_related("account__mandate")
        .prefetch_related("account__mandate__sectors", "account__mandate__stages")
    )
    numbers = _standing(organization.introductions.all(), "account_id")
    return [
        SuggestedInvestor(
            key=row.pk,
            account=row.account,
            about=about(row.account),
            score=row.score,
            reasons=tuple(labels_of(row.factors)),
            introduction=numbers.get(row.account_id, ""),
        )
        for row in rows
    ]


def _standing(introductions: QuerySet[Introduction], field: str) -> dict[int, str]:
    found = introductions.filter(status__in=STANDING).order_by()
    return dict(found.values_list(field, "number"))


def about(account: InvestorAccount) -> About:
    """Return what a firm may know of the investor before both have accepted."""
    mandate: Mandate | None = getattr(account, "mandate", None)
    return About(
        name=account.name,
        kind=str(account.get_kind_display()),
        text=account.about,
        checked_on=timezone.localdate(account.checked_at) if account.checked_at else None,
        ticket=ticket(mandate) if mandate else "",
        sectors=", ".join(sector.name for sector in mandate.sectors.all()) if mandate else "",
        stages=", ".join(stage.name for stage in mandate.stages.all()) if mandate else "",
        capital=date_short(mandate.capital_until) if mandate and mandate.capital_until else "",
    )


def ticket(mandate: Mandate) -> str:
    return _("%(least)s đến %(most)s") % {
        "least": money(mandate.min_vnd, short=True),
        "most": money(mandate.max_vnd, short=True),
    }


def why_not(account: InvestorAccount, organization: Organization, day: date) -> Answer:
    """Say which exclusion or which factors decide about one firm.

    What only the firm's side has said about this investor stays unsaid.
    """
    mandate_key = Mandate.objects.filter(account=account).values_list("pk", flat=True).first()
    mandates = facts.mandates(day, [mandate_key]) if mandate_key else []
    if not mandates:
        return _excluded(organization, "not_looking")
    if not facts.open_organizations(day).filter(pk=organization.pk).exists():
        return _excluded(organization, "not_raising")
    firms = facts.firms(day, [organization.pk])
    if not firms:
        return _excluded(organization, "stale")
    (mandate,), (firm,) = mandates, firms
    if name := exclusion_of(mandate, firm):
        own_word = Suggestion.objects.filter(
            account=account, organization=organization, shown_to=Side.INVESTOR
        ).exclude(dismissed_at=None)
        if name == "dismissed" and not own_word.exists():
            text = _("Tuần này chưa gợi ý; bạn vẫn có thể xem thẻ và đề nghị gặp.")
            return Answer(organization.legal_name, text, (), 0)
        return _excluded(organization, name)
    mask = mask_of(mandate, firm)
    return Answer(
        name=organization.legal_name,
        exclusion="",
        factors=tuple(
            (str(factor.label), factor.holds(mandate, firm), factor.weight) for factor in FACTORS
        ),
        score=score_of(mask),
    )


def _excluded(organization: Organization, name: str) -> Answer:
    return Answer(organization.legal_name, str(EXCLUSIONS_BY_NAME[name].rule), (), 0)
