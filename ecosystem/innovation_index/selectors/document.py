"""The printed form of a report's data object: figures in words of the document, drawings, QR code.

Rendering is the caller's: this gives HTML, and the same HTML for the same report.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import count as counter

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe

from core import charts, vietnamese
from core.vietnamese import two_digits
from ecosystem.innovation_index.models import Report
from ecosystem.taxonomy.selectors import province

from .report_data import Change, ReportData, Restated, from_json

ROMAN = ("I", "II", "III", "IV", "V")
CHART_WIDTH = 620
FADED = 5
DIRECTIONS = {"in": "Thêm", "out": "Bớt", "changed": "Đổi loại"}


@dataclass(frozen=True)
class PrintedResult:
    """A line of the table of published results, in the document's figures."""

    year: int
    area: str
    rank: str
    input_score: str
    output_score: str
    score: str
    aggregate: str
    source: str
    is_missing: bool


@dataclass(frozen=True)
class PrintedLine:
    """A line of the table against targets, in the document's figures."""

    label: str
    target: str
    numbers: tuple[str, ...]
    difference: str
    is_part: bool


def html(report: Report) -> str:
    """Return the body of the document, in Vietnamese, the same for the same report."""
    with translation.override("vi"):
        return render_to_string("innovation_index/report/document.html", {"page": Page(report)})


def css(report: Report) -> str:
    """Return the style sheet of the document, with what stands in the margins of its pages."""
    return render_to_string("innovation_index/report/style.css", {"page": Page(report)})


def verify_path(number: str) -> str:
    """Return the address of the page that verifies a report, as it is printed: in Vietnamese."""
    with translation.override("vi"):
        return reverse("innovation_index:verify", args=[number])


class Page:
    """What the document's templates show. Each part is worked out when a template asks for it."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.data: ReportData = from_json(report.data)
        self.number = report.number or report.reserved_number or "bản nháp"
        self.published_on = timezone.localdate(report.publish_asked_at or timezone.now())
        self.month = vietnamese.date_long(self.published_on).split(" tháng ")[1].split(" ")[0]
        self.year = self.published_on.year
        self.correction_note = report.correction_note
        self.replaces = report.supersedes.number if report.supersedes else ""
        self.approver_title = report.approver_title.upper()
        self.approver_name = str(report.approved_by) if report.approved_by else ""
        self.center_name = province().center_name
        self.foot_note = "Bản mẫu: tên và số liệu minh hoạ" if report.is_demo else ""
        self.section = self._numbered("index", "targets", "structure", "typed", roman=True)
        self.table = self._numbered("index", "targets", "structure", "typed")
        figures = ["plots", "steps"] if self.plots else ["steps"]
        self.figure = {name: place for place, name in enumerate(figures, 1)}

    def _numbered(self, *names: str, roman: bool = False) -> dict[str, str]:
        shown = [name for name in names if name != "index" or self.data.results]
        places = counter()
        return {
            name: ROMAN[place] if roman else str(place + 1)
            for name, place in zip(shown, places, strict=False)
        }

    # Texts

    @cached_property
    def subject(self) -> list[str]:
        """The title in two lines: what, and as of which day."""
        what, as_of, day = self.data.title.partition(", tính đến ")
        return [f"{what},", f"tính đến {day}".replace(" ", "\u00a0")] if as_of else [what]

    @cached_property
    def known_at(self) -> str:
        known = timezone.localtime(self.data.known_at)
        return f"{known:%H} giờ {known:%M} ngày {vietnamese.date_short(known)}"

    @cached_property
    def target_text(self) -> str:
        data = self.data
        number = two_digits(data.number)
        text = f"Trên địa bàn {data.boundary_name} có {number} doanh nghiệp công nghệ số"
        if data.target_text:
            text += f" so với mục tiêu {data.target_text} doanh nghiệp đến năm {data.target_year}"
        text += (
            f"; trong đó {two_digits(data.able)} doanh nghiệp có khả năng cung cấp giải pháp, dịch "
            "vụ, sản phẩm số cho cơ quan, tổ chức, doanh nghiệp trên địa bàn"
        )
        if data.able_target is not None:
            text += f" so với mục tiêu {two_digits(data.able_target)}"
        compared = vietnamese.date_short(data.compared_on)
        return f"{text}. So với ngày {compared}, số doanh nghiệp công nghệ số {self._movement}."

    @property
    def _movement(self) -> str:
        change = self.data.came - self.data.left
        parts = f"(thêm {two_digits(self.data.came)}, bớt {two_digits(self.data.left)})"
        if not change:
            return f"không đổi {parts}"
        return f"{'tăng' if change > 0 else 'giảm'} {two_digits(abs(change))} {parts}"

    @cached_property
    def quality_text(self) -> str:
        data = self.data
        if not data.number:
            return ""
        shares = (
            f"Có {two_digits(data.confirmed)}/{two_digits(data.number)} doanh nghiệp xác nhận "
            f"thông tin trong 12 tháng gần nhất và {two_digits(data.evidence_checked)}/"
            f"{two_digits(data.number)} doanh nghiệp có bằng chứng đã được kiểm."
        )
        if data.low == data.number:
            return shares
        doubt = "vì còn hồ sơ nghi trùng chưa giải quyết"
        return f"Số {two_digits(data.number)} có thể là {two_digits(data.low)} {doubt}. {shares}"

    @cached_property
    def index_texts(self) -> list[str]:
        year = self.data.framework_year
        texts = []
        for row in self.data.results:
            if row.year != year:
                continue
            known = [
                f"{name} {_score(value)}"
                for name, value in (
                    ("đầu vào", row.input_score),
                    ("đầu ra", row.output_score),
                    ("chung", row.score),
                )
                if value is not None
            ]
            if not known and not row.rank:
                texts.append(f"{row.area}: chưa có số liệu công bố của năm {row.year}.")
                continue
            ranked = f"xếp hạng {row.rank_label} tỉnh, thành phố ({row.year})" if row.rank else ""
            text = f"{row.area}: " + "; ".join(filter(None, [ranked, ", ".join(known)])) + "."
            if row.score is None and row.aggregate is not None:
                text += (
                    f" Điểm chung chưa thấy công bố; gộp từ hai phần chính thức được ước "
                    f"{_score(row.aggregate)}, không phải chỉ số chính thức."
                )
            texts.append(text)
        return texts

    @cached_property
    def sum_text(self) -> str:
        data = self.data
        text = (
            f"{two_digits(data.before)} + {two_digits(data.came)} thêm - "
            f"{two_digits(data.left)} bớt = {two_digits(data.number)}."
        )
        able = f"{two_digits(data.able_before)} thành {two_digits(data.able)}"
        return f"{text} Có khả năng cung cấp: từ {able}."

    # Tables

    @cached_property
    def results(self) -> list[PrintedResult]:
        return [
            PrintedResult(
                year=row.year,
                area=row.area,
                rank=row.rank_label or "-",
                input_score=_score(row.input_score),
                output_score=_score(row.output_score),
                score=_score(row.score),
                aggregate=_score(row.aggregate),
                source=row.source,
                is_missing=(row.rank, row.score, row.input_score, row.output_score) == (None,) * 4,
            )
            for row in self.data.results
        ]

    @cached_property
    def lines(self) -> list[PrintedLine]:
        marked = {row.on_date for row in self._differing}
        main = True
        lines = []
        for line in self.data.lines:
            numbers = [
                two_digits(number) + (" (*)" if main and day in marked else "")
                for day, number in zip(self.data.columns, line.numbers, strict=True)
            ]
            difference = "" if line.difference is None else two_digits(line.difference)
            lines.append(
                PrintedLine(line.label, line.target, tuple(numbers), difference, line.is_part)
            )
            main = False
        return lines

    @cached_property
    def _differing(self) -> list[Restated]:
        """One restated line for each frozen day that stands in the table."""
        days: dict[date, Restated] = {}
        for row in self.data.restated:
            if row.on_date in self.data.columns:
                days.setdefault(row.on_date, row)
        return [row for row in days.values() if row.frozen != row.known]

    @cached_property
    def frozen_notes(self) -> list[str]:
        frozen_on = {point.day: point.frozen_on for point in self.data.frozen}
        return [
            f"(*) Số cho ngày {vietnamese.date_short(row.on_date)} đã chốt ngày "
            f"{vietnamese.date_short(frozen_on[row.on_date])} là {two_digits(row.frozen)}; "
            f"khác {two_digits(abs(row.known - row.frozen))}, xem Phụ lục B."
            for row in self._differing
            if row.on_date in frozen_on
        ]

    @cached_property
    def groups(self) -> list[tuple[str, str, str, str]]:
        return [
            (line.label, two_digits(line.before), two_digits(line.now), signed(line.change))
            for line in self.data.groups
        ]

    @cached_property
    def group_total(self) -> tuple[str, str, str]:
        before, now = (sum(numbers) for numbers in zip(*self._group_numbers, strict=True))
        return two_digits(before), two_digits(now), signed(now - before)

    @property
    def _group_numbers(self) -> Sequence[tuple[int, int]]:
        return [(line.before, line.now) for line in self.data.groups] or [(0, 0)]

    @cached_property
    def group_names(self) -> str:
        return "; ".join(f"{line.number}. {line.label}" for line in self.data.groups if line.number)

    @cached_property
    def changes(self) -> list[tuple[Change, str]]:
        return [(change, DIRECTIONS[change.direction]) for change in self.data.changes]

    @cached_property
    def snapshots(self) -> str:
        codes = ", ".join(snapshot.code for snapshot in self.data.snapshots)
        return f"bản chốt {codes}" if codes else "chưa chốt số"

    # Drawings

    @cached_property
    def plots_caption(self) -> str:
        target = f" so với mục tiêu {self.data.target_text}" if self.data.target_text else ""
        return f"Số doanh nghiệp{target}; mỗi ô là một doanh nghiệp"

    @cached_property
    def plots(self) -> SafeString:
        data = self.data
        total = max(data.number, data.target_number or 0)
        if not total:
            return mark_safe("")
        if total > charts.MOST_PLOTS:
            return charts.bar(
                data.number,
                data.target_number,
                title=self.plots_caption,
                comparator=data.target_text,
                variant=charts.Variant.PRINT,
            )
        return charts.plots(
            data.number,
            title=self.plots_caption,
            desc=", ".join(words for _swatch, words in self.plots_key),
            able=data.able,
            target=data.target_number or 0,
            faded=FADED if data.is_about else 0,
            variant=charts.Variant.PRINT,
        )

    @cached_property
    def plots_key(self) -> list[tuple[SafeString, str]]:
        data = self.data
        entries = [
            ("able", f"Có khả năng cung cấp: {two_digits(data.able)}"),
            ("filled", f"Doanh nghiệp công nghệ số khác: {two_digits(data.number - data.able)}"),
        ]
        if data.target_number:
            entries.append(("open", f"Còn đến {data.target_text}: {two_digits(data.to_go)}"))
        return [
            (charts.swatch(kind, title=words, variant=charts.Variant.PRINT), words)
            for kind, words in entries
        ]

    @cached_property
    def steps(self) -> SafeString:
        data = self.data
        series = [
            charts.Series(
                f"{two_digits(data.number)} doanh nghiệp công nghệ số",
                [(step.day, step.number) for step in data.steps],
                [(point.day, point.number) for point in data.frozen],
            ),
            charts.Series(
                f"{two_digits(data.able)} có khả năng cung cấp",
                [(step.day, step.number) for step in data.able_steps],
            ),
        ]
        return charts.step_chart(
            series,
            title="Số doanh nghiệp công nghệ số theo ngày",
            desc=f"Đến {vietnamese.date_short(data.on_date)}: {data.number}, trong đó {data.able}.",
            first=data.steps[0].day,
            last=date(data.on_date.year, 12, 31),
            until=data.on_date,
            width=CHART_WIDTH,
            variant=charts.Variant.PRINT,
        )

    @cached_property
    def steps_notes(self) -> list[str]:
        return [
            f"Hình thoi ngày {vietnamese.date_short(row.on_date)} lệch khỏi đường vì số chốt là "
            f"{two_digits(row.frozen)}, số hiện biết là {two_digits(row.known)}."
            for row in self._differing
        ]

    # Verification

    @property
    def verify_address(self) -> str:
        address = settings.PUBLIC_URL + verify_path(self.number)
        return address.partition("://")[2].rstrip("/")

    @cached_property
    def qr(self) -> SafeString:
        code = segno.make(settings.PUBLIC_URL + verify_path(self.number), error="m")
        # The drawing is made of our own address alone.
        return mark_safe(
            code.svg_inline(scale=4, border=0, title="Mã QR dẫn đến trang kiểm tra báo cáo này")
        )


def signed(number: int) -> str:
    """Return a change as documents write it: +02, -01, 0."""
    return f"+{two_digits(number)}" if number > 0 else two_digits(number)


def _score(value: Decimal | None) -> str:
    return "-" if value is None else vietnamese.number(value, 2, minus="-")
