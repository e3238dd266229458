"""What one import wrote, and what stands in the way of taking it back (IOP-6, IOP-F2)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core.models import JournalEntry
from ecosystem.registry.models import (
    Address,
    DuplicatePair,
    Listing,
    Name,
    Organization,
    OrganizationEvent,
    Role,
)
from ecosystem.taxonomy.models import Province

from .imports import BATCH

WRITTEN_BY_IMPORT = (Address, DuplicatePair, Listing, Name, OrganizationEvent, Role)
"""Tables whose rows come with a new record; a row of any other table came later."""


class NoBatchError(Exception):
    """No import has this number."""


@dataclass(frozen=True)
class Edited:
    """A record of the batch that somebody went on with, and what was done."""

    code: str
    name: str
    reason: str


@dataclass(frozen=True)
class BatchContent:
    """The records of one import. `edited` are not among `created` and `updated`."""

    number: str
    at: datetime
    created: tuple[Organization, ...]
    updated: tuple[Organization, ...]
    edited: tuple[Edited, ...]
    is_undone: bool

    @property
    def written(self) -> int:
        return len(self.created) + len(self.updated) + len(self.edited)


def content(number: str) -> BatchContent:
    """Return what the import of this number ("NB-2026-0001") wrote. Raises NoBatchError."""
    lines = JournalEntry.objects.filter(subject_type=Province._meta.label_lower)
    batch = lines.filter(verb="import_organizations", after__batch=number).first()
    if batch is None:
        raise NoBatchError(_("Không có lần nhập số %(number)s.") % {"number": number})
    about = JournalEntry.objects.filter(subject_type=Organization._meta.label_lower)
    of_batch = about.filter(at=batch.at, number__lt=batch.number, after__batch=number)
    verbs = dict(of_batch.values_list("subject_key", "verb"))
    later = dict(
        about.filter(number__gt=batch.number).order_by("number").values_list("subject_key", "verb")
    )
    codes = sorted(verbs)
    records = {
        record.pk: record
        for start in range(0, len(codes), BATCH)
        for record in Organization.objects.filter(code__in=codes[start : start + BATCH]).order_by(
            "code"
        )
    }
    new = {pk for pk, record in records.items() if verbs[record.code] == "create"}
    reasons = {
        pk: _("đã sửa sau khi nhập (%(verb)s)") % {"verb": later[record.code]}
        for pk, record in records.items()
        if record.code in later
    }
    for pk, reason in _used(new, batch.at).items():
        reasons.setdefault(pk, reason)
    free = {pk: record for pk, record in records.items() if pk not in reasons}
    return BatchContent(
        number=number,
        at=batch.at,
        created=tuple(record for pk, record in free.items() if pk in new),
        updated=tuple(record for pk, record in free.items() if pk not in new),
        edited=tuple(
            Edited(records[pk].code, records[pk].legal_name, reasons[pk])
            for pk in records
            if pk in reasons
        ),
        is_undone=lines.filter(verb="undo_import", after__batch=number).exists(),
    )


def _used(new: set[int], at: datetime) -> dict[int, str]:
    """Return which new records rows of other tables, of whatever room, speak of by now."""
    found: dict[int, str] = {}
    for relation in Organization._meta.related_objects:
        model, field = relation.related_model, relation.field
        if model in WRITTEN_BY_IMPORT:
            continue
        rows = model._base_manager.filter(**{f"{field.name}__created_at": at})
        for key, pk in rows.values_list(f"{field.name}__pk", "pk").iterator(chunk_size=2000):
            # A branch that came with the same file goes with its head office.
            if key in new and not (model is Organization and pk in new):
                found[key] = _("đã có “%(what)s” gắn với hồ sơ") % {
                    "what": model._meta.verbose_name
                }
    return found
