"""One investor and one introduction as the investment officer reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import journal
from core.lifecycle import Obstacle
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
    history: tuple["Line", ...]


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
    history: tuple["Line", ...]


@dataclass(frozen=True)
class Line:
    """One line of the journal, in words."""

    at: datetime
    who: str
    what: str
    reason: str


VERBS = {
    "request_investor": _("đăng ký"),
    "add_proof": _("nộp giấy tờ"),
    "check_proof": _("kiểm giấy tờ"),
    "check": _("đã kiểm"),
    "check_both": _("đã kiểm; mở liên hệ"),
    "activate": _("mở cho 12 tháng"),
    "renew": _("gia hạn"),
    "suspend": _("tạm ngừng"),
    "resume": _("mở lại"),
    "lapse": _("hết 12 tháng xác minh"),
    "end": _("kết thúc"),
    "add_member": _("mời thêm người"),
    "remove_member": _("bớt người"),
    "join_investor": _("nhận lời mời"),
    "save_mandate": _("lưu khẩu vị đầu tư"),
    "mark_interest": _("đánh dấu quan tâm"),
    "ask": _("đề nghị gặp"),
    "ask_too": _("bên kia cũng đề nghị"),
    "accept": _("đồng ý; mở liên hệ"),
    "decline": _("không tiếp tục"),
    "withdraw": _("rút"),
    "expire": _("hết hạn"),
    "fall": _("khép lại"),
    "meet": _("đã gặp"),
    "close": _("có kết quả"),
    "told_by_phone": _("báo qua điện thoại"),
    "answer_outcome": _("trả lời về kết quả"),
    "state_deal": _("khai khoản đầu tư"),
    "give_deal_document": _("nộp giấy tờ về khoản đầu tư"),
}


def _history(subject: Model) -> tuple[Line, ...]:
    """Return the newest lines; a verb without a word of its own stands as it is."""
    return tuple(
        Line(
            at=entry.at,
            who=entry.actor_name or gettext("hệ thống"),
            what=str(VERBS.get(entry.verb, entry.verb)),
            reason=entry.reason,
        )
        for entry in journal.about(subject)[:50]
    )


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
        history=_history(account),
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
        history=_history(introduction),
    )
