"""May this person do that? Each question returns the obstacle by name, or None."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from core.lifecycle import Obstacle
from ecosystem.registry.models import Organization
from ecosystem.registry.policies import AnyUser, has_role, holds_role, may_act_for

from .choices import IN_TOUCH, AccountStatus, Side
from .models import Complaint, Introduction, InvestorAccount, Member

OFFICERS = frozenset({Role.INVESTMENT_OFFICER})

NOT_OFFICER = Obstacle("not_officer", _("Việc này dành cho cán bộ đầu tư."))
NOT_MEMBER = Obstacle("not_member", _("Chỉ người của nhà đầu tư này làm được việc này."))
NOT_OWNER = Obstacle("not_owner", _("Chỉ người được quyền đại diện tổ chức làm được việc này."))
OWN_ACCOUNT = Obstacle(
    "own_account", _("Việc này cần người khác quyết định: bạn thuộc nhà đầu tư này.")
)
OWN_ORGANIZATION = Obstacle(
    "own_organization",
    _("Việc này cần người khác quyết định: bạn có vai trò trong tổ chức này."),
)
NOT_VERIFIED = Obstacle(
    "not_verified",
    _("Trang này mở khi nhà đầu tư đã được xác minh và còn trong 12 tháng xác minh."),
)
NOT_A_SIDE = Obstacle("not_a_side", _("Chỉ hai bên của lời đề nghị làm được việc này."))
OWN_REQUEST = Obstacle("own_request", _("Bên kia trả lời lời đề nghị này; bạn là bên đề nghị."))
NOT_ASKER = Obstacle("not_asker", _("Chỉ bên đề nghị rút được lời đề nghị."))
SYSTEM_ONLY = Obstacle("system_only", _("Việc này tự xảy ra đúng ngày; không ai bấm thay."))
ROOM_CLOSED = Obstacle(
    "room_closed", _("Phòng dữ liệu chỉ mở trong lúc hai bên còn liên hệ, nhiều nhất 90 ngày.")
)


def nobody(_user: AnyUser, _case: object) -> Obstacle | None:
    """Only the system takes this step."""
    return SYSTEM_ONLY


def work(user: AnyUser) -> Obstacle | None:
    """Is this person an investment officer?"""
    return None if has_role(user, *OFFICERS) else NOT_OFFICER


# Investors -------------------------------------------------------------------------------------


def keep_account(user: AnyUser, account: InvestorAccount) -> Obstacle | None:
    """May this officer check, activate or suspend? Never an investor they belong to."""
    if obstacle := work(user):
        return obstacle
    return OWN_ACCOUNT if is_member(user, account) else None


def act_for(user: AnyUser, account: InvestorAccount) -> Obstacle | None:
    """May this person act for the investor?"""
    return None if is_member(user, account) else NOT_MEMBER


def end_account(user: AnyUser, account: InvestorAccount) -> Obstacle | None:
    """A member may leave, an officer may end it."""
    return None if is_member(user, account) else keep_account(user, account)


def see_firms(user: AnyUser, account: InvestorAccount) -> Obstacle | None:
    """May this person see cards that are for verified investors?"""
    return act_for(user, account) or (None if is_verified(account) else NOT_VERIFIED)


def is_verified(account: InvestorAccount) -> bool:
    """Whether the proof stands today."""
    return (
        account.status == AccountStatus.ACTIVE
        and account.active_until is not None
        and account.active_until >= timezone.localdate()
    )


def is_member(user: AnyUser, account: InvestorAccount) -> bool:
    if user.pk is None:
        return False
    return Member.objects.filter(account=account, user_id=user.pk, ended_at=None).exists()


# Firms -----------------------------------------------------------------------------------------


def act_for_firm(user: AnyUser, organization: Organization) -> Obstacle | None:
    """May this person decide what investors see of the firm, and answer them?"""
    return None if may_act_for(user, organization) else NOT_OWNER


# Introductions ---------------------------------------------------------------------------------


def sides_of(user: AnyUser, introduction: Introduction) -> frozenset[Side]:
    """Return for which sides this person may speak."""
    sides = set()
    if is_member(user, introduction.account):
        sides.add(Side.INVESTOR)
    if may_act_for(user, introduction.organization):
        sides.add(Side.FIRM)
    return frozenset(sides)


def take_part(user: AnyUser, introduction: Introduction) -> Obstacle | None:
    """Is this person one of the two sides?"""
    return None if sides_of(user, introduction) else NOT_A_SIDE


def answer(user: AnyUser, introduction: Introduction) -> Obstacle | None:
    """Only the side that was asked answers."""
    sides = sides_of(user, introduction)
    if not sides:
        return NOT_A_SIDE
    return None if Side(introduction.asked_side).other in sides else OWN_REQUEST


def withdraw_introduction(user: AnyUser, introduction: Introduction) -> Obstacle | None:
    """Only the side that asked takes it back."""
    return None if introduction.asked_side in sides_of(user, introduction) else NOT_ASKER


def check_introduction(user: AnyUser, introduction: Introduction) -> Obstacle | None:
    """May this officer pass the request on? Not one that they are part of."""
    return work(user) or _impartial(user, introduction)


def decide_complaint(user: AnyUser, complaint: Complaint) -> Obstacle | None:
    """May this officer decide it? Nobody who belongs to one of the two."""
    return work(user) or _impartial(user, complaint.introduction)


def see_introduction(user: AnyUser, introduction: Introduction) -> Obstacle | None:
    """The two sides and the officer; nobody else."""
    return None if sides_of(user, introduction) or work(user) is None else NOT_A_SIDE


def open_room(user: AnyUser, introduction: Introduction) -> Obstacle | None:
    """May this person look into the room now? An investor in touch with the firm (INV-9)."""
    if Side.INVESTOR not in sides_of(user, introduction):
        return NOT_MEMBER
    if not is_verified(introduction.account):
        return NOT_VERIFIED
    is_open = (
        introduction.status in IN_TOUCH
        and introduction.room_until is not None
        and timezone.localdate() <= introduction.room_until
    )
    return None if is_open else ROOM_CLOSED


def _impartial(user: AnyUser, introduction: Introduction) -> Obstacle | None:
    if is_member(user, introduction.account):
        return OWN_ACCOUNT
    return OWN_ORGANIZATION if holds_role(user, introduction.organization_id) else None
