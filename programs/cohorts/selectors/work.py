"""What waits for the programme's officers and signers, for their desk (ADM-4)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import WatchLine, WorkItem
from core.calendar import WorkingCalendar
from ecosystem.registry import policies as registry
from programs.calls.choices import ApplicationStatus
from programs.calls.models import Application
from programs.cohorts import policies
from programs.cohorts.choices import FollowUpStatus, MemberStatus, MilestoneStatus
from programs.cohorts.models import FollowUp, Instalment, Member, Milestone

from .board import member_url
from .states import is_late, short

LOOK_WORKING_DAYS = 5
# Longer than any row waits; days outside count as ordinary weeks.
REACH = timedelta(days=400)
UNANSWERED_DAYS = 90


def work_items(user: User, day: date) -> tuple[WorkItem, ...]:
    """Return what is to be done in all cohorts, with the same number of queries for any count."""
    if not registry.has_role(user, *policies.ORDERERS):
        return ()
    calendar = WorkingCalendar.of(day - REACH, day + REACH)
    return (
        *_milestones(day, calendar),
        *_instalments(calendar),
        *_members(user, day, calendar),
        *_accepted(user, day),
    )


def watch_lines(user: User, day: date) -> tuple[WatchLine, ...]:
    """Return what nobody has to do today and somebody has to see."""
    if policies.read_outcomes(user):
        return ()
    url = reverse("cohorts_cohort:outcomes")
    since = day - timedelta(days=UNANSWERED_DAYS)
    unanswered = FollowUp.objects.filter(
        status=FollowUpStatus.UNANSWERED, closes_on__range=(since, day)
    )
    return (
        WatchLine(_("Hỏi thăm chờ trả lời"), FollowUp.objects.waiting().count(), url),
        WatchLine(_("Hỏi thăm không có trả lời, 90 ngày"), unanswered.count(), url),
    )


def _milestones(day: date, calendar: WorkingCalendar) -> Iterator[WorkItem]:
    rows = (
        Milestone.objects.live()
        .filter(
            Q(status=MilestoneStatus.HANDED_IN)
            | Q(status__in=[MilestoneStatus.PLANNED, MilestoneStatus.SENT_BACK], due_on__lt=day)
        )
        .select_related("member__organization", "member__cohort__officer", "plan")
        .order_by("due_on", "pk")
    )
    for row in rows:
        if row.status == MilestoneStatus.HANDED_IN and row.handed_in_at:
            yield _item(
                row.member,
                _("%(milestone)s; nộp %(day)s")
                % {"milestone": row.plan, "day": short(row.handed_in_at)},
                _("Xem bằng chứng"),
                calendar.add_working_days(timezone.localdate(row.handed_in_at), LOOK_WORKING_DAYS),
            )
        elif is_late(row, day):
            asked = row.delay_asked_at is not None and not row.delay_reason
            why = _("%(milestone)s; trễ hạn %(day)s") % {
                "milestone": row.plan,
                "day": short(row.due_on),
            }
            action = _("Xem lý do trễ") if row.delay_reason else _("Hỏi lý do")
            yield _item(
                row.member, why, _("Xem") if asked else action, row.due_on, waits_for_others=asked
            )


def _instalments(calendar: WorkingCalendar) -> Iterator[WorkItem]:
    rows = Instalment.objects.asked().select_related(
        "member__organization", "member__cohort__officer", "milestone__plan"
    )
    for row in rows.order_by("asked_at", "pk"):
        asked = timezone.localdate(row.asked_at)
        yield _item(
            row.member,
            _("đã xin đợt chi của mốc %(milestone)s") % {"milestone": row.milestone.plan},
            _("Ghi lệnh chi"),
            calendar.add_working_days(asked, LOOK_WORKING_DAYS),
        )


def _members(user: User, day: date, calendar: WorkingCalendar) -> Iterator[WorkItem]:
    rows = (
        Member.objects.select_related("organization", "cohort__officer")
        .annotate(
            all_milestones=Count("milestones"),
            accepted=Count("milestones", filter=Q(milestones__status=MilestoneStatus.ACCEPTED)),
        )
        .filter(
            Q(status=MemberStatus.ANSWERING)
            | Q(status=MemberStatus.GRADUATED, certificate=None)
            | Q(status=MemberStatus.ENROLLED, all_milestones__gt=0, accepted=F("all_milestones"))
        )
        .order_by("pk")
    )
    signs = registry.has_role(user, *policies.SIGNERS)
    for row in rows:
        if row.status == MemberStatus.ANSWERING and row.answer_by:
            is_ready = row.answered_at is not None or day > row.answer_by
            why = _("đề nghị chấm dứt; giải trình đến hết %(day)s") % {"day": short(row.answer_by)}
            due = calendar.add_working_days(row.answer_by, LOOK_WORKING_DAYS)
            yield _for_signers(row, why, _("Xem giải trình"), due, is_theirs=signs and is_ready)
        elif row.status == MemberStatus.GRADUATED:
            why = _("đã tốt nghiệp, chưa có giấy")
            yield _for_signers(row, why, _("Cấp chứng nhận"), None, is_theirs=signs)
        else:
            yield _item(row, _("mọi mốc đã nhận"), _("Cho tốt nghiệp"), row.cohort.ends_on)


def _for_signers(
    member: Member, why: str, action: str, due: date | None, *, is_theirs: bool
) -> WorkItem:
    """What an approver or the head does; officers see that it waits for them."""
    if is_theirs:
        item = _item(member, why, action, due)
        return replace(item, holder_key=None, holder_name="")
    return _item(member, why, _("Xem"), due, waits_for_others=True)


def _accepted(user: User, day: date) -> Iterator[WorkItem]:
    """Accepted applicants of calls that have a cohort; the newest cohort takes them (PRG-11)."""
    rows = (
        Application.objects.filter(
            status=ApplicationStatus.ACCEPTED, call__cohorts__isnull=False, member=None
        )
        .without_conflict_of(user, day)
        .select_related("organization", "call")
        .prefetch_related("call__cohorts__officer")
        .distinct()
        .order_by("pk")
    )
    for row in rows:
        cohort = row.call.cohorts.all()[0]
        yield WorkItem(
            title=row.organization.name,
            code=row.number,
            why=_("đã nhận lời, chưa vào khoá %(cohort)s") % {"cohort": cohort.code},
            action=_("Nhận vào khoá"),
            url=reverse("cohorts_cohort:enroll", args=[cohort.code, row.number]),
            due=cohort.starts_on,
            holder_key=cohort.officer_id,
            holder_name=str(cohort.officer),
        )


def _item(
    member: Member, why: str, action: str, due: date | None, *, waits_for_others: bool = False
) -> WorkItem:
    return WorkItem(
        title=member.organization.name,
        code=member.cohort.code,
        why=why,
        action=action,
        url=member_url(member),
        due=due,
        waits_for_others=waits_for_others,
        holder_key=member.cohort.officer_id,
        holder_name=str(member.cohort.officer),
    )
