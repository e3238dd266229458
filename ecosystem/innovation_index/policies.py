"""May this person draft, check, approve, publish? Two people at least stand behind a report."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.choices import INTERNAL_READERS, Role
from accounts.models import User
from core.lifecycle import Obstacle

from .models import Report

DRAFTERS = frozenset({Role.ANALYST, Role.REGISTRY_LEAD, Role.HEAD})
CHECKERS = frozenset({Role.ANALYST, Role.REGISTRY_LEAD, Role.APPROVER, Role.HEAD})
APPROVERS = frozenset({Role.APPROVER, Role.HEAD})
PUBLISHERS = CHECKERS


def read(user: User, report: Report | None = None) -> Obstacle | None:
    if user.has_role(*INTERNAL_READERS):
        return None
    return Obstacle("not_staff", _("Phần này dành cho cán bộ làm báo cáo."))


def draft(user: User, report: Report | None = None) -> Obstacle | None:
    return _needs(user, DRAFTERS, _("Việc này dành cho chuyên viên số liệu hoặc lãnh đạo."))


def check(user: User, report: Report) -> Obstacle | None:
    if report.drafted_by_id == user.pk:
        return Obstacle(
            "drafted_by_you", _("Việc này cần người khác làm: bạn là người soạn báo cáo.")
        )
    return _needs(user, CHECKERS, _("Việc kiểm dành cho chuyên viên số liệu hoặc người duyệt."))


def approve(user: User, report: Report) -> Obstacle | None:
    if report.drafted_by_id == user.pk:
        return Obstacle(
            "drafted_by_you", _("Việc này cần người khác quyết định: bạn là người soạn báo cáo.")
        )
    return _needs(user, APPROVERS, _("Việc duyệt dành cho người duyệt hoặc lãnh đạo sở."))


def reopen(user: User, report: Report) -> Obstacle | None:
    if report.publish_asked_at and not report.publish_error:
        return Obstacle("being_published", _("Tệp đang được tạo; chờ xong rồi hãy sửa."))
    return _needs(user, CHECKERS, _("Việc này dành cho chuyên viên số liệu hoặc người duyệt."))


def publish(user: User, report: Report) -> Obstacle | None:
    return _needs(user, PUBLISHERS, _("Việc công bố dành cho chuyên viên số liệu hoặc lãnh đạo."))


def _needs(user: User, roles: frozenset[Role], sentence: str | Promise) -> Obstacle | None:
    return None if user.has_role(*roles) else Obstacle("needs_role", sentence)
