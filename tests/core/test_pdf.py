"""Printed documents: one look everywhere, readable by machines, and closed to the outside."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import unicodedata
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from core import charts, pdf

ROOT = Path(__file__).resolve().parents[2]
CHECKER = Path(__file__).parent / "verapdf"
JARS = ROOT / "var" / "verapdf"
CREATED = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)

LETTERS = "".join(map(chr, range(0x1EA0, 0x1EFA))) + "ĂÂĐÊÔƠƯăâđêôơưÀÁÃÈÉÌÍÒÓÕÙÚÝàáãèéìíòóõùúýĨĩŨũ"
PLOTS = charts.plots(
    21, able=4, target=50, faded=5, title="21 trên khoảng 50", variant=charts.Variant.PRINT
)
LINES = charts.step_chart(
    [charts.Series("21 doanh nghiệp", [(date(2024, 1, 1), 12), (date(2026, 9, 1), 21)])],
    title="Số doanh nghiệp theo ngày",
    first=date(2024, 1, 1),
    last=date(2026, 12, 31),
    until=date(2026, 9, 30),
    width=640,
    variant=charts.Variant.PRINT,
)
REPORT = f"""
<h1>BÁO CÁO</h1>
<p>{" ".join(LETTERS)}</p>
<p><b>Kết quả</b> <i>thực hiện</i> <b><i>mục tiêu</i></b>, xem
<a href="https://example.test/kiem-tra/BC-2026-000012/">trang kiểm tra</a>.</p>
<h2>I. Kết quả</h2>
<table><caption>Bảng 1. Số doanh nghiệp</caption>
<thead><tr><th scope="col">Chỉ tiêu</th><th scope="col">30/9/2026</th></tr></thead>
<tbody><tr><th scope="row">Doanh nghiệp công nghệ số</th><td>21</td></tr></tbody></table>
<figure>{PLOTS}<figcaption>Hình 1</figcaption></figure>
<figure>{LINES}<figcaption>Hình 2</figcaption></figure>
"""


def render(html=REPORT, **options):
    options = {"title": "Báo cáo", "language": "vi", "created": CREATED, **options}
    return pdf.render(html, **options)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    path = tmp_path_factory.mktemp("pdf") / "report.pdf"
    path.write_bytes(render())
    return path


def output_of(*command):
    tool = shutil.which(command[0])
    if tool is None:
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run([tool, *command[1:]], capture_output=True, text=True, check=True).stdout


def test_only_our_four_fonts_are_embedded(report):
    names = [line.split()[0] for line in output_of("pdffonts", str(report)).splitlines()[2:]]

    assert sorted(name.partition("+")[2] for name in names) == [
        "Registry-Serif",
        "Registry-Serif-Bold",
        "Registry-Serif-Bold-Italic",
        "Registry-Serif-Italic",
    ]


def test_every_vietnamese_letter_comes_back_as_it_went_in(report):
    text = "".join(output_of("pdftotext", "-raw", str(report), "-").split())

    assert LETTERS in text
    assert text == unicodedata.normalize("NFC", text)
    assert "21doanhnghiệp" in text


def test_the_file_says_its_language_title_and_both_standards(report):
    with pikepdf.open(report) as document:
        assert document.Root.Lang == "vi"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert document.docinfo.Title == "Báo cáo"
        metadata = document.open_metadata()
        assert metadata.pdfa_status == "2A"
        assert metadata["pdfuaid:part"] == "1"
    assert b'pdfuaid:part="1"' in report.read_bytes()


def test_the_same_data_gives_the_same_bytes_from_another_process(report):
    pdf._renderer.close()

    assert render() == report.read_bytes()
    assert render(created=datetime(2026, 11, 21, tzinfo=UTC)) != report.read_bytes()


def test_a_picture_that_is_handed_over_is_printed():
    out = BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, "PNG")

    made = render(
        '<h1>a</h1><img src="registry:images/map" alt="Bản đồ">', images={"map": out.getvalue()}
    )

    with pikepdf.open(BytesIO(made)) as document:
        assert len(document.pages[0].get_images()) == 1


@pytest.fixture
def listener():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.setblocking(False)
        yield server


@pytest.mark.parametrize(
    "attempt",
    [
        '<img src="{url}" alt="a">',
        '<link rel="stylesheet" href="{url}">',
        '<link rel="attachment" href="{url}">',
        '<style>@import url("{url}");</style>',
        '<style>p{{background:url("{url}")}}</style><p>a</p>',
        '<style>p::before{{content:url("{url}")}}</style><p>a</p>',
        '<style>li{{list-style-image:url("{url}")}}</style><ul><li>a</li></ul>',
        '<style>@font-face{{font-family:x;src:url("{url}")}}p{{font-family:x}}</style><p>a</p>',
        '<object data="{url}" type="image/png"></object>',
        '<embed src="{url}" type="image/png">',
        '<svg><title>a</title><image href="{url}" width="9" height="9"/></svg>',
        '<svg><title>a</title><image xlink:href="{url}" width="9" height="9"/></svg>',
        '<a rel="attachment" href="{url}">a</a>',
    ],
)
@pytest.mark.parametrize("kind", ["http", "file", "data"])
def test_nothing_is_fetched_and_no_file_is_embedded(listener, tmp_path, attempt, kind):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of this machine")
    url = {
        "http": f"http://127.0.0.1:{listener.getsockname()[1]}/a.png",
        "file": secret.as_uri(),
        "data": "data:text/plain,secret",
    }[kind]

    with pytest.raises(pdf.PdfError, match="is not part of the document"):
        render(attempt.format(url=url))

    with pytest.raises(BlockingIOError):
        listener.accept()


def test_a_drawing_that_points_outside_embeds_nothing(tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text id="a">SECRET</text></svg>')
    path = tmp_path / "made.pdf"

    path.write_bytes(
        render(f'<p>b</p><svg><title>a</title><use href="{secret.as_uri()}#a"/></svg>')
    )

    assert output_of("pdftotext", str(path), "-").split() == ["b"]


@pytest.mark.parametrize("name", ["../pdf.py", "OFL.txt", "%2e%2e/pdf.py"])
def test_our_own_scheme_leads_to_nothing_but_the_faces(name):
    with pytest.raises(pdf.PdfError):
        render(f'<img src="registry:fonts/{name}" alt="a">')


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ("<p>" + "a" * (9 * 1024 * 1024) + "</p>", "quá dài"),
        ("<table>" + "<tr><td>a</td></tr>" * 6001 + "</table>", "quá nhiều dòng"),
        ("<table><tr><td colspan=100000>a</td></tr></table>", "ô gộp"),
        ("<p>Công ty 🌾 &#x4e2d;</p>", "U\\+4E2D.*U\\+1F33E"),
    ],
)
def test_what_would_never_end_or_look_wrong_is_refused_before(html, says):
    with pytest.raises(pdf.PdfError, match=says):
        render(html)


def test_a_document_that_takes_too_long_is_stopped_and_the_next_one_is_made():
    rows = "<tr><td>a</td></tr>" * 5000

    with pytest.raises(pdf.PdfError, match="quá lâu"):
        render(f"<table>{rows}</table>", time_limit=4)

    assert render("<h1>a</h1>").startswith(b"%PDF-1.7")


def test_a_renderer_that_dies_is_an_error_and_the_next_one_works():
    render("<h1>a</h1>")
    killer = threading.Timer(0.5, os.kill, [pdf._renderer.process.pid, signal.SIGKILL])
    killer.start()

    with pytest.raises(pdf.PdfError, match="đã dừng"):
        render("<table>" + "<tr><td>a</td></tr>" * 5000 + "</table>")
    killer.join()

    assert render("<h1>a</h1>").startswith(b"%PDF-1.7")


def test_the_renderer_is_replaced_after_some_documents_and_sees_no_secret(monkeypatch):
    monkeypatch.setattr(pdf, "DOCUMENTS_PER_PROCESS", 2)
    monkeypatch.setenv("SECRET_KEY", "the secret")
    pdf._renderer.close()
    render("<h1>a</h1>")
    process = pdf._renderer.process
    environment = Path(f"/proc/{process.pid}/environ")
    if environment.exists():
        assert b"the secret" not in environment.read_bytes()

    render("<h1>a</h1>")

    assert process.poll() is not None
    assert render("<h1>a</h1>").startswith(b"%PDF-1.7")


# The reference validator -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def verapdf():
    """Return a function that gives the rules which a file breaks, by flavour."""
    java, maven = shutil.which("java"), shutil.which("mvn")
    if java is None:
        pytest.skip("Java is not installed")
    if not list(JARS.glob("validation-model-*.jar")):
        if maven is None:
            pytest.skip("Maven is not installed, and the validator was not fetched before")
        fetched = subprocess.run(
            [
                maven,
                "-q",
                "-B",
                f"-f{CHECKER / 'pom.xml'}",
                "dependency:copy-dependencies",
                "-DincludeScope=runtime",
                f"-DoutputDirectory={JARS}",
            ],
            capture_output=True,
            text=True,
            timeout=600,
        )
        if fetched.returncode:
            pytest.skip("the validator could not be fetched from Maven's repository")

    def broken_rules(path):
        done = subprocess.run(
            [java, "-cp", f"{JARS}/*", str(CHECKER / "Check.java"), str(path), "2a", "ua1"],
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
        found: dict[str, list[str]] = {}
        rules: list[str] = []
        for line in done.stdout.splitlines():
            if line.startswith("  "):
                rules.append(line.strip())
            else:
                flavour, compliant = line.split()
                rules = found[flavour] = [] if compliant == "true" else ["not compliant"]
        return found

    return broken_rules


def test_the_report_is_pdf_a_2a_and_pdf_ua_1_at_once(verapdf, report):
    # REP-12
    assert verapdf(report) == {"2a": [], "ua1": []}


def test_the_validator_finds_a_chart_without_a_title(verapdf, tmp_path):
    untitled = PLOTS.replace("<title>21 trên khoảng 50</title>", "")
    path = tmp_path / "untitled.pdf"
    path.write_bytes(render(f"<h1>a</h1><figure>{untitled}</figure>"))

    found = verapdf(path)

    assert found["2a"] == []
    assert found["ua1"][0] == "not compliant"
    assert any(rule.startswith("7.3") for rule in found["ua1"][1:])
