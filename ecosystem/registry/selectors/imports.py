"""What an import would do: one verdict per row, nothing written (IOP-6)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz

from core.sheets import Header, Sheet, find_header
from ecosystem.registry.choices import PlaceType, RoleType
from ecosystem.registry.models import Address, Organization, Role
from ecosystem.taxonomy.models import IndustryCode
from ecosystem.taxonomy.selectors import province

from .duplicates import NEAR_NAME, core_name
from .import_places import Place, Places
from .import_rows import HEADINGS, ParsedRow, Trouble, parse

BATCH = 500
OTHER_NAME = 60
"""Below this likeness the same tax code with another name is no update but a clash."""
COMMON_WORD = 200
"""A word that stands in more names than this tells nothing about likeness."""

NEW, UPDATE, SAME, CLASH, ERROR = "new", "update", "same", "clash", "error"
VERDICTS = {
    NEW: gettext_lazy("mới"),
    UPDATE: gettext_lazy("cập nhật"),
    SAME: gettext_lazy("giống"),
    CLASH: gettext_lazy("vướng"),
    ERROR: gettext_lazy("lỗi"),
}
FIELD_NAMES = {name: headings[0] for name, headings in HEADINGS.items()} | {
    "head_office": "trụ sở chính"
}

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ColumnMapping:
    """How a file of one kind is read; kept by the officer and given again with the next file."""

    columns: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None


@dataclass
class Verdict:
    """What would become of one row. `line` is the row's number in the file, from 1."""

    line: int
    verdict: str
    row: ParsedRow
    place: Place
    organization_id: int | None = None
    code: str = ""
    fields: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    repair: str = ""
    like: tuple[int, ...] = ()
    like_lines: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The verdict in words, as it stands in the report's extra column."""
        words = str(VERDICTS[self.verdict])
        if self.code:
            words += f" {self.code}"
        if self.fields:
            words += f" ({', '.join(FIELD_NAMES[name] for name in self.fields)})"
        notes = [*self.reasons, *self.row.notes]
        return f"{words}: {'; '.join(notes)}" if notes else words


@dataclass(frozen=True)
class Plan:
    """All verdicts of a file, and the columns that they were read from."""

    header: Header
    verdicts: list[Verdict]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(each.verdict for each in self.verdicts)
        return {name: found[name] for name in VERDICTS}

    @property
    def repairs(self) -> int:
        return sum(bool(each.repair) for each in self.verdicts)

    @property
    def is_clean(self) -> bool:
        return not any(each.verdict in (CLASH, ERROR) for each in self.verdicts)


def plan(
    sheet: Sheet,
    mapping: ColumnMapping | None = None,
    *,
    accept_repairs: bool = False,
    progress: Progress = lambda done, total: None,
) -> Plan:
    """Return a verdict for each row. Six queries once, and five for each 500 rows.

    Raises core.sheets.SheetError when no column is recognized.
    """
    mapping = mapping or ColumnMapping()
    wanted = {
        name: (mapping.columns[name],) if name in mapping.columns else headings
        for name, headings in HEADINGS.items()
    }
    header = find_header(sheet, wanted)
    reader = _Reader(header, mapping, accept_repairs)
    verdicts: list[Verdict] = []
    lines = range(header.data_row, len(sheet.rows))
    for start in range(0, len(lines), BATCH):
        part = [
            (index + 1, sheet.rows[index])
            for index in lines[start : start + BATCH]
            if any(sheet.rows[index])
        ]
        verdicts += reader.batch(part)
        progress(min(start + BATCH, len(lines)), len(lines))
    return Plan(header, verdicts)


def cell_of(header: Header, line: int, name: str) -> str:
    """Return the address of a cell as spreadsheets write it, "C12"; the row without its column."""
    if name not in header.columns:
        return str(line)
    number, letters = header.columns[name] + 1, ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{line}"


class _Reader:
    """Knows the communes, the registry's names, and what earlier rows of the file said."""

    def __init__(self, header: Header, mapping: ColumnMapping, accept_repairs: bool) -> None:
        self.header = header
        self.mapping = mapping
        self.accept_repairs = accept_repairs
        self.places = Places(province())
        self.industries = set(IndustryCode.objects.values_list("code", flat=True))
        self.names = _Names()
        self.lines_by_tax_code: dict[str, Verdict] = {}

    def batch(self, part: Sequence[tuple[int, Sequence[str]]]) -> Iterator[Verdict]:
        parsed = [
            (
                line,
                parse(
                    self.header.values(tuple(cells)),
                    accept_repairs=self.accept_repairs,
                    statuses=self.mapping.statuses,
                    kinds=self.mapping.kinds,
                ),
            )
            for line, cells in part
        ]
        known = _Known(row for _line, row in parsed)
        for line, row in parsed:
            verdict = self._verdict(line, row, known)
            if row.tax_code:
                self.lines_by_tax_code.setdefault(row.tax_code, verdict)
            if verdict.verdict == NEW:
                self.names.add(core_name(row.values["legal_name"]), row.tax_code, -line)
            yield verdict

    def _verdict(self, line: int, row: ParsedRow, known: "_Known") -> Verdict:
        place = self.places.resolve(row.values.get("address", ""))
        if place.note:
            row.notes.append(place.note)
        if place.trouble:
            row.troubles.append(Trouble("address", place.trouble))
        self._note_industries(row)
        if row.troubles:
            return self._error(line, row, place)
        earlier = self.lines_by_tax_code.get(row.tax_code)
        if earlier is not None:
            return self._repeated(line, row, place, earlier)
        code = row.values.get("code", "")
        record = known.by_code.get(code) if code else known.by_tax_code.get(row.tax_code)
        if code and record is None:
            row.troubles.append(
                Trouble("code", _("Danh bạ không có mã %(code)s.") % {"code": code})
            )
            return self._error(line, row, place)
        if record is not None:
            return self._against(line, row, place, record, known)
        return self._new(line, row, place)

    def _note_industries(self, row: ParsedRow) -> None:
        if len(row.industries) > 1:
            # Registers list the codes in the order of their digits, so the first is not the main.
            row.notes.append(
                _("nhiều mã ngành, chưa rõ mã nào là chính nên chưa ghi: %(codes)s")
                % {"codes": ", ".join(row.industries)}
            )
        elif unknown := [code for code in row.industries if code not in self.industries]:
            row.notes.append(_("mã ngành %(code)s chưa có trong danh mục") % {"code": unknown[0]})

    def _error(self, line: int, row: ParsedRow, place: Place) -> Verdict:
        reasons = tuple(
            f"{cell_of(self.header, line, each.field)}: {each.reason}" for each in row.troubles
        )
        repair = next((each.repair for each in row.troubles if each.repair), "")
        return Verdict(line, ERROR, row, place, reasons=reasons, repair=repair)

    def _repeated(self, line: int, row: ParsedRow, place: Place, earlier: Verdict) -> Verdict:
        differing = tuple(
            name
            for name in HEADINGS
            if row.values.get(name) and row.values[name] != earlier.row.values.get(name)
        )
        said = {"line": earlier.line}
        if not differing:
            return Verdict(line, SAME, row, place, reasons=(_("lặp lại dòng %(line)s") % said,))
        reason = _("cùng mã số thuế với dòng %(line)s nhưng khác nội dung") % said
        return Verdict(line, CLASH, row, place, fields=differing, reasons=(reason,))

    def _against(
        self, line: int, row: ParsedRow, place: Place, record: Organization, known: "_Known"
    ) -> Verdict:
        said = partial(
            Verdict, line, row=row, place=place, organization_id=record.pk, code=record.code
        )
        other = known.by_tax_code.get(row.tax_code)
        if other is not None and other.pk != record.pk:
            reason = _("mã số thuế đã thuộc %(code)s") % {"code": other.code}
            return said(verdict=CLASH, reasons=(reason,))
        likeness = fuzz.token_sort_ratio(
            core_name(row.values["legal_name"]), core_name(record.legal_name)
        )
        if likeness < OTHER_NAME:
            reason = _("danh bạ ghi tên khác hẳn: %(name)s") % {"name": record.legal_name}
            return said(verdict=CLASH, reasons=(reason,))
        fields = known.changed(record, row)
        return said(verdict=UPDATE if fields else SAME, fields=fields)

    def _new(self, line: int, row: ParsedRow, place: Place) -> Verdict:
        name = core_name(row.values["legal_name"])
        # Branches of one head office are called alike; their codes tell them apart.
        near = [] if row.head_tax_code else self.names.near(name)
        doubtful = [each for each in near if not (row.tax_code and each.tax_code)]
        if doubtful:
            first = doubtful[0]
            where = _("dòng %(line)s") % {"line": -first.key} if first.key < 0 else first.code
            reason = _("tên gần giống %(where)s, thiếu mã số thuế để phân biệt") % {"where": where}
            return Verdict(line, CLASH, row, place, reasons=(reason,))
        if near:
            row.notes.append(_("tên gần giống tổ chức khác; sẽ vào danh sách nghi trùng"))
        return Verdict(
            line,
            NEW,
            row,
            place,
            like=tuple(each.key for each in near if each.key > 0),
            like_lines=tuple(-each.key for each in near if each.key < 0),
        )


@dataclass(frozen=True)
class _Named:
    """A name that is taken: by a record (`key` is its primary key) or a row (minus its line)."""

    name: str
    tax_code: str
    key: int
    code: str = ""


class _Names:
    """Names of the registry and of the file so far, found by their rarest words (REG-15)."""

    def __init__(self) -> None:
        self.by_word: dict[str, list[_Named]] = defaultdict(list)
        rows = Organization.objects.live().values_list("pk", "code", "folded_name", "tax_code")
        for pk, code, name, tax_code in rows.iterator(chunk_size=5000):
            self.add(core_name(name), tax_code or "", pk, code)

    def add(self, name: str, tax_code: str, key: int, code: str = "") -> None:
        named = _Named(name, tax_code, key, code)
        for word in set(name.split()):
            self.by_word[word].append(named)

    def near(self, name: str) -> list[_Named]:
        lists = sorted((self.by_word.get(word, ()) for word in set(name.split())), key=len)
        candidates = {
            each.key: each
            for found in lists[:3]
            if len(found) <= COMMON_WORD or found is lists[0]
            for each in found[-COMMON_WORD:]
        }
        return [
            each
            for each in candidates.values()
            if fuzz.token_sort_ratio(name, each.name) >= NEAR_NAME
        ][:5]


class _Known:
    """The records that a batch of rows speaks of, with what rows are compared with."""

    def __init__(self, rows: Iterable[ParsedRow]) -> None:
        rows = list(rows)
        seats = Prefetch(
            "addresses",
            Address.objects.current().filter(place_type=PlaceType.SEAT, valid_to=None),
            to_attr="open_seats",
        )
        people = Prefetch(
            "roles",
            Role.objects.current()
            .filter(valid_to=None)
            .order_by("-may_act", "pk")
            .select_related("person"),
            to_attr="open_roles",
        )
        live = (
            Organization.objects.live()
            .select_related("main_industry")
            .prefetch_related(seats, people)
        )
        tax_codes = {row.tax_code for row in rows if row.tax_code}
        codes = {row.values["code"] for row in rows if "code" in row.values}
        self.by_tax_code = {each.tax_code: each for each in live.filter(tax_code__in=tax_codes)}
        self.by_code = {each.code: each for each in live.filter(code__in=codes)} if codes else {}

    def changed(self, record: Any, row: ParsedRow) -> tuple[str, ...]:
        """Return what the row says otherwise. An empty cell says nothing."""
        seat = record.open_seats[0] if record.open_seats else None
        people = {role.role: role.person for role in record.open_roles}
        representative = people.get(RoleType.LEGAL_REPRESENTATIVE)
        contact = people.get(RoleType.CONTACT)
        standing = {
            "legal_name": record.legal_name,
            "short_name": record.short_name,
            "name_en": record.name_en,
            "tax_code": record.tax_code or "",
            "description": " ".join(record.description.split()),
            "website": record.website,
            "address": seat.text if seat else "",
            "representative": representative.full_name if representative else "",
            "contact_phone": contact.phone if contact else "",
            "contact_email": contact.email if contact else "",
            "status": record.status,
            "first_registration_date": record.first_registration_date,
        }
        said = {
            **row.values,
            "tax_code": row.tax_code,
            "status": row.status,
            "first_registration_date": row.first_day,
        }
        return tuple(
            name for name, value in standing.items() if said.get(name) and said[name] != value
        )
