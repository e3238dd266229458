"""Counting what a report says: everything through the one counting function (ARC-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import translation

from core import vietnamese
from core.calendar import Quarter
from ecosystem.classification.models import SchemeClass
from ecosystem.classification.selectors import (
    Count,
    count,
    count_steps,
    counts,
    quality,
    scheme_class,
    subgroup_labels,
)
from ecosystem.innovation_index.choices import CalculatorMode, ReportKind
from ecosystem.innovation_index.models import Report
from ecosystem.targets.choices import Comparator
from ecosystem.targets.models import Snapshot, Target
from ecosystem.taxonomy.models import Boundary
from ecosystem.taxonomy.selectors import province

from .calculator import calculate
from .differences import Question, changes, frozen, restated
from .frameworks import ResultRow, published_results, structure
from .report_data import (
    ABLE_LABEL,
    DIGITAL_LABEL,
    Counted,
    Firm,
    GroupLine,
    ReportData,
    Result,
    SnapshotReference,
    Step,
    TargetLine,
    Typed,
    from_json,
)

SCHEME, DIGITAL, ABLE = "DTF", "DIGITAL", "ABLE"
CHART_YEARS = 2


@dataclass(frozen=True)
class _Pair:
    """Both classes counted on one day."""

    digital: Count
    able: Count

    @property
    def able_from(self) -> dict[str, date]:
        return {row.code: row.valid_from for row in self.able.rows}


def target_of(klass: SchemeClass, boundary: Boundary, on_date: date) -> Target | None:
    """Return the target to hold a count against: the next that falls due, else the last."""
    targets = Target.objects.filter(scheme_class=klass, boundary=boundary)
    coming = targets.filter(due_date__gte=on_date).order_by("due_date").first()
    return coming or targets.order_by("-due_date").first()


def targets_of(question: Question) -> tuple[Target | None, Target | None]:
    """Return the targets of both classes, the inner one second."""
    digital, able = (
        target_of(scheme_class(SCHEME, klass), question.boundary, question.on_date)
        for klass in (DIGITAL, ABLE)
    )
    return digital, able


def gather(
    question: Question,
    *,
    previous: Report | None,
    snapshots: Sequence[Snapshot],
    missing_note: str = "",
    typed: Sequence[Typed] = (),
) -> ReportData:
    """Return the data object of a report, in the words of the document, which is Vietnamese."""
    with translation.override("vi"):
        return _gather(question, previous, snapshots, missing_note, tuple(typed))


def _gather(
    question: Question,
    previous: Report | None,
    snapshots: Sequence[Snapshot],
    missing_note: str,
    typed: tuple[Typed, ...],
) -> ReportData:
    home = province()
    klass, inner = scheme_class(SCHEME, DIGITAL), scheme_class(SCHEME, ABLE)
    target, able_target = targets_of(question)
    earlier = from_json(previous.data) if previous else None
    compared_on = earlier.on_date if earlier else _day_before(question.on_date)
    columns = _columns(question.on_date, compared_on)
    pairs = {day: _pair(klass, inner, question, day) for day in columns}
    now, before = pairs[question.on_date], pairs[compared_on]
    sure = quality(now.digital)
    act = (target.act if target else None) or klass.scheme.legal_document
    earlier_firms = earlier.firms if earlier else _firms(before, klass)
    firms = _firms(now, klass)
    results = _results(question) if question.kind == ReportKind.INDEX else ()
    return ReportData(
        title=_title(question),
        on_date=question.on_date,
        known_at=question.known_at,
        boundary=question.boundary.code,
        boundary_name=question.boundary.name,
        definition_version=now.digital.definition_version,
        act=act.subject if act else "",
        superior_body=home.superior_body,
        issuer_body=home.issuer_body,
        issuer_name=home.issuer,
        issuer_symbol=home.issuer_symbol,
        place_name=home.place_name,
        province_name=home.name,
        framework_name=question.framework.name_vi if question.framework else "",
        framework_year=question.framework.year if question.framework else None,
        results=results,
        missing_note=missing_note,
        counted=tuple(
            Counted(part.scheme, part.klass, part.number, part.codes)
            for part in (now.digital, now.able)
        ),
        target_text=_target_words(target),
        target_number=int(target.number) if target else None,
        target_year=target.due_date.year if target else None,
        is_about=bool(target and target.comparator == Comparator.ABOUT),
        able_target=int(able_target.number) if able_target else None,
        columns=columns,
        lines=_lines(pairs, columns, target, able_target),
        groups=_groups(klass, before.digital, now.digital),
        low=sure.low,
        confirmed=sure.confirmed,
        evidence_checked=sure.evidence_checked or 0,
        compared_on=compared_on,
        able_before=sum(firm.able_from is not None for firm in earlier_firms),
        previous_number=previous.number or "" if previous else "",
        previous_title=previous.title if previous else "",
        firms=firms,
        changes=changes(question, klass, earlier_firms, firms, compared_on),
        restated=restated(klass, question),
        steps=_steps(klass, question),
        able_steps=_steps(inner, question),
        frozen=frozen(klass, question),
        snapshots=tuple(
            SnapshotReference(row.code, row.scheme_class.code, row.sha256) for row in snapshots
        ),
        typed=typed,
    )


def recount(data: ReportData) -> bool:
    """Whether counting again, as was known then, gives the stored numbers and lists (TGT-F2)."""
    for stored in data.counted:
        again = count(stored.scheme, stored.klass, data.boundary, data.on_date, data.known_at)
        if not again.is_consistent or (again.number, again.codes) != (stored.number, stored.codes):
            return False
    return data.number == data.counted[0].number and data.able == data.counted[1].number


def _pair(klass: SchemeClass, inner: SchemeClass, question: Question, day: date) -> _Pair:
    return _Pair(*counts([klass, inner], question.boundary, day, question.known_at))


def _day_before(day: date) -> date:
    """Return the last day of the quarter before the one that `day` closes or lies in."""
    return Quarter.of(day).first_day - timedelta(days=1)


def _columns(on_date: date, compared_on: date) -> tuple[date, ...]:
    """Return the days of table 1: the last year's end, the day compared with, the report's own."""
    return tuple(sorted({date(on_date.year - 1, 12, 31), compared_on, on_date}))


def _title(question: Question) -> str:
    day = vietnamese.date_long(question.on_date)
    if question.kind == ReportKind.INDEX and question.framework:
        return (
            f"Chỉ số đổi mới sáng tạo cấp địa phương năm {question.framework.year} và mục tiêu "
            f"phát triển doanh nghiệp công nghệ số, tính đến {day}"
        )
    return f"Kết quả thực hiện mục tiêu phát triển doanh nghiệp công nghệ số, tính đến {day}"


def _target_words(target: Target | None) -> str:
    if target is None:
        return ""
    number = vietnamese.two_digits(int(target.number))
    if target.comparator == Comparator.EQUAL:
        return number
    return f"{Comparator(target.comparator).label} {number}"


# Table 1 and its notes -------------------------------------------------------------------------


def _lines(
    pairs: dict[date, _Pair],
    columns: Sequence[date],
    target: Target | None,
    able_target: Target | None,
) -> tuple[TargetLine, ...]:
    digital = [pairs[day].digital for day in columns]
    able = [pairs[day].able.number for day in columns]
    lines = [
        TargetLine(
            DIGITAL_LABEL,
            _target_words(target),
            tuple(part.number for part in digital),
            digital[-1].number - int(target.number) if target else None,
        )
    ]
    provinces = sorted({row.former_province for part in digital for row in part.rows}, reverse=True)
    if len(provinces) > 1:
        lines += [
            TargetLine(
                f"{name} trước 01/7/2025",
                "",
                tuple(sum(row.former_province == name for row in part.rows) for part in digital),
                is_part=True,
            )
            for name in provinces
        ]
    lines.append(
        TargetLine(
            ABLE_LABEL,
            _target_words(able_target),
            tuple(able),
            able[-1] - int(able_target.number) if able_target else None,
        )
    )
    return tuple(lines)


def _groups(klass: SchemeClass, before: Count, now: Count) -> tuple[GroupLine, ...]:
    labels = subgroup_labels(klass)
    lines = [
        GroupLine(
            place,
            label,
            sum(row.subgroup == code for row in before.rows),
            sum(row.subgroup == code for row in now.rows),
        )
        for place, (code, label) in enumerate(labels.items(), 1)
    ]
    loose = [sum(row.subgroup not in labels for row in part.rows) for part in (before, now)]
    if any(loose):
        lines.append(GroupLine(0, "Chưa xếp nhóm", *loose))
    return tuple(lines)


def _results(question: Question) -> tuple[Result, ...]:
    year = question.framework.year if question.framework else 0
    return tuple(_result(row, question) for row in published_results() if row.year <= year)


def _result(row: ResultRow, question: Question) -> Result:
    aggregate = None
    if row.input_score is not None and row.output_score is not None and question.framework:
        parts = {"input": row.input_score, "output": row.output_score}
        aggregate = calculate(
            structure(question.framework), CalculatorMode.OWN, parts
        ).own.index.score
    return Result(
        year=row.year,
        area=row.area,
        field_size=row.field_size,
        rank=row.rank,
        score=row.score,
        input_score=row.input_score,
        output_score=row.output_score,
        aggregate=aggregate,
        source=row.source_name,
    )


# Lists -----------------------------------------------------------------------------------------


def _firms(pair: _Pair, klass: SchemeClass) -> tuple[Firm, ...]:
    places = {code: place for place, code in enumerate(subgroup_labels(klass), 1)}
    able_from = pair.able_from
    return tuple(
        Firm(
            code=row.code,
            name=row.name,
            is_public=row.is_public,
            group=places.get(row.subgroup, 0),
            seat=row.unit_name or "chưa rõ xã",
            counted_from=row.valid_from,
            able_from=able_from.get(row.code),
            evidence=tuple(paper.number for paper in row.evidence),
        )
        for row in pair.digital.rows
    )


def _steps(klass: SchemeClass, question: Question) -> tuple[Step, ...]:
    first = date(question.on_date.year - CHART_YEARS, 1, 1)
    points = count_steps(klass, question.boundary, first, question.on_date, question.known_at)
    return tuple(Step(point.day, point.number) for point in points)
