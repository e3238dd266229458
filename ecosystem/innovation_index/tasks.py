"""Rendering a report outside the web process, once (REP-8, REP-12)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from core import files, pdf, tasks

from .choices import VERIFIABLE
from .lifecycles import REPORT
from .models import Report
from .selectors import document


@task(priority=tasks.SOMEBODY_WAITS)
def render_report(report_id: int) -> None:
    """Make the file of a report that somebody asked to publish, and publish it. Safe to run twice.

    A report that cannot be rendered stays as it was; its screen says why (REP-F1).
    """
    report = Report.objects.select_related("approved_by").get(pk=report_id)
    if report.status in VERIFIABLE or report.publish_asked_at is None:
        return
    try:
        content = pdf.render(
            document.html(report),
            title=report.title,
            language=report.language,
            created=report.publish_asked_at,
            css=document.css(report),
        )
    except pdf.PdfError as error:
        # Another run may have published it meanwhile; then there is nothing to say.
        waiting = Report.objects.filter(pk=report_id).exclude(status__in=VERIFIABLE)
        waiting.update(publish_error=str(error)[:300])
        return
    store(report_id, content, asked_at=report.publish_asked_at)


@transaction.atomic
def store(report_id: int, content: bytes, *, asked_at: datetime) -> None:
    """Keep the bytes and publish, unless another run was faster or the report was re-opened."""
    report = Report.objects.select_for_update().get(pk=report_id)
    if report.status in VERIFIABLE or report.publish_asked_at != asked_at:
        return
    report.number = report.reserved_number
    file = files.keep(
        content,
        name=f"{report.reserved_number}.pdf",
        content_type="application/pdf",
        by=report.publish_asked_by,
    )
    REPORT.take(
        report,
        "publish",
        by=report.publish_asked_by,
        changes={
            "number": report.reserved_number,
            "file": file,
            "published_at": timezone.now(),
            "publish_error": "",
        },
    )
    if report.supersedes:
        REPORT.take(report.supersedes, "supersede", by=None, reason=report.reserved_number or "")


tasks.bear_with(render_report, tasks.Patience(attempts=3))
