"""Seats in a commune that was divided, waiting for somebody to say where they lie (REG-8)."""

from collections import defaultdict
from dataclasses import dataclass

from ecosystem.registry.models import Address
from ecosystem.taxonomy.models import AdministrativeUnit, UnitChange

AT_ONCE = 30


@dataclass(frozen=True)
class Doubtful:
    """An address as it was written, and the communes that it may lie in now."""

    address: Address
    choices: tuple[AdministrativeUnit, ...]


def doubtful() -> tuple[tuple[Doubtful, ...], int]:
    """Return the addresses that have waited longest, and how many there are in all."""
    waiting = Address.objects.to_settle().select_related("organization", "former_unit")
    first = list(waiting.order_by("recorded_at", "pk")[:AT_ONCE])
    successors = defaultdict(list)
    changes = UnitChange.objects.filter(old_unit__in={each.former_unit_id for each in first})
    for change in changes.select_related("new_unit"):
        successors[change.old_unit_id].append(change.new_unit)
    rows = tuple(
        Doubtful(each, tuple(successors[each.former_unit_id]))
        for each in first
        if each.former_unit_id is not None
    )
    return rows, waiting.count()
