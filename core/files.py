"""Private files: what comes in is checked by its content, what goes out has a short-lived link.

A file is what its bytes say, whatever its name says. Images are drawn anew, so that nothing but
the picture is left of them; PDFs are opened and searched for what acts by itself. Errors are
sentences that say what to do.
"""

import hashlib
import re
import secrets
import shutil
import time
import warnings
import zipfile
from collections.abc import Collection, Iterator
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pikepdf
import puremagic
from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from .models import StoredFile
from .vietnamese import normalize

LINK_SECONDS = 600  # PRV-4
MAX_PIXELS = 40_000_000
MAX_PDF_OBJECTS = 200_000
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
# The database lives on the same disk; it must not be the one to find it full.
RESERVED_BYTES = 64 * 1024 * 1024
_SALT = "core.files"


class Kind(StrEnum):
    """What can be taken in."""

    PDF = "pdf"
    IMAGE = "image"
    XLSX = "xlsx"
    DOCX = "docx"
    CSV = "csv"


DOCUMENTS = frozenset({Kind.PDF, Kind.IMAGE})
SPREADSHEETS = frozenset({Kind.XLSX, Kind.CSV})

_OFFICE = "application/vnd.openxmlformats-officedocument"
_CONTENT_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    Kind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    Kind.CSV: "text/csv",
}
_IMAGE_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"} | {
    content_type: f".{kind}" for kind, content_type in _CONTENT_TYPES.items()
}
_KIND_NAMES = {
    Kind.PDF: "PDF",
    Kind.IMAGE: "JPG, PNG, WEBP",
    Kind.XLSX: "XLSX",
    Kind.DOCX: "DOCX",
    Kind.CSV: "CSV",
}


class FileRefusedError(Exception):
    """The file cannot be taken in. The text says what to do."""


class LinkExpiredError(Exception):
    """The link is too old, or not ours, or somebody else's."""


# In --------------------------------------------------------------------------------------------


def store(
    uploaded: UploadedFile,
    *,
    name: str = "",
    allowed_kinds: Collection[Kind] = DOCUMENTS,
    max_bytes: int | None = None,
    by: models.Model | None,
) -> StoredFile:
    """Check an upload and keep it. `name` is shown to people; by default its own name.

    Raises FileRefusedError. Nothing is left behind when it does.
    """
    limit = max_bytes or settings.MAX_UPLOAD_BYTES
    # The size that was announced is not the size that comes.
    content = uploaded.read(limit + 1)
    if not content:
        raise FileRefusedError(_("Tệp rỗng; xin chọn lại tệp."))
    if len(content) > limit:
        raise FileRefusedError(
            _("Tệp lớn hơn %(limit)s MB; xin giảm dung lượng hoặc chia nhỏ rồi tải lại.")
            % {"limit": max(1, limit // (1024 * 1024))}
        )
    kind, content_type = _kind_of(content, allowed_kinds)
    match kind:
        case Kind.IMAGE:
            content = _drawn_anew(content, _IMAGE_FORMATS[content_type])
        case Kind.PDF:
            _check_pdf(content)
        case Kind.XLSX | Kind.DOCX:
            _check_zip(content)
    return keep(
        content,
        name=_safe_name(name or uploaded.name or "", _SUFFIXES[content_type]),
        content_type=content_type,
        by=by,
    )


def keep(content: bytes, *, name: str, content_type: str, by: models.Model | None) -> StoredFile:
    """Keep bytes that we made ourselves, as they are. Raises FileRefusedError on a full disk."""
    storage = storages["private"]
    _check_free_space(len(content))
    path = f"{secrets.token_hex(1)}/{secrets.token_hex(20)}"
    try:
        path = storage.save(path, ContentFile(content))
    except OSError as error:
        storage.delete(path)
        raise FileRefusedError(_full()) from error
    return StoredFile.objects.create(
        name=name[:255],
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        path=path,
        uploaded_at=timezone.now(),
        uploaded_by_key=str(by.pk) if by else "",
    )


def read(file: StoredFile) -> bytes:
    with storages["private"].open(file.path) as stored:
        return stored.read()


def delete(file: StoredFile) -> None:
    """Remove the row, then the bytes: a row without bytes would promise what is gone."""
    path = file.path
    file.delete()
    storages["private"].delete(path)


def _full() -> str:
    return _("Máy chủ tạm hết chỗ lưu tệp. Những gì bạn gõ còn nguyên; xin thử lại sau.")


def _check_free_space(size: int) -> None:
    storage = storages["private"]
    if isinstance(storage, FileSystemStorage):
        folder = Path(storage.location)
        existing = next(path for path in (folder, *folder.parents) if path.exists())
        if shutil.disk_usage(existing).free < size + RESERVED_BYTES:
            raise FileRefusedError(_full())


def _safe_name(name: str, suffix: str) -> str:
    name = normalize(name.replace("\\", "/").rpartition("/")[2])
    stem = re.sub(r'[<>:"|?*]', "", name)
    if "." in stem:
        stem = stem.rpartition(".")[0]
    return f"{stem.strip('. ')[:200] or 'tep'}{suffix}"


def _kind_of(content: bytes, allowed: Collection[Kind]) -> tuple[Kind, str]:
    try:
        found = {match.mime_type for match in puremagic.magic_string(content[:8192])}
    except puremagic.PureError:
        found = set()
    candidates = [
        (Kind.IMAGE, content_type) for content_type in _IMAGE_FORMATS if content_type in found
    ]
    if content.startswith(b"%PDF-"):
        candidates.append((Kind.PDF, _CONTENT_TYPES[Kind.PDF]))
    if content.startswith(b"PK\x03\x04"):
        kind = _office_kind(content)
        candidates += [(kind, _CONTENT_TYPES[kind])] if kind else []
    elif not candidates and _is_text(content):
        candidates.append((Kind.CSV, _CONTENT_TYPES[Kind.CSV]))
    for kind, content_type in candidates:
        if kind in allowed:
            return kind, content_type
    names = ", ".join(_KIND_NAMES[kind] for kind in Kind if kind in allowed)
    raise FileRefusedError(
        _("Loại tệp này không nhận được; xin dùng %(kinds)s.") % {"kinds": names}
    )


def _office_kind(content: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return None
    if any(name.endswith("vbaProject.bin") for name in names):
        return None
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    return Kind.DOCX if "word/document.xml" in names else None


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return b"\0" not in content and not head.startswith(b"<")


def _check_zip(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        unpacked = sum(item.file_size for item in archive.infolist())
    if unpacked > MAX_UNPACKED_BYTES or unpacked > 100 * len(content):
        raise FileRefusedError(
            _("Tệp giãn ra quá lớn khi mở; xin lưu lại thành tệp gọn hơn rồi tải lại.")
        )


def _drawn_anew(content: bytes, image_format: str) -> bytes:
    """Return the picture alone: no place, no camera, no hidden second file."""
    broken = _("Không mở được ảnh; xin lưu lại thành JPG hoặc PNG rồi tải lại.")
    drawn = BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=[image_format]) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise FileRefusedError(
                        _("Ảnh có quá nhiều điểm ảnh; xin thu nhỏ còn dưới 40 triệu điểm.")
                    )
                upright = ImageOps.exif_transpose(image)
                mode = "RGB" if image_format == "JPEG" else "RGBA"
                if upright.mode not in ("L", "RGB", mode):
                    upright = upright.convert(mode)
                clean = Image.frombytes(upright.mode, upright.size, upright.tobytes())
                clean.save(drawn, image_format, quality=88)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise FileRefusedError(
            _("Ảnh có quá nhiều điểm ảnh; xin thu nhỏ còn dưới 40 triệu điểm.")
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise FileRefusedError(broken) from error
    return drawn.getvalue()


def _check_pdf(content: bytes) -> None:
    try:
        with pikepdf.open(BytesIO(content)) as document:
            if document.is_encrypted:
                raise FileRefusedError(_locked())
            if len(document.objects) > MAX_PDF_OBJECTS:
                raise FileRefusedError(_("PDF quá phức tạp; xin in lại thành PDF rồi tải lại."))
            for part in document.objects:
                if _acts_by_itself(part):
                    raise FileRefusedError(
                        _(
                            "PDF có mã lệnh hoặc tệp đính kèm bên trong; "
                            "xin in lại thành PDF rồi tải lại."
                        )
                    )
    except pikepdf.PasswordError as error:
        raise FileRefusedError(_locked()) from error
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        raise FileRefusedError(
            _("Không mở được PDF, có thể tệp bị hỏng; xin xuất lại rồi tải lại.")
        ) from error


def _locked() -> str:
    return _("PDF đang khoá bằng mật khẩu; xin bỏ mật khẩu rồi tải lại.")


_ACTING_KEYS = ("/JS", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent")
_ACTING_KINDS = ("/JavaScript", "/Launch", "/ImportData", "/RichMedia", "/FileAttachment")


def _acts_by_itself(part: Any) -> bool:
    for inner in _direct_parts(part):
        if any(key in inner for key in _ACTING_KEYS):
            return True
        if any(str(inner.get(key, "")) in _ACTING_KINDS for key in ("/S", "/Subtype")):
            return True
    return False


def _direct_parts(part: Any, depth: int = 0) -> Iterator[Any]:
    """Yield the dictionaries that are written inside this object, itself first."""
    if depth > 50:
        raise ValueError("nested too deep")
    children: list[Any] = []
    if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
        yield part
        children = [child for _key, child in part.items()]
    elif isinstance(part, pikepdf.Array):
        children = list(part)
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            yield from _direct_parts(child, depth + 1)


# Out -------------------------------------------------------------------------------------------


def signed_link(file: StoredFile, ttl: int = LINK_SECONDS, *, reader: str = "") -> str:
    """Return the last part of an address under which `file` can be had for `ttl` seconds.

    Made after the permission was asked. With `reader`, a person's key, it works for nobody else.
    """
    return signing.dumps([str(file.key), int(time.time()) + ttl, reader], salt=_SALT)


def open_signed(token: str, *, reader: str = "") -> StoredFile:
    """Return the file of a link. Raises LinkExpiredError."""
    try:
        key, until, for_reader = signing.loads(token, salt=_SALT)
    except signing.BadSignature as error:
        raise LinkExpiredError(_("Đường dẫn không đúng; xin mở lại từ trang hồ sơ.")) from error
    if time.time() > until or (for_reader and for_reader != reader):
        raise LinkExpiredError(_("Đường dẫn đã hết hạn; xin mở lại từ trang hồ sơ."))
    return StoredFile.objects.get(key=UUID(key))


def download(file: StoredFile, *, as_attachment: bool = True) -> HttpResponseBase:
    """Return the response that hands over the file; the caller has asked for the permission.

    With X_ACCEL_PREFIX set, nginx reads the file and the web worker is free at once.
    """
    prefix = settings.X_ACCEL_PREFIX
    response: HttpResponseBase
    if prefix and isinstance(storages["private"], FileSystemStorage):
        response = HttpResponse(content_type=file.content_type)
        response["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{file.path}"
    else:
        response = FileResponse(storages["private"].open(file.path), content_type=file.content_type)
        response["Content-Length"] = str(file.size)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment, file.name) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
