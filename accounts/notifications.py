"""Letters about accounts that allauth does not write."""

from core import mail

from .models import User


def staff_added(person: User, role_labels: list[str]) -> None:
    """Tell new staff that their account stands, and how to sign in the first time."""
    mail.send("accounts/mail/staff_added", person.email, {"person": person, "roles": role_labels})
