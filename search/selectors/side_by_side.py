"""Up to four organizations in columns (SRCH-11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.vietnamese import date_short, number
from ecosystem.registry.choices import FactState
from ecosystem.registry.models import Organization
from ecosystem.registry.selectors import profile
from search.models import Card

MOST_COMPARED = 4
UNKNOWN = "—"


@dataclass(frozen=True)
class Cell:
    """A value as read, its date and source beneath. Unknown is a dash, never nought."""

    text: str = UNKNOWN
    note: str = ""


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Compared:
    """The table. `missing` are codes that lead to no public record."""

    profiles: tuple[profile.Profile, ...]
    rows: tuple[Row, ...]
    missing: tuple[str, ...]
    left_out: int


def compare(codes: Sequence[str]) -> Compared:
    """Return the first four public records among the codes, in the order asked for."""
    wanted = list(dict.fromkeys(code.upper() for code in codes))
    some = wanted[:MOST_COMPARED]
    found = {
        row.code: row
        for row in Organization.objects.published()
        .filter(code__in=some)
        .select_related("main_industry", "stage", "logo")
    }
    profiles = tuple(profile.profile(found[code]) for code in some if code in found)
    return Compared(
        profiles=profiles,
        rows=_rows(profiles),
        missing=tuple(code for code in some if code not in found),
        left_out=len(wanted) - len(some),
    )


def _rows(profiles: tuple[profile.Profile, ...]) -> tuple[Row, ...]:
    language = "en" if get_language() == "en" else "vi"
    cards = Card.objects.public_data([each.organization.pk for each in profiles])
    said = [cards.get(each.organization.pk, {}).get(language, {}) for each in profiles]
    organizations = [each.organization for each in profiles]
    today = timezone.localdate()

    def day(value: date | None) -> str:
        return date_short(value, language=language) if value else ""

    rows = [
        _row(_("Loại tổ chức"), [each.get_kind_display() for each in organizations]),
        _row(_("Tình trạng"), [each.get_status_display() for each in organizations]),
        _row(_("Lĩnh vực"), [", ".join(each.sectors) for each in profiles]),
        _row(_("Công nghệ"), [", ".join(each.technologies) for each in profiles]),
        _row(_("Giai đoạn"), [each.stage.name if each.stage else "" for each in organizations]),
        _row(_("Xã, phường"), [each.commune for each in profiles]),
        _row(
            _("Phân loại đang có hiệu lực"),
            [", ".join(text for text, tone in words.get("tags", []) if tone) for words in said],
        ),
        _row(_("Đăng ký lần đầu"), [day(each.first_registration_date) for each in organizations]),
        _row(_("Sản phẩm"), ["; ".join(item.name for item in each.products) for each in profiles]),
        _row(
            _("Đang gọi vốn đến"),
            [
                day(each.raising_until)
                if each.raising_until and each.raising_until >= today
                else ""
                for each in organizations
            ],
        ),
        *_fact_rows(profiles),
        _row(_("Xác nhận lần cuối"), [day(each.last_confirmed_on) for each in organizations]),
    ]
    return tuple(rows)


def _row(label: str, texts: Sequence[str]) -> Row:
    return Row(label, tuple(Cell(text or UNKNOWN) for text in texts))


def _fact_rows(profiles: tuple[profile.Profile, ...]) -> list[Row]:
    labels = dict.fromkeys(fact.label for each in profiles for fact in each.facts)
    rows = []
    for label in labels:
        cells = []
        for each in profiles:
            fact = next((fact for fact in each.facts if fact.label == label), None)
            cells.append(_fact(fact) if fact else Cell())
        rows.append(Row(label, tuple(cells)))
    return rows


def _fact(fact: profile.PublicFact) -> Cell:
    language = "en" if get_language() == "en" else "vi"
    period = fact.period or (date_short(fact.on_date, language=language) if fact.on_date else "")
    source = fact.source or str(FactState(fact.state).label)
    return Cell(
        text=f"{number(fact.value, language=language)} {fact.unit}",
        note=" · ".join(part for part in (period, source) if part),
    )
