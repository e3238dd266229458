"""Who may propose, decide, check? Each question returns the obstacle by name, or None."""

from django.utils.translation import gettext_lazy as _

from accounts.choices import DECIDERS, INTERNAL_READERS, OFFICERS, Role
from core import journal
from core.lifecycle import Obstacle
from ecosystem.registry.models import Evidence, Organization
from ecosystem.registry.policies import AnyUser, has_role, holds_role

from .models import Proposal

NOT_OFFICER = Obstacle("not_officer", _("Chỉ cán bộ danh bạ đề xuất phân loại."))
NOT_DECIDER = Obstacle(
    "not_decider", _("Việc này cần người có quyền duyệt: cán bộ danh bạ, người duyệt, lãnh đạo.")
)
NOT_INTERNAL = Obstacle("not_internal", _("Trang này dành cho cán bộ."))
PROPOSER = Obstacle(
    "proposer", _("Việc này cần người khác quyết định: bạn là người đề xuất phân loại này.")
)
NOT_PROPOSER = Obstacle("not_proposer", _("Chỉ người đề xuất hoặc trưởng nhóm rút đề xuất."))
OWN_ORGANIZATION = Obstacle(
    "own_organization",
    _("Việc này cần người khác quyết định: bạn có vai trò trong tổ chức này."),
)
RECORDER = Obstacle(
    "recorder", _("Bằng chứng cần người thứ hai kiểm: bạn là người ghi bằng chứng này.")
)
ALREADY_CHECKED = Obstacle("already_checked", _("Bằng chứng này đã được kiểm."))


def read(user: AnyUser) -> Obstacle | None:
    """May this person see proposals, evidence and their history?"""
    return None if has_role(user, *INTERNAL_READERS) else NOT_INTERNAL


def propose(user: AnyUser, organization: Organization | None = None) -> Obstacle | None:
    """May this officer propose a class, for anyone or for this organization?"""
    if not has_role(user, *OFFICERS):
        return NOT_OFFICER
    return _impartial(user, organization)


def decide(user: AnyUser, proposal: Proposal) -> Obstacle | None:
    """May this person put in force or refuse? Never the one who proposed (REG-14)."""
    if not has_role(user, *DECIDERS):
        return NOT_DECIDER
    if proposal.proposed_by_id == user.pk:
        return PROPOSER
    return _impartial(user, proposal.organization)


def withdraw(user: AnyUser, proposal: Proposal) -> Obstacle | None:
    """May this person take the proposal back?"""
    if proposal.proposed_by_id == user.pk or has_role(user, Role.REGISTRY_LEAD):
        return None
    return NOT_PROPOSER


def end(user: AnyUser, organization: Organization) -> Obstacle | None:
    """May this person end a class without a proposal? Lead, approver and head may."""
    if not has_role(user, *(DECIDERS - {Role.REGISTRY_OFFICER})):
        return NOT_DECIDER
    return _impartial(user, organization)


def check_evidence(user: AnyUser, evidence: Evidence) -> Obstacle | None:
    """May this person check the paper? Not who recorded it."""
    if not has_role(user, *DECIDERS):
        return NOT_DECIDER
    if evidence.checked_at is not None:
        return ALREADY_CHECKED
    recorded = journal.about(evidence).filter(verb="record_evidence", actor_key=str(user.pk))
    if recorded.exists():
        return RECORDER
    return _impartial(user, evidence.organization)


def _impartial(user: AnyUser, organization: Organization | None) -> Obstacle | None:
    if organization is not None and holds_role(user, organization.pk):
        return OWN_ORGANIZATION
    return None
