"""Introductions as the two sides and the officer read them.

Contacts are read in one function, which answers only where both have accepted (INV-7).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from core.lifecycle import Obstacle
from ecosystem.registry.choices import RoleType
from ecosystem.registry.models import Organization, Role
from programs.investors import policies
from programs.investors.choices import (
    NEUTRAL_CLOSE,
    POLITE_DECLINE,
    RELEASED,
    UNANSWERED,
    IntroductionStatus,
    Side,
)
from programs.investors.models import DealStatement, Introduction, InvestorAccount, Outcome

from .factors import labels_of
from .suggestions import About, about

TONES = {
    IntroductionStatus.ASKED: "info",
    IntroductionStatus.WAITING: "warn",
    IntroductionStatus.RELEASED: "ok",
    IntroductionStatus.MET: "ok",
}


@dataclass(frozen=True)
class Contact:
    """How to reach one person; exists only after both have accepted."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True)
class Row:
    """One line of a list, for one side."""

    number: str
    other: str
    state: str
    tone: str
    asked_on: date
    answer_by: date | None
    is_mine_to_answer: bool


@dataclass(frozen=True)
class SideState:
    """One of the two boxes beside the lock."""

    name: str
    accepted_at: datetime | None


@dataclass(frozen=True)
class Screen:
    """One introduction as one person reads it."""

    introduction: Introduction
    side: Side | None
    title: str
    sides: tuple[SideState, SideState]
    is_open: bool
    may_answer: bool
    may_withdraw: bool
    about: About
    reasons: tuple[str, ...]
    contacts: tuple[tuple[str, tuple[Contact, ...]], ...]
    ended: str | Promise
    own_reason: str
    outcomes: tuple[Outcome, ...]
    statement: DealStatement | None
    deal_line: str
    may_open_room: bool

    @property
    def is_unanswered(self) -> bool:
        return self.introduction.status in UNANSWERED


def contacts(introduction: Introduction) -> dict[Side, tuple[Contact, ...]]:
    """Return both sides' contacts, or nothing while one of them has not accepted."""
    if introduction.status not in RELEASED or introduction.released_at is None:
        return {}
    account = introduction.account
    roles = (
        Role.objects.in_force()
        .filter(organization=introduction.organization_id)
        .filter(role__in=[RoleType.CONTACT, RoleType.FOUNDER, RoleType.LEGAL_REPRESENTATIVE])
        .select_related("person__user")
        .order_by("person__full_name", "pk")
    )
    people = {role.person_id: role.person for role in roles}
    return {
        Side.INVESTOR: (
            Contact(account.contact_name, account.contact_email, account.contact_phone),
        ),
        Side.FIRM: tuple(
            Contact(
                person.full_name,
                person.email or (person.user.email if person.user else ""),
                person.phone,
            )
            for person in people.values()
        ),
    }


def of_account(account: InvestorAccount) -> QuerySet[Introduction]:
    return Introduction.objects.filter(account=account).select_related("account", "organization")


def of_organizations(organizations: Iterable[Organization]) -> QuerySet[Introduction]:
    """Return the introductions of these firms; what an officer still checks is not theirs yet."""
    found = Introduction.objects.filter(organization__in=organizations)
    return found.select_related("account", "organization")


def rows(introductions: QuerySet[Introduction], side: Side) -> list[Row]:
    """Return one side's list. What waits for the officer is known to its asker only."""
    return [
        Row(
            number=each.number,
            other=each.account.name if side == Side.FIRM else each.organization.legal_name,
            state=str(state(each, side)),
            tone=TONES.get(IntroductionStatus(each.status), "quiet"),
            asked_on=timezone.localdate(each.asked_at),
            answer_by=each.answer_by if each.status in UNANSWERED else None,
            is_mine_to_answer=each.status == IntroductionStatus.WAITING and each.asked_side != side,
        )
        for each in introductions
        if is_known_to(each, side)
    ]


def is_known_to(introduction: Introduction, side: Side) -> bool:
    """A request that no officer has passed on is unknown to the side that is asked."""
    asked_side = introduction.asked_side == side or introduction.accepted_at(side) is not None
    if introduction.status == IntroductionStatus.ASKED:
        return asked_side
    never_passed_on = (
        introduction.status in (IntroductionStatus.FELL, IntroductionStatus.WITHDRAWN)
        and not introduction.letters
    )
    return asked_side or not never_passed_on


def state(introduction: Introduction, side: Side) -> str | Promise:
    if introduction.status == IntroductionStatus.WAITING and introduction.asked_side != side:
        return _("Chờ bạn trả lời")
    return introduction.get_status_display()


def screen(introduction: Introduction, user: User) -> Screen:
    """Return what this person may read of it. The policy has let them in."""
    sides = policies.sides_of(user, introduction)
    side = _chosen(introduction, sides)
    answerable = _none(policies.answer(user, introduction))
    opened = contacts(introduction) if side else {}
    names = {
        Side.INVESTOR: introduction.account.name,
        Side.FIRM: introduction.organization.legal_name,
    }
    asker = Side(introduction.asked_side)
    statements = {}
    deal = getattr(introduction, "deal", None)
    if deal is not None:
        statements = {said.side: said for said in deal.statements.all()}
    return Screen(
        introduction=introduction,
        side=side,
        title=_("%(asker)s muốn gặp %(other)s")
        % {"asker": names[asker], "other": names[asker.other]},
        sides=(
            SideState(names[Side.INVESTOR], introduction.investor_accepted_at),
            SideState(names[Side.FIRM], introduction.firm_accepted_at),
        ),
        is_open=introduction.status in RELEASED,
        may_answer=answerable and introduction.status == IntroductionStatus.WAITING,
        may_withdraw=introduction.status in UNANSWERED
        and _none(policies.withdraw_introduction(user, introduction)),
        about=about(introduction.account),
        reasons=tuple(labels_of(introduction.factors)),
        contacts=tuple((names[each], opened[each]) for each in Side if each in opened),
        ended=_ended(introduction, side),
        own_reason=introduction.decline_reason
        if side and introduction.declined_side == side
        else "",
        outcomes=tuple(introduction.outcomes.unanswered().filter(side=side) if side else ()),
        statement=statements.get(side) if side else None,
        deal_line=_deal_line(introduction, statements, side),
        may_open_room=side == Side.INVESTOR and _none(policies.open_room(user, introduction)),
    )


def _none(obstacle: Obstacle | None) -> bool:
    return obstacle is None


def _chosen(introduction: Introduction, sides: frozenset[Side]) -> Side | None:
    """Somebody on both sides reads it as the side that was asked."""
    asked = Side(introduction.asked_side).other
    if asked in sides:
        return asked
    return next(iter(sides), None)


def _ended(introduction: Introduction, side: Side | None) -> str | Promise:
    match IntroductionStatus(introduction.status):
        case IntroductionStatus.DECLINED if side == introduction.declined_side:
            return _("Bạn đã trả lời: không tiếp tục. Bên kia chỉ nhận một câu lịch sự.")
        case IntroductionStatus.DECLINED:
            return POLITE_DECLINE
        case IntroductionStatus.EXPIRED:
            return _("Lời đề nghị đã hết hạn trả lời. Liên hệ không mở.")
        case IntroductionStatus.WITHDRAWN:
            return _("Bên đề nghị đã rút lời đề nghị.")
        case IntroductionStatus.FELL:
            return NEUTRAL_CLOSE
    return ""


def _deal_line(
    introduction: Introduction, statements: dict[str, DealStatement], side: Side | None
) -> str:
    deal = getattr(introduction, "deal", None)
    if deal is None:
        return ""
    if deal.confirmed_at:
        return _("Khoản đầu tư đã được xác nhận.")
    if len(statements) == len(Side):
        return _(
            "Hai bên khai chưa khớp về ngày, hình thức hoặc khoảng tiền. Xem lại, hoặc nộp giấy tờ."
        )
    if side and side.other in statements:
        return _(
            "Bên kia đã khai một khoản đầu tư. Khai phần của bạn; khớp nhau thì được xác nhận."
        )
    return _("Đã ghi phần của bạn; chờ bên kia khai.")
