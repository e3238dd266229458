"""How a record is locked, saved and written down, whatever changes in it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from core import journal
from ecosystem.registry.choices import Source
from ecosystem.registry.models import Organization
from ecosystem.registry.policies import is_personal_number

from .errors import TaxCodeTakenError, VersionConflictError
from .rows import Stamp

DETAILS = frozenset(
    {
        "description_en",
        "first_registration_date",
        "head_office",
        "identifier_state",
        "logo",
        "main_industry",
        "name_en",
        "raising_until",
        "registration_number",
        "stage",
        "status",
        "technologies",
    }
)
"""Plain columns that no question of the form asks for."""


def locked(organization: Organization, version: int) -> Organization:
    """Return the record, held until the transaction ends. Raises VersionConflictError."""
    record = Organization.objects.select_for_update().get(pk=organization.pk)
    if record.version != version:
        raise VersionConflictError(record)
    return record


def stamp(on: date | None, recorded_at: datetime | None, source: Source) -> Stamp:
    """Return the stamp of a change: from today and from now on, unless something else is said."""
    at = recorded_at or timezone.now()
    return Stamp(on or timezone.localdate(at), at, source)


def refuse_taken(tax_code: str | None, other_than: Organization | None = None) -> None:
    """Raise TaxCodeTakenError where another live record has this tax code (REG-6)."""
    if not tax_code:
        return
    taken = Organization.objects.live().filter(tax_code=tax_code)
    if other_than is not None:
        taken = taken.exclude(pk=other_than.pk)
    if organization := taken.first():
        raise TaxCodeTakenError(organization)


def set_details(organization: Organization, details: Mapping[str, Any]) -> None:
    """Set plain columns, without saving."""
    if unknown := set(details) - DETAILS:
        raise ValueError(f"not a detail: {', '.join(sorted(unknown))}")
    for name, value in details.items():
        if name != "technologies":
            setattr(organization, name, value)


def set_technologies(organization: Organization, details: Mapping[str, Any]) -> None:
    """Link the technologies among the details; the record must be saved already."""
    if "technologies" in details:
        organization.technologies.set(details["technologies"])


def detail(organization: Organization, name: str) -> Any:
    """Return one of `DETAILS` as the journal keeps it."""
    if name == "technologies":
        return sorted(organization.technologies.values_list("code", flat=True))
    value = getattr(organization, name)
    return getattr(value, "pk", value)


def loggable(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers without what the journal must not keep for ever (PRV-2, REG-3)."""
    private = {"contact_name", "contact_email", "contact_phone", "representative", "consents"}
    said = {key: "…" if key in private else value for key, value in answers.items()}
    if "tax_code" in said:
        said["tax_code"] = loggable_tax_code(said["tax_code"])
    return said


def loggable_tax_code(tax_code: str | None) -> str | None:
    """Return the code as the journal keeps it: of a person's own number only the end (REG-3)."""
    if tax_code and is_personal_number(tax_code):
        return f"…{tax_code[-3:]}"
    return tax_code


def save(record: Organization, moment: datetime) -> None:
    """Save under the next version. Raises TaxCodeTakenError."""
    record.version += 1
    record.updated_at = moment
    save_unless_taken(record)


def save_unless_taken(record: Organization, **options: Any) -> None:
    """Save, and say whose the tax code is if somebody wrote it at the same moment (REG-6)."""
    try:
        with transaction.atomic():
            record.save(**options)
    except IntegrityError:
        refuse_taken(record.tax_code, other_than=record)
        raise


def keep_before(record: Organization) -> None:
    """Keep the record as a revision, if it has none, so that a change of it can be taken back."""
    if not record.revisions.exists():
        revision = record.save_revision(clean=False)
        type(revision).objects.filter(pk=revision.pk).update(created_at=record.updated_at)


def write_down(
    record: Organization, verb: str, *, by: User | None, at: datetime, **line: Any
) -> None:
    """Keep the record as it is now as a revision, and write the journal line."""
    revision = record.save_revision(user=by, clean=False)
    # The revision stands at the moment of the change, which an invented history has in the past.
    type(revision).objects.filter(pk=revision.pk).update(created_at=at)
    # Wagtail's history page lists its own log; ours, which nobody can change, stands beside it.
    log(
        instance=record,
        action="wagtail.create" if verb == "create" else "wagtail.edit",
        user=by,
        revision=revision,
        content_changed=True,
        timestamp=at,
    )
    journal.write(verb, record, by=by, at=at, **line)
