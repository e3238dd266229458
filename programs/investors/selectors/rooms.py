"""The room: files to look at, each page with the reader's name and the time (INV-9)."""

from html import escape

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import files, pdf
from core.vietnamese import moment
from ecosystem.registry.models import Organization
from programs.investors.models import InvestorAccount, RoomFile

IMAGE_CSS = "@page { size: 210mm 297mm; margin: 10mm } img { max-width: 190mm; max-height: 270mm }"


def room_files(organization: Organization) -> tuple[RoomFile, ...]:
    found = RoomFile.objects.kept().filter(organization=organization)
    return tuple(found.select_related("file"))


def stamped(file: RoomFile, reader: User, account: InvestorAccount) -> bytes:
    """Return the file as a PDF with who reads it, for whom and when across each page.

    A picture is put on a page first. The stored file stays as it is. Raises PdfError.
    """
    now = timezone.now()
    content = files.read(file.file)
    if file.file.content_type != "application/pdf":
        content = pdf.render(
            f'<img src="registry:images/trang" alt="{escape(file.title)}">',
            title=file.title,
            language="vi",
            created=now,
            css=IMAGE_CSS,
            images={"trang": content},
        )
    text = _("%(reader)s – %(account)s – %(at)s") % {
        "reader": reader,
        "account": account.name,
        "at": moment(now),
    }
    return pdf.stamp(content, text, created=now)
