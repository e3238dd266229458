"""The form of a call: which questions are asked of whom, and what is wrong with an answer."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import vietnamese
from core.vietnamese import UnreadableDateError, parse_date
from programs.calls.choices import FieldKind
from programs.calls.models import Application, Call, FormField, FormVersion

from .registry_copy import standing_of

DEFAULT_LENGTH = {FieldKind.TEXT: 300, FieldKind.LONG_TEXT: 5000}


@dataclass(frozen=True)
class Context:
    """What decides which questions are asked: kind of organization, sectors, track."""

    kind: str
    sectors: frozenset[str]
    track: str


@dataclass(frozen=True)
class Problem:
    """Something to correct before the application can be sent; `section` is its place, from 1."""

    key: str
    sentence: str
    section: int
    is_missing: bool = False


@dataclass(frozen=True)
class Section:
    """Questions under one heading: one step of the form."""

    number: int
    title: str
    fields: tuple[FormField, ...]


def current_version(call: Call) -> FormVersion | None:
    """Return the form that staff last wrote, tested or not."""
    return call.form_versions.first()


def context_of(application: Application) -> Context:
    """Return what the registry says now for a draft, and said then for what was sent."""
    if application.registry_copy:
        copy = application.registry_copy
        return Context(copy["kind"], frozenset(copy["sectors"]), application.track)
    kind, sectors = standing_of(application.organization)
    return Context(kind, frozenset(sectors), application.track)


def asked(fields: Iterable[FormField], context: Context | None) -> tuple[FormField, ...]:
    """Return the questions that are asked in this context; without one, all (PRG-5)."""
    return tuple(field for field in fields if context is None or _is_asked(field, context))


def _is_asked(field: FormField, context: Context) -> bool:
    if field.kinds and context.kind not in field.kinds:
        return False
    if field.sectors and context.sectors.isdisjoint(field.sectors):
        return False
    return not field.tracks or context.track in field.tracks


def fields_of(application: Application) -> tuple[FormField, ...]:
    """Return the questions that this application was asked."""
    return asked(application.form_version.fields.all(), context_of(application))


def sections(fields: Iterable[FormField]) -> tuple[Section, ...]:
    """Return the questions under their headings, in the order of the form."""
    ordered = list(fields)
    titles = list(dict.fromkeys(field.section for field in ordered))
    by_title = sorted(ordered, key=lambda field: titles.index(field.section))
    made = []
    for number, (_title, group) in enumerate(groupby(by_title, key=lambda f: f.section), start=1):
        found = tuple(group)
        made.append(Section(number, said(found[0].section, found[0].section_en), found))
    return tuple(made)


def said(text: str, text_en: str) -> str:
    """Return the text in the language that is read, Vietnamese where there is no other."""
    return (get_language() == "en" and text_en) or text


def label(field: FormField) -> str:
    return said(field.label, field.label_en)


def problems(
    fields: Iterable[FormField],
    answers: Mapping[str, Any],
    files: Collection[str],
) -> tuple[Problem, ...]:
    """Return what keeps these answers from being sent. `files` are keys that have a file."""
    found = []
    for section in sections(fields):
        for field in section.fields:
            is_answered = (
                field.key in files
                if field.kind == FieldKind.FILE
                else bool(str(answers.get(field.key) or "").strip())
            )
            if not is_answered:
                if field.is_required:
                    sentence = _("Trả lời câu “%(label)s”") % {"label": label(field)}
                    found.append(Problem(field.key, sentence, section.number, is_missing=True))
            elif field.kind != FieldKind.FILE and (
                sentence := wrong_with(field, str(answers[field.key]).strip())
            ):
                found.append(Problem(field.key, sentence, section.number))
    return tuple(found)


def wrong_with(field: FormField, text: str) -> str:
    """Return what to do about a typed answer, or nothing where it can be read."""
    match field.kind:
        case FieldKind.NUMBER:
            return _wrong_number(field, text)
        case FieldKind.DATE:
            try:
                parse_date(text)
            except UnreadableDateError:
                return _("Nhập ngày như 20/11/2026")
            return ""
        case FieldKind.CHOICE:
            return "" if text in field.options else _("Chọn một trong các câu trả lời")
        case _:
            limit = field.max_length or DEFAULT_LENGTH[FieldKind(field.kind)]
            if len(text) > limit:
                return _("Rút gọn còn nhiều nhất %(limit)s ký tự (đang có %(count)s)") % {
                    "limit": limit,
                    "count": len(text),
                }
            return ""


def _wrong_number(field: FormField, text: str) -> str:
    value = number_in(text)
    if value is None:
        return _("Nhập một số, ví dụ 12 hoặc 1.234,5")
    if field.minimum is not None and value < field.minimum:
        return _("Nhập số từ %(limit)s trở lên") % {"limit": vietnamese.number(field.minimum)}
    if field.maximum is not None and value > field.maximum:
        return _("Nhập số không quá %(limit)s") % {"limit": vietnamese.number(field.maximum)}
    return ""


def number_in(text: str) -> Decimal | None:
    """Read a number as Vietnamese write it: dots between thousands, a comma before decimals."""
    compact = text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    whole, comma, part = compact.partition(",")
    try:
        return Decimal(whole.replace(".", "") + ("." + part if comma else ""))
    except InvalidOperation:
        return None
