"""What changes accounts and roles."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone

from core import journal

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
