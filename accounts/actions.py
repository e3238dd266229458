"""What changes accounts and roles."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from .choices import Role


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
