"""What the registry says of an organization, for its application (PRG-7)."""

from typing import Any

from django.utils.translation import gettext as _

from ecosystem.registry.choices import OrganizationKind
from ecosystem.registry.models import Organization
from ecosystem.registry.policies import parse_tax_code
from ecosystem.registry.selectors.answers import answers_of
from ecosystem.registry.selectors.display import Words, label_of

COPIED = (
    "legal_name",
    "tax_code",
    "short_name",
    "first_registration_date",
    "street",
    "commune",
    "description",
    "sectors",
    "products",
    "staff",
    "website",
)
"""Answers that go with an application. People and their addresses stay in the registry."""

NAMING = frozenset({"legal_name", "tax_code", "short_name", "street", "website", "description"})
"""What gives the organization away in the anonymous phase (PRG-13)."""

Row = tuple[str, str]


def copy_of(organization: Organization) -> dict[str, Any]:
    """Return the registry's answers of this moment: kind, sector codes, rows of key and text."""
    answers = {key: value for key, value in answers_of(organization).items() if key in COPIED}
    if parse_tax_code(organization.tax_code or "", organization.kind).is_personal:
        # A person's number is nobody's business here (REG-3).
        answers["tax_code"] = ""
    words = Words(answers)
    return {
        "kind": organization.kind,
        "sectors": answers["sectors"],
        "rows": [[key, words.text(key, answers[key])] for key in COPIED if answers.get(key)],
    }


def standing_of(organization: Organization) -> tuple[str, list[str]]:
    """Return kind and sector codes now."""
    rows = organization.sector_rows.current().filter(valid_to=None)
    return organization.kind, list(rows.values_list("sector__code", flat=True))


def rows_of(copy: dict[str, Any], *, blind: bool = False) -> tuple[Row, ...]:
    """Return a copy as people read it; `blind` leaves out what names the organization."""
    rows = [(_("Loại tổ chức"), str(OrganizationKind(copy["kind"]).label))]
    rows += [
        (label_of(key), text)
        for key, text in copy["rows"]
        if text and not (blind and key in NAMING)
    ]
    return tuple(rows)
