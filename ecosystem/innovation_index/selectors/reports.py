"""Report runs: what is public, what blocks publishing, what waits for whom."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.selectors import WatchLine, WorkItem
from core.lifecycle import Obstacle
from ecosystem.innovation_index import policies
from ecosystem.innovation_index.choices import ReportState
from ecosystem.innovation_index.lifecycles import REPORT
from ecosystem.innovation_index.models import Report
from ecosystem.registry.models import Evidence, Organization

from . import document
from .gathering import recount
from .report_data import ReportData, from_json

RENDER_LEASE = timedelta(minutes=15)
_UNRESOLVED = re.compile(r"\[\[|\?\?\?|TODO|XXX")


@dataclass(frozen=True)
class Verdict:
    """What the page that verifies a number says, in the order of the paper's questions (REP-8)."""

    number: str
    report: Report | None
    successor: Report | None = None
    predecessor: Report | None = None

    @property
    def tone(self) -> str:
        if self.report is None:
            return "stop"
        return "warn" if self.is_replaced else "ok"

    @property
    def is_replaced(self) -> bool:
        return self.report is not None and self.report.status == ReportState.SUPERSEDED

    @property
    def sentence(self) -> str:
        if self.report is None:
            return _("Không có báo cáo mang số này")
        if self.is_replaced and self.successor:
            return _("Báo cáo này có thật nhưng đã được thay bằng %(number)s") % {
                "number": self.successor.number
            }
        return _("Báo cáo này có thật và đang là bản mới nhất")

    @property
    def fingerprint(self) -> list[str]:
        """The SHA-256 in groups of four, eight to a line, to be read aloud."""
        text = self.report.file.sha256 if self.report and self.report.file else ""
        groups = [text[place : place + 4] for place in range(0, len(text), 4)]
        return [" ".join(groups[place : place + 8]) for place in range(0, len(groups), 8)]


@dataclass(frozen=True)
class Comparison:
    """Whether a file is a published report, and which. The file itself is gone by now."""

    sha256: str
    report: Report | None

    @property
    def is_published(self) -> bool:
        return self.report is not None


@dataclass(frozen=True)
class Check:
    """One line of what must be right before publishing (REP-10)."""

    name: str
    label: str
    ok: bool
    sentence: str = ""


@dataclass(frozen=True)
class Door:
    """A step on the screen of a report run: open, or with the sentence that says why not."""

    name: str
    label: str | Promise
    obstacle: Obstacle | None
    url: str


@dataclass(frozen=True)
class RunScreen:
    """Everything that the screen of a report run shows."""

    report: Report
    data: ReportData
    page: document.Page
    checks: tuple[Check, ...]
    doors: tuple[Door, ...]
    is_rendering: bool

    @property
    def is_blocked(self) -> bool:
        return not all(check.ok for check in self.checks)

    @property
    def stages(self) -> list[tuple[str | Promise, str, datetime | None, bool]]:
        """The state line: words, who, when, and whether it has been reached."""
        report = self.report
        return [
            (ReportState.DRAFT.label, str(report.drafted_by), report.drafted_at, True),
            (
                ReportState.CHECKED.label,
                str(report.checked_by or ""),
                report.checked_at,
                report.checked_at is not None,
            ),
            (
                ReportState.APPROVED.label,
                f"{report.approved_by}, {report.approver_title}" if report.approved_by else "",
                report.approved_at,
                report.approved_at is not None,
            ),
            (
                ReportState.PUBLISHED.label,
                report.number or "",
                report.published_at,
                report.published_at is not None,
            ),
        ]


def published_reports() -> tuple[Report, ...]:
    """Return the reports that anybody may read, the newest first, with their files."""
    rows = Report.objects.published().select_related("file", "boundary", "successor", "supersedes")
    return tuple(rows.order_by("-published_at", "-pk"))


def verdict(number: str) -> Verdict:
    """Return what is known of a number as printed. An unknown number is an answer, not an error."""
    rows = Report.objects.published().select_related("file", "boundary", "supersedes", "successor")
    report = rows.filter(number=number).first()
    if report is None:
        return Verdict(number, None)
    return Verdict(
        number, report, successor=getattr(report, "successor", None), predecessor=report.supersedes
    )


def compare(sha256: str) -> Comparison:
    """Return the published report whose file has this hash, if there is one."""
    report = Report.objects.published().filter(file__sha256=sha256).select_related("file").first()
    return Comparison(sha256, report)


def latest_like(report_kind: str, boundary_id: int, on_date: date) -> Report | None:
    """Return the published report of this kind and boundary for the last earlier day."""
    return (
        Report.objects.filter(
            kind=report_kind,
            boundary=boundary_id,
            on_date__lt=on_date,
            status=ReportState.PUBLISHED,
        )
        .order_by("-on_date", "-published_at")
        .first()
    )


def is_demonstration() -> bool:
    """Say whether invented organizations are counted here, so that the paper says so too."""
    return Organization.objects.filter(is_demo=True).exists()


# Before publishing -----------------------------------------------------------------------------


def checks(report: Report) -> tuple[Check, ...]:
    """Return what must be right before publishing, each with its state (REP-10)."""
    data = from_json(report.data)
    missing = [
        row
        for row in data.results
        if row.year == data.framework_year and row.score is None and row.aggregate is None
    ]
    gone = _gone_evidence(data)
    return (
        Check(
            "figures",
            _("Số còn thiếu có ghi chú"),
            not missing or bool(data.missing_note),
            _("Ghi chú vì sao chưa có số liệu: %(areas)s.")
            % {"areas": ", ".join(row.area for row in missing)},
        ),
        Check(
            "recount",
            _("Đếm lại được đúng số đã lưu"),
            recount(data),
            _("Đếm lại ra số khác số đã lưu. Đưa về bản nháp và đếm lại."),
        ),
        Check(
            "evidence",
            _("Bằng chứng được dẫn còn đọc được"),
            not gone,
            _("Không còn đọc được: %(numbers)s.") % {"numbers": ", ".join(gone)},
        ),
        Check(
            "marks",
            _("Không còn chỗ chưa điền"),
            not _UNRESOLVED.search(document.html(report)),
            _("Văn bản còn dấu chỗ chưa điền; xem lại tên và ghi chú."),
        ),
    )


def _gone_evidence(data: ReportData) -> list[str]:
    numbers = {number for firm in data.firms for number in firm.evidence}
    papers = Evidence.objects.filter(number__in=numbers).select_related("file")
    found = {paper.number: paper.file for paper in papers}
    storage = storages["private"]
    lost = {number for number, file in found.items() if file and not storage.exists(file.path)}
    return sorted(lost | (numbers - found.keys()))


def is_rendering(report: Report, now: datetime | None = None) -> bool:
    """Whether the file is being made. A lost worker is given up after the lease."""
    asked = report.publish_asked_at
    if report.status != ReportState.APPROVED or asked is None or report.publish_error:
        return False
    return asked > (now or timezone.now()) - RENDER_LEASE


# For staff -------------------------------------------------------------------------------------

_LABELS: dict[str, str | Promise] = {
    "check": gettext_lazy("Đã kiểm, chuyển duyệt"),
    "approve": gettext_lazy("Duyệt…"),
    "publish": gettext_lazy("Công bố…"),
    "reopen": gettext_lazy("Đưa về bản nháp…"),
}
_OFFERED = {
    ReportState.DRAFT: ("check",),
    ReportState.CHECKED: ("approve", "reopen"),
    ReportState.APPROVED: ("publish", "reopen"),
}


def run_screen(report: Report, user: User) -> RunScreen:
    """Return the screen of a report run as this person may see and use it."""
    is_open = report.status not in (ReportState.PUBLISHED, ReportState.SUPERSEDED)
    return RunScreen(
        report=report,
        data=from_json(report.data),
        page=document.Page(report),
        checks=checks(report) if is_open else (),
        doors=tuple(
            Door(
                name,
                _LABELS[name],
                REPORT.obstacle(report, name, by=user),
                reverse("innovation_index_report:step", args=[report.pk, name]),
            )
            for name in _OFFERED.get(ReportState(report.status), ())
        ),
        is_rendering=is_rendering(report),
    )


def work_items(user: User, day: date) -> tuple[WorkItem, ...]:
    """Return the report runs that wait for somebody, for those who may take their next step."""
    if policies.read(user):
        return ()
    actions = {
        ReportState.DRAFT: (gettext_lazy("chờ người khác kiểm"), gettext_lazy("Kiểm")),
        ReportState.CHECKED: (gettext_lazy("chờ duyệt"), gettext_lazy("Duyệt")),
        ReportState.APPROVED: (gettext_lazy("đã duyệt, chờ công bố"), gettext_lazy("Công bố")),
    }
    steps = {
        ReportState.DRAFT: "check",
        ReportState.CHECKED: "approve",
        ReportState.APPROVED: "publish",
    }
    items = []
    for report in Report.objects.unfinished().select_related("drafted_by"):
        state = ReportState(report.status)
        why, action = actions[state]
        items.append(
            WorkItem(
                title=report.title,
                code=report.reserved_number or _("bản nháp"),
                why=why,
                action=action,
                url=reverse("innovation_index_report:run", args=[report.pk]),
                due=None,
                waits_for_others=REPORT.obstacle(report, steps[state], by=user) is not None,
            )
        )
    return tuple(items)


def watch_lines(user: User, day: date) -> tuple[WatchLine, ...]:
    if policies.read(user):
        return ()
    failed = Report.objects.unfinished().exclude(publish_error="").count()
    url = reverse("innovation_index_report:index")
    return (WatchLine(gettext_lazy("Báo cáo tạo tệp bị lỗi"), failed, url),) if failed else ()
