"""The file itself: letters, fonts, standards, and the layout of Decree 30/2020 (REP-5, 6, 7)."""

import re
import subprocess
import unicodedata
from datetime import date

import pytest

from core import files
from tests.core import test_pdf as core_pdf

pytestmark = pytest.mark.django_db

# The fixture of the validator, with its reasons to skip.
verapdf = core_pdf.verapdf

LETTERS = core_pdf.LETTERS


@pytest.fixture
def paper(draft, publish, classify, tmp_path):
    """A published report in which firms carry every Vietnamese letter with every tone."""
    for place in range(0, len(LETTERS), 24):
        classify(
            f"Chữ {' '.join(LETTERS[place : place + 24])}",
            since=date(2024, 1, 1 + place // 24),
            able_from=date(2025, 1, 1) if not place else None,
            unit="25459" if place % 48 else "27694",
        )
    classify("Công ty Cổ phần Điện mặt trời số Nắng Hai Mùa", until=date(2026, 8, 31))
    report = publish(draft())
    path = tmp_path / "report.pdf"
    path.write_bytes(files.read(report.file))
    return path


def output_of(*command) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_every_letter_comes_back_from_the_published_file(paper):
    # REP-7
    text = output_of("pdftotext", "-raw", str(paper), "-")

    assert text == unicodedata.normalize("NFC", text)
    flat = "".join(text.split())
    for place in range(0, len(LETTERS), 24):
        assert "Chữ" + LETTERS[place : place + 24] in flat
    assert "\ufffd" not in text


def test_only_our_fonts_are_in_the_file(paper):
    lines = output_of("pdffonts", str(paper)).splitlines()[2:]

    assert {line.split()[0].partition("+")[2].split("-")[0] for line in lines} == {"Registry"}
    assert all(line.split()[-5] == "yes" for line in lines)


def test_the_file_is_archivable_and_accessible_at_once(verapdf, paper):
    assert verapdf(paper) == {"2a": [], "ua1": []}


def test_the_parts_of_a_document_stand_in_their_order(paper):
    text = " ".join(output_of("pdftotext", "-raw", str(paper), "-").split())

    parts = [
        "UBND TỈNH TÂY NINH",
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "BÁO CÁO",
        "Kính gửi: Ủy ban nhân dân tỉnh Tây Ninh",
        "I. KẾT QUẢ CHỈ SỐ",
        "II. KẾT QUẢ SO VỚI MỤC TIÊU",
        "III. CƠ CẤU VÀ DIỄN BIẾN",
        "IV. SỐ LIỆU NHẬP TAY",
        "Nơi nhận:",
        "GIÁM ĐỐC",
        "Kiểm tra báo cáo này tại",
        "PHỤ LỤC A",
        "PHỤ LỤC B",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_pages_are_a4_and_numbered_from_the_second(paper):
    found = output_of("pdfinfo", str(paper))
    assert re.search(r"Page size:\s+595\.\d+ x 841\.\d+ pts \(A4\)", found)

    pages = output_of("pdftotext", "-layout", str(paper), "-").split("\f")
    first, second = (page.strip().splitlines()[0].strip() for page in pages[:2])
    assert first.startswith("UBND TỈNH TÂY NINH")
    assert second == "2"


def test_nothing_stands_in_the_margins_but_the_number_and_the_foot(paper):
    boxes = output_of("pdftotext", "-bbox", str(paper), "-")
    words = re.findall(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">', boxes
    )
    body = [tuple(map(float, word)) for word in words if 50 < float(word[1]) < 780]

    millimetre = 72 / 25.4
    assert len(body) > 200
    assert min(word[0] for word in body) >= 30 * millimetre - 0.5
    assert max(word[2] for word in body) <= (210 - 15) * millimetre + 0.5
