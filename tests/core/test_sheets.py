"""Spreadsheets as people send them, and as we send them."""

import csv
import io
import struct
import unicodedata
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from core import sheets
from core.sheets import NumberText, SheetError

WANTED = {
    "name": ["Tên doanh nghiệp", "Tên"],
    "tax_code": ["Mã số thuế", "MST"],
    "commune": ["Xã, phường", "Xã/Phường"],
    "founded": ["Ngày thành lập"],
}


def workbook(fill):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        fill(book.add_worksheet("Danh sách"), book)
    return out.getvalue()


def test_leading_zeros_stay_where_the_file_has_text_and_numbers_are_known_as_numbers():
    # IOP-6
    def fill(page, _book):
        page.write_string(0, 0, "0312345678")
        page.write_number(0, 1, 312345678)
        page.write_number(0, 2, 0.1)
        page.write_number(0, 3, 12345678901234)

    (row,) = sheets.read(workbook(fill)).rows

    assert row == ("0312345678", "312345678", "0.1", "12345678901234")
    assert [isinstance(cell, NumberText) for cell in row] == [False, True, True, True]


def test_days_formulas_and_decomposed_letters_are_read():
    def fill(page, book):
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_datetime(0, 0, datetime(2021, 1, 26), day)  # noqa: DTZ001
        page.write_formula(0, 1, "=1+1", None, 2)
        page.write_formula(0, 2, '="Công"&" ty"', None, "Công ty")
        page.write_string(0, 3, unicodedata.normalize("NFD", " Đức Huệ "))
        page.write_boolean(0, 4, True)

    assert sheets.read(workbook(fill)).rows == [("2021-01-26", "2", "Công ty", "Đức Huệ", "TRUE")]


def test_a_formula_that_was_never_calculated_is_counted():
    data = b'<c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v></v></c><c r="C1"><f>1</f><v>1</v></c>'

    assert sheets._check_part(data) == 2


def a_form(page, book):
    """A title over all columns, headings in two rows, some merged downwards, some sideways."""
    page.merge_range(0, 0, 0, 4, "DANH SÁCH DOANH NGHIỆP")
    page.write_string(1, 0, "Tính đến 30/9/2026")
    page.merge_range(3, 0, 4, 0, "STT")
    page.merge_range(3, 1, 4, 1, "TÊN DOANH NGHIỆP (ghi đầy đủ)")
    page.merge_range(3, 2, 3, 3, "Đăng ký")
    page.write_string(4, 2, "Mã số thuế")
    page.write_string(4, 3, "Ngày thành lập")
    page.merge_range(3, 4, 4, 4, "Xã, phường")
    page.write_row(5, 0, ["1", "Công ty Gió Bấc", "9900000001", "26/01/2021", "Phường Gò Dầu"])


def test_a_header_below_a_title_in_merged_cells_is_found():
    sheet = sheets.read(workbook(a_form))

    header = sheets.find_header(sheet, WANTED)

    assert header.columns == {"name": 1, "tax_code": 2, "founded": 3, "commune": 4}
    assert (header.first_row, header.data_row) == (3, 5)
    assert header.others == {0: "STT"}
    assert header.values(sheet.rows[5])["name"] == "Công ty Gió Bấc"


def test_a_header_merged_downwards_does_not_leave_its_second_row_as_data():
    def fill(page, _book):
        page.merge_range(0, 0, 1, 0, "Tên")
        page.merge_range(0, 1, 1, 1, "MST")
        page.write_row(2, 0, ["A", "9900000001"])

    header = sheets.find_header(sheets.read(workbook(fill)), WANTED)

    assert header.data_row == 2
    assert header.missing(WANTED) == ["commune", "founded"]


def test_without_a_header_the_sentence_names_the_columns():
    sheet = sheets.Sheet([("1", "2"), ("3", "4")])

    with pytest.raises(SheetError, match="Tên doanh nghiệp, Mã số thuế"):
        sheets.find_header(sheet, WANTED)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_of_any_program_is_read(encoding, delimiter):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    rows = [("Tên", "MST", "Xã"), ("Công ty “A, B; C”", "0312345678", "Đức Huệ\nxã")]
    writer.writerows(rows)

    sheet = sheets.read(out.getvalue().encode(encoding))

    assert sheet.rows == rows


def test_csv_of_old_windows_is_read():
    sheet = sheets.read("Tên,Xa\u0303\nHu\u00ea\u0323,Go\u0300 D\u00e2\u0300u\n".encode("cp1258"))

    assert sheet.rows == [("Tên", "Xã"), ("Huệ", "Gò Dầu")]
    assert sheet.encoding == "cp1258"


def test_one_column_and_the_line_that_names_the_separator():
    assert sheets.read(b"a\nb\n").rows == [("a",), ("b",)]
    assert sheets.read(b"sep=;\r\na,b;c\r\n").rows == [("a,b", "c")]


def test_100_000_rows_are_read():
    def fill(page, _book):
        for number in range(100_000):
            page.write_string(number, 0, f"Công ty {number}")
            page.write_string(number, 1, f"{number:010}")

    sheet = sheets.read(workbook(fill))

    assert len(sheet.rows) == 100_000
    assert sheet.rows[-1] == ("Công ty 99999", "0000099999")


def with_part(name, data):
    out = io.BytesIO(workbook(lambda page, book: page.write_string(0, 0, "a")))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def lying_bomb():
    """60 MB of blanks whose directory entries say 100 bytes."""
    content = with_part("xl/worksheets/sheet2.xml", b" " * (60 * 1024 * 1024))
    return content.replace(struct.pack("<L", 60 * 1024 * 1024), struct.pack("<L", 100))


def far_corner(page, _book):
    page.write_string(0, 0, "a")
    page.write_string(199_999, 16_000, "z")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (lambda: with_part("xl/media/a.bin", b" " * (60 * 1024 * 1024)), "quá lớn"),
        (lambda: with_part("xl/media/a.bin", b" " * (20 * 1024 * 1024)), "quá lớn"),
        (lying_bomb, "Không mở được"),
        (lambda: workbook(far_corner), "quá nhiều dòng"),
        (lambda: b"a,b\n" * 201_000, "quá nhiều dòng"),
        (lambda: b"PK\x03\x04 broken", "Không mở được"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 100, "không phải XLSX"),
        (lambda: b"\xff\xfea", "bảng mã"),
        (lambda: b"MZ\0\0", "không phải XLSX"),
        (lambda: b'a,b\n"' + b"x" * 200_000, "ngoặc kép"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(content, says):
    with pytest.raises(SheetError, match=says):
        sheets.read(content())


def test_an_unknown_sheet_is_refused_with_the_names_there_are():
    content = workbook(lambda page, book: page.write_string(0, 0, "a"))

    with pytest.raises(SheetError, match="có: Danh sách"):
        sheets.read(content, sheet="Trang 9")


def test_an_empty_file_is_an_empty_table():
    assert sheets.read(b"").rows == []


DANGEROUS = ["=1+1", "+84", "-1", "@SUM(A1)", "\tx", "\rx", "{=A1}", "http://example.test"]


def test_text_leaves_as_text_in_both_formats():
    rows = [[text, -5, Decimal("1.5"), date(2026, 11, 20), None, True] for text in DANGEROUS]
    columns = ["Tên", "a", "b", "Ngày", "c", "d"]

    book = sheets.read(sheets.write_xlsx(columns, rows, name="Bảng: [1]"))
    lines = sheets.read(sheets.write_csv(columns, rows))

    assert [row[0] for row in book.rows[1:]] == [text.strip() for text in DANGEROUS]
    assert book.rows[1][1:] == ("-5", "1.5", "2026-11-20", "", "TRUE")
    assert book.formulas_without_value == 0
    assert [row[0][0] for row in lines.rows[1:]] == ["'"] * 6 + ["{", "h"]
    assert lines.rows[1][1:] == ("-5", "1.5", "2026-11-20", "", "true")


def test_a_moment_is_written_in_local_time():
    at = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)

    book = sheets.read(sheets.write_xlsx(["Lúc"], [[at]]))
    lines = sheets.read(sheets.write_csv(["Lúc"], [[at]]))

    assert book.rows[1] == ("2026-11-20 07:30",)
    assert lines.rows[1] == ("2026-11-20T07:30:00+07:00",)


def test_the_same_rows_give_the_same_bytes():
    at = datetime(2026, 11, 20, tzinfo=UTC)

    first = sheets.write_xlsx(["a"], [["b"]], created=at)
    second = sheets.write_xlsx(["a"], [["b"]], created=at)

    assert first == second


@given(st.lists(st.lists(st.text(max_size=10), min_size=2, max_size=2), max_size=5))
def test_no_text_is_lost_in_csv(rows):
    written = sheets.write_csv(["x", "y"], rows).decode("utf-8-sig")

    read = list(csv.reader(io.StringIO(written, newline="")))[1:]
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]


@given(st.binary(max_size=300))
def test_no_input_breaks_the_reader(content):
    with suppress(SheetError):
        assert sheets.read(content).rows is not None
