"""The board of a cohort: firms by milestones, money, and one next action for each firm (PRG-18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from programs.calls.choices import ApplicationStatus
from programs.calls.models import Application
from programs.cohorts.choices import (
    TAKING_PART,
    InstalmentStatus,
    MemberStatus,
    MilestoneStatus,
)
from programs.cohorts.models import Cohort, Instalment, Member, Milestone, MilestonePlan

from .states import Mark, Standing, in_millions, is_late, short, standing


@dataclass(frozen=True)
class Action:
    """The one thing to do next; `is_main` where somebody waits for it."""

    words: str
    url: str
    is_main: bool = False


@dataclass(frozen=True)
class Column:
    position: int
    name: str
    due: str


@dataclass(frozen=True)
class Cell:
    milestone: Milestone
    standing: Standing


@dataclass(frozen=True)
class BoardRow:
    """A firm on the board. Amounts in đồng."""

    member: Member
    name: str
    url: str
    cells: tuple[Cell, ...]
    ordered: Decimal
    support: Decimal
    action: Action
    has_left: bool

    @property
    def money(self) -> str:
        return _("%(ordered)s / %(support)s triệu") % {
            "ordered": in_millions(self.ordered),
            "support": in_millions(self.support),
        }


@dataclass(frozen=True)
class Board:
    """A cohort on a day. `waiting` and `late` count milestones of firms that take part."""

    cohort: Cohort
    columns: tuple[Column, ...]
    rows: tuple[BoardRow, ...]
    waiting: int
    late: int
    ordered: Decimal
    support: Decimal
    to_enroll: int

    @property
    def money(self) -> str:
        return _("%(ordered)s trên %(support)s triệu đồng") % {
            "ordered": in_millions(self.ordered),
            "support": in_millions(self.support),
        }


@dataclass(frozen=True)
class CohortLine:
    """A cohort in the list."""

    cohort: Cohort
    members: int
    taking_part: int
    graduated: int


def cohorts() -> tuple[CohortLine, ...]:
    """Return all cohorts, newest first, with how many firms are in them."""
    rows = Cohort.objects.select_related("call", "officer").annotate(
        all_members=Count("members", distinct=True),
        taking_part=Count("members", filter=Q(members__status__in=TAKING_PART), distinct=True),
        graduated=Count("members", filter=Q(members__status=MemberStatus.GRADUATED), distinct=True),
    )
    return tuple(CohortLine(row, row.all_members, row.taking_part, row.graduated) for row in rows)


def board(cohort: Cohort, user: User, day: date) -> Board:
    """Return the board on a day, with the same number of queries for 3 firms and for 300.

    Applicants that this person is bound to are not counted among those to enrol (PRG-11).
    """
    plan = list(cohort.plan.all())
    members = list(
        Member.objects.filter(cohort=cohort)
        .select_related("organization")
        .prefetch_related("milestones", "instalments", "certificate")
        .order_by("organization__sort_key", "pk")
    )
    rows = tuple(_row(member, plan, day) for member in members)
    live = [row for row in rows if not row.has_left]
    return Board(
        cohort=cohort,
        columns=tuple(Column(step.position, step.name, short(step.due_on)) for step in plan),
        rows=rows,
        waiting=_marked(live, Mark.WAITING),
        late=_marked(live, Mark.LATE),
        ordered=sum((row.ordered for row in rows), Decimal(0)),
        support=sum((row.support for row in rows), Decimal(0)),
        to_enroll=accepted_applications(cohort, user, day).count(),
    )


def accepted_applications(cohort: Cohort, user: User, day: date) -> QuerySet[Application]:
    """Return who accepted and is in no cohort yet, without whom this person is bound to."""
    return (
        Application.objects.filter(call_id=cohort.call_id, status=ApplicationStatus.ACCEPTED)
        .without_conflict_of(user, day)
        .select_related("organization", "applicant")
        .order_by("number")
    )


def member_url(member: Member) -> str:
    return reverse("cohorts_cohort:member", args=[member.pk])


def next_action(
    member: Member,
    milestones: Sequence[Milestone],
    instalments: Sequence[Instalment],
    day: date,
    *,
    is_certified: bool,
) -> Action:
    """Return what an officer does next about a firm: what the firm waits for goes first."""
    url = member_url(member)
    if member.status == MemberStatus.ANSWERING:
        is_ready = member.answered_at is not None or bool(
            member.answer_by and member.answer_by < day
        )
        return Action(_("Xem giải trình") if is_ready else _("Chờ giải trình"), url, is_ready)
    if member.status == MemberStatus.GRADUATED and not is_certified:
        return Action(_("Cấp chứng nhận"), url, is_main=True)
    if member.status != MemberStatus.ENROLLED:
        return Action(_("Mở"), url)
    if any(one.status == MilestoneStatus.HANDED_IN for one in milestones):
        return Action(_("Xem bằng chứng"), url, is_main=True)
    late = [one for one in milestones if is_late(one, day)]
    if late:
        answered = any(one.delay_reason for one in late)
        return Action(_("Xem lý do trễ") if answered else _("Hỏi lý do"), url, is_main=True)
    if any(one.status == InstalmentStatus.ASKED for one in instalments):
        return Action(_("Ghi lệnh chi"), url, is_main=True)
    if milestones and all(one.status == MilestoneStatus.ACCEPTED for one in milestones):
        return Action(_("Cho tốt nghiệp"), url, is_main=True)
    return Action(_("Mở"), url)


def ordered_sum(instalments: Sequence[Instalment]) -> Decimal:
    return sum(
        (one.amount for one in instalments if one.status == InstalmentStatus.ORDERED), Decimal(0)
    )


def _row(member: Member, plan: Sequence[MilestonePlan], day: date) -> BoardRow:
    milestones = {one.plan_id: one for one in member.milestones.all()}
    instalments = list(member.instalments.all())
    cells = [milestones[step.pk] for step in plan if step.pk in milestones]
    return BoardRow(
        member=member,
        name=member.organization.name,
        url=member_url(member),
        cells=tuple(Cell(one, standing(one, day)) for one in cells),
        ordered=ordered_sum(instalments),
        support=member.support_amount,
        action=next_action(
            member, cells, instalments, day, is_certified=hasattr(member, "certificate")
        ),
        has_left=member.status not in TAKING_PART,
    )


def _marked(rows: Sequence[BoardRow], mark: Mark) -> int:
    return sum(cell.standing.mark == mark for row in rows for cell in row.cells)


def milestone_table(cohort: Cohort, user: User, day: date) -> tuple[list[str], list[list[str]]]:
    """Return the minutes of the milestones as a table: one row for each firm and milestone.

    Firms that this person is bound to are left out: the table holds what officers answered.
    """
    columns = [
        _("mã"),
        _("đơn vị"),
        _("mốc"),
        _("hạn"),
        _("tình trạng"),
        _("nộp ngày"),
        _("quyết định ngày"),
        _("người quyết định"),
        _("trả lời"),
    ]
    rows = (
        Milestone.objects.filter(
            member__cohort=cohort,
            member__application__in=Application.objects.without_conflict_of(user, day),
        )
        .select_related("member__organization", "plan", "decided_by")
        .order_by("member__organization__sort_key", "member_id", "plan__position")
    )
    return columns, [
        [
            one.member.organization.code,
            one.member.organization.legal_name,
            str(one.plan),
            f"{one.due_on:%Y-%m-%d}",
            standing(one, day).words,
            f"{one.handed_in_at:%Y-%m-%d}" if one.handed_in_at else "",
            f"{one.decided_at:%Y-%m-%d}" if one.decided_at else "",
            str(one.decided_by or ""),
            one.answer,
        ]
        for one in rows
    ]
