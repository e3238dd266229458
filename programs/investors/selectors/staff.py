"""One investor and one introduction as the investment officer reads them."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import User
from core import journal
from core.lifecycle import Obstacle
from core.models import JournalEntry
from programs.investors import policies
from programs.investors.choices import InterestLevel, Side
from programs.investors.lifecycles import ACCOUNT, INTRODUCTION
from programs.investors.models import (
    Complaint,
    Deal,
    Interest,
    Introduction,
    InvestorAccount,
    Proof,
)

from .work import bounced_letters


@dataclass(frozen=True)
class AccountScreen:
    """An investor with its papers, and which steps this officer may take now."""

    account: InvestorAccount
    proofs: tuple[Proof, ...]
    obstacle: Obstacle | None
    steps: frozenset[str]
    interests: tuple[Interest, ...]
    introductions: tuple[Introduction, ...]
    history: tuple[JournalEntry, ...]


@dataclass(frozen=True)
class IntroductionScreen:
    """An introduction without contacts: the officer does not need them to decide."""

    introduction: Introduction
    obstacle: Obstacle | None
    may_check: bool
    has_bounced: bool
    complaints: tuple[Complaint, ...]
    deal: Deal | None
    statements: Mapping[str, object]
    history: tuple[JournalEntry, ...]


ACCOUNT_STEPS = ("check", "activate", "renew", "suspend", "resume", "end")


def account_screen(account: InvestorAccount, user: User) -> AccountScreen:
    """Return what the officer reads; marks that are private to the investor are not there."""
    told = Interest.objects.standing().exclude(level=InterestLevel.PRIVATE)
    return AccountScreen(
        account=account,
        proofs=tuple(account.proofs.select_related("file", "checked_by")),
        obstacle=policies.keep_account(user, account),
        steps=frozenset(
            step for step in ACCOUNT_STEPS if ACCOUNT.obstacle(account, step, by=user) is None
        ),
        interests=tuple(told.filter(account=account).select_related("organization")),
        introductions=tuple(account.introductions.select_related("organization")[:50]),
        history=tuple(journal.about(account)[:50]),
    )


def introduction_screen(introduction: Introduction, user: User) -> IntroductionScreen:
    """Return what the officer reads of one introduction."""
    deal = Deal.objects.filter(introduction=introduction).select_related("document").first()
    return IntroductionScreen(
        introduction=introduction,
        obstacle=policies.check_introduction(user, introduction),
        may_check=INTRODUCTION.obstacle(introduction, "check", by=user) is None,
        has_bounced=not bounced_letters().isdisjoint(introduction.letters),
        complaints=tuple(introduction.complaints.select_related("made_by")),
        deal=deal,
        statements={
            str(Side(said.side).label): said for said in (deal.statements.all() if deal else ())
        },
        history=tuple(journal.about(introduction)[:50]),
    )
