"""Vietnamese text, numbers and dates."""

import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core import vietnamese

SYLLABLES = st.text(
    alphabet=st.sampled_from(
        "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệ"
        "íìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ ĐÐƉÀỆ"
    ),
    max_size=40,
)
ANY_TEXT = st.one_of(SYLLABLES, st.text(max_size=40))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (unicodedata.normalize("NFD", "Đổi mới sáng tạo"), "Đổi mới sáng tạo"),
        ("Ðức Huệ", "Đức Huệ"),
        ("Ɖức Huệ", "Đức Huệ"),
        ("ðiện tử", "điện tử"),
        ("０３１２３４５６７８", "0312345678"),
        ("ＡＢＣ", "ABC"),
        ("  Công\u00a0ty\tTNHH \u3000 Gió\n Bấc ", "Công ty TNHH Gió Bấc"),
        ("Gò\u200b Dầu\ufeff", "Gò Dầu"),
        ("a\x00b", "ab"),
    ],
)
def test_text_from_any_keyboard_gets_one_form(typed, expected):
    assert vietnamese.normalize(typed) == expected


def test_line_breaks_stay_where_they_are_asked_for():
    typed = "Dòng  một\r\n\r\n\r\n\r\nDòng hai \n"

    assert vietnamese.normalize(typed, keep_lines=True) == "Dòng một\n\nDòng hai"


@given(ANY_TEXT)
def test_normalizing_folding_and_slugs_are_idempotent(text):
    normal = vietnamese.normalize(text)
    folded = vietnamese.fold(text)
    slug = vietnamese.slugify(text)

    assert vietnamese.normalize(normal) == normal
    assert vietnamese.fold(folded) == folded
    assert vietnamese.slugify(slug) == slug


@given(ANY_TEXT)
def test_the_encoding_of_the_input_makes_no_difference(text):
    decomposed = unicodedata.normalize("NFD", text)

    assert vietnamese.fold(decomposed) == vietnamese.fold(text)
    assert vietnamese.collation_key(decomposed) == vietnamese.collation_key(text)


@given(SYLLABLES)
def test_folded_vietnamese_is_ascii(text):
    assert vietnamese.fold(text).isascii()


@given(ANY_TEXT)
def test_collation_key_is_letters_and_digits_of_ascii_and_bounded(text):
    key = vietnamese.collation_key(text)

    assert key.isascii()
    assert key.isalnum()
    assert key == key.lower()


def test_folding_finds_what_is_typed_without_accents():
    assert vietnamese.fold("  ĐỨC   Huệ ") == "duc hue"
    assert vietnamese.fold("Đổi mới sáng tạo") == "doi moi sang tao"
    assert vietnamese.fold("hoà") == vietnamese.fold("hòa") == "hoa"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hòa bình", "hoà bình"),
        ("Tỉnh ủy", "Tỉnh uỷ"),
        ("TỈNH ỦY", "TỈNH UỶ"),
        ("khóa, hóa", "khoá, hoá"),
        ("sức khỏe", "sức khoẻ"),
        ("thủy lợi", "thuỷ lợi"),
        ("quý", "quý"),
        ("quí", "quí"),
        ("hoàn toàn", "hoàn toàn"),
        ("chuyển", "chuyển"),
        ("khuỷu", "khuỷu"),
        ("của mùa", "của mùa"),
    ],
)
def test_tone_of_open_oa_oe_uy_moves_to_the_second_vowel(old, new):
    assert vietnamese.unify_tone(old) == new
    assert vietnamese.unify_tone(new) == new


@given(SYLLABLES)
def test_moving_the_tone_changes_nothing_else(text):
    assert vietnamese.fold(vietnamese.unify_tone(text)) == vietnamese.fold(text)


def test_slug_keeps_the_d_with_stroke():
    assert vietnamese.slugify("Đổi mới sáng tạo Đức Huệ!") == "doi-moi-sang-tao-duc-hue"


IN_ORDER = [
    "",
    "0 Một",
    "1 Hai",
    "9",
    "a",
    "à",
    "ả",
    "ã",
    "á",
    "ạ",
    "An",
    "An Lục Long",
    "An Ninh",
    "anh",
    "ăn",
    "ân",
    "Bà Đen",
    "Bến Cầu",
    "Bến Lức",
    "Cần Đước",
    "Châu Thành",
    "Dầu Tiếng",
    "Dương Minh Châu",
    "Đức Hòa",
    "Đức Huệ",
    "Gò Dầu",
    "Hòa Thành",
    "ma",
    "mà",
    "mả",
    "mã",
    "má",
    "mạ",
    "Mộc Hóa",
    "mơ",
    "Ninh Điền",
    "ong",
    "ông",
    "ơn",
    "Tân An",
    "Tân Ninh",
    "Thủ Thừa",
    "ung",
    "ưng",
    "xa",
    "Ý Yên",
    "z",
    "Ω",
]


def test_sorted_by_key_is_sorted_as_in_the_dictionary():
    shuffled = sorted(IN_ORDER)

    assert sorted(shuffled, key=vietnamese.collation_key) == IN_ORDER


def test_place_of_tone_and_case_make_no_difference_to_the_order():
    assert vietnamese.collation_key("HÒA") == vietnamese.collation_key("hoà")


def test_letters_weigh_more_than_tones():
    assert vietnamese.collation_key("má an") < vietnamese.collation_key("ma ăn")


@pytest.mark.django_db
def test_the_database_sorts_keys_as_python_does():
    from django.db import connection

    keys = [vietnamese.collation_key(text) for text in reversed(IN_ORDER)]
    values = " UNION ALL ".join(["SELECT %s AS k"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT k FROM ({values}) AS t ORDER BY k", keys)
        rows = [row[0] for row in cursor.fetchall()]

    assert rows == sorted(keys)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (1188800, None, "1.188.800"),
        (1234.5, None, "1.234,5"),
        (Decimal("34.89"), 2, "34,89"),
        (Decimal("0.125"), 2, "0,13"),
        (-27, None, "−27"),
        (Decimal("-0.001"), 1, "0,0"),
        (0, None, "0"),
    ],
)
def test_number(value, places, expected):
    assert vietnamese.number(value, places) == expected


def test_number_in_english_and_percent_and_money():
    assert vietnamese.number(1234.5, language="en") == "1,234.5"
    assert vietnamese.number(-27, minus="-") == "-27"
    assert vietnamese.percent(Decimal("84.9")) == "84,9%"
    assert vietnamese.money(80_000_000) == "80.000.000 đồng"
    assert vietnamese.money(80_000_000, short=True) == "80 triệu đồng"
    assert vietnamese.money(3_450_000_000, short=True) == "3,5 tỷ đồng"


def test_counts_below_ten_have_two_digits():
    assert [vietnamese.two_digits(n) for n in (0, 4, 10, 1234, -1)] == [
        "0",
        "04",
        "10",
        "1.234",
        "-01",
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (1005, "một nghìn không trăm linh năm"),
        (2_000_000, "hai triệu"),
        (1_000_000_005, "một tỷ không trăm linh năm"),
        (-3, "âm ba"),
        (
            1_234_567_891,
            "một tỷ hai trăm ba mươi tư triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi mốt",
        ),
    ],
)
def test_number_in_words(value, words):
    assert vietnamese.in_words(value) == words


@given(st.integers(min_value=0, max_value=10**15))
def test_every_number_has_words_of_its_own(value):
    assert vietnamese.in_words(value) != vietnamese.in_words(value + 1)


def test_dates_of_documents_and_tables():
    assert vietnamese.date_short(date(2026, 11, 5)) == "05/11/2026"
    assert vietnamese.date_long(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert vietnamese.date_long(date(2026, 10, 30)) == "ngày 30 tháng 10 năm 2026"
    assert vietnamese.date_long(date(2026, 3, 9)) == "ngày 09 tháng 3 năm 2026"
    assert vietnamese.date_with_weekday(date(2026, 11, 27)) == "thứ Sáu 27/11/2026"


@pytest.mark.parametrize(
    "text",
    [
        "26/01/2021",
        "26/1/2021",
        "26.1.2021",
        "26-01-2021",
        "2021-01-26",
        "ngày 26 tháng 01 năm 2021",
        "Ngày 26 tháng 1 năm 2021",
        "２６/０１/２０２１",
        unicodedata.normalize("NFD", "ngày 26 tháng 01 năm 2021"),
    ],
)
def test_all_forms_of_a_day_are_read(text):
    assert vietnamese.parse_date(text) == date(2021, 1, 26)


@pytest.mark.parametrize("text", ["", "31/02/2021", "26/01/21", "hôm qua", "2021", "01/26/2021"])
def test_what_is_no_day_is_refused_with_the_form_to_use(text):
    with pytest.raises(vietnamese.UnreadableDateError, match="26/01/2021"):
        vietnamese.parse_date(text)


@given(st.dates())
def test_written_days_are_read_back(day):
    assert vietnamese.parse_date(vietnamese.date_short(day)) == day


PAGE = Template(
    "{% load vietnamese %}{{ n|number }} {{ n|number:2 }} {{ p|percent }} {{ none|number }} "
    "{{ day|day }} {{ at|moment }} {{ day|weekday_day }} {{ day|long_day }} {{ name|nbsp }}"
)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "vi",
            "1.234,5 1.234,50 84,9% — 27/11/2026 20/11/2026, 07:30 thứ Sáu 27/11/2026 "
            "ngày 27 tháng 11 năm 2026 Phường\u00a0Gò\u00a0Dầu",
        ),
        (
            "en",
            "1,234.5 1,234.50 84.9% — 27 November 2026 20 November 2026, 07:30 "
            "Friday 27 November 2026 27 November 2026 Phường\u00a0Gò\u00a0Dầu",
        ),
    ],
)
def test_filters_follow_the_language_of_the_page(language, expected):
    context = Context(
        {
            "n": Decimal("1234.5"),
            "p": Decimal("84.9"),
            "none": None,
            "day": date(2026, 11, 27),
            "at": datetime(2026, 11, 20, 0, 30, tzinfo=UTC),
            "name": "Phường Gò Dầu",
        }
    )

    with translation.override(language):
        assert PAGE.render(context) == expected
