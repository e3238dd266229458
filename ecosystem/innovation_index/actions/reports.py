"""What moves a report run: drafted, checked, approved, published, replaced."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import journal
from core.lifecycle import ObstacleError, WrongStateError
from core.numbering import next_number
from ecosystem.innovation_index import policies, tasks
from ecosystem.innovation_index.choices import VERIFIABLE, ReportKind, ReportState
from ecosystem.innovation_index.lifecycles import REPORT
from ecosystem.innovation_index.models import Framework, Report
from ecosystem.innovation_index.selectors import gathering, reports
from ecosystem.innovation_index.selectors.differences import Question
from ecosystem.innovation_index.selectors.report_data import Typed, from_json
from ecosystem.targets import actions as targets
from ecosystem.targets.models import Snapshot
from ecosystem.taxonomy.models import Boundary


class ReportError(Exception):
    """The report cannot be made or moved like this. The sentence says what to do."""


class PublicationBlockedError(ReportError):
    """Something must be right first (REP-10); `checks` are those that are not."""

    def __init__(self, failed: Sequence[reports.Check]) -> None:
        super().__init__(" ".join(check.sentence for check in failed))
        self.checks = tuple(failed)


@transaction.atomic
def draft_report(
    kind: ReportKind,
    framework: Framework | None,
    boundary: Boundary,
    on_date: date,
    known_at: datetime | None = None,
    *,
    by: User,
    supersedes: Report | None = None,
    correction_note: str = "",
    missing_note: str = "",
    typed: Sequence[Typed] = (),
) -> Report:
    """Count everything once and freeze it as the report's data object.

    Annex B compares with `supersedes`, or else with the last published report of the kind and
    boundary. Raises ObstacleError, ReportError.
    """
    if obstacle := policies.draft(by):
        raise ObstacleError(obstacle)
    question = _question(kind, framework, boundary, on_date, known_at)
    if supersedes is not None:
        _check_replaceable(supersedes)
    previous = supersedes or reports.latest_like(kind, boundary.pk, on_date)
    snapshots = _freeze(question, by=by)
    data = gathering.gather(
        question,
        previous=previous,
        snapshots=snapshots,
        missing_note=missing_note,
        typed=typed,
    )
    report = Report.objects.create(
        kind=kind,
        title=data.title,
        framework=question.framework,
        boundary=boundary,
        on_date=on_date,
        known_at=question.known_at,
        data=data.as_json(),
        drafted_by=by,
        supersedes=supersedes,
        correction_note=correction_note,
        is_demo=reports.is_demonstration(),
    )
    report.snapshots.set(snapshots)
    journal.write(
        "draft",
        report,
        by=by,
        after={"title": report.title, "number": data.number, "able": data.able},
    )
    return report


@transaction.atomic
def recount(report: Report, *, by: User) -> Report:
    """Count a draft again, as is known now."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if obstacle := policies.draft(by, locked):
        raise ObstacleError(obstacle)
    if locked.status != ReportState.DRAFT:
        raise WrongStateError(locked, "recount")
    old = from_json(locked.data)
    question = _question(
        ReportKind(locked.kind), locked.framework, locked.boundary, locked.on_date, None
    )
    previous = locked.supersedes or reports.latest_like(
        locked.kind, locked.boundary_id, locked.on_date
    )
    snapshots = _freeze(question, by=by)
    data = gathering.gather(
        question,
        previous=previous,
        snapshots=snapshots,
        missing_note=old.missing_note,
        typed=old.typed,
    )
    locked.known_at, locked.data = question.known_at, data.as_json()
    locked.save(update_fields=["known_at", "data"])
    locked.snapshots.set(snapshots)
    journal.write(
        "recount", locked, by=by, before={"number": old.number}, after={"number": data.number}
    )
    return locked


def check(report: Report, *, by: User) -> Report:
    """Say that another person has compared the figures with their sources."""
    REPORT.take(report, "check", by=by, changes={"checked_by": by, "checked_at": timezone.now()})
    return report


def approve(report: Report, *, by: User, title: str) -> Report:
    """Approve under a name and a title, which are printed. Raises ReportError without a title."""
    if not title.strip():
        raise ReportError(_("Ghi chức vụ của người duyệt; chức vụ được in vào báo cáo."))
    REPORT.take(
        report,
        "approve",
        by=by,
        changes={
            "approved_by": by,
            "approved_at": timezone.now(),
            "approver_title": title.strip(),
        },
    )
    return report


def reopen(report: Report, *, by: User, reason: str) -> Report:
    """Return a checked or approved report to its draft, for a reason."""
    if not reason.strip():
        raise ReportError(_("Ghi lý do đưa về bản nháp."))
    REPORT.take(
        report,
        "reopen",
        by=by,
        reason=reason.strip(),
        changes={
            "checked_by": None,
            "checked_at": None,
            "approved_by": None,
            "approved_at": None,
            "approver_title": "",
            "publish_asked_by": None,
            "publish_asked_at": None,
            "publish_error": "",
        },
    )
    return report


@transaction.atomic
def publish(report: Report, *, by: User) -> Report:
    """Reserve the number and have the file made, once; when it is stored the report is public.

    Asking again while it is made, or afterwards, changes nothing: two clicks give one file.
    Raises ObstacleError, WrongStateError, PublicationBlockedError.
    """
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if locked.status in VERIFIABLE or reports.is_rendering(locked):
        return locked
    if obstacle := policies.publish(by, locked):
        raise ObstacleError(obstacle)
    if locked.status != ReportState.APPROVED:
        raise WrongStateError(locked, "publish")
    failed = [one for one in reports.checks(locked) if not one.ok]
    if failed:
        raise PublicationBlockedError(failed)
    now = timezone.now()
    if not locked.reserved_number:
        year = timezone.localdate(now).year
        locked.reserved_number = f"BC-{year}-{next_number(f'report-{year}'):06d}"
    locked.publish_asked_by, locked.publish_asked_at, locked.publish_error = by, now, ""
    locked.save(
        update_fields=["reserved_number", "publish_asked_by", "publish_asked_at", "publish_error"]
    )
    journal.write("ask_publish", locked, by=by, after={"number": locked.reserved_number})
    tasks.render_report.enqueue(locked.pk)
    locked.refresh_from_db()
    return locked


def _question(
    kind: ReportKind,
    framework: Framework | None,
    boundary: Boundary,
    on_date: date,
    known_at: datetime | None,
) -> Question:
    now = timezone.now()
    if on_date > timezone.localdate(now):
        raise ReportError(_("Ngày của số liệu chưa tới; chọn hôm nay hoặc một ngày đã qua."))
    if known_at and known_at > now:
        raise ReportError(_("Thời điểm hiểu biết chưa tới; chọn một lúc đã qua."))
    if kind == ReportKind.INDEX and framework is None:
        raise ReportError(_("Báo cáo chỉ số cần một khung chỉ số."))
    return Question(kind, framework, boundary, on_date, known_at or now)


def _check_replaceable(report: Report) -> None:
    if report.status != ReportState.PUBLISHED:
        raise ReportError(_("Chỉ thay được một báo cáo đang công bố và chưa được thay."))
    if Report.objects.filter(supersedes=report).exists():
        raise ReportError(_("Báo cáo này đã có bản thay đang soạn."))


def _freeze(question: Question, *, by: User) -> list[Snapshot]:
    """Freeze the counts against the targets that the report holds them against (REP-2)."""
    return [
        targets.freeze(target, by=by, on_date=question.on_date, known_at=question.known_at)
        for target in gathering.targets_of(question)
        if target is not None
    ]
