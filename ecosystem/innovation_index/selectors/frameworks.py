"""Read models of the index: what was published, and what each framework version consists of."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from ecosystem.innovation_index.choices import Half, Level
from ecosystem.innovation_index.models import (
    Framework,
    Group,
    IndicatorVersion,
    Pillar,
    PublishedResult,
)

from .calculator import Node, Structure


class UnknownFrameworkError(LookupError):
    """No framework has this code and year."""


@dataclass(frozen=True)
class ResultRow:
    """What was published for one area and year. None is missing, and is said so (IND-4)."""

    year: int
    area: str
    boundary: str
    field_size: int
    announced_on: date | None
    rank: int | None
    score: Decimal | None
    input_score: Decimal | None
    output_score: Decimal | None
    source_name: str
    source_url: str
    framework_url: str

    @property
    def is_missing(self) -> bool:
        return (self.rank, self.score, self.input_score, self.output_score) == (None,) * 4

    @property
    def rank_label(self) -> str:
        """Rank with the size of the field and the year (IND-5); empty when there is none."""
        return f"{self.rank}/{self.field_size} ({self.year})" if self.rank else ""

    @property
    def known(self) -> tuple[tuple[str, Decimal], ...]:
        """The scores that were published, by the calculator's codes."""
        parts = (
            ("index", self.score),
            (Half.INPUT.value, self.input_score),
            (Half.OUTPUT.value, self.output_score),
        )
        return tuple((code, score) for code, score in parts if score is not None)


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator of one version. A name that is not official is shown as such, never printed."""

    code: str
    name: str
    unit: str
    is_official: bool
    higher_is_better: bool
    source: str


@dataclass(frozen=True)
class GroupRow:
    code: str
    name: str
    is_official: bool
    indicators: tuple[IndicatorRow, ...]


@dataclass(frozen=True)
class PillarRow:
    """A pillar with one plot per indicator."""

    code: str
    name: str
    half: Half
    is_official: bool
    is_count_verified: bool
    groups: tuple[GroupRow, ...]

    @property
    def half_label(self) -> str:
        return str(self.half.label)

    @property
    def indicators(self) -> tuple[IndicatorRow, ...]:
        return tuple(row for group in self.groups for row in group.indicators)

    @property
    def size(self) -> int:
        return len(self.indicators)

    @property
    def official(self) -> int:
        """How many of its indicators have a name that was compared with a source."""
        return sum(row.is_official for row in self.indicators)

    @property
    def plots(self) -> list[str]:
        return ["full" if row.is_official else "none" for row in self.indicators]

    @property
    def plots_label(self) -> str:
        return _("%(size)s chỉ số, %(official)s tên đã đối chiếu") % {
            "size": self.size,
            "official": self.official,
        }


@dataclass(frozen=True)
class FrameworkTree:
    """One version of the index, whole."""

    framework: Framework
    pillars: tuple[PillarRow, ...]

    @property
    def size(self) -> int:
        return sum(pillar.size for pillar in self.pillars)

    @property
    def official(self) -> int:
        return sum(pillar.official for pillar in self.pillars)

    @property
    def uncounted(self) -> str:
        """Codes of pillars whose number of indicators was not compared with the official text."""
        return ", ".join(p.code for p in self.pillars if not p.is_count_verified)


def published_results() -> tuple[ResultRow, ...]:
    """Return what was published for this province and those it was made from, newest first."""
    rows = PublishedResult.objects.own().select_related("framework", "boundary")
    return tuple(
        map(_result, rows.order_by("-framework__year", "boundary__first_day", "area_name"))
    )


def results_of(framework: Framework) -> tuple[ResultRow, ...]:
    """Return what is known of all areas in one year, by rank; those without a rank last."""
    rows = framework.results.select_related("framework", "boundary").exclude(rank=None, score=None)
    return tuple(sorted(map(_result, rows), key=lambda row: (row.rank is None, row.rank or 0)))


def known_result(version: Framework) -> ResultRow | None:
    """Return the result of a year of which both halves were published, for an area of ours."""
    rows = version.results.own().exclude(input_score=None).exclude(output_score=None)
    return next(map(_result, rows.select_related("framework", "boundary")), None)


def known_scores(version: Framework) -> dict[str, Decimal]:
    """Return the scores of `known_result` by the calculator's codes."""
    known = known_result(version)
    return dict(known.known) if known else {}


def _result(row: PublishedResult) -> ResultRow:
    return ResultRow(
        year=row.framework.year,
        area=row.boundary.label if row.boundary else row.area_name,
        boundary=row.boundary.code if row.boundary else "",
        field_size=row.framework.field_size,
        announced_on=row.framework.announced_on,
        rank=row.rank,
        score=row.score,
        input_score=row.input_score,
        output_score=row.output_score,
        source_name=row.source_name,
        source_url=row.source_url,
        framework_url=row.framework.get_absolute_url(),
    )


def frameworks() -> tuple[Framework, ...]:
    """Return all versions, the newest first."""
    return tuple(Framework.objects.all())


def framework(code: str, year: int) -> Framework:
    """Return one version. Raises UnknownFrameworkError."""
    try:
        return Framework.objects.select_related("act").get(code=code, year=year)
    except Framework.DoesNotExist as error:
        raise UnknownFrameworkError(
            _("Không có khung chỉ số “%(code)s” của năm %(year)s.") % {"code": code, "year": year}
        ) from error


def framework_tree(version: Framework) -> FrameworkTree:
    """Return the pillars, groups and indicators of a version, in three queries."""
    pillars = version.pillars.prefetch_related("groups__indicators")
    return FrameworkTree(version, tuple(_pillar(pillar) for pillar in pillars))


def _pillar(pillar: Pillar) -> PillarRow:
    return PillarRow(
        code=pillar.code,
        name=pillar.name,
        half=Half(pillar.half),
        is_official=pillar.is_official,
        is_count_verified=pillar.is_count_verified,
        groups=tuple(
            GroupRow(
                group.code,
                group.name,
                group.is_official,
                tuple(_indicator(row) for row in group.indicators.all()),
            )
            for group in pillar.groups.all()
        ),
    )


def _indicator(row: IndicatorVersion) -> IndicatorRow:
    return IndicatorRow(
        row.code, row.name, row.unit, row.is_official, row.higher_is_better, row.source
    )


def structure(version: Framework) -> Structure:
    """Return what the calculator needs to know of a version, in three queries."""
    halves = []
    pillars = list(version.pillars.prefetch_related("groups__indicators"))
    for half, name in ((Half.INPUT, _("Đầu vào")), (Half.OUTPUT, _("Đầu ra"))):
        children = tuple(_pillar_node(row) for row in pillars if row.half == half)
        halves.append(Node(half.value, name, Level.HALF, children))
    root = Node("index", _("Chung"), Level.INDEX, tuple(halves))
    return Structure(version.name, version.year, root, version.outlier_rule, version.least_coverage)


def _pillar_node(pillar: Pillar) -> Node:
    groups = tuple(_group_node(group) for group in pillar.groups.all())
    return Node(pillar.code, pillar.name, Level.PILLAR, groups, pillar.weight)


def _group_node(group: Group) -> Node:
    leaves = tuple(
        Node(
            row.code,
            row.name,
            Level.INDICATOR,
            weight=row.weight,
            higher_is_better=row.higher_is_better,
            unit=row.unit,
        )
        for row in group.indicators.all()
    )
    return Node(group.code, group.name, Level.GROUP, leaves, group.weight)


def calculator_url(mode: str, version: Framework) -> str:
    """Return the address of the calculator in a mode, for a year."""
    return f"{reverse('innovation_index:calculator')}?mode={mode}&year={version.year}"
