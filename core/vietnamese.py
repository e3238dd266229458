"""Vietnamese text, numbers and dates: one form in, one form out.

What is typed arrives in several encodings of the same letter; it is brought to one on input.
What is searched or compared is folded; what is sorted has a key that any database sorts alike.
"""

import re
import unicodedata
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

Number = int | float | Decimal


class _OneForm(dict[int, str]):
    """What each character becomes on input; thought out once, when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        if char in "\n\u2028\u2029\x85":
            form = "\n"
        elif char.isspace() or category == "Zs":
            form = " "
        elif category in ("Cf", "Cc", "Cs"):
            form = ""
        elif 0xFF01 <= code <= 0xFF5E:
            form = chr(code - 0xFEE0)  # full width
        else:
            form = {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"}.get(char, char)
        self[code] = form
        return form


_ONE_FORM = _OneForm()

# In the order of the dictionary: ngang, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
ENGLISH_WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class UnreadableDateError(ValueError):
    """The text is not a day in any of the forms that people here write."""


# Text ------------------------------------------------------------------------------------------


def normalize(text: str, *, keep_lines: bool = False) -> str:
    """Return `text` in NFC, with one đ, ASCII digits, single blanks and nothing invisible.

    With `keep_lines`, line breaks stay (at most one empty line in a row).
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_ONE_FORM)
    text = unicodedata.normalize("NFC", text)
    if not keep_lines:
        return " ".join(text.split())
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def fold(text: str) -> str:
    """Return `text` for searching and comparing: lower case, without accents, đ as d."""
    letters = unicodedata.normalize("NFD", normalize(text).lower().replace("đ", "d"))
    kept = "".join(char for char in letters if unicodedata.category(char) != "Mn")
    return normalize(kept)


_OLD_STYLE = re.compile(r"([òóỏõọ])([ae])(?!\w)|([ùúủũụ])(y)(?!\w)", re.IGNORECASE)


def unify_tone(text: str) -> str:
    """Return `text` with the tone of open oa, oe, uy on the second vowel: hoá, khoẻ, thuỷ.

    The u of "qu" belongs to the q and carries no tone in either style, so "quý" stays.
    """

    def move(found: re.Match[str]) -> str:
        first, second = found[0][0], found[0][1]
        letters = unicodedata.normalize("NFD", first)
        return letters[0] + unicodedata.normalize("NFC", second + letters[1:])

    return _OLD_STYLE.sub(move, normalize(text, keep_lines=True))


def slugify(text: str) -> str:
    """Return folded `text` as a part of an address: "Đổi mới" gives "doi-moi"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def _code_of_letters() -> dict[str, str]:
    """Return a code for each sign, in dictionary order, of which none begins another."""
    codes = {"0": "03"} | {digit: digit for digit in "123456789"}
    codes |= {letter: letter for letter in "bcfghijklmnpqrstvwxy"}
    for family in ("aăâ", "dđ", "eê", "oôơ", "uư", "z"):
        codes |= {letter: f"{family[0]}{place}" for place, letter in enumerate(family)}
    return codes


_CODES = _code_of_letters()
_BETWEEN_WORDS = "02"
_BEFORE_TONES = "00"
# Breve, circumflex, horn: they make another letter, not another tone.
_LETTER_MARKS = "\u0306\u0302\u031b"


def collation_key(text: str) -> str:
    """Return a key by which plain comparison gives the order of a Vietnamese dictionary.

    Letters come first (a ă â b c d đ …), then tones, one figure a word; case, punctuation and the
    place of the tone make no difference. The key is ASCII letters and digits, so that every
    database sorts it alike; it is at most three times as long as the text, and may be cut.
    """
    words = re.findall(r"[^\W_]+", normalize(text).lower())
    keys, tones = [], []
    for word in words:
        key, tone = _word_key(word)
        keys.append(key)
        tones.append(tone)
    return _BETWEEN_WORDS.join(keys) + _BEFORE_TONES + "".join(tones)


def _word_key(word: str) -> tuple[str, str]:
    key, word_tone = "", "0"
    for char in word:
        letters = unicodedata.normalize("NFD", char)
        tone = next((_TONES[mark] for mark in letters if mark in _TONES), "0")
        if word_tone == "0":
            word_tone = tone
        base = letters[0] + "".join(mark for mark in letters[1:] if mark in _LETTER_MARKS)
        letter = unicodedata.normalize("NFC", base)
        # Letters of other scripts stand after z, in the order of their code points.
        key += (
            _CODES.get(letter) or _CODES.get(letters[0]) or f"z1{min(ord(letters[0]), 0xFFFFF):05x}"
        )
    return key, word_tone


# Numbers ---------------------------------------------------------------------------------------


def _decimal(value: Number) -> Decimal:
    # By way of its text, so that 0.1 is a tenth.
    return value if isinstance(value, Decimal) else Decimal(str(value))


def number(
    value: Number, places: int | None = None, *, language: str = "vi", minus: str = "−"
) -> str:
    """Return 1234.5 as "1.234,5" (in English "1,234.5"), rounded half up to `places`.

    Without `places` all digits given are shown. Printed documents pass `minus="-"`.
    """
    amount = _decimal(value)
    if places is not None:
        amount = amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(amount):,f}"
    if language == "vi":
        text = text.translate({ord(","): ".", ord("."): ","})
    return f"{minus}{text}" if amount < 0 else text


def percent(
    value: Number, places: int | None = None, *, language: str = "vi", minus: str = "−"
) -> str:
    """Return a share that is already in hundredths, 0 to 100, as "84,9%"."""
    return f"{number(value, places, language=language, minus=minus)}%"


def money(amount: Number, *, short: bool = False) -> str:
    """Return đồng as "1.234.000 đồng"; `short` as "1,2 triệu đồng" or "3,5 tỷ đồng"."""
    if short:
        exact = _decimal(amount)
        for unit, name in ((Decimal(10**9), "tỷ"), (Decimal(10**6), "triệu")):
            if abs(exact) >= unit:
                rounded = (exact / unit).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
                shown = rounded.to_integral_value() if rounded == int(rounded) else rounded
                return f"{number(shown)} {name} đồng"
    return f"{number(amount, 0)} đồng"


def two_digits(value: int) -> str:
    """Return a count as resolutions write it: 4 as "04", 0 as "0", -1 as "-01"."""
    if 0 < abs(value) < 10:
        return f"{'-' if value < 0 else ''}0{abs(value)}"
    return number(value, minus="-")


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def in_words(value: int) -> str:
    """Return a whole number in words: 1005 is "một nghìn không trăm linh năm"."""
    if value < 0:
        return f"âm {in_words(-value)}"
    if value == 0:
        return _DIGITS[0]
    return " ".join(_words(value, after_higher=False))


def _words(value: int, *, after_higher: bool) -> list[str]:
    words: list[str] = []
    billions, value = divmod(value, 10**9)
    if billions:
        words += [*_words(billions, after_higher=after_higher), "tỷ"]
    for unit, name in ((10**6, "triệu"), (1000, "nghìn"), (1, "")):
        group, value = divmod(value, unit)
        if group:
            words += _group(group, after_higher=after_higher or bool(words))
            words += [name] if name else []
    return words


def _group(value: int, *, after_higher: bool) -> list[str]:
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    words: list[str] = []
    if hundreds or after_higher:
        words += [_DIGITS[hundreds], "trăm"]
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [_DIGITS[tens], "mươi"]
    elif ones and words:
        words.append("linh")
    if ones == 1 and tens > 1:
        words.append("mốt")
    elif ones == 4 and tens > 1:
        words.append("tư")
    elif ones == 5 and tens:
        words.append("lăm")
    elif ones:
        words.append(_DIGITS[ones])
    return words


# Dates -----------------------------------------------------------------------------------------


def local_day(value: date) -> date:
    """Return the day of a date, or of an aware moment in local time."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def date_short(value: date, *, language: str = "vi") -> str:
    """Return "20/11/2026", in English "20 November 2026"."""
    day = local_day(value)
    if language == "vi":
        return f"{day.day:02}/{day.month:02}/{day.year:04}"
    return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"


def date_long(value: date) -> str:
    """Return "ngày 05 tháng 02 năm 2026"; of the months only 1 and 2 have a leading zero."""
    day = local_day(value)
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def date_with_weekday(value: date, *, language: str = "vi") -> str:
    """Return "thứ Sáu 27/11/2026", in English "Friday 27 November 2026"."""
    day = local_day(value)
    names = WEEKDAYS if language == "vi" else ENGLISH_WEEKDAYS
    return f"{names[day.weekday()]} {date_short(day, language=language)}"


def moment(value: datetime, *, language: str = "vi") -> str:
    """Return "20/11/2026, 07:30" in local time."""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{date_short(local, language=language)}, {local:%H:%M}"


_DAY_FORMS = (
    re.compile(r"(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    re.compile(r"(?:ngay )?(?P<d>\d{1,2}) thang (?P<m>\d{1,2}) nam (?P<y>\d{4})"),
)


def parse_date(text: str) -> date:
    """Return the day written as 26/01/2021, 26/1/2021, 30.9.2024, in the long form, or ISO.

    Raises UnreadableDateError, whose sentence names the form to use.
    """
    plain = fold(text)
    for form in _DAY_FORMS:
        if found := form.fullmatch(plain):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                break
    raise UnreadableDateError(
        _("Không đọc được ngày “%(text)s”; viết theo mẫu 26/01/2021.") % {"text": text[:40]}
    )
