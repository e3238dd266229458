"""Taking back a whole import, as long as nobody went on with its records (IOP-6, IOP-F2)."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import journal
from core.lifecycle import ObstacleError
from ecosystem.registry import policies
from ecosystem.registry.choices import IdentifierState, Source, Visibility
from ecosystem.registry.models import (
    Address,
    DuplicatePair,
    Listing,
    Name,
    Organization,
    Role,
    SectorAssignment,
)
from ecosystem.registry.selectors.import_batches import BatchContent, Edited, content
from ecosystem.registry.selectors.imports import BATCH
from ecosystem.taxonomy.selectors import province

from . import records
from .rows import Stamp

Dated = type[Address] | type[Listing] | type[Name] | type[Role] | type[SectorAssignment]
DATED: tuple[Dated, ...] = (Address, Listing, Name, Role, SectorAssignment)
COLUMNS = (
    "description",
    "first_registration_date",
    "folded_name",
    "identifier_state",
    "legal_name",
    "name_en",
    "short_name",
    "sort_key",
    "status",
    "tax_code",
    "website",
)
"""Columns of a record that a file can change."""


class EditedSinceError(Exception):
    """Somebody went on with records of the batch; nothing was taken back."""

    def __init__(self, edited: Sequence[Edited]) -> None:
        super().__init__(
            ngettext(
                "%(count)s hồ sơ của lần nhập đã sửa sau đó; chưa rút gì.",
                "%(count)s hồ sơ của lần nhập đã sửa sau đó; chưa rút gì.",
                len(edited),
            )
            % {"count": len(edited)}
        )
        self.edited = tuple(edited)


class AlreadyUndoneError(Exception):
    """The batch was taken back before."""


def refuse(batch: BatchContent, *, leave_edited: bool = False) -> None:
    """Raise AlreadyUndoneError or EditedSinceError where the batch cannot be taken back now."""
    if batch.is_undone:
        raise AlreadyUndoneError(
            _("Lần nhập %(number)s đã được rút rồi.") % {"number": batch.number}
        )
    if batch.edited and not leave_edited:
        raise EditedSinceError(batch.edited)


@transaction.atomic
def undo_import(batch_number: str, *, by: User | None, leave_edited: bool = False) -> BatchContent:
    """Withdraw what the batch created, give back what it changed; return what was taken back.

    All or nothing: raises EditedSinceError where somebody went on with a record of it, unless
    such records are to be left as they are. The journal keeps every line. Raises NoBatchError,
    AlreadyUndoneError, ObstacleError. `by=None` is the system.
    """
    if by is not None and (obstacle := policies.maintain_registry(by)):
        raise ObstacleError(obstacle)
    _hold(content(batch_number))
    batch = content(batch_number)
    refuse(batch, leave_edited=leave_edited)
    now = timezone.now()
    stamp = Stamp(timezone.localdate(now), now, Source.OFFICER)
    for start in range(0, len(batch.created), BATCH):
        _withdraw(batch.created[start : start + BATCH], batch, stamp, by)
    for record in batch.updated:
        _give_back(record, batch, stamp, by)
    journal.write(
        "undo_import",
        province(),
        by=by,
        at=now,
        after={
            "batch": batch.number,
            "withdrawn": len(batch.created),
            "given_back": len(batch.updated),
            "left": [each.code for each in batch.edited],
        },
    )
    return batch


def _hold(batch: BatchContent) -> None:
    """Lock the records, so that nobody edits one between the question and the answer."""
    keys = [record.pk for record in (*batch.created, *batch.updated)]
    for start in range(0, len(keys), BATCH):
        held = Organization.objects.filter(pk__in=keys[start : start + BATCH]).order_by("pk")
        list(held.select_for_update().values_list("pk"))


def _withdraw(
    part: Sequence[Organization], batch: BatchContent, stamp: Stamp, by: User | None
) -> None:
    keys = [record.pk for record in part]
    for model in DATED:
        rows = model.objects.filter(organization_id__in=keys, recorded_until=None)
        rows.update(recorded_until=stamp.at)
    pairs = DuplicatePair.objects.unresolved()
    pairs.filter(Q(left_id__in=keys) | Q(right_id__in=keys)).delete()
    # Without its tax code the record leaves the code to whoever really has it.
    Organization.objects.filter(pk__in=keys).update(
        visibility=Visibility.WITHDRAWN,
        tax_code=None,
        identifier_state=IdentifierState.NONE,
        version=F("version") + 1,
        updated_at=stamp.at,
    )
    journal.write_many(
        (
            journal.Line(
                "undo_import",
                record,
                before={"visibility": record.visibility},
                after={"batch": batch.number, "visibility": Visibility.WITHDRAWN},
            )
            for record in part
        ),
        by=by,
        at=stamp.at,
    )


def _give_back(record: Organization, batch: BatchContent, stamp: Stamp, by: User | None) -> None:
    """Write the record and its dated rows as they were before the batch."""
    before = record.revisions.filter(created_at__lt=batch.at).order_by("-created_at", "-pk").first()
    if before is not None:
        earlier = before.as_object()
        for name in COLUMNS:
            setattr(record, name, getattr(earlier, name))
    records.refuse_taken(record.tax_code, other_than=record)
    for model in DATED:
        rows = model.objects.filter(organization=record)
        replaced = list(rows.filter(recorded_until=batch.at))
        rows.filter(recorded_at=batch.at, recorded_until=None).update(recorded_until=stamp.at)
        for row in replaced:
            row.pk, row.recorded_at, row.recorded_until = None, stamp.at, None
            row._state.adding = True
            row.save(force_insert=True)
    record.events.filter(recorded_at=batch.at).delete()
    records.save(record, stamp.at)
    records.write_down(record, "undo_import", by=by, at=stamp.at, after={"batch": batch.number})
