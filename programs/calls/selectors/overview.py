"""One call as the staff sees it, and what waits for them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import WatchLine, WorkItem
from programs.calls import policies
from programs.calls.choices import (
    AT_SCREENING,
    PENDING,
    UNDER_REVIEW,
    ApplicationStatus,
    CallState,
    CallStatus,
)
from programs.calls.models import (
    Application,
    Assignment,
    Call,
    ConflictAnswer,
    FormVersion,
    Release,
)

from . import form
from .ranking import Quota, next_on_list, quota


@dataclass(frozen=True)
class ApplicationLine:
    number: str
    name: str
    status: str
    submitted_at: datetime | None
    reviewers: int
    reviews: int
    is_short: bool


@dataclass(frozen=True)
class Overview:
    """Where a call stands for this member of staff; conflicts are not counted either."""

    state: CallState
    version: FormVersion | None
    is_tested: bool
    counts: Mapping[str, int]
    lines: tuple[ApplicationLine, ...]
    quota: Quota
    next: Application | None
    releases: tuple[tuple[Release, int], ...]
    can_manage: bool
    can_release: bool
    public_url: str


def overview(call: Call, user: User, now: datetime) -> Overview:
    """Return the overview in a fixed number of queries."""
    rows = (
        call.applications.submitted()
        .without_conflict_of(user, timezone.localdate(now))
        .select_related("organization")
        .annotate(
            reviewers=Count(
                "assignments",
                filter=Q(assignments__removed_at=None, assignments__reviewer__removed_at=None),
            ),
            reviews=Count(
                "assignments",
                filter=Q(
                    assignments__removed_at=None,
                    assignments__reviewer__removed_at=None,
                    assignments__review__submitted_at__isnull=False,
                ),
            ),
        )
        .order_by("number")
    )
    lines = tuple(
        ApplicationLine(
            number=row.number,
            name=row.organization.name,
            status=str(row.get_status_display()),
            submitted_at=row.submitted_at,
            reviewers=row.reviewers,
            reviews=row.reviews,
            is_short=row.status in UNDER_REVIEW and row.reviewers < call.minimum_reviewers,
        )
        for row in rows
    )
    version = form.current_version(call)
    waiting = Count("letters", filter=Q(letters__status="waiting"))
    return Overview(
        state=call.state_at(now),
        version=version,
        is_tested=version is not None and version.pk == call.checked_form_id,
        counts=dict(Counter(line.status for line in lines)),
        lines=lines,
        quota=quota(call),
        next=next_on_list(call, user),
        releases=tuple((each, each.waiting) for each in call.releases.annotate(waiting=waiting)),
        can_manage=policies.manage_calls(user) is None,
        can_release=policies.release_decisions(user) is None,
        public_url=f"/chuong-trinh/{call.slug}/",
    )


def work_items(user: User, day: date) -> tuple[WorkItem, ...]:
    """Return what waits in the running calls for this person (ADM-4)."""
    if policies.read_calls(user):
        return ()
    items = []
    if policies.manage_calls(user) is None:
        items += [_screening(each) for each in _to_screen(user, day)]
        for call in _with_waiting_list():
            if each := next_on_list(call, user):
                items.append(_next_item(call, each))
    if policies.release_decisions(user) is None:
        items += [_release_item(call) for call in _ready_to_release()]
    return tuple(items)


def _to_screen(user: User, day: date) -> tuple[Application, ...]:
    states = AT_SCREENING | {ApplicationStatus.NEEDS_INFORMATION, ApplicationStatus.ELIGIBLE}
    rows = (
        Application.objects.filter(status__in=states)
        .without_conflict_of(user, day)
        .select_related("call", "organization", "assignee")
        .order_by("call__screening_until", "number")
    )
    return tuple(rows)


def _screening(application: Application) -> WorkItem:
    waits = application.status == ApplicationStatus.NEEDS_INFORMATION
    late = waits and application.answer_by and application.answer_by < timezone.localdate()
    return WorkItem(
        title=application.organization.name,
        code=application.number,
        why=f"{application.call.code}: {application.get_status_display().lower()}",
        action=_("Xem") if waits and not late else _("Xét điều kiện"),
        url=reverse("calls_call:application", args=[application.number]),
        due=application.answer_by if waits else application.call.screening_until,
        waits_for_others=bool(waits and not late),
        holder_key=application.assignee_id,
        holder_name=str(application.assignee or ""),
    )


def _with_waiting_list() -> tuple[Call, ...]:
    waiting = Application.objects.filter(call=OuterRef("pk"), status=ApplicationStatus.WAITING)
    running = Call.objects.filter(
        Exists(waiting), status__in=[CallStatus.PUBLISHED, CallStatus.DECIDED]
    )
    return tuple(running.order_by("closes_at"))


def _next_item(call: Call, application: Application) -> WorkItem:
    return WorkItem(
        title=call.title,
        code=call.code,
        why=_("còn chỗ trống; kế tiếp trong danh sách dự bị: %(number)s")
        % {"number": application.number},
        action=_("Đề xuất người kế tiếp"),
        url=reverse("calls_call:decide", args=[application.number]),
        due=None,
    )


def _ready_to_release() -> tuple[Call, ...]:
    """Return calls whose every application is decided and waits to be let out."""
    pending = Application.objects.filter(call=OuterRef("pk"), status__in=PENDING)
    open_ones = Application.objects.filter(
        call=OuterRef("pk"),
        status__in=UNDER_REVIEW
        | AT_SCREENING
        | {ApplicationStatus.ELIGIBLE, ApplicationStatus.NEEDS_INFORMATION},
    )
    waiting = Release.objects.filter(call=OuterRef("pk"), letters__status="waiting")
    calls = Call.objects.filter(Exists(pending), ~Exists(open_ones), ~Exists(waiting))
    return tuple(calls.order_by("results_on", "pk"))


def _release_item(call: Call) -> WorkItem:
    return WorkItem(
        title=call.title,
        code=call.code,
        why=_("mọi hồ sơ đã có quyết định"),
        action=_("Xem và công bố"),
        url=reverse("calls_call:release", args=[call.code]),
        due=call.results_on,
    )


def watch_lines(user: User, day: date) -> tuple[WatchLine, ...]:
    """Return what nobody has to do today and somebody has to see."""
    if policies.manage_calls(user):
        return ()
    standing = Assignment.objects.standing()
    reviews = standing.filter(
        application__status__in=UNDER_REVIEW, review__submitted_at=None
    ).count()
    unasked = standing.filter(application__status__in=UNDER_REVIEW).exclude(
        Exists(
            ConflictAnswer.objects.filter(
                application=OuterRef("application"), user=OuterRef("reviewer__user")
            )
        )
    )
    url = reverse("calls_call:index")
    return (
        WatchLine(_("Phiếu chấm chưa gửi"), reviews, url),
        WatchLine(_("Chưa khai liên quan"), unasked.count(), url),
    )
