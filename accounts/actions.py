"""What changes accounts and roles."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone

from core import journal
from core.lifecycle import Obstacle, ObstacleError

from . import notifications, policies, selectors
from .choices import Purpose, Role
from .models import Consent, User


@transaction.atomic
def ensure_roles() -> int:
    """Keep one group per staff role, each of which may enter the staff's screens; return how many.

    What a role may do there is asked of policies; only pages, images and documents have Wagtail's
    own permissions, which the room of pages gives to editors.
    """
    entry = Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin")
    for role in Role:
        group, _made = Group.objects.get_or_create(name=role.value)
        group.permissions.add(entry)
    return len(Role)


@transaction.atomic
def give_consent(
    subject_key: str,
    purpose: Purpose | str,
    *,
    text_version: str,
    by: User | None,
    channel: str = "portal",
) -> Consent:
    """Write down that this purpose was agreed to, with the text that was read (PRV-1).

    `subject_key` is the code of an organization or the number of a case. Given twice, it is
    still one consent.
    """
    consent, is_new = Consent.objects.get_or_create(
        subject_key=subject_key,
        purpose=purpose,
        withdrawn_at=None,
        defaults={"user": by, "text_version": text_version, "channel": channel},
    )
    if is_new:
        journal.write(
            "give_consent",
            consent,
            by=by,
            after={"subject": subject_key, "purpose": str(purpose), "text": text_version},
        )
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: User | None) -> Consent:
    """End a consent at once. The row stays, so that it is known what was agreed until now."""
    now = timezone.now()
    ended = Consent.objects.filter(pk=consent.pk, withdrawn_at=None).update(withdrawn_at=now)
    if ended:
        consent.withdrawn_at = now
        journal.write(
            "withdraw_consent",
            consent,
            by=by,
            after={"subject": consent.subject_key, "purpose": consent.purpose},
        )
    return consent


@transaction.atomic
def add_staff(
    email: str,
    full_name: str,
    roles: Iterable[Role | str],
    *,
    by: User,
    phone: str = "",
    password: str | None = None,
) -> User:
    """Open an account for a member of staff. Their address counts as verified.

    Without a password they sign in by a code sent to that address. Raises ObstacleError.
    """
    _refuse(policies.manage_people(by))
    person = User.objects.create_user(email, password, full_name=full_name, phone=phone)
    _own_address(person)
    _set_roles(person, roles)
    journal.write("add_staff", person, by=by, after=_facts(person))
    notifications.staff_added(person, selectors.role_labels(person))
    return person


@transaction.atomic
def edit_person(
    person: User,
    *,
    by: User,
    email: str,
    full_name: str,
    phone: str,
    roles: Iterable[Role | str] | None = None,
    is_active: bool | None = None,
    password: str | None = None,
) -> User:
    """Change what an account says and may; None leaves roles, activity or password alone.

    Raises ObstacleError, also when somebody changes their own roles or activity.
    """
    _refuse(policies.edit_person(by, person))
    if roles is not None or is_active is not None:
        _refuse(policies.change_rights(by, person))
    person = User.objects.select_for_update().get(pk=person.pk)
    before = _facts(person)
    person.email = User.objects.normalize_email(email).lower()
    person.full_name, person.phone = full_name, phone
    if is_active is not None:
        person.is_active = is_active
    if password:
        person.set_password(password)
    person.save()
    if person.email != before["email"]:
        _own_address(person)
    if roles is not None:
        _set_roles(person, roles)
    _write_difference("edit_person", person, before, by=by, password_set=bool(password))
    return person


@transaction.atomic
def rename(person: User, full_name: str, phone: str, *, by: User) -> User:
    """Change one's own name and telephone. Raises ObstacleError for another's."""
    if by.pk != person.pk:
        _refuse(policies.edit_person(by, person))
    before = _facts(person)
    person.full_name, person.phone = full_name, phone
    person.save(update_fields=["full_name", "phone"])
    _write_difference("rename", person, before, by=by)
    return person


def _refuse(obstacle: Obstacle | None) -> None:
    if obstacle:
        raise ObstacleError(obstacle)


def _own_address(person: User) -> None:
    """Make the account's address its one primary, verified address."""
    EmailAddress.objects.filter(user=person).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )


def _set_roles(person: User, roles: Iterable[Role | str]) -> None:
    """Give exactly these staff roles; groups that are no role stay."""
    wanted = {Role(role).value for role in roles}
    person.groups.remove(*Group.objects.filter(name__in=set(Role.values) - wanted))
    person.groups.add(*Group.objects.filter(name__in=wanted))
    person.__dict__.pop("roles", None)


def _facts(person: User) -> dict[str, Any]:
    return {
        "email": person.email,
        "full_name": person.full_name,
        "phone": person.phone,
        "is_active": person.is_active,
        "roles": sorted(person.groups.values_list("name", flat=True)),
    }


def _write_difference(
    verb: str, person: User, before: dict[str, Any], *, by: User, password_set: bool = False
) -> None:
    after = _facts(person)
    changed = [name for name in after if after[name] != before[name]]
    if changed or password_set:
        journal.write(
            verb,
            person,
            by=by,
            before={name: before[name] for name in changed},
            after={
                **{name: after[name] for name in changed},
                **({"password": "set"} if password_set else {}),
            },
        )
