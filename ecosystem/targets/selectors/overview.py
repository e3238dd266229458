"""All targets on one page, and what of them waits for an officer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import WatchLine, WorkItem
from ecosystem.classification import selectors as classification
from ecosystem.classification.selectors import Quality
from ecosystem.targets import policies
from ecosystem.targets.choices import TargetState
from ecosystem.targets.models import Snapshot, Target
from ecosystem.taxonomy.models import Boundary

from .figures import TargetFigure, figures
from .frozen import FrozenFigure, compared


@dataclass(frozen=True)
class TargetRow:
    """A target of the overview with its parts and the texts that disagree (TGT-5)."""

    figure: TargetFigure
    subset: TargetFigure | None = None
    quality: Quality | None = None
    disagreeing: tuple[Target, ...] = ()
    frozen: FrozenFigure | None = None
    snapshots: int = 0

    @property
    def target(self) -> Target:
        return self.figure.target


@dataclass(frozen=True)
class TargetsOverview:
    """Followed, past their day, closed, and replaced targets."""

    main: TargetRow | None
    active: tuple[TargetRow, ...]
    due: tuple[TargetRow, ...]
    closed: tuple[TargetRow, ...]
    superseded: tuple[Target, ...]


def overview(
    on_date: date | None = None,
    known_at: datetime | None = None,
    boundary: Boundary | None = None,
) -> TargetsOverview:
    """Return all published targets on a day, as known at a moment.

    Those whose day has passed are counted on that day, in their own boundary.
    """
    day, moment = on_date or timezone.localdate(), known_at or timezone.now()
    targets = list(Target.objects.published().with_words().select_related("superseded_by"))
    followed = [t for t in targets if t.state == TargetState.ACTIVE and t.due_date >= day]
    due = [t for t in targets if t.state == TargetState.ACTIVE and t.due_date < day]
    active = _rows(followed, day, moment, boundary, targets)
    main = next((row for row in active if row.subset and row.figure.as_plots), None)
    if main:
        main = _with_quality(main, day, moment, boundary)
    return TargetsOverview(
        main=main,
        active=tuple(row for row in active if main is None or row.target != main.target),
        due=tuple(
            row
            for last in sorted({t.due_date for t in due})
            for row in _rows([t for t in due if t.due_date == last], last, moment, None, targets)
        ),
        closed=_closed([t for t in targets if t.state == TargetState.CLOSED]),
        superseded=tuple(t for t in targets if t.state == TargetState.SUPERSEDED),
    )


def _rows(
    chosen: Sequence[Target],
    day: date,
    moment: datetime,
    boundary: Boundary | None,
    targets: Sequence[Target],
) -> tuple[TargetRow, ...]:
    found = {figure.target.pk: figure for figure in figures(chosen, day, moment, boundary)}
    subsets = {t.parent_id: found[t.pk] for t in chosen if t.parent_id in found}
    return tuple(
        TargetRow(
            figure=figure,
            subset=subsets.get(figure.target.pk),
            disagreeing=tuple(t for t in targets if t.disagrees_with_id == figure.target.pk),
        )
        for figure in found.values()
        if figure.target.is_used and figure.target.parent_id not in found
    )


def _with_quality(
    row: TargetRow, day: date, moment: datetime, boundary: Boundary | None
) -> TargetRow:
    """Return the row of the large panel, counted with its papers."""
    (figure,) = figures([row.target], day, moment, boundary, with_papers=True)
    return TargetRow(
        figure=figure,
        subset=row.subset,
        quality=classification.quality(figure.count) if figure.count else None,
        snapshots=row.target.snapshots.count(),
    )


def _closed(targets: Sequence[Target]) -> tuple[TargetRow, ...]:
    """Return closed targets with the first number that was frozen for their due day."""
    first: dict[int, Snapshot] = {}
    for one in _for_due_day(Snapshot.objects.filter(target__in=targets)):
        first.setdefault(one.target_id, one)
    frozen = {one.snapshot.target_id: one for one in compared(first.values())}
    return tuple(TargetRow(TargetFigure(one, None), frozen=frozen.get(one.pk)) for one in targets)


def closing_snapshot(target: Target) -> Snapshot | None:
    """Return the first number that was frozen for the due day."""
    return _for_due_day(target.snapshots.all()).first()


def _for_due_day(snapshots: QuerySet[Snapshot]) -> QuerySet[Snapshot]:
    return (
        snapshots.filter(on_date=F("target__due_date"))
        .select_related("target", "scheme_class__scheme", "boundary")
        .order_by("made_at", "pk")
    )


def work_items(user: User, day: date) -> tuple[WorkItem, ...]:
    """Return the targets whose day has passed: somebody has to close them (TGT-1)."""
    if policies.read_internal(user):
        return ()
    may_close = user.has_role(*policies.CLOSERS)
    return tuple(
        WorkItem(
            title=target.title,
            code=target.code,
            why=_("Đã đến hạn, chưa đóng"),
            action=_("Đóng mục tiêu…"),
            url=reverse("targets_admin:close", args=[target.code]),
            due=target.due_date,
            waits_for_others=not may_close,
        )
        for target in Target.objects.due_before(day).counted().filter(parent=None)
    )


def watch_lines(user: User, day: date) -> tuple[WatchLine, ...]:
    """Nothing of targets is only watched."""
    return ()
