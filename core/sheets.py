"""Spreadsheets in and out, without damage to either side.

In: bounded before it is parsed, every cell as text; a number stays known as a number, so that the
reader can offer to mend what lost its leading zeros. Out: text is written as text, and nothing
that a spreadsheet would take for a formula leaves as one.
"""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import python_calamine
import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from .vietnamese import fold

MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_RATIO = 100
MAX_ROWS = 200_000
MAX_CELLS = 5_000_000
MAX_TEXT = 32_767  # the most that a cell of XLSX holds
HEADER_SEARCH_ROWS = 30

Row = tuple[str, ...]
Value = str | int | float | Decimal | date | datetime | bool | None


class SheetError(Exception):
    """The table cannot be read. The text says what to do."""


class NumberText(str):
    """The text of a cell that holds a number: 312345678 may once have been 0312345678."""

    __slots__ = ()


@dataclass(frozen=True)
class Sheet:
    """One table as it stands in the file; row 1 of the file is `rows[0]`."""

    rows: list[Row]
    name: str = ""
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    encoding: str = ""
    formulas_without_value: int = 0


@dataclass(frozen=True)
class Header:
    """Where the names of the columns stand and which of the wanted ones they are."""

    first_row: int
    data_row: int
    columns: dict[str, int]
    others: dict[int, str] = field(default_factory=dict)

    def missing(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if name not in self.columns]

    def values(self, row: Row) -> dict[str, str]:
        """Return the wanted cells of a row by name; a cell that is not there is empty."""
        return {
            name: row[column] if column < len(row) else "" for name, column in self.columns.items()
        }


# In --------------------------------------------------------------------------------------------


def read(content: bytes, *, sheet: str | None = None) -> Sheet:
    """Return one table of an XLSX or CSV file, by default the first visible sheet.

    Raises SheetError: not a table, too large, or packed so that it would not fit in memory.
    """
    if content.startswith(b"PK\x03\x04"):
        return _read_xlsx(content, sheet)
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise SheetError(_("Tệp không phải XLSX hay CSV; xin lưu lại thành .xlsx rồi thử lại."))
    return _read_csv(content)


def _read_xlsx(content: bytes, sheet: str | None) -> Sheet:
    unpacked, parts = _unpack(content)
    without_value = sum(_check_part(data) for name, data in parts.items() if "/worksheets/" in name)
    try:
        with python_calamine.load_workbook(io.BytesIO(unpacked)) as book:
            visible = [
                page.name
                for page in book.sheets_metadata
                if page.visible == python_calamine.SheetVisibleEnum.Visible
                and page.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
            if not visible:
                raise SheetError(_("Tệp không có trang tính nào hiện ra; xin kiểm lại tệp."))
            name = sheet or visible[0]
            if name not in book.sheet_names:
                raise SheetError(
                    _("Tệp không có trang tính “%(name)s”; có: %(names)s.")
                    % {"name": name, "names": ", ".join(visible)}
                )
            page = book.get_sheet_by_name(name)
            merged = tuple(page.merged_cell_ranges or ())
            rows = [tuple(map(_text_of, row)) for row in page.to_python(skip_empty_area=False)]
    except (python_calamine.CalamineError, zipfile.BadZipFile) as error:
        raise SheetError(
            _("Không mở được bảng tính, có thể tệp bị hỏng; xin lưu lại rồi thử lại.")
        ) from error
    return Sheet(_bounded(rows), name=name, merged=merged, formulas_without_value=without_value)


def _unpack(content: bytes) -> tuple[bytes, dict[str, bytes]]:
    """Return the workbook packed without compression, and its parts.

    The sizes in a zip's directory are only claims. Everything is unpacked here once, against a
    bound, and the parser gets a zip that cannot grow.
    """
    too_large = _("Tệp giãn ra quá lớn khi mở; xin xoá trang thừa, lưu lại rồi thử lại.")
    parts: dict[str, bytes] = {}
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            claimed = sum(item.file_size for item in archive.infolist())
            if claimed > MAX_UNPACKED_BYTES or claimed > MAX_RATIO * len(content):
                raise SheetError(too_large)
            with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as plain:
                for item in archive.infolist():
                    if item.is_dir() or item.filename in parts:
                        continue
                    parts[item.filename] = archive.read(item)
                    plain.writestr(item.filename, parts[item.filename])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        # RuntimeError is how the module says "encrypted".
        raise SheetError(
            _("Không mở được bảng tính; xin bỏ mật khẩu, lưu lại thành .xlsx rồi thử lại.")
        ) from error
    return out.getvalue(), parts


_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_NO_VALUE = re.compile(rb"<f[ >][^<]*</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>")


def _check_part(data: bytes) -> int:
    """Refuse a sheet whose farthest cells span too much; return its formulas without a value.

    The parser makes room for the whole rectangle, even if only its corners are filled.
    """
    if b"\0" in data[:200]:
        raise SheetError(_("Bảng tính dùng bảng mã lạ; xin lưu lại thành .xlsx rồi thử lại."))
    last_row, last_column = 0, 0
    columns: set[bytes] = set()
    for letters, digits in _ADDRESS.findall(data):
        columns.add(letters)
        last_row = max(last_row, int(digits))
    for letters in columns:
        number = 0
        for letter in letters:
            number = 26 * number + letter - 64
        last_column = max(last_column, number)
    if last_row > MAX_ROWS + HEADER_SEARCH_ROWS or last_row * last_column > MAX_CELLS:
        raise SheetError(_too_many())
    return len(_NO_VALUE.findall(data))


def _too_many() -> str:
    return _("Bảng có quá nhiều dòng hoặc ô (nhiều nhất 200.000 dòng); xin chia thành nhiều tệp.")


def _text_of(value: Any) -> str:
    match value:
        case str():
            return _clean(value)
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            text = format(Decimal(repr(value)), "f")
            return NumberText(text.removesuffix(".0"))
        case int():
            return NumberText(value)
        case datetime():
            midnight = value.time() == time(0)
            return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
    return ""


def _clean(text: str) -> str:
    text = text.strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _bounded(rows: list[Row]) -> list[Row]:
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > MAX_ROWS + HEADER_SEARCH_ROWS:
        raise SheetError(_too_many())
    return rows


def _read_csv(content: bytes) -> Sheet:
    if len(content) > MAX_UNPACKED_BYTES:
        raise SheetError(_too_many())
    text, encoding = _decode(content)
    if "\0" in text:
        raise SheetError(_("Tệp không phải XLSX hay CSV; xin lưu lại thành .xlsx rồi thử lại."))
    if told := re.match(r"sep=(.)\r?\n", text):
        text, delimiter = text[told.end() :], told[1]
    else:
        delimiter = _delimiter(text)
    rows: list[Row] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(tuple(map(_clean, row)))
            cells += len(row)
            if len(rows) > MAX_ROWS + HEADER_SEARCH_ROWS or cells > MAX_CELLS:
                raise SheetError(_too_many())
    except csv.Error as error:
        raise SheetError(
            _("Không đọc được dòng %(line)s của tệp CSV; xin kiểm dấu ngoặc kép ở dòng ấy.")
            % {"line": len(rows) + 1}
        ) from error
    return Sheet(_bounded(rows), encoding=encoding)


def _decode(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    else:
        # The last is what older Vietnamese Windows wrote; it has a letter for nearly every byte.
        candidates = ["utf-8-sig", "cp1258"]
    for encoding in candidates:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise SheetError(_("Không đọc được bảng mã của tệp; xin lưu lại dạng “CSV UTF-8”."))


def _delimiter(text: str) -> str:
    """Return the sign that cuts the first lines into the most even columns."""
    head = "\n".join(text.splitlines()[:20])

    def evenness(delimiter: str) -> tuple[int, int]:
        try:
            widths = Counter(
                len(row) for row in csv.reader(io.StringIO(head), delimiter=delimiter) if row
            )
        except csv.Error:
            return 0, 0
        width, lines = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1]), default=(1, 0))
        return (lines, width) if width > 1 else (0, 0)

    return max(",;\t|", key=evenness)


# The header ------------------------------------------------------------------------------------


def find_header(sheet: Sheet, wanted: Mapping[str, Sequence[str]]) -> Header:
    """Return where the names stand, below any title, in one to three rows, merged or not.

    `wanted` gives for each name of ours the headings under which it is met; accents, case, signs
    and what stands in brackets make no difference. Raises SheetError when none is found.
    """
    names = {_heading(alias): name for name, aliases in wanted.items() for alias in aliases}
    best: tuple[int, int, dict[str, int]] | None = None
    for first in range(min(HEADER_SEARCH_ROWS, len(sheet.rows))):
        for height in (1, 2, 3):
            columns = _matches(sheet.rows[first : first + height], names)
            # The most names, then the fewest rows: a title above is no part of the header.
            if columns and (best is None or (len(columns), -height) > (len(best[2]), -best[1])):
                best = first, height, columns
    if best is None:
        raise SheetError(
            _("Không thấy dòng tiêu đề; cần có ít nhất một cột trong số: %(names)s.")
            % {"names": ", ".join(aliases[0] for aliases in wanted.values())}
        )
    first, height, columns = best
    end = first + height
    for (top, _left), (bottom, _right) in sheet.merged:
        if first <= top < end:
            end = max(end, bottom + 1)
    others = {
        column: text
        for row in sheet.rows[first:end]
        for column, text in enumerate(row)
        if text and column not in columns.values()
    }
    return Header(first, end, columns, others)


def _heading(text: str) -> str:
    text = re.sub(r"\(.*?\)", " ", fold(text))
    return " ".join(re.findall(r"[a-z0-9]+", text))


def _matches(rows: Sequence[Row], names: Mapping[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for column in range(max(map(len, rows), default=0)):
        texts = [row[column] for row in rows if column < len(row) and row[column]]
        # A heading may be one cell, or be broken over the cells below one another.
        for text in [" ".join(texts), *texts]:
            name = names.get(_heading(text)) if text else None
            if name is not None and name not in columns:
                columns[name] = column
                break
    return columns


# Out -------------------------------------------------------------------------------------------


def write_xlsx(
    columns: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    name: str = "Bảng",
    created: datetime | None = None,
) -> bytes:
    """Return a workbook of one sheet. Text stays text, whatever it begins with."""
    out = io.BytesIO()
    options = {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}
    with xlsxwriter.Workbook(out, options) as book:
        # Without it two exports of the same rows would differ by their second.
        book.set_properties({"created": created or timezone.now().replace(microsecond=0)})
        page = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31])
        page.freeze_panes(1, 0)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        with_time = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for column, heading in enumerate(columns):
            page.set_column(column, column, min(48, max(12, len(heading) + 2)))
            page.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                match value:
                    case None:
                        continue
                    case bool():
                        page.write_boolean(number, column, value)
                    case int() | float() | Decimal():
                        page.write_number(number, column, value)
                    case datetime():
                        page.write_datetime(number, column, _naive(value), with_time)
                    case date():
                        page.write_datetime(number, column, value)
                    case _:
                        page.write_string(number, column, str(value)[:MAX_TEXT])
    return out.getvalue()


def _naive(value: datetime) -> datetime:
    return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return CSV in UTF-8 with its mark, so that spreadsheets read the accents; days in ISO."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(map(_harmless, columns))
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def csv_response(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]
) -> HttpResponse:
    """Return CSV as a file to keep."""
    kept = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse(write_csv(columns, rows), "text/csv; charset=utf-8", headers=kept)


def _harmless(value: Value) -> Any:
    """Put a quote before text that a spreadsheet would run; numbers may be negative."""
    match value:
        case str():
            return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
        case datetime():
            return (timezone.localtime(value) if timezone.is_aware(value) else value).isoformat()
        case date():
            return value.isoformat()
        case bool():
            return "true" if value else "false"
    return value
