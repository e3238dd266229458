"""Public pages of the index and of reports, as a visitor gets them."""

import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import files
from ecosystem.innovation_index import selectors
from ecosystem.innovation_index.forms.calculator import parse_number, read_table
from ecosystem.innovation_index.models import Framework, PublishedResult
from ecosystem.taxonomy.choices import Mark

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    """Return the words of the page, without markup."""
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


# What was published (IND-5) --------------------------------------------------------------------


def test_a_rank_carries_the_size_of_its_field_and_the_year(client):
    text = text_of(client.get("/chi-so/"))

    assert "38/63 (2023)" in text
    assert "12/63 (2024)" in text
    assert "36,18" in text


def test_a_score_that_was_only_computed_is_not_shown_as_published(client):
    results = {(row.year, row.boundary): row for row in selectors.published_results()}

    assert results[2023, "TN-DEN-20250630"].score is None
    assert "34,89" not in text_of(client.get("/chi-so/"))


def test_missing_is_said(client):
    text = text_of(client.get("/chi-so/"))

    assert text.count("chưa có số liệu") == 3
    assert "0,00" not in text


def test_figures_are_in_the_markup_with_value_and_time(client):
    body = client.get("/chi-so/").content.decode()

    assert '<data value="36.18">36,18</data>' in body
    assert '<time datetime="2023">2023</time>' in body


def test_the_results_as_a_table(client):
    lines = client.get("/chi-so/ket-qua.csv").content.decode("utf-8-sig").splitlines()

    assert lines[0].startswith("year,area,boundary,rank,field_size,input_score,output_score,score")
    assert any(line.startswith("2023,Tây Ninh đến 30/6/2025,") for line in lines)


# Names that are not official -------------------------------------------------------------------


def test_names_that_were_not_compared_are_marked_and_the_others_are_not(client):
    body = client.get("/chi-so/pii/2025/").content.decode()

    assert '<span class="unread">Quản trị điện tử</span>' in body
    assert '<span class="unread">Hạ tầng số</span>' not in body
    assert "Hạ tầng số" in body
    assert body.count('<span class="tag">chưa đối chiếu văn bản</span>') == 52 - 13


def test_the_plots_are_as_many_as_the_indicators(client):
    tree = selectors.framework_tree(Framework.objects.get(code="pii", year=2025))

    assert [pillar.size for pillar in tree.pillars] == [7, 7, 5, 7, 9, 9, 8]
    assert tree.official == sum(pillar.plots.count("full") for pillar in tree.pillars) == 13
    assert tree.uncounted == "4, 5, 6, 7"


def test_an_unknown_year_is_not_found(client):
    assert client.get("/chi-so/pii/1999/").status_code == 404


def test_more_results_ask_no_more_queries(client, django_assert_max_num_queries):
    framework = Framework.objects.get(code="pii", year=2023)
    with django_assert_max_num_queries(40) as first:
        client.get("/chi-so/")
    boundary = PublishedResult.objects.own().first().boundary
    PublishedResult.objects.bulk_create(
        PublishedResult(
            framework=framework, area_name=f"Nơi {n}", boundary=boundary, mark=Mark.VERIFIED
        )
        for n in range(1000)
    )

    with django_assert_max_num_queries(len(first)):
        client.get("/chi-so/")


# Calculator ------------------------------------------------------------------------------------


def test_own_mode_opens_with_the_published_parts(client):
    text = text_of(client.get("/chi-so/tinh-thu/?year=2023"))

    assert "34,89" in text
    assert "không phải chỉ số chính thức" in text
    assert "ước" in text


def test_own_mode_does_not_take_another_areas_score_for_the_provinces(client):
    # In 2024 only the former Long An is known: 42,05 is not this province's score.
    assert selectors.known_scores(Framework.objects.get(code="pii", year=2024)) == {}
    assert "42,05" not in text_of(client.get("/chi-so/tinh-thu/?year=2024"))


def test_own_mode_adds_up_what_was_typed(client):
    response = client.get(
        "/chi-so/tinh-thu/",
        {"mode": "own", "year": "2023", "s_input": "28,30", "s_output": "30.19"},
    )

    assert response.context["form"].calculation.own.index.score == Decimal("29.245")


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(client):
    response = client.get(
        "/chi-so/tinh-thu/", {"mode": "own", "year": "2023", "s_input": "abc", "s_output": "130"}
    )

    body = response.content.decode()
    assert set(response.context["form"].errors) == {"s_input"}
    assert 'id="id_s_input_error"' in body
    assert 'value="abc"' in body
    assert 'value="130"' in body
    too_high = client.get(
        "/chi-so/tinh-thu/", {"mode": "own", "year": "2023", "s_input": "30", "s_output": "130"}
    )
    assert set(too_high.context["form"].errors) == {"s_output"}


def test_what_if_carries_the_change_up(client):
    response = client.get(
        "/chi-so/tinh-thu/",
        {
            "mode": "what-if",
            "year": "2025",
            "indicator_0": "5.3.3",
            "low_0": "1,20",
            "high_0": "9,60",
            "now_0": "3,30",
            "changed_0": "4,56",
            "group_0": "31",
        },
    )

    levels = response.context["form"].calculation.own.by_code
    assert levels["5.3.3"].change == 15
    assert levels["5.3"].changed_score == Decimal("34.75")
    assert "+0,13" in text_of(response)


def test_one_row_more_loses_nothing(client):
    response = client.get(
        "/chi-so/tinh-thu/",
        {"mode": "what-if", "year": "2025", "indicator_0": "5.3.3", "low_0": "1,2", "add": "1"},
    )

    body = response.content.decode()
    assert 'name="indicator_1"' in body
    assert 'value="1,2"' in body
    assert "error-summary" not in body


def test_bounds_in_the_wrong_order_are_refused_beside_the_field(client):
    response = client.get(
        "/chi-so/tinh-thu/",
        {
            "mode": "what-if",
            "year": "2025",
            "indicator_0": "5.3.3",
            "low_0": "9",
            "high_0": "1",
            "now_0": "3",
            "changed_0": "4",
        },
    )

    assert set(response.context["form"].errors) == {"high_0"}


def test_full_mode_takes_a_table_and_ranks_nobody(client):
    table = "tỉnh,1.1.1,1.1.2\nB,1,5\nA,3,5\n"
    upload = SimpleUploadedFile("bang.csv", table.encode())

    response = client.post("/chi-so/tinh-thu/?mode=full&year=2025", {"table": upload})

    calculation = response.context["form"].calculation
    assert [area.area for area in calculation.by_name] == ["A", "B"]
    assert "Bỏ ra vì không có hai giá trị khác nhau" in text_of(response)
    assert "Hạng" not in text_of(response)


@pytest.mark.parametrize(
    "table",
    ["", "tỉnh\nA\n", "tỉnh,1.1.1\nA,x\nB,2\n", "tỉnh,9.9.9\nA,1\nB,2\n", "a,1.1.1\nA,1\nA,2"],
)
def test_a_table_that_cannot_be_calculated_is_refused_in_words(client, table):
    upload = SimpleUploadedFile("bang.csv", table.encode() or b" ")

    response = client.post("/chi-so/tinh-thu/?mode=full&year=2025", {"table": upload})

    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"table"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("36,18", "36.18"),
        ("36.18", "36.18"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("３６，１８", "36.18"),
        ("−2,5", "-2.5"),
        ("0,125", "0.125"),
        ("1 234", "1234"),
    ],
)
def test_numbers_are_read_as_people_write_them(text, number):
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1.234", "1,234", "abc", "1e5", "NaN", "--1", "1.2.3,4,5"])
def test_numbers_that_could_mean_two_things_are_asked_about(text):
    with pytest.raises(ValueError, match=r"Viết rõ|Nhập một số"):
        parse_number(text)


def test_an_empty_cell_is_missing():
    assert read_table("tỉnh;1.1.1\nA;\nB;2,5\n".encode()) == {
        "A": {"1.1.1": None},
        "B": {"1.1.1": Decimal("2.5")},
    }


# Reports ---------------------------------------------------------------------------------------


def test_nothing_published_yet_is_said(client):
    assert "Chưa có báo cáo nào được công bố" in text_of(client.get("/bao-cao/"))


def test_a_draft_is_nowhere_to_be_seen(client, draft):
    report = draft()

    assert report.title not in text_of(client.get("/bao-cao/"))
    assert client.get(f"/bao-cao/{report.pk}.pdf").status_code == 404
    assert client.get("/kiem-tra/BC-2026-000001/").status_code == 404


def test_a_published_report_is_listed_served_and_verified(client, draft, publish):
    report = publish(draft())
    content = files.read(report.file)

    listed = text_of(client.get("/bao-cao/"))
    served = client.get(f"/bao-cao/{report.number}.pdf")
    verified = client.get(f"/kiem-tra/{report.number}/")

    assert report.title in listed
    assert b"".join(served.streaming_content) == content
    assert served["Content-Type"] == "application/pdf"
    assert served["X-Content-Type-Options"] == "nosniff"
    assert served["Content-Disposition"].startswith("inline")
    assert "Báo cáo này có thật và đang là bản mới nhất" in text_of(verified)
    fingerprint = re.search(r'class="hash">(.*?)</dd>', verified.content.decode()).group(1)
    assert re.sub(r"<br>|\s", "", fingerprint) == report.file.sha256

    same = SimpleUploadedFile("a.pdf", content)
    forged = SimpleUploadedFile("a.pdf", content[:-1] + bytes([content[-1] ^ 1]))
    address = f"/kiem-tra/{report.number}/"
    assert "đúng từng byte" in text_of(client.post(address, {"file": same}))
    assert "không phải bản đã công bố" in text_of(client.post(address, {"file": forged}))
    assert type(report.file).objects.count() == 1  # the compared files are not kept

    stranger = client.post("/kiem-tra/", {"file": SimpleUploadedFile("b.pdf", content)})
    assert report.number in text_of(stranger)


def test_a_number_typed_in_any_way_leads_to_its_page(client):
    response = client.get("/kiem-tra/", {"number": " bc-2026-000012 "})

    assert response["Location"] == "/kiem-tra/BC-2026-000012/"


def test_a_number_that_nobody_gave_out_is_said_to_be_unknown(client):
    response = client.get("/kiem-tra/BC-2026-000012/")

    assert response.status_code == 404
    assert "Không có báo cáo mang số này" in text_of(response)


@pytest.mark.parametrize(
    "address", ["/chi-so/", "/chi-so/pii/2025/", "/chi-so/tinh-thu/", "/bao-cao/", "/kiem-tra/"]
)
def test_pages_are_there_in_english_too(client, address):
    response = client.get(f"/en{address}")

    assert response.status_code == 200
    assert '<html lang="en"' in response.content.decode()
