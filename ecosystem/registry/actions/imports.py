"""Taking over a table of somebody else's: everything in one transaction, under one number (IOP-6).

New records are written many at a time, so that a large file costs the same few queries for each
500 rows; changes of standing records go the way of every change, one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import journal, numbering
from core.lifecycle import ObstacleError
from ecosystem.registry import policies
from ecosystem.registry.choices import (
    Source,
)
from ecosystem.registry.models import (
    Address,
    DuplicatePair,
    Listing,
    Name,
    Organization,
    OrganizationEvent,
    Person,
    Role,
)
from ecosystem.registry.selectors.imports import BATCH, NEW, UPDATE, Plan, Progress, Verdict
from ecosystem.taxonomy.selectors import province

from . import organizations
from .import_rows import Build
from .records import keep_before, loggable_tax_code
from .rows import Stamp

FORM_FIELDS = frozenset(
    {
        "legal_name",
        "short_name",
        "tax_code",
        "description",
        "website",
        "representative",
        "contact_phone",
        "contact_email",
        "first_registration_date",
    }
)
"""Columns that are answers of the registration form under the same name."""

MANY_ROWS = 1000
"""After more than these the planner's statistics are stale: a list took minutes until ANALYZE."""


class NotCleanError(Exception):
    """Some rows cannot be taken and nobody said to leave them out; nothing was written."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(
            _("%(errors)s dòng lỗi, %(clashes)s dòng vướng; chưa ghi gì.")
            % {"errors": plan.counts["error"], "clashes": plan.counts["clash"]}
        )
        self.plan = plan


class ImportClashError(Exception):
    """Somebody wrote one of these tax codes meanwhile; nothing was written."""


@dataclass(frozen=True)
class ImportBatch:
    """What one import wrote, under its number in the journal."""

    number: str
    created: int
    updated: int
    pairs: int


def commit(
    plan: Plan,
    *,
    by: User | None,
    file_name: str,
    sha256: str = "",
    skip_errors: bool = False,
    publish: bool = False,
    on: date | None = None,
    progress: Progress = lambda done, total: None,
) -> ImportBatch:
    """Write the plan's new and changed rows, all or nothing. `by=None` is the system.

    Raises NotCleanError, ImportClashError, ObstacleError, TaxCodeTakenError.
    """
    if not plan.is_clean and not skip_errors:
        raise NotCleanError(plan)
    if by is not None and (obstacle := policies.maintain_registry(by)):
        raise ObstacleError(obstacle)
    now = timezone.now()
    writer = _Writer(by, Stamp(on or timezone.localdate(now), now, Source.IMPORT), publish)
    try:
        with transaction.atomic():
            batch = writer.write(plan, file_name, sha256, progress)
    except IntegrityError as error:
        raise ImportClashError(
            _("Có người vừa ghi một mã số thuế trong tệp này; chưa ghi gì, xin chạy thử lại.")
        ) from error
    if batch.created + batch.updated > MANY_ROWS:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return batch


class _Writer:
    def __init__(self, by: User | None, stamp: Stamp, publish: bool) -> None:
        self.by = by
        self.stamp = stamp
        self.publish = publish
        self.number = ""
        self.by_line: dict[int, int] = {}
        self._build = Build(stamp, publish=publish)

    def write(self, plan: Plan, file_name: str, sha256: str, progress: Progress) -> ImportBatch:
        year = timezone.localtime(self.stamp.at).year
        self.number = f"NB-{year}-{numbering.next_number(f'import-{year}'):04d}"
        fresh = [each for each in plan.verdicts if each.verdict == NEW]
        changed = [each for each in plan.verdicts if each.verdict == UPDATE]
        total = len(fresh) + len(changed)
        first = self._reserve(len(fresh))
        for start in range(0, len(fresh), BATCH):
            self._create(fresh[start : start + BATCH], first + start)
            progress(min(start + BATCH, len(fresh)), total)
        for done, verdict in enumerate(changed, start=len(fresh) + 1):
            self._update(verdict)
            if done % 50 == 0 or done == total:
                progress(done, total)
        self._name_batch(changed)
        self._link_branches(fresh)
        pairs = self._keep_pairs(fresh)
        batch = ImportBatch(self.number, len(fresh), len(changed), pairs)
        journal.write(
            "import_organizations",
            province(),
            by=self.by,
            at=self.stamp.at,
            after={
                "batch": batch.number,
                "file": file_name,
                "sha256": sha256,
                "created": batch.created,
                "updated": batch.updated,
                "left_out": len(plan.verdicts) - total,
            },
        )
        return batch

    def _reserve(self, count: int) -> int:
        """Take `count` numbers for codes at once; the sequence stays locked until the end."""
        if not count:
            return 0
        first = numbering.next_number("organization")
        numbering.raise_to("organization", first + count - 1)
        return first

    # New records -------------------------------------------------------------------------------

    def _create(self, verdicts: Sequence[Verdict], first: int) -> None:
        prefix = province().prefix
        records = Organization.objects.bulk_create(
            self._build.organization(verdict, f"{prefix}-{first + place:06}")
            for place, verdict in enumerate(verdicts)
        )
        pairs = list(zip(records, verdicts, strict=True))
        for record, verdict in pairs:
            self.by_line[verdict.line] = record.pk
        Name.objects.bulk_create(
            name for record, verdict in pairs for name in self._build.names(record, verdict)
        )
        Address.objects.bulk_create(
            self._build.seat(record, verdict)
            for record, verdict in pairs
            if verdict.row.values.get("address")
        )
        OrganizationEvent.objects.bulk_create(
            event for record, _verdict in pairs for event in self._build.events(record)
        )
        if self.publish:
            Listing.objects.bulk_create(
                Listing(organization=record, valid_from=self.stamp.on, recorded_at=self.stamp.at)
                for record in records
            )
        self._add_people(pairs)
        journal.write_many(
            (
                journal.Line(
                    "create",
                    record,
                    after={
                        "batch": self.number,
                        "line": verdict.line,
                        "legal_name": record.legal_name,
                        "tax_code": loggable_tax_code(verdict.row.tax_code),
                    },
                )
                for record, verdict in pairs
            ),
            by=self.by,
            at=self.stamp.at,
        )

    def _add_people(self, pairs: Sequence[tuple[Organization, Verdict]]) -> None:
        held = [
            (record, role, person)
            for record, verdict in pairs
            for role, person in self._build.people(record, verdict)
        ]
        Person.objects.bulk_create(person for _record, _role, person in held)
        Role.objects.bulk_create(
            Role(
                organization=record,
                person=person,
                role=role,
                valid_from=self.stamp.on,
                recorded_at=self.stamp.at,
            )
            for record, role, person in held
        )

    # Standing records --------------------------------------------------------------------------

    def _update(self, verdict: Verdict) -> None:
        record = Organization.objects.get(code=verdict.code)
        keep_before(record)
        answers = self._answers(verdict)
        if answers:
            record = organizations.apply_answers(
                record,
                answers,
                answers,
                by=self.by,
                version=record.version,
                on=self.stamp.on,
                recorded_at=self.stamp.at,
                source=Source.IMPORT,
            )
        details: dict[str, Any] = {}
        if "name_en" in verdict.fields:
            details["name_en"] = verdict.row.values["name_en"]
        if "status" in verdict.fields:
            details["status"] = verdict.row.status
        if details:
            organizations.update_details(record, details, by=self.by, version=record.version)

    def _answers(self, verdict: Verdict) -> dict[str, Any]:
        row, place = verdict.row, verdict.place
        said: dict[str, Any] = {
            name: row.values[name]
            for name in verdict.fields
            if name in FORM_FIELDS and name in row.values
        }
        if "tax_code" in said:
            said["tax_code"] = row.tax_code
        if "first_registration_date" in said and row.first_day:
            said["first_registration_date"] = row.first_day.isoformat()
        if "address" in verdict.fields:
            said["street"] = row.values["address"]
            said["commune"] = {
                "unit": place.unit.code if place.unit else "",
                "former_unit": place.former_unit.code if place.former_unit else "",
                "text": "",
            }
        return said

    def _name_batch(self, verdicts: Sequence[Verdict]) -> None:
        journal.write_many(
            (
                journal.Line(
                    "import",
                    Organization(pk=verdict.organization_id, code=verdict.code),
                    after={
                        "batch": self.number,
                        "line": verdict.line,
                        "fields": list(verdict.fields),
                    },
                )
                for verdict in verdicts
            ),
            by=self.by,
            at=self.stamp.at,
        )

    # Afterwards --------------------------------------------------------------------------------

    def _link_branches(self, verdicts: Sequence[Verdict]) -> None:
        """Give each branch its head office, wherever that stood in the file (REG-6)."""
        wanted = [each for each in verdicts if each.row.head_tax_code]
        for start in range(0, len(wanted), BATCH):
            part = wanted[start : start + BATCH]
            heads = dict(
                Organization.objects.live()
                .filter(tax_code__in={each.row.head_tax_code for each in part})
                .values_list("tax_code", "pk")
            )
            Organization.objects.bulk_update(
                [
                    Organization(
                        pk=self.by_line[each.line], head_office_id=heads[each.row.head_tax_code]
                    )
                    for each in part
                    if each.row.head_tax_code in heads
                ],
                ["head_office"],
            )

    def _keep_pairs(self, verdicts: Sequence[Verdict]) -> int:
        """Keep records of nearly the same name as open pairs for an officer (REG-16)."""
        keys = {
            tuple(sorted((self.by_line[verdict.line], other)))
            for verdict in verdicts
            for other in (
                *verdict.like,
                *(self.by_line[line] for line in verdict.like_lines if line in self.by_line),
            )
        }
        DuplicatePair.objects.bulk_create(
            (
                DuplicatePair(
                    left_id=left, right_id=right, reasons=["name"], recorded_at=self.stamp.at
                )
                for left, right in sorted(keys)
            ),
            batch_size=BATCH,
            ignore_conflicts=True,
        )
        return len(keys)
