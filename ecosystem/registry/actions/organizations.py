"""What changes a record of the registry. Everything counted becomes dated rows (ARC-2)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import journal, numbering
from core.lifecycle import ObstacleError
from ecosystem.registry import policies
from ecosystem.registry.choices import (
    EventKind,
    HowChosen,
    IdentifierState,
    OrganizationKind,
    ProofLevel,
    RoleType,
    Source,
    Visibility,
)
from ecosystem.registry.models import (
    Address,
    Confirmation,
    Listing,
    Organization,
    Person,
    Role,
)
from ecosystem.registry.selectors.answers import answers_of, only, same_answer
from ecosystem.taxonomy.models import AdministrativeUnit
from ecosystem.taxonomy.selectors import province

from . import records, rows


@transaction.atomic
def create(
    kind: str,
    answers: Mapping[str, Any],
    *,
    by: User | None,
    code: str | None = None,
    on: date | None = None,
    recorded_at: datetime | None = None,
    is_demo: bool = False,
    source: Source = Source.OWNER,
    details: Mapping[str, Any] | None = None,
) -> Organization:
    """Write a new record from the form's answers, not yet public. `by=None` is the system.

    Rows are true from `on` and believed from `recorded_at`, by default from now. `details` are
    the plain columns of `records.DETAILS`. Raises TaxCodeTakenError, ObstacleError.
    """
    _ask(policies.maintain_registry(by) if by else None)
    stamp = records.stamp(on, recorded_at, source)
    tax_code = answers.get("tax_code") or None
    # Giving the code out makes others wait; who waited sees the record that was written first.
    code = _given(code) if code else _next_code()
    records.refuse_taken(tax_code)
    organization = Organization(
        code=code,
        kind=OrganizationKind(kind),
        is_demo=is_demo,
        tax_code=tax_code,
        identifier_state=_identifier_state(answers),
        created_at=stamp.at,
        updated_at=stamp.at,
    )
    rows.set_columns(organization, answers)
    records.set_details(organization, details or {})
    records.save_unless_taken(organization, force_insert=True)
    rows.write_answers(organization, answers, frozenset(answers), stamp)
    if founded := organization.first_registration_date:
        rows.write_event(organization, EventKind.FOUNDED, stamp, day=founded)
    records.set_technologies(organization, details or {})
    records.write_down(organization, "create", by=by, at=stamp.at, after=records.loggable(answers))
    return organization


@transaction.atomic
def apply_answers(
    organization: Organization,
    answers: Mapping[str, Any],
    fields: Iterable[str],
    *,
    by: User | None,
    version: int,
    on: date | None = None,
    recorded_at: datetime | None = None,
    source: Source = Source.OWNER,
) -> Organization:
    """Take over the answers of `fields` and nothing else; return the record as it is then.

    `version` is the one that the person saw. Raises VersionConflictError, TaxCodeTakenError,
    ObstacleError.
    """
    wanted = frozenset(fields) & frozenset(answers)
    if by is not None:
        _ask(policies.change_fields(by, organization, wanted))
    record = records.locked(organization, version)
    before = answers_of(record)
    changed = {key for key in wanted if not same_answer(key, before.get(key), answers[key])}
    if not changed:
        return record
    stamp = records.stamp(on, recorded_at, source)
    merged = {**before, **only(dict(answers), changed)}
    if "tax_code" in changed:
        record.tax_code = merged["tax_code"] or None
        record.identifier_state = _identifier_state({**merged, **answers})
        records.refuse_taken(record.tax_code, other_than=record)
    if "legal_name" in changed:
        rows.write_event(record, EventKind.RENAMED, stamp, text=record.legal_name)
    rows.set_columns(record, merged)
    rows.write_answers(record, merged, changed, stamp)
    records.save(record, stamp.at)
    records.write_down(
        record,
        "change",
        by=by,
        at=stamp.at,
        before=records.loggable(only(before, changed)),
        after=records.loggable(only(merged, changed)),
    )
    return record


@transaction.atomic
def update_details(
    organization: Organization, changes: Mapping[str, Any], *, by: User | None, version: int
) -> Organization:
    """Set plain columns of `records.DETAILS`. Raises VersionConflictError, ObstacleError."""
    if by is not None:
        _ask(policies.edit_organization(by, organization))
    record = records.locked(organization, version)
    before = {name: records.detail(record, name) for name in changes}
    records.set_details(record, changes)
    records.set_technologies(record, changes)
    after = {name: records.detail(record, name) for name in changes}
    if before == after:
        return record
    now = timezone.now()
    records.save(record, now)
    records.write_down(record, "change", by=by, at=now, before=before, after=after)
    return record


@transaction.atomic
def publish(
    organization: Organization,
    *,
    by: User | None,
    on: date | None = None,
    recorded_at: datetime | None = None,
) -> Organization:
    """Put the record into the public directory from the day on. Nothing if it stands there."""
    if by is not None:
        _ask(policies.edit_organization(by, organization))
    stamp = records.stamp(on, recorded_at, Source.OFFICER)
    record = Organization.objects.select_for_update().get(pk=organization.pk)
    if record.visibility == Visibility.PUBLIC:
        return record
    before = record.visibility
    record.visibility = Visibility.PUBLIC
    Listing.objects.create(organization=record, valid_from=stamp.on, recorded_at=stamp.at)
    if not record.events.filter(kind=EventKind.LISTED).exists():
        rows.write_event(record, EventKind.LISTED, stamp)
    records.save(record, stamp.at)
    records.write_down(
        record,
        "publish",
        by=by,
        at=stamp.at,
        before={"visibility": before},
        after={"visibility": record.visibility},
    )
    return record


@transaction.atomic
def hide(
    organization: Organization, *, by: User | None, reason: str, on: date | None = None
) -> Organization:
    """Take the record out of the public directory; its past counts stay."""
    if by is not None:
        _ask(policies.edit_organization(by, organization))
    stamp = records.stamp(on, None, Source.OFFICER)
    record = Organization.objects.select_for_update().get(pk=organization.pk)
    before = record.visibility
    record.visibility = Visibility.HIDDEN
    for listing in record.listings.current().filter(valid_to=None):
        rows.end(listing, stamp)
    records.save(record, stamp.at)
    records.write_down(
        record,
        "hide",
        by=by,
        at=stamp.at,
        before={"visibility": before},
        after={"visibility": record.visibility},
        reason=reason,
    )
    return record


@transaction.atomic
def confirm(
    organization: Organization,
    on: date | None = None,
    *,
    by: User | None,
    recorded_at: datetime | None = None,
) -> Confirmation:
    """Say that everything in the profile is still true on the day (REG-20)."""
    if by is not None:
        _ask(policies.confirm_organization(by, organization))
    stamp = records.stamp(on, recorded_at, Source.OWNER)
    confirmation = Confirmation.objects.create(
        organization=organization, day=stamp.on, by=by, recorded_at=stamp.at
    )
    record = Organization.objects.select_for_update().get(pk=organization.pk)
    if record.last_confirmed_on is None or record.last_confirmed_on < stamp.on:
        record.last_confirmed_on = organization.last_confirmed_on = stamp.on
        record.save(update_fields=["last_confirmed_on"])
    journal.write("confirm", record, by=by, at=stamp.at, after={"day": stamp.on})
    return confirmation


@transaction.atomic
def settle_address(address: Address, unit: AdministrativeUnit, *, by: User | None) -> Address:
    """Say in which successor of the divided commune the seat lies, since it lies there (REG-8).

    Raises ObstacleError, core.temporal.AlreadyClosedError when somebody chose before.
    """
    organization = address.organization
    if by is not None:
        _ask(policies.confirm_organization(by, organization))
    now = timezone.now()
    settled = Address(
        organization=organization,
        text=address.text,
        unit=unit,
        former_unit=address.former_unit,
        place_type=address.place_type,
        how=_settled_how(by),
        valid_from=address.valid_from,
        valid_to=address.valid_to,
        recorded_at=now,
    )
    address.close(now)
    settled.save(force_insert=True)
    journal.write(
        "settle_address",
        organization,
        by=by,
        at=now,
        before={"unit": ""},
        after={"unit": unit.code},
    )
    return settled


@transaction.atomic
def grant_owner(
    organization: Organization,
    user: User,
    *,
    by: User | None,
    name: str = "",
    proof: str = ProofLevel.NONE,
    on: date | None = None,
    recorded_at: datetime | None = None,
) -> Role:
    """Let a person with an account act for the organization, as its contact."""
    if by is not None:
        _ask(policies.edit_organization(by, organization))
    stamp = records.stamp(on, recorded_at, Source.OFFICER)
    person, _made = Person.objects.get_or_create(
        user=user,
        defaults={
            "full_name": name or user.get_full_name(),
            "email": user.email,
            "phone": user.phone,
        },
    )
    held = organization.roles.in_force(stamp.on).filter(person=person, may_act=True).first()
    if held is not None:
        return held
    for row in organization.roles.current().filter(
        person=person, role=RoleType.CONTACT, valid_to=None
    ):
        rows.end(row, stamp)
    role = rows.add_role(organization, person, RoleType.CONTACT, stamp, may_act=True, proof=proof)
    journal.write(
        "grant_owner", organization, by=by, at=stamp.at, after={"user": user.pk, "proof": proof}
    )
    return role


# How it is done --------------------------------------------------------------------------------


def _ask(obstacle: policies.Obstacle | None) -> None:
    if obstacle is not None:
        raise ObstacleError(obstacle)


def _next_code() -> str:
    return f"{province().prefix}-{numbering.next_number('organization'):06}"


def _given(code: str) -> str:
    """Return a code from outside, and never give it out again."""
    prefix, _dash, number = code.rpartition("-")
    if prefix == province().prefix and number.isdigit():
        numbering.raise_to("organization", int(number))
    return code


def _identifier_state(answers: Mapping[str, Any]) -> IdentifierState:
    if not answers.get("tax_code"):
        return IdentifierState.NONE
    disputed = answers.get("tax_code_disputed")
    return IdentifierState.DISPUTED if disputed else IdentifierState.STATED


def _settled_how(by: User | None) -> HowChosen:
    if by is None:
        return HowChosen.AUTOMATIC
    is_officer = policies.maintain_registry(by) is None
    return HowChosen.OFFICER if is_officer else HowChosen.OWNER
