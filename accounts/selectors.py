"""What is asked about people, and the shape in which every room says what waits for them."""

from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise

from .choices import Role
from .models import User


@dataclass(frozen=True)
class WorkItem:
    """One line of the desk: what is due, why it is here, and one next action (ADM-4).

    `due` is None for what has no day. `waits_for_others` puts it into the last group.
    `holder_key` is the primary key of the person who holds it, None for nobody.
    """

    title: str
    code: str
    why: str | Promise
    action: str | Promise
    url: str
    due: date | None
    waits_for_others: bool = False
    holder_key: int | None = None
    holder_name: str = ""
    detail: str | Promise = ""


@dataclass(frozen=True)
class WatchLine:
    """One line of the desk's watch list: a count that leads to a list."""

    label: str | Promise
    count: int
    url: str


def verified_emails(user: User | AnonymousUser) -> tuple[str, ...]:
    """Return the addresses that this person has shown to be theirs, in lower case."""
    if not user.is_authenticated:
        return ()
    found = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return tuple(sorted(email.lower() for email in found))


def role_labels(person: User) -> list[str]:
    """Return the names of a person's staff roles, in the order of the roles."""
    held = {group.name for group in person.groups.all()}
    return [str(role.label) for role in Role if role.value in held]
