"""May this person do that in a cohort? Nobody decides about a firm that they belong to."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import INTERNAL_READERS, Role
from accounts.models import User
from core.lifecycle import Obstacle
from ecosystem.registry import policies as registry
from ecosystem.registry.models import Organization
from programs.calls import policies as calls
from programs.calls.choices import ConflictKind
from programs.calls.models import Application, ConflictAnswer

from .choices import TAKING_PART, MemberStatus, MilestoneStatus
from .models import Instalment, Member, Milestone

OFFICERS = frozenset({Role.PROGRAM_OFFICER})
SIGNERS = frozenset({Role.APPROVER, Role.HEAD})
ORDERERS = OFFICERS | SIGNERS

NOT_STAFF = Obstacle("not_staff", _("Phần này dành cho cán bộ."))
NOT_OFFICER = Obstacle("not_officer", _("Việc này dành cho cán bộ chương trình."))
NOT_SIGNER = Obstacle("not_signer", _("Việc này dành cho người duyệt hoặc lãnh đạo sở."))
NOT_MEMBER = Obstacle(
    "not_member", _("Chỉ người được quyền đại diện đơn vị trong khoá làm được việc này.")
)
OWN_ORGANIZATION = Obstacle(
    "own_organization",
    _("Việc này cần người khác quyết định: bạn có vai trò trong đơn vị này."),
)
CONFLICT = Obstacle("conflict", _("Bạn đã khai có liên quan đến đơn vị này."))
HAS_LEFT = Obstacle("has_left", _("Đơn vị không còn trong khoá; hồ sơ chỉ để xem."))
NOT_ACCEPTED = Obstacle("milestone_not_accepted", _("Đợt chi chỉ xin được khi mốc của nó đã nhận."))
MILESTONES_LEFT = Obstacle(
    "milestones_left", _("Còn mốc chưa được nhận; nhận hết các mốc rồi mới tốt nghiệp.")
)
MAY_STILL_ANSWER = Obstacle(
    "may_still_answer",
    _("Đơn vị còn quyền giải trình; chờ giải trình hoặc hết hạn rồi mới quyết định."),
)
PROPOSED_BY_YOU = Obstacle(
    "proposed_by_you", _("Việc này cần người khác quyết định: bạn là người đề nghị chấm dứt.")
)
ASKED_BY_YOU = Obstacle(
    "asked_by_you", _("Việc này cần người khác ghi: bạn là người xin đợt chi này.")
)
NOT_GRADUATED = Obstacle(
    "not_graduated", _("Giấy chứng nhận chỉ cấp cho đơn vị đã tốt nghiệp khoá.")
)
TOO_LATE_TO_ANSWER = Obstacle("too_late", _("Hạn giải trình đã qua."))


def read(user: User, case: object = None) -> Obstacle | None:
    """May this person see boards and members, with evidence and reasons?"""
    return None if registry.has_role(user, *ORDERERS) else NOT_STAFF


def read_outcomes(user: User, case: object = None) -> Obstacle | None:
    """May this person see what became of cohorts, in totals?"""
    return None if registry.has_role(user, *INTERNAL_READERS) else NOT_STAFF


def open_cohort(user: User, case: object = None) -> Obstacle | None:
    return None if registry.has_role(user, *OFFICERS) else NOT_OFFICER


def enroll(user: User, application: Application) -> Obstacle | None:
    return open_cohort(user) or _impartial(user, application)


def manage(user: User, member: Member) -> Obstacle | None:
    """May this officer decide about the firm?"""
    return open_cohort(user) or _impartial(user, member.application)


def read_evidence(user: User, member: Member) -> Obstacle | None:
    """May this person open what the firm handed in? Its own people, and impartial staff."""
    if own(user, member.organization) is None:
        return None
    return read(user) or _impartial(user, member.application)


def _impartial(user: User, application: Application) -> Obstacle | None:
    """Neither part of the firm, nor bound to it by what they said at the selection (PRG-11)."""
    if calls.has_stake(user, application):
        return OWN_ORGANIZATION
    bound = ConflictAnswer.objects.filter(application=application, user=user)
    return CONFLICT if bound.exclude(kind=ConflictKind.NONE).exists() else None


def own(user: User, organization: Organization) -> Obstacle | None:
    """May this person act for the firm?"""
    return None if registry.may_act_for(user, organization) else NOT_MEMBER


# Milestones -------------------------------------------------------------------------------------


def hand_in(user: User, milestone: Milestone) -> Obstacle | None:
    return own(user, milestone.member.organization) or _takes_part(milestone.member)


def decide_milestone(user: User, milestone: Milestone) -> Obstacle | None:
    return manage(user, milestone.member) or _takes_part(milestone.member)


# Instalments ------------------------------------------------------------------------------------


def ask_instalment(user: User, instalment: Instalment) -> Obstacle | None:
    """The firm asks, or an officer for it; never before the milestone is accepted (PRG-18)."""
    organization = instalment.member.organization
    if own(user, organization) and (obstacle := manage(user, instalment.member)):
        return obstacle
    if obstacle := _takes_part(instalment.member):
        return obstacle
    accepted = instalment.milestone.status == MilestoneStatus.ACCEPTED
    return None if accepted else NOT_ACCEPTED


def give_back_instalment(user: User, instalment: Instalment) -> Obstacle | None:
    return manage(user, instalment.member)


def order_instalment(user: User, instalment: Instalment) -> Obstacle | None:
    """Who asked does not also write down that it is paid."""
    if not registry.has_role(user, *ORDERERS):
        return NOT_OFFICER
    if obstacle := _impartial(user, instalment.member.application):
        return obstacle
    return ASKED_BY_YOU if instalment.asked_by_id == user.pk else None


# Members ----------------------------------------------------------------------------------------


def graduate(user: User, member: Member) -> Obstacle | None:
    if obstacle := manage(user, member):
        return obstacle
    left = member.milestones.exclude(status=MilestoneStatus.ACCEPTED).exists()
    return MILESTONES_LEFT if left else None


def withdraw(user: User, member: Member) -> Obstacle | None:
    """The firm leaves, or an officer writes down that it has left."""
    if own(user, member.organization) is None:
        return None
    return manage(user, member)


def propose_termination(user: User, member: Member) -> Obstacle | None:
    return manage(user, member)


def answer_termination(user: User, member: Member, day: date | None = None) -> Obstacle | None:
    """The firm answers once, until the day that it was given (PRG-20)."""
    if obstacle := own(user, member.organization):
        return obstacle
    if member.answer_by and (day or timezone.localdate()) > member.answer_by:
        return TOO_LATE_TO_ANSWER
    return None


def decide_termination(user: User, member: Member) -> Obstacle | None:
    """Another person than who proposed it ends it or keeps the firm."""
    if not registry.has_role(user, *SIGNERS):
        return NOT_SIGNER
    if obstacle := _impartial(user, member.application):
        return obstacle
    return PROPOSED_BY_YOU if member.proposed_by_id == user.pk else None


def terminate(user: User, member: Member) -> Obstacle | None:
    """Only after the firm has answered, or let the day pass (PRG-20)."""
    if obstacle := decide_termination(user, member):
        return obstacle
    if member.answered_at or (member.answer_by and timezone.localdate() > member.answer_by):
        return None
    return MAY_STILL_ANSWER


# Afterwards -------------------------------------------------------------------------------------


def issue_certificate(user: User, member: Member) -> Obstacle | None:
    if not registry.has_role(user, *SIGNERS):
        return NOT_SIGNER
    if obstacle := _impartial(user, member.application):
        return obstacle
    return None if member.status == MemberStatus.GRADUATED else NOT_GRADUATED


def _takes_part(member: Member) -> Obstacle | None:
    return None if member.status in TAKING_PART else HAS_LEFT
