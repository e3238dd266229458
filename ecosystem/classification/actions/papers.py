"""Evidence entered by staff, and its check by a second person."""

from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import files, journal, numbering
from core.lifecycle import ObstacleError
from ecosystem.classification import policies
from ecosystem.registry.choices import EvidenceKind
from ecosystem.registry.models import Evidence, Organization

from .decisions import ClassificationError

PAPER_KINDS = frozenset({files.Kind.PDF, files.Kind.IMAGE})


@transaction.atomic
def record_evidence(
    organization: Organization,
    *,
    by: User,
    kind: EvidenceKind | str,
    title: str,
    issued_on: date,
    issuer: str = "",
    valid_until: date | None = None,
    file: UploadedFile | None = None,
    note: str = "",
    moment: datetime | None = None,
) -> Evidence:
    """Write down a paper: its file, or a note saying where it is kept.

    Raises ObstacleError, ClassificationError, FileRefusedError.
    """
    if refused := policies.propose(by, organization):
        raise ObstacleError(refused)
    if file is None and not note.strip():
        raise ClassificationError(_("Đính kèm tệp, hoặc ghi nơi đang giữ bản giấy."))
    if valid_until is not None and valid_until < issued_on:
        raise ClassificationError(_("Ngày hết giá trị phải sau ngày ký."))
    evidence = Evidence.objects.create(
        number=f"MC-{numbering.next_number('evidence'):05d}",
        organization=organization,
        kind=kind,
        title=title,
        issuer=issuer,
        issued_on=issued_on,
        valid_until=valid_until,
        file=files.store(file, allowed_kinds=PAPER_KINDS, by=by) if file else None,
        note=note,
        recorded_at=moment or timezone.now(),
    )
    journal.write(
        "record_evidence",
        evidence,
        by=by,
        after={"organization": organization.code, "kind": str(kind), "title": title},
    )
    return evidence


@transaction.atomic
def check_evidence(evidence: Evidence, *, by: User, moment: datetime | None = None) -> Evidence:
    """Say that the paper was seen and is what it claims; not by the one who recorded it."""
    locked = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if refused := policies.check_evidence(by, locked):
        raise ObstacleError(refused)
    locked.checked_at, locked.checked_by = moment or timezone.now(), by
    locked.save(update_fields=["checked_at", "checked_by"])
    journal.write("check_evidence", locked, by=by)
    evidence.checked_at, evidence.checked_by = locked.checked_at, locked.checked_by
    return evidence
