"""Issuing a certificate: its words are frozen at once, its file is made once by a task."""

import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import journal
from core.lifecycle import ObstacleError
from core.numbering import next_number
from programs.cohorts import notifications, policies, tasks
from programs.cohorts.models import Certificate, Member

from .errors import CohortError

# Without what is taken for something else when it is read from paper: 0 and O, 1, I and L.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


@transaction.atomic
def issue(
    member: Member,
    *,
    by: User,
    title: str,
    on: date | None = None,
    at: datetime | None = None,
) -> Certificate:
    """Issue the certificate of a firm that graduated, under a name and title that are printed.

    Issued twice, it is still one, and the file is made once; where making it failed, it is tried
    again. Raises ObstacleError, CohortError without a title.
    """
    locked = Member.objects.select_for_update().get(pk=member.pk)
    if obstacle := policies.issue_certificate(by, locked):
        raise ObstacleError(obstacle)
    if existing := Certificate.objects.filter(member=locked).first():
        if existing.file_id is None and existing.error:
            Certificate.objects.filter(pk=existing.pk).update(error="")
            tasks.render_certificate.enqueue(existing.pk)
            existing.refresh_from_db()
        return existing
    if not title.strip():
        raise CohortError(_("Ghi chức vụ của người ký; chức vụ được in vào giấy chứng nhận."))
    day = on or timezone.localdate()
    certificate = Certificate.objects.create(
        number=f"GCN-{day.year}-{next_number(f'certificate-{day.year}'):06d}",
        check_code=_check_code(),
        member=locked,
        organization_code=locked.organization.code,
        organization_name=locked.organization.legal_name,
        cohort_code=locked.cohort.code,
        cohort_title=locked.cohort.title,
        starts_on=locked.cohort.starts_on,
        ends_on=locked.ended_on or locked.cohort.ends_on,
        issued_on=day,
        issued_at=at or timezone.now(),
        issued_by=by,
        signer_title=title.strip(),
    )
    journal.write(
        "issue_certificate",
        certificate,
        by=by,
        after={"member": locked.organization.code, "cohort": locked.cohort.code},
    )
    tasks.render_certificate.enqueue(certificate.pk)
    notifications.certificate_issued(locked)
    certificate.refresh_from_db()
    return certificate


def _check_code() -> str:
    """Return a code of 12 letters that nobody can guess: 31 to the power of 12 is 59 bits."""
    text = "".join(secrets.choice(LETTERS) for _place in range(12))
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"
