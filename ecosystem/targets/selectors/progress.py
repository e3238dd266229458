"""One target as its page shows it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from ecosystem.classification import selectors as classification
from ecosystem.classification.selectors import (
    Count,
    CountedOrganization,
    Point,
    Quality,
    evidence_end,
)
from ecosystem.registry.models import Evidence
from ecosystem.targets.models import Target
from ecosystem.taxonomy.models import Boundary
from ecosystem.taxonomy.selectors import boundary as boundary_of

from .figures import TargetFigure, day_in_words, figures
from .frozen import NOT_PUBLIC, FrozenFigure, frozen_figures

# The registry's data begins then; earlier days would only draw zeros.
FIRST_DAY = date(2021, 1, 1)


class UnknownTargetError(LookupError):
    """No published target has this code."""


@dataclass(frozen=True)
class ListedOrganization:
    """A counted organization, and since when it is in the inner class too."""

    row: CountedOrganization
    able_from: date | None

    @property
    def public_name(self) -> str:
        return self.row.name if self.row.is_public else str(NOT_PUBLIC)


@dataclass(frozen=True)
class TargetProgress:
    """How many, against what, which ones, and what was frozen."""

    target: Target
    boundary: Boundary
    on_date: date
    known_at: datetime
    figure: TargetFigure
    subset: TargetFigure | None
    quality: Quality | None
    rows: tuple[ListedOrganization, ...]
    steps: tuple[Point, ...]
    subset_steps: tuple[Point, ...]
    frozen: tuple[FrozenFigure, ...]

    @property
    def count(self) -> Count | None:
        return self.figure.count

    @property
    def is_consistent(self) -> bool:
        """False when the page has to say that it shows nothing (TGT-F2)."""
        return not self.target.is_counted or self.count is not None


@dataclass(frozen=True)
class Gap:
    """A firm of the outer class and what it lacks for the inner one (TGT-13)."""

    code: str
    name: str
    is_public: bool
    lacks: str
    next_step: str


@dataclass(frozen=True)
class GapList:
    """Who could be next, and whose class ends soon. Internal."""

    gaps: tuple[Gap, ...]
    ending: tuple[CountedOrganization, ...]
    days: int

    @property
    def first(self) -> tuple[Gap, ...]:
        """The few that a page shows unfolded."""
        return self.gaps[:4]

    @property
    def rest(self) -> tuple[Gap, ...]:
        return self.gaps[4:]


def target(code: str) -> Target:
    """Return the published target with this code. Raises UnknownTargetError."""
    try:
        return Target.objects.published().with_words().get(code=code)
    except Target.DoesNotExist as error:
        raise UnknownTargetError(_("Không có mục tiêu mang mã “%s”.") % code) from error


def progress(
    asked: Target | str,
    on_date: date | None = None,
    known_at: datetime | None = None,
    boundary: Boundary | str | None = None,
) -> TargetProgress:
    """Return a target's progress on a day, as known at a moment, inside a boundary.

    By default today, or the due day when that has passed; now; and the target's own boundary.
    Raises UnknownTargetError, UnknownBoundaryError.
    """
    found = target(asked) if isinstance(asked, str) else asked
    area = boundary_of(boundary) if isinstance(boundary, str) else boundary or found.boundary
    day = on_date or default_day(found)
    moment = known_at or timezone.now()
    inner = found.subsets.with_words().first()
    asked_for = [found, *([inner] if inner else [])]
    figure, *rest = figures(asked_for, day, moment, area, with_papers=True)
    subset = rest[0] if rest else None
    able = {row.code: row for row in subset.count.rows} if subset and subset.count else {}
    return TargetProgress(
        target=found,
        boundary=area,
        on_date=day,
        known_at=moment,
        figure=figure,
        subset=subset,
        quality=classification.quality(figure.count) if figure.count else None,
        rows=tuple(
            ListedOrganization(row, able[row.code].valid_from if row.code in able else None)
            for row in (figure.count.rows if figure.count else ())
        ),
        steps=_steps(found, area, day, moment),
        subset_steps=_steps(inner, area, day, moment) if inner else (),
        frozen=frozen_figures(found),
    )


def default_day(found: Target) -> date:
    """Return today, or the due day of a target whose day has passed."""
    return min(timezone.localdate(), found.due_date)


def gap_list(shown: TargetProgress) -> GapList | None:
    """Return what the firms of the outer class lack for the inner one; None without an inner."""
    if shown.subset is None or shown.subset.count is None or shown.count is None:
        return None
    klass = shown.subset.target.counted_class
    able = set(shown.subset.count.codes)
    outside = [row for row in shown.count.rows if row.code not in able]
    papers: dict[int, list[Evidence]] = {}
    for paper in Evidence.objects.filter(
        kind__in=klass.evidence_kinds,
        organization__in=[row.organization_id for row in outside],
        recorded_at__lte=shown.known_at,
    ).order_by("issued_on"):
        papers.setdefault(paper.organization_id, []).append(paper)
    horizon = shown.on_date + timedelta(days=settings.GAP_HORIZON_DAYS)
    gaps = []
    for row in outside:
        ends = [evidence_end(paper, klass) for paper in papers.get(row.organization_id, [])]
        lacks, next_step = _lack(ends, shown.on_date)
        gaps.append(Gap(row.code, row.name, row.is_public, lacks, next_step))
    return GapList(
        gaps=tuple(gaps),
        ending=tuple(
            row
            for row in shown.subset.count.rows
            if row.valid_to is not None and row.valid_to <= horizon
        ),
        days=settings.GAP_HORIZON_DAYS,
    )


def _lack(ends: list[date | None], day: date) -> tuple[str, str]:
    if not ends:
        return (
            _("chưa có hợp đồng, nghiệm thu hay sản phẩm trong danh mục"),
            _("hỏi doanh nghiệp, ghi bằng chứng"),
        )
    open_ends = [end for end in ends if end is None or end > day]
    if not open_ends:
        last = max(end for end in ends if end is not None)
        return _("bằng chứng cuối cùng đã hết hạn %(day)s") % {"day": day_in_words(last)}, _(
            "hỏi gia hạn"
        )
    return _("đã có bằng chứng còn giá trị, chưa có quyết định"), _("đề xuất phân loại")


def _steps(
    found: Target, boundary: Boundary, on_date: date, known_at: datetime
) -> tuple[Point, ...]:
    if not found.is_counted:
        return ()
    return classification.count_steps(
        found.counted_class, boundary, FIRST_DAY, max(on_date, FIRST_DAY), known_at
    )
