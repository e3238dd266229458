"""A certificate on paper, and what its check page says about it."""

from dataclasses import dataclass

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.vietnamese import date_long, normalize
from ecosystem.taxonomy.models import Province
from ecosystem.taxonomy.selectors import province
from programs.cohorts.models import Certificate


@dataclass(frozen=True)
class Page:
    """What the document's templates show: the frozen words of a certificate, in Vietnamese."""

    certificate: Certificate
    home: Province
    address: str
    qr: SafeString
    signer_title: str
    foot_note: str

    @property
    def month(self) -> str:
        return date_long(self.certificate.issued_on).split(" tháng ")[1].split(" ")[0]

    @property
    def year(self) -> int:
        return self.certificate.issued_on.year


@dataclass(frozen=True)
class Verdict:
    """What a check code stands for: nothing more than the paper itself says."""

    code: str
    certificate: Certificate | None

    @property
    def is_real(self) -> bool:
        return self.certificate is not None

    @property
    def sentence(self) -> str:
        if self.is_real:
            return _("Giấy chứng nhận này có thật")
        return _("Không có giấy chứng nhận mang mã này")

    @property
    def tone(self) -> str:
        return "ok" if self.is_real else "stop"

    @property
    def fingerprint(self) -> tuple[str, ...]:
        """Return the hash of the file in four lines, or nothing while it is being made."""
        if self.certificate is None or self.certificate.file is None:
            return ()
        text = self.certificate.file.sha256
        return tuple(text[start : start + 16] for start in range(0, 64, 16))


def title(certificate: Certificate) -> str:
    return f"Giấy chứng nhận {certificate.number}"


def check_path(code: str) -> str:
    """Return the address of the check page, as it is printed: in Vietnamese."""
    with translation.override("vi"):
        return reverse("cohorts:certificate", args=[code])


def html(certificate: Certificate) -> str:
    """Return the body of the document, the same for the same certificate."""
    with translation.override("vi"):
        return render_to_string("cohorts/certificate/document.html", {"page": _page(certificate)})


def css(certificate: Certificate) -> str:
    return render_to_string("cohorts/certificate/style.css", {"page": _page(certificate)})


def verdict(code: str) -> Verdict:
    """Return what stands under a code, however it was typed."""
    typed = normalize(code).replace(" ", "").upper()
    found = Certificate.objects.select_related("file").filter(check_code=typed).first()
    return Verdict(typed, found)


def _page(certificate: Certificate) -> Page:
    path = check_path(certificate.check_code)
    address = f"{settings.PUBLIC_URL}{path}"
    drawn = segno.make(address, error="m").svg_inline(
        border=0, omitsize=True, title=f"Mã QR dẫn tới trang kiểm tra {certificate.check_code}"
    )
    return Page(
        certificate=certificate,
        home=province(),
        address=address.partition("://")[2],
        qr=mark_safe(drawn),
        signer_title=certificate.signer_title.upper(),
        foot_note=("Bản mẫu: tên và số liệu minh hoạ" if certificate.member.cohort.is_demo else ""),
    )
