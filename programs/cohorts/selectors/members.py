"""One firm in its cohort: for the officer who decides, and for the firm itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core import files, journal
from core.lifecycle import Lifecycle, Obstacle
from core.models import JournalEntry
from ecosystem.registry.models import Organization
from programs.cohorts import policies
from programs.cohorts.choices import (
    JOURNAL_WORDS,
    OPEN_TO_FIRM,
    TAKING_PART,
    InstalmentStatus,
    MemberStatus,
    MilestoneStatus,
)
from programs.cohorts.lifecycles import INSTALMENT, MEMBER, MILESTONE
from programs.cohorts.models import (
    Certificate,
    FollowUp,
    Instalment,
    Member,
    Milestone,
    SupportCheck,
)

from .board import ordered_sum
from .states import Standing, is_late, standing


@dataclass(frozen=True)
class Door:
    """A step that can be taken from a page, or why this person cannot take it."""

    name: str
    label: str
    url: str
    obstacle: Obstacle | None = None
    is_main: bool = False


@dataclass(frozen=True)
class Paper:
    """A file that was handed in, with a link that lives ten minutes; no link for who may not."""

    name: str
    size: int
    href: str


@dataclass(frozen=True)
class MilestoneLine:
    milestone: Milestone
    standing: Standing
    instalment: Instalment | None
    papers: tuple[Paper, ...]
    doors: tuple[Door, ...]
    money_doors: tuple[Door, ...]


@dataclass(frozen=True)
class MemberScreen:
    """All about a membership. `ordered` in đồng."""

    member: Member
    lines: tuple[MilestoneLine, ...]
    ordered: Decimal
    doors: tuple[Door, ...]
    checks: tuple[SupportCheck, ...]
    certificate: Certificate | None
    follow_ups: tuple[FollowUp, ...]
    history: tuple[tuple[str, JournalEntry], ...]


@dataclass(frozen=True)
class OwnMilestone:
    """A milestone as the firm sees it; `url` is where evidence is handed in, if it can be now."""

    milestone: Milestone
    standing: Standing
    instalment: Instalment | None
    papers: tuple[Paper, ...]
    url: str
    is_late: bool


@dataclass(frozen=True)
class OwnCohort:
    """A membership for the firm's own people. `next_one` is what is due first."""

    member: Member
    lines: tuple[OwnMilestone, ...]
    next_one: OwnMilestone | None
    ordered: Decimal
    plots: tuple[str, ...]
    certificate_href: str
    certificate: Certificate | None
    takes_part: bool
    may_answer: bool


def member_screen(member: Member, user: User, day: date) -> MemberScreen:
    """Return what the staff's page of a member shows to this person."""
    may_read = policies.read_evidence(user, member) is None
    milestones = _milestones(member)
    certificate = Certificate.objects.select_related("file").filter(member=member).first()
    return MemberScreen(
        member=member,
        lines=tuple(_line(one, user, day, may_read=may_read) for one in milestones),
        ordered=ordered_sum(list(member.instalments.all())),
        doors=_member_doors(member, user, certificate),
        checks=tuple(
            member.application.support_checks.select_related(
                "other__organization", "other__cohort", "decided_by"
            )
        ),
        certificate=certificate,
        follow_ups=tuple(member.follow_ups.all()),
        history=tuple(
            (str(JOURNAL_WORDS.get(entry.verb, entry.verb)), entry)
            for entry in journal.about(member)[:10]
        ),
    )


def own_cohorts(user: User, organizations: Sequence[Organization], day: date) -> list[OwnCohort]:
    """Return a person's memberships, those that go on first, then the newest."""
    members = Member.objects.of(organizations).select_related(
        "cohort__call", "organization", "application"
    )
    rows = [_own(member, user, day) for member in members.order_by("-enrolled_on", "-pk")]
    return sorted(rows, key=lambda row: not row.takes_part)


def _own(member: Member, user: User, day: date) -> OwnCohort:
    takes_part = member.status in TAKING_PART
    lines = tuple(_own_line(one, user, day, takes_part) for one in _milestones(member))
    certificate = Certificate.objects.select_related("file").filter(member=member).first()
    file = certificate.file if certificate else None
    return OwnCohort(
        member=member,
        lines=lines,
        next_one=next((line for line in lines if line.url), None),
        ordered=ordered_sum(list(member.instalments.all())),
        plots=tuple(line.standing.plot for line in lines),
        certificate=certificate,
        certificate_href=_file_href(file, user) if file else "",
        takes_part=takes_part,
        may_answer=member.status == MemberStatus.ANSWERING
        and member.answered_at is None
        and bool(member.answer_by and day <= member.answer_by),
    )


def _own_line(one: Milestone, user: User, day: date, takes_part: bool) -> OwnMilestone:
    is_open = takes_part and one.status in OPEN_TO_FIRM
    return OwnMilestone(
        milestone=one,
        standing=standing(one, day),
        instalment=getattr(one, "instalment", None),
        papers=_papers(one, user, may_read=True),
        url=reverse("cohorts:hand_in", args=[one.pk]) if is_open else "",
        is_late=takes_part and is_late(one, day),
    )


def _milestones(member: Member) -> list[Milestone]:
    rows = member.milestones.select_related(
        "plan", "owner", "handed_in_by", "decided_by", "instalment__asked_by"
    ).prefetch_related("files__file")
    milestones = list(rows.order_by("plan__position"))
    for one in milestones:
        one.member = member
        if hasattr(one, "instalment"):
            one.instalment.member, one.instalment.milestone = member, one
    return milestones


def _papers(one: Milestone, user: User, *, may_read: bool) -> tuple[Paper, ...]:
    return tuple(
        Paper(row.file.name, row.file.size, _file_href(row.file, user) if may_read else "")
        for row in one.files.all()
    )


def _file_href(file: files.StoredFile, user: User) -> str:
    return reverse("cohorts:file", args=[files.signed_link(file, reader=str(user.pk))])


# Doors of the staff's page -----------------------------------------------------------------------


def _line(one: Milestone, user: User, day: date, *, may_read: bool) -> MilestoneLine:
    instalment = getattr(one, "instalment", None)
    return MilestoneLine(
        milestone=one,
        standing=standing(one, day),
        instalment=instalment,
        papers=_papers(one, user, may_read=may_read),
        doors=_milestone_doors(one, user, day),
        money_doors=_money_doors(instalment, user) if instalment else (),
    )


def _milestone_doors(one: Milestone, user: User, day: date) -> tuple[Door, ...]:
    if one.status == MilestoneStatus.HANDED_IN:
        return (
            _door(MILESTONE, one, "accept", _("Nhận…"), user, is_main=True),
            _door(MILESTONE, one, "send_back", _("Trả lại…"), user),
        )
    if one.status not in OPEN_TO_FIRM or one.member.status not in TAKING_PART:
        return ()
    obstacle = policies.decide_milestone(user, one)
    doors = [Door("put_off", _("Lùi hạn…"), _url(one, "put_off"), obstacle)]
    if is_late(one, day):
        url = _url(one, "ask_delay")
        doors.insert(0, Door("ask_delay", _("Hỏi lý do…"), url, obstacle, is_main=True))
    return tuple(doors)


def _money_doors(instalment: Instalment, user: User) -> tuple[Door, ...]:
    if instalment.status == InstalmentStatus.PLANNED:
        if instalment.milestone.status != MilestoneStatus.ACCEPTED:
            return ()
        return (_door(INSTALMENT, instalment, "ask", _("Xin đợt chi…"), user, is_main=True),)
    if instalment.status == InstalmentStatus.ASKED:
        return (
            _door(INSTALMENT, instalment, "order", _("Ghi lệnh chi…"), user, is_main=True),
            _door(INSTALMENT, instalment, "give_back", _("Trả lại đề nghị…"), user),
        )
    return ()


def _member_doors(member: Member, user: User, certificate: Certificate | None) -> tuple[Door, ...]:
    if member.status == MemberStatus.ENROLLED:
        return (
            _door(MEMBER, member, "graduate", _("Cho tốt nghiệp…"), user, is_main=True),
            _door(MEMBER, member, "withdraw", _("Ghi là đã rút…"), user),
            _door(MEMBER, member, "propose_termination", _("Đề nghị chấm dứt…"), user),
        )
    if member.status == MemberStatus.ANSWERING:
        return (
            _door(MEMBER, member, "keep", _("Giữ đơn vị lại…"), user, is_main=True),
            _door(MEMBER, member, "terminate", _("Chấm dứt…"), user),
            _door(MEMBER, member, "withdraw", _("Ghi là đã rút…"), user),
        )
    if member.status == MemberStatus.GRADUATED and (
        certificate is None or (certificate.file_id is None and certificate.error)
    ):
        obstacle = policies.issue_certificate(user, member)
        label = _("Cấp giấy chứng nhận…") if certificate is None else _("Tạo lại tệp…")
        return (Door("issue", label, _url(member, "issue"), obstacle, is_main=True),)
    return ()


def _door(
    lifecycle: Lifecycle,
    case: Member | Milestone | Instalment,
    step: str,
    label: str,
    user: User,
    *,
    is_main: bool = False,
) -> Door:
    return Door(
        step, label, _url(case, step), lifecycle.obstacle(case, step, by=user), is_main=is_main
    )


def _url(case: Member | Milestone | Instalment, step: str) -> str:
    kind = {Member: "member", Milestone: "milestone", Instalment: "instalment"}[type(case)]
    return reverse("cohorts_cohort:step", args=[kind, case.pk, step])
