"""Making a certificate's file outside the web process, once."""

from django.db import transaction
from django_tasks import task

from core import files, pdf, tasks

from .models import Certificate
from .selectors import certificates


@task(priority=tasks.SOMEBODY_WAITS)
def render_certificate(certificate_id: int) -> None:
    """Make and keep the file of a certificate. Safe to run twice: the first file stays.

    Where it cannot be made the certificate says why; it is real all the same, and can be checked.
    """
    certificate = Certificate.objects.select_related("issued_by", "member__cohort").get(
        pk=certificate_id
    )
    if certificate.file_id is not None:
        return
    try:
        content = pdf.render(
            certificates.html(certificate),
            title=certificates.title(certificate),
            language="vi",
            created=certificate.issued_at,
            css=certificates.css(certificate),
        )
    except pdf.PdfError as error:
        Certificate.objects.filter(pk=certificate_id, file=None).update(error=str(error)[:300])
        return
    _store(certificate_id, content)


@transaction.atomic
def _store(certificate_id: int, content: bytes) -> None:
    certificate = Certificate.objects.select_for_update().get(pk=certificate_id)
    if certificate.file_id is not None:
        return
    certificate.file = files.keep(
        content,
        name=f"{certificate.number}.pdf",
        content_type="application/pdf",
        by=certificate.issued_by,
    )
    certificate.error = ""
    certificate.save(update_fields=["file", "error"])


tasks.bear_with(render_certificate, tasks.Patience(attempts=3))
