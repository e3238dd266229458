"""What waits for the registry's officers, for their desk."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import OFFICERS
from accounts.models import User
from accounts.selectors import WatchLine, WorkItem
from core.calendar import WorkingCalendar
from ecosystem.registry import policies
from ecosystem.registry.choices import (
    WAITING_FOR_OFFICER,
    CaseKind,
    CaseStatus,
    Visibility,
)
from ecosystem.registry.models import Address, Case, DuplicatePair, Organization, Role
from ecosystem.registry.querysets import OrganizationQuerySet

STALE_DAYS = 365


def work_items(user: User, day: date) -> tuple[WorkItem, ...]:
    """Return every case that is not decided, if this person screens cases at all."""
    if not policies.has_role(user, *OFFICERS):
        return ()
    cases = list(
        Case.objects.undecided().select_related("assignee", "organization").order_by("answer_by")
    )
    days = [case.answer_by for case in cases if case.answer_by]
    calendar = WorkingCalendar.of(min([day, *days]), max([day, *days]))
    theirs = Role.objects.in_force(day).filter(person__user=user)
    own = frozenset(theirs.values_list("organization_id", flat=True))
    return tuple(_item(case, user, own, day, calendar) for case in cases)


def watch_lines(user: User, day: date) -> tuple[WatchLine, ...]:
    """Return what nobody has to do today and somebody has to see."""
    if policies.read_registry(user):
        return ()
    organizations = reverse("registry_organization:list")
    return (
        WatchLine(
            _("Quá 12 tháng chưa xác nhận"), stale(day).count(), f"{organizations}?confirmed=stale"
        ),
        WatchLine(
            _("Chưa rõ xã"),
            Address.objects.to_settle().count(),
            reverse("registry_organization:places"),
        ),
        WatchLine(
            _("Nghi trùng"),
            DuplicatePair.objects.unresolved().count(),
            reverse("registry_duplicate:index"),
        ),
    )


def stale(day: date) -> OrganizationQuerySet:
    """Return public records that nobody has confirmed for a year (REG-21)."""
    limit = day - timedelta(days=STALE_DAYS)
    return (
        Organization.objects.live()
        .filter(visibility=Visibility.PUBLIC)
        .filter(Q(last_confirmed_on=None) | Q(last_confirmed_on__lt=limit))
    )


def waiting_for(user: User) -> int:
    """Return how many cases wait for this person: held by them, or by nobody yet."""
    if not policies.has_role(user, *OFFICERS):
        return 0
    return Case.objects.waiting_for_officer().filter(Q(assignee=user) | Q(assignee=None)).count()


def name_of(case: Case) -> str:
    """Return what the case is about, for lists."""
    name = case.answers.get("legal_name") or ""
    return name or (case.organization.legal_name if case.organization else case.number)


def _item(
    case: Case, user: User, own: frozenset[int], day: date, calendar: WorkingCalendar
) -> WorkItem:
    waits = case.status == CaseStatus.NEEDS_INFORMATION
    return WorkItem(
        title=name_of(case),
        code=case.number,
        why=_why(case, day, calendar),
        action=_action(case, user, own),
        url=reverse("registry_case:screen", args=[case.number]),
        due=None if waits else case.answer_by,
        waits_for_others=waits,
        holder_key=case.assignee_id,
        holder_name=case.assignee.get_full_name() if case.assignee else "",
    )


def _why(case: Case, day: date, calendar: WorkingCalendar) -> str:
    parts = [case.get_kind_display().lower()]
    if case.status == CaseStatus.NEEDS_INFORMATION:
        parts.append(_("chờ chủ hồ sơ bổ sung"))
    if case.kind == CaseKind.CHANGE:
        parts.append(_("%(count)s ô") % {"count": len(case.answers)})
    if case.status == CaseStatus.SUBMITTED:
        parts.append(_("chưa ai nhận"))
    commune = case.answers.get("commune")
    if isinstance(commune, dict) and commune.get("former_unit") and not commune.get("unit"):
        parts.append(_("xã cũ đã chia, chủ hồ sơ chưa chọn"))
    if case.status in WAITING_FOR_OFFICER and case.answer_by:
        late = -calendar.working_days_between(day, case.answer_by)
        if late >= settings.HEAD_OVERDUE_WORKING_DAYS:
            parts.append(_("đã báo lãnh đạo"))
        elif late >= settings.LEAD_OVERDUE_WORKING_DAYS:
            parts.append(_("đã báo trưởng nhóm"))
    return "; ".join(parts)


def _action(case: Case, user: User, own: frozenset[int]) -> str:
    is_own = case.applicant_id == user.pk or case.organization_id in own
    if case.status == CaseStatus.NEEDS_INFORMATION or is_own:
        return _("Xem")
    if case.status == CaseStatus.SUBMITTED:
        return _("Nhận hồ sơ")
    return _("Xét từng ô") if case.kind == CaseKind.CHANGE else _("Xét hồ sơ")
