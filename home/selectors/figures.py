"""Figures that pages show. Computed by the rooms below, kept for a minute per language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import charts
from core.vietnamese import number
from ecosystem.classification import selectors as classification
from ecosystem.classification.selectors import Count, Share
from ecosystem.innovation_index import selectors as innovation_index
from ecosystem.innovation_index.selectors import ResultRow
from ecosystem.targets import selectors as targets
from ecosystem.targets.choices import Comparator
from ecosystem.targets.models import Target
from ecosystem.targets.selectors import TargetFigure
from ecosystem.taxonomy.models import AdministrativeUnit
from ecosystem.taxonomy.selectors import current_boundary, province
from search.models import Card

FIGURE_SECONDS = 60
TOP_COMMUNES = 5
MOST_PLOTS = 60
# "Khoảng": the last plots of a target that is not exact are drawn faint.
FADED = 5
# The column that the map fills on a wide screen, so that its labels keep their size.
MAP_WIDTH = 560

T = TypeVar("T")
BarRow = tuple[str, int, str, int]
"""Label, value, address of the list behind it, number of the colour series."""


@dataclass(frozen=True)
class Breakdown:
    """A count in parts, with what it is true of."""

    rows: tuple[BarRow, ...]
    note: str
    total: int
    on_date: date
    known_at: datetime
    boundary: str
    source: str


@dataclass(frozen=True)
class Part:
    label: str
    count: int


@dataclass(frozen=True)
class CommuneRow:
    """A commune with its count; the one without a name is "chưa rõ xã"."""

    code: str
    name: str
    former_province: str
    count: int
    url: str


@dataclass(frozen=True)
class Presence:
    """Where the listed organizations sit. The table adds up to the total (TGT-9)."""

    total: int
    communes_with: int
    communes_all: int
    parts: tuple[Part, ...]
    top: tuple[BarRow, ...]
    table: tuple[CommuneRow, ...]
    sum_sentence: str
    map: str
    on_date: date
    known_at: datetime
    boundary: str
    source: str


@dataclass(frozen=True)
class TargetStanding:
    """A target as a block shows it: figure, inner figure, words, and what it is true of."""

    title: str
    url: str
    number: Decimal
    relation: str
    value: int | None
    subset_value: int | None
    of_words: str
    target_words: str
    difference_words: str
    list_url: str
    list_words: str
    key: tuple[tuple[str, str], ...]
    on_date: date
    known_at: datetime
    boundary: str
    source: str

    @property
    def as_plots(self) -> bool:
        """Up to 60, what can be counted one by one is drawn one by one."""
        return self.value is not None and self.value <= MOST_PLOTS and self.number <= MOST_PLOTS

    @property
    def faded(self) -> int:
        return FADED if self.relation == Comparator.ABOUT else 0


@dataclass(frozen=True)
class CardLine:
    """An organization in one line of a page."""

    url: str
    name: str
    about: str
    line: str


@dataclass(frozen=True)
class IndexStanding:
    """The newest published result of the province, and the last one that has a rank."""

    newest: ResultRow
    last_known: ResultRow | None


def language_prefix() -> str:
    """Return what stands before addresses in the active language: nothing, or /en."""
    return "/en" if (get_language() or "vi").startswith("en") else ""


def kept(name: str, compute: Callable[[], T]) -> T:
    """Return what `compute` gives, kept for a minute under this name and the active language."""
    key = f"home:{name}:{get_language()}"
    found: tuple[T] | None = cache.get(key)
    if found is None:
        # In a tuple, so that an answer of None is kept too.
        found = (compute(),)
        cache.set(key, found, FIGURE_SECONDS)
    return found[0]


def target_choices() -> list[tuple[str, str]]:
    """Return the targets that an editor may put on a page, for a choice field."""
    # Wagtail asks each time that it reads a block, not only for the form.
    return kept(
        "targets", lambda: [(target.code, str(target)) for target in Target.objects.published()]
    )


def progress_of(code: str) -> TargetStanding | None:
    """Return a target's standing today, or None where the target is not published."""
    return kept(f"target:{code}", lambda: _progress_of(code))


def public_cards(keys: Sequence[int]) -> tuple[CardLine, ...]:
    """Return the cards of those organizations that a visitor may see, in the order given."""
    language = "en" if language_prefix() else "vi"
    found = Card.objects.public_data(keys)
    return tuple(
        CardLine(
            url=reverse("registry:profile", args=[found[key]["code"]]),
            name=found[key][language]["name"],
            about=found[key][language]["about"],
            line=found[key][language]["line"],
        )
        for key in keys
        if key in found
    )


def listed_by_sector(limit: int) -> Breakdown:
    """Return the listed organizations by main sector, the largest `limit` and the rest as one."""
    return kept(f"sectors:{limit}", lambda: _listed_by_sector(limit))


def presence() -> Presence:
    """Return where the listed organizations sit, by commune."""
    return kept("presence", _presence)


def latest_index() -> IndexStanding | None:
    """Return the newest index result, or None before the frameworks are loaded."""
    return kept("index", _latest_index)


def _progress_of(code: str) -> TargetStanding | None:
    try:
        target = targets.target(code)
    except targets.UnknownTargetError:
        return None
    inner = target.subsets.with_words().first()
    figure, *rest = targets.figures([target, *([inner] if inner else [])])
    subset = rest[0] if rest else None
    address = reverse("targets:target", args=[code])
    return TargetStanding(
        title=target.title,
        url=address,
        number=target.number,
        relation=target.comparator,
        value=figure.value,
        subset_value=subset.value if subset else None,
        of_words=figure.of,
        target_words=figure.wanted,
        difference_words=_inner_sentence(subset) or figure.difference_text,
        list_url=address if figure.value else "",
        list_words=_("Xem %(count)s tổ chức") % {"count": number(figure.value or 0)},
        key=_plot_key(figure, subset),
        on_date=figure.count.on_date if figure.count else timezone.localdate(),
        known_at=figure.count.known_at if figure.count else timezone.now(),
        boundary=target.boundary.label,
        source=_source(),
    )


def _inner_sentence(subset: TargetFigure | None) -> str:
    if subset is None or subset.value is None:
        return ""
    return _("Mỗi ô là một tổ chức. Trong đó %(value)s %(name)s, mục tiêu là %(wanted)s.") % {
        "value": number(subset.value),
        "name": _class_name(subset).lower(),
        "wanted": subset.wanted,
    }


def _class_name(figure: TargetFigure) -> str:
    counted = figure.target.scheme_class
    return counted.name if counted else figure.target.title


def _plot_key(figure: TargetFigure, subset: TargetFigure | None) -> tuple[tuple[str, str], ...]:
    if not figure.as_plots:
        return ()
    inner = [("able", _class_name(subset))] if subset and subset.value else []
    return (
        *inner,
        ("on", _class_name(figure)),
        ("none", _("Còn đến %(wanted)s") % {"wanted": figure.wanted}),
    )


def _listed() -> Count:
    return classification.counts(
        [classification.scheme_class("REGISTRY", "LISTED")],
        current_boundary(),
        timezone.localdate(),
        with_papers=False,
    )[0]


def _source() -> str:
    return _("danh bạ tỉnh")


def _directory(**query: str) -> str:
    (name, value), *_rest = query.items()
    return f"{reverse('search:directory')}?{name}={value}"


def _listed_by_sector(limit: int) -> Breakdown:
    count = _listed()
    shares = classification.by_sector(count)
    shown, rest = shares[:limit], shares[limit:]
    rows = [
        (share.name, share.number, _directory(sector=share.code) if share.code else "", 2)
        for share in shown
    ]
    other = sum(share.number for share in rest)
    if other:
        rows.append((_("lĩnh vực khác"), other, "", 2))
    return Breakdown(
        rows=tuple(rows),
        note=_("Mỗi tổ chức tính theo lĩnh vực chính, cộng lại là %(total)s.")
        % {"total": number(count.number)},
        total=count.number,
        on_date=count.on_date,
        known_at=count.known_at,
        boundary=count.boundary_name,
        source=_source(),
    )


def _presence() -> Presence:
    count = _listed()
    shares = {share.code: share for share in classification.by_commune(count)}
    units = list(AdministrativeUnit.objects.current().order_by("sort_key", "code"))
    table = [
        CommuneRow(
            code=unit.code,
            name=unit.full_name,
            former_province=unit.former_province,
            count=shares[unit.code].number if unit.code in shares else 0,
            url=_directory(commune=unit.code),
        )
        for unit in units
    ]
    known = sum(row.count for row in table)
    unknown = count.number - known
    if unknown:
        table.append(CommuneRow("", _("chưa rõ xã"), "", unknown, ""))
    own = province().name
    former = sorted({unit.former_province for unit in units}, key=lambda name: (name != own, name))
    return Presence(
        total=count.number,
        communes_with=sum(1 for row in table if row.code and row.count),
        communes_all=len(units),
        parts=tuple(
            Part(
                _("%(province)s trước 1/7/2025") % {"province": name},
                sum(row.count for row in table if row.former_province == name),
            )
            for name in former
        ),
        top=_top(table, former),
        table=tuple(table),
        sum_sentence=_sum_sentence(known, unknown),
        map=_map(units, shares, former),
        on_date=count.on_date,
        known_at=count.known_at,
        boundary=count.boundary_name,
        source=_source(),
    )


def _map(
    units: Sequence[AdministrativeUnit], shares: Mapping[str, Share], former: Sequence[str]
) -> str:
    counts = {unit.code: shares[unit.code].number for unit in units if unit.code in shares}
    named = sorted(counts, key=lambda code: -counts[code])[:TOP_COMMUNES]
    return charts.dot_map(
        [
            charts.Dot(
                latitude=float(unit.latitude),
                longitude=float(unit.longitude),
                name=unit.full_name,
                count=counts.get(unit.code, 0),
                group=former.index(unit.former_province) + 1,
                label=f"{unit.full_name} {counts[unit.code]}" if unit.code in named else "",
            )
            for unit in units
            if unit.latitude is not None and unit.longitude is not None
        ],
        title=_("Số tổ chức theo xã, phường"),
        width=MAP_WIDTH,
    )


def _top(table: Sequence[CommuneRow], former: Sequence[str]) -> tuple[BarRow, ...]:
    largest = sorted((row for row in table if row.code and row.count), key=lambda row: -row.count)
    return tuple(
        (row.name, row.count, row.url, former.index(row.former_province) + 1)
        for row in largest[:TOP_COMMUNES]
    )


def _sum_sentence(known: int, unknown: int) -> str:
    if not unknown:
        return _("Bản đồ có đủ %(total)s tổ chức.") % {"total": number(known)}
    return _(
        "Bản đồ có %(known)s tổ chức; %(unknown)s tổ chức chưa rõ xã, cộng lại là %(total)s."
    ) % {"known": number(known), "unknown": number(unknown), "total": number(known + unknown)}


def _latest_index() -> IndexStanding | None:
    # Boundary versions of one province share what stands before the first hyphen of their codes.
    ours = current_boundary().code.partition("-")[0] + "-"
    results = [row for row in innovation_index.published_results() if row.boundary.startswith(ours)]
    if not results:
        return None
    return IndexStanding(
        newest=results[0],
        last_known=next((row for row in results if row.rank is not None), None),
    )
