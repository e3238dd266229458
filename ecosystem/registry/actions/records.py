"""How a record is locked, saved and written down, whatever changes in it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from core import journal
from ecosystem.registry.choices import Source
from ecosystem.registry.models import Organization

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
    """Return the answers without what the journal must not keep for ever (PRV-2)."""
    private = {"contact_name", "contact_email", "contact_phone", "representative", "consents"}
    return {key: "…" if key in private else value for key, value in answers.items()}


def save(record: Organization, moment: datetime) -> None:
    """Save under the next version."""
    record.version += 1
    record.updated_at = moment
    record.save()


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
