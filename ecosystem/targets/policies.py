"""Who may freeze and close? Each question returns the obstacle by name, or None."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import INTERNAL_READERS, Role
from core.lifecycle import Obstacle
from ecosystem.registry.policies import AnyUser, has_role

from .choices import TargetState
from .models import Target

FREEZERS = frozenset({Role.ANALYST, Role.REGISTRY_LEAD, Role.APPROVER, Role.HEAD})
CLOSERS = frozenset({Role.APPROVER, Role.HEAD, Role.REGISTRY_LEAD})

NOT_INTERNAL = Obstacle("not_internal", _("Trang này dành cho cán bộ."))
NOT_FREEZER = Obstacle(
    "not_freezer", _("Chuyên viên số liệu, trưởng nhóm, người duyệt hoặc lãnh đạo mới chốt số.")
)
NOT_CLOSER = Obstacle("not_closer", _("Trưởng nhóm, người duyệt hoặc lãnh đạo mới đóng mục tiêu."))
NOT_COUNTED = Obstacle("not_counted", _("Mục tiêu này không đếm từ danh bạ."))
NOT_DUE = Obstacle("not_due", _("Mục tiêu chưa đến hạn."))
NOT_ACTIVE = Obstacle("not_active", _("Mục tiêu không còn được theo dõi."))


def read_internal(user: AnyUser) -> Obstacle | None:
    """May this person see gap lists and the desk's pages?"""
    return None if has_role(user, *INTERNAL_READERS) else NOT_INTERNAL


def freeze(user: AnyUser, target: Target) -> Obstacle | None:
    """May this person freeze a number of the target?"""
    if not has_role(user, *FREEZERS):
        return NOT_FREEZER
    return None if target.is_counted else NOT_COUNTED


def close(user: AnyUser, target: Target) -> Obstacle | None:
    """May this person close the target now? Not before its day has passed (TGT-3)."""
    if not has_role(user, *CLOSERS):
        return NOT_CLOSER
    if target.state != TargetState.ACTIVE:
        return NOT_ACTIVE
    return None if target.due_date < timezone.localdate() else NOT_DUE
