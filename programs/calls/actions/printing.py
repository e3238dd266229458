"""Asking for papers that the worker makes."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import journal
from core.lifecycle import ObstacleError
from programs.calls import policies, tasks
from programs.calls.models import Call


@transaction.atomic
def ask_for_minutes(call: Call, *, by: User) -> Call:
    """Have the minutes printed from the data as it is (PRG-21); a newer print replaces it."""
    if obstacle := policies.read_calls(by):
        raise ObstacleError(obstacle)
    locked = Call.objects.select_for_update().get(pk=call.pk)
    locked.minutes_asked_at = timezone.now()
    locked.save(update_fields=["minutes_asked_at"])
    journal.write("print_minutes", locked, by=by)
    tasks.print_minutes.enqueue(locked.pk)
    return locked
