"""Figures in the shapes that the pages' components draw."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core import charts
from ecosystem.classification.selectors import Count, Quality

from .figures import day_in_words
from .progress import TargetProgress


@dataclass(frozen=True)
class AsOf:
    """What a figure is true of; the boundary carries its code as data."""

    on_date: date
    known_at: datetime
    boundary: SafeString
    source: str
    definition_version: int | None = None


@dataclass(frozen=True)
class PlotLink:
    """A plot that leads to its row in the list."""

    url: str
    label: str


@dataclass(frozen=True)
class Chart:
    """A drawing for two screens, and its numbers."""

    svg: SafeString
    svg_phone: SafeString
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def as_of(count: Count) -> AsOf:
    return AsOf(
        on_date=count.on_date,
        known_at=count.known_at,
        boundary=format_html('<data value="{}">{}</data>', count.boundary, count.boundary_name),
        source=_("danh bạ tỉnh"),
        definition_version=count.definition_version,
    )


def plot_links(shown: TargetProgress) -> tuple[PlotLink, ...]:
    """Return one link per counted firm, those of the inner class first."""
    ordered = sorted(shown.rows, key=lambda listed: listed.able_from is None)
    return tuple(PlotLink(f"#{listed.row.code}", listed.public_name) for listed in ordered)


def quality_rows(quality: Quality) -> list[tuple[str, str]]:
    """Return the strip under a figure: range, confirmed, checked, where (TGT-14)."""
    spread = f"{quality.low}–{quality.high}" if not quality.is_certain else f"{quality.high}"
    pairs = (
        ngettext(
            "khoảng có thể: %(pairs)s cặp nghi trùng",
            "khoảng có thể: %(pairs)s cặp nghi trùng",
            quality.open_pairs,
        )
        % {"pairs": quality.open_pairs}
        if quality.open_pairs
        else _("không có cặp nghi trùng")
    )
    rows = [
        (spread, pairs),
        (f"{quality.confirmed}/{quality.number}", _("xác nhận trong 12 tháng")),
    ]
    if quality.evidence_checked is not None:
        rows.append((f"{quality.evidence_checked}/{quality.number}", _("bằng chứng đã kiểm")))
    if quality.former_provinces:
        named = [(_("%(name)s cũ") % {"name": name}, n) for name, n in quality.former_provinces]
        rows.append((" + ".join(str(n) for _w, n in named), " + ".join(w for w, _n in named)))
    return rows


def chart(shown: TargetProgress) -> Chart | None:
    """Return the number over time up to the target's day, without a forecast."""
    if shown.count is None or not shown.steps:
        return None
    label = _label(shown.count)
    frozen = [
        (one.snapshot.on_date, float(one.snapshot.number))
        for one in shown.frozen
        if one.snapshot.boundary_id == shown.boundary.pk
        # Looking back, what was frozen later has no place yet.
        and one.snapshot.on_date <= shown.on_date
        and one.snapshot.made_at <= shown.known_at
    ]
    series = [charts.Series(label, [(p.day, float(p.number)) for p in shown.steps], frozen)]
    if shown.subset and shown.subset.count:
        points = [(p.day, float(p.number)) for p in shown.subset_steps]
        series.append(charts.Series(_label(shown.subset.count), points))
    began = next((p.day for p in shown.steps if p.number), shown.on_date)
    first = date(began.year, 1, 1)
    wanted = _("%(wanted)s đến %(day)s") % {
        "wanted": shown.figure.wanted,
        "day": day_in_words(shown.target.due_date),
    }

    def draw(width: int) -> SafeString:
        return charts.step_chart(
            series,
            title=_("Số doanh nghiệp theo ngày"),
            first=first,
            last=max(shown.target.due_date, shown.on_date),
            until=shown.on_date,
            target=charts.Level(float(shown.target.number), wanted),
            today=_("hôm nay") if shown.on_date == timezone.localdate() else "",
            desc=label,
            width=width,
            language="en" if get_language() == "en" else "vi",
        )

    return Chart(
        svg=draw(charts.WIDE),
        svg_phone=draw(charts.NARROW),
        columns=(_("Từ ngày"), shown.count.class_name),
        rows=tuple((day_in_words(p.day), str(p.number)) for p in shown.steps),
    )


def _label(count: Count) -> str:
    return _("%(number)s %(name)s") % {"number": count.number, "name": count.class_name.lower()}


def list_columns() -> list[str]:
    """Return the headings of the list as CSV."""
    return [
        "code",
        "name",
        "subgroup",
        "commune_code",
        "commune",
        "counted_from",
        "able_from",
        "evidence",
        "evidence_checked",
        "on_date",
        "known_at",
        "boundary",
    ]


def list_rows(shown: TargetProgress) -> list[list[str | bool | date | datetime | None]]:
    """Return the list behind the number, one firm a row."""
    return [
        [
            listed.row.code,
            listed.public_name,
            listed.row.subgroup,
            listed.row.unit_code,
            listed.row.unit_name,
            listed.row.valid_from,
            listed.able_from,
            " ".join(paper.number for paper in listed.row.evidence),
            "yes" if listed.row.evidence_checked else "no",
            shown.on_date,
            shown.known_at.isoformat(),
            shown.boundary.code,
        ]
        for listed in shown.rows
    ]


def parents() -> list[tuple[str, str]]:
    """Return the way from home to a target."""
    return [(_("Mục tiêu"), reverse("targets:index"))]
