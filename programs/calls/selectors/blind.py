"""The anonymous phase: what may be shown, and where the firm still shows through (PRG-13)."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.vietnamese import fold
from programs.calls.choices import FieldKind
from programs.calls.models import Application, FormField

from . import applications, form

LEGAL_WORDS = re.compile(
    r"^(cong ty|ctcp|tnhh|co phan|mot thanh vien|hai thanh vien|hop tac xa|ho kinh doanh|nhom du an"
    r"|doanh nghiep|tu nhan|tm|dv|thuong mai|dich vu|san xuat)\b\s*"
)


def names_of(application: Application) -> tuple[str, ...]:
    """Return the folded words that give the organization away: names, code, tax code, people."""
    organization = application.organization
    names = [organization.legal_name, organization.short_name, organization.name_en]
    names += list(organization.names.current().values_list("text", flat=True))
    roles = organization.roles.current().filter(valid_to=None).select_related("person")
    names += [role.person.full_name for role in roles]
    names.append(application.applicant.full_name)
    found = {fold(name) for name in names if name}
    found |= {_core(name) for name in found}
    found |= {fold(each) for each in (organization.code, organization.tax_code or "") if each}
    website = re.sub(r"^https?://(www\.)?", "", organization.website).strip("/")
    found |= {fold(website)} if website else set()
    # Two letters would be found in every text.
    return tuple(sorted(name for name in found if len(name) > 3))


def _core(folded: str) -> str:
    """Return the name without its legal form: "cong ty tnhh hat suong" is known as "hat suong"."""
    before = ""
    while before != folded:
        before, folded = folded, LEGAL_WORDS.sub("", folded)
    return folded


def shown_fields(application: Application) -> tuple[FormField, ...]:
    """Return the questions that go into the anonymous copy."""
    return tuple(field for field in form.fields_of(application) if not field.is_identifying)


def warnings(application: Application) -> tuple[str, ...]:
    """Return in words each place of the copy where a name still stands, texts and file names."""
    names = names_of(application)
    answers = application.blind_answers or {}
    files = applications.files_of(application)
    found = []
    for field in shown_fields(application):
        if field.kind != FieldKind.FILE and _has(names, answers.get(field.key, "")):
            found.append(_("“%(label)s” còn tên") % {"label": form.label(field)})
        file = files.get(field.key)
        if file and file.is_blind_safe and _has(names, re.sub(r"[-_.]+", " ", file.file.name)):
            found.append(_("Tên tệp “%(name)s” còn tên") % {"name": file.file.name})
    return tuple(found)


def _has(names: Iterable[str], text: str) -> bool:
    folded = fold(text)
    return any(name in folded for name in names)
