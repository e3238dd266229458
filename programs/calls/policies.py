"""May this person do that? Each question returns the obstacle by name, or None."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models import User
from core.lifecycle import Obstacle
from ecosystem.registry.models import FundingRound
from ecosystem.registry.policies import holds_role, may_act_for

from .choices import ApplicationStatus, CallStatus, ConflictKind
from .models import Application, Call, ConflictAnswer

AnyUser = User | AnonymousUser

OFFICERS = frozenset({Role.PROGRAM_OFFICER})
"""Who makes calls, screens and prepares decisions."""

CHAIRS = frozenset({Role.APPROVER, Role.HEAD})
"""Who lets decisions out, recalls and corrects them."""

READERS = OFFICERS | CHAIRS

NOT_STAFF = Obstacle("not_staff", _("Việc này dành cho cán bộ chương trình."))
NOT_CHAIR = Obstacle("not_chair", _("Việc này dành cho người duyệt hoặc lãnh đạo."))
NOT_APPLICANT = Obstacle("not_applicant", _("Chỉ người nộp hồ sơ làm được việc này."))
NOT_OWNER = Obstacle("not_owner", _("Chỉ người được quyền đại diện tổ chức nộp được hồ sơ."))
CONFLICT = Obstacle("conflict", _("Bạn có liên quan đến hồ sơ này, nên không xem được."))
CONFLICT_UNASKED = Obstacle(
    "conflict_unasked", _("Trả lời câu hỏi về liên quan trước khi mở hồ sơ.")
)
CLOSED = Obstacle("closed", _("Đợt này đã hết hạn nhận hồ sơ."))
NOT_OPEN = Obstacle("not_open", _("Đợt này chưa mở hoặc không còn nhận hồ sơ."))
CLOSED_TO_APPLICANT = Obstacle(
    "closed_to_applicant", _("Hồ sơ đã nộp; lúc này không sửa được. Trung tâm sẽ trả lời.")
)


# Staff -----------------------------------------------------------------------------------------


def read_calls(user: AnyUser) -> Obstacle | None:
    """May this person see the staff's screens of calls?"""
    return None if _has(user, READERS) else NOT_STAFF


def manage_calls(user: AnyUser, _call: Call | None = None) -> Obstacle | None:
    """May this officer make and change calls, screen, assign and prepare decisions?"""
    return None if _has(user, OFFICERS) else NOT_STAFF


def release_decisions(user: AnyUser, _call: Call | None = None) -> Obstacle | None:
    """May this person let decisions out, recall and correct them?"""
    return None if _has(user, CHAIRS) else NOT_CHAIR


def read_application(user: AnyUser, application: Application) -> Obstacle | None:
    """May this member of staff open the application? Only after answering about conflicts."""
    return read_calls(user) or impartial(user, application)


def work_on_application(user: AnyUser, application: Application) -> Obstacle | None:
    """May this officer screen the application or note a decision about it?"""
    return manage_calls(user) or impartial(user, application)


def chair_application(user: AnyUser, application: Application) -> Obstacle | None:
    """May this person correct what was decided about the application?"""
    return release_decisions(user) or impartial(user, application)


def impartial(user: AnyUser, application: Application) -> Obstacle | None:
    """Nothing stands between this person and the application, and they have said so (PRG-11)."""
    if not isinstance(user, User) or has_stake(user, application):
        return CONFLICT
    answer = ConflictAnswer.objects.filter(application=application, user=user).first()
    if answer is None:
        return CONFLICT_UNASKED
    return None if answer.kind == ConflictKind.NONE else CONFLICT


def has_stake(user: AnyUser, application: Application) -> bool:
    """Whether the registry itself says that this person is a party."""
    if application.applicant_id == user.pk or holds_role(user, application.organization_id):
        return True
    investors = FundingRound.objects.filter(
        recorded_until=None, organization_id=application.organization_id
    ).values_list("investor_organization_id", flat=True)
    return any(each and holds_role(user, each) for each in set(investors))


# Applicants ------------------------------------------------------------------------------------


def own_application(user: AnyUser, application: Application) -> Obstacle | None:
    """Is it this person's application, or one of an organization they act for?"""
    if user.pk is not None and application.applicant_id == user.pk:
        return None
    return None if may_act_for(user, application.organization) else NOT_APPLICANT


def edit_application(user: AnyUser, application: Application) -> Obstacle | None:
    """May this person type into the draft?"""
    if obstacle := own_application(user, application):
        return obstacle
    return None if application.status == ApplicationStatus.DRAFT else CLOSED_TO_APPLICANT


def send_at(application: Application, now: datetime) -> Obstacle | None:
    """May the draft be sent at this moment? To the second, with grace for older drafts (PRG-9)."""
    call = application.call
    if call.status != CallStatus.PUBLISHED or now < call.opens_at:
        return NOT_OPEN
    if now < call.closes_at:
        return None
    if application.started_at < call.closes_at and now < call.grace_ends_at:
        return None
    code = call.late_codes.filter(
        user=application.applicant_id, used_at=None, expires_at__gt=now
    ).first()
    return None if code else CLOSED


def start_at(user: AnyUser, call: Call, now: datetime) -> Obstacle | None:
    """May this person begin an application now?"""
    if call.status != CallStatus.PUBLISHED or now < call.opens_at:
        return NOT_OPEN
    if now < call.closes_at:
        return None
    has_code = call.late_codes.filter(user=user.pk, used_at=None, expires_at__gt=now).exists()
    return None if has_code else CLOSED


def _has(user: AnyUser, roles: frozenset[Role]) -> bool:
    return isinstance(user, User) and user.has_role(*roles)
