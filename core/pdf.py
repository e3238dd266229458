"""HTML in, an archivable and accessible PDF out: PDF/A-2a and PDF/UA-1 in one file.

The renderer runs in a process of its own, started at the first document and replaced after some:
it is slow to load, hungry, and must not take a web worker down with it. It sees no network, no
file but our fonts, and no picture but those it is handed. The same input gives the same bytes.

This module is both sides: imported it is the caller's, run by its name it is the renderer.
"""

import atexit
import base64
import contextlib
import hashlib
import html as html_text
import json
import os
import re
import resource
import select
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

FAMILY = "Registry Serif"
FONTS = Path(__file__).parent / "fonts"
FACES = {
    "LiberationSerif-Regular.ttf": ("normal", 400),
    "LiberationSerif-Bold.ttf": ("normal", 700),
    "LiberationSerif-Italic.ttf": ("italic", 400),
    "LiberationSerif-BoldItalic.ttf": ("italic", 700),
}
SCHEME = "registry:"
DOCUMENTS_PER_PROCESS = 50
TIME_LIMIT = 120.0
MEMORY_LIMIT = 1536 * 1024 * 1024
MAX_HTML_BYTES = 8 * 1024 * 1024
# Larger ones were measured to take minutes, or for ever.
MAX_TABLE_ROWS = 6000
MAX_SPAN = 40


class PdfError(Exception):
    """The document cannot be made. The text says why, for staff."""


def render(
    html: str,
    *,
    title: str,
    language: str,
    created: datetime,
    css: str = "",
    images: Mapping[str, bytes] | None = None,
    time_limit: float = TIME_LIMIT,
) -> bytes:
    """Return the PDF of a body of HTML. `created` is aware; it goes into the file.

    The font is there under FAMILY, in four faces, and is the default. `images` are PNG or JPEG,
    addressed as "registry:images/<name>"; inline SVG needs a `<title>` child. Everything else that
    would be fetched is an error. Raises PdfError.
    """
    _check_bounds(html, css)
    request = {
        "html": _document(html, title, language, created, css),
        "images": {name: base64.b64encode(data).decode() for name, data in (images or {}).items()},
    }
    return _renderer.render(json.dumps(request).encode(), time_limit)


_STAMP_CSS = """
@page { size: 210mm 297mm; margin: 0 }
body { margin: 0 }
p { margin: 0; height: 49.5mm; padding: 18mm 0 0 12mm; box-sizing: border-box; font-size: 15pt;
    color: #777; opacity: 0.45; transform: rotate(-18deg); white-space: nowrap }
"""


def stamp(pdf: bytes, text: str, *, created: datetime) -> bytes:
    """Return `pdf` with `text` across each page, six times over what is written there.

    Raises PdfError.
    """
    import pikepdf

    lines = f"<p>{html_text.escape(text)}</p>" * 6
    mark = render(lines, title=text, language="vi", created=created, css=_STAMP_CSS)
    out = BytesIO()
    try:
        with pikepdf.open(BytesIO(pdf)) as document, pikepdf.open(BytesIO(mark)) as stamped:
            for page in document.pages:
                page.add_overlay(stamped.pages[0], pikepdf.Rectangle(page.mediabox))
            document.save(out)
    except pikepdf.PdfError as error:
        raise PdfError(str(error)) from error
    return out.getvalue()


def _check_bounds(html: str, css: str) -> None:
    if len(html) + len(css) > MAX_HTML_BYTES:
        raise PdfError(_("Tài liệu quá dài để in; xin thu hẹp phạm vi."))
    if len(re.findall(r"<tr\b", html, re.IGNORECASE)) > MAX_TABLE_ROWS:
        raise PdfError(_("Bảng quá nhiều dòng để in; xin dùng tệp XLSX hoặc CSV."))
    for span in re.findall(r"(?:col|row)?span\s*=\s*[\"']?\s*(\d+)", html, re.IGNORECASE):
        if int(span) > MAX_SPAN:
            raise PdfError(_("Bảng có ô gộp quá rộng; xin báo cho quản trị viên."))
    shown = re.sub(r"<(style|title|desc)\b.*?</\1\s*>", " ", html, flags=re.DOTALL | re.IGNORECASE)
    shown = html_text.unescape(re.sub(r"<[^>]*>", " ", shown))
    if missing := sorted(set(shown) - _letters() - set(" \t\r\n\f")):
        raise PdfError(
            _("Phông chữ in không có ký tự %(letters)s; xin sửa trong hồ sơ rồi in lại.")
            % {"letters": " ".join(f"“{letter}” (U+{ord(letter):04X})" for letter in missing[:5])}
        )


@cache
def _letters() -> frozenset[str]:
    """Return the characters that every face has: another font would be mixed in for the rest."""
    from fontTools.ttLib import TTFont

    faces: list[set[int]] = []
    for name in FACES:
        with TTFont(FONTS / name, lazy=True) as font:
            faces.append(set(font.getBestCmap()))
    return frozenset(map(chr, set.intersection(*faces)))


def _document(html: str, title: str, language: str, created: datetime, css: str) -> str:
    if created.tzinfo is None:
        raise ValueError("created must be aware")
    moment = created.replace(microsecond=0).isoformat()
    faces = "".join(
        f'@font-face{{font-family:"{FAMILY}";src:url("{SCHEME}fonts/{name}");'
        f"font-style:{style};font-weight:{weight}}}"
        for name, (style, weight) in FACES.items()
    )
    return (
        f'<!doctype html><html lang="{html_text.escape(language)}"><head><meta charset="utf-8">'
        f"<title>{html_text.escape(title)}</title>"
        f'<meta name="dcterms.created" content="{moment}">'
        f'<meta name="dcterms.modified" content="{moment}">'
        f'<style>{faces}html{{font-family:"{FAMILY}"}}</style><style>{css}</style></head>'
        f"<body>{html}</body></html>"
    )


# The caller's side -----------------------------------------------------------------------------


class _Renderer:
    """Holds one renderer process for this process; one document at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.owner = 0
        self.documents = 0
        self.folder: tempfile.TemporaryDirectory[str] | None = None

    def render(self, request: bytes, time_limit: float) -> bytes:
        with self.lock:
            process = self._started()
            try:
                reply = self._ask(process, request, time_limit)
            except (BrokenPipeError, EOFError) as error:
                self._stop()
                raise PdfError(
                    _("Tiến trình in đã dừng, có thể vì tài liệu quá lớn; xin thu hẹp phạm vi.")
                ) from error
            except TimeoutError as error:
                self._stop()
                raise PdfError(
                    _("In quá lâu nên đã dừng; xin thu hẹp phạm vi rồi thử lại.")
                ) from error
            self.documents += 1
            if self.documents >= DOCUMENTS_PER_PROCESS:
                self._stop()
        if reply[:1] != b"+":
            raise PdfError(
                _("Không in được: %(reason)s") % {"reason": reply[1:].decode(errors="replace")}
            )
        return reply[1:]

    def _started(self) -> "subprocess.Popen[bytes]":
        # A forked web worker has the parent's pipes, and must not talk into them.
        if self.owner != os.getpid():
            self.process, self.folder = None, None
        if self.process is not None and self.process.poll() is None:
            return self.process
        self._stop()
        self.owner, self.documents = os.getpid(), 0
        self.folder = tempfile.TemporaryDirectory(prefix="registry-pdf-")
        # No font of the machine is in sight, so none can be mixed in; and no secret is either.
        config = Path(self.folder.name) / "fonts.conf"
        config.write_text(
            f"<fontconfig><dir>{html_text.escape(str(FONTS))}</dir>"
            f"<cachedir>{self.folder.name}</cachedir></fontconfig>"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-m", "core.pdf"],
            cwd=FONTS.parent.parent,
            env={
                "PATH": os.defpath,
                "LANG": "C.UTF-8",
                "FONTCONFIG_FILE": str(config),
                "HOME": self.folder.name,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self.process

    def _ask(self, process: "subprocess.Popen[bytes]", request: bytes, time_limit: float) -> bytes:
        assert process.stdin is not None
        assert process.stdout is not None
        deadline = time.monotonic() + time_limit
        process.stdin.write(struct.pack(">Qd", len(request), time_limit) + request)
        process.stdin.flush()
        (size,) = struct.unpack(">Q", _read(process.stdout, 8, deadline))
        return _read(process.stdout, size, deadline)

    def _stop(self) -> None:
        if self.process is not None:
            if self.owner == os.getpid():
                self.process.kill()
                self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    # What was not sent to a dead process is of no use.
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
            self.process = None
        if self.folder is not None:
            self.folder.cleanup()
            self.folder = None

    def close(self) -> None:
        if self.owner == os.getpid():
            self._stop()


def _read(pipe: IO[bytes], size: int, deadline: float) -> bytes:
    """Read exactly `size` bytes. Raises TimeoutError, EOFError."""
    parts: list[bytes] = []
    while size:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            raise TimeoutError
        part = os.read(pipe.fileno(), min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


_renderer = _Renderer()
atexit.register(_renderer.close)


# The renderer's side ---------------------------------------------------------------------------


def _serve() -> None:
    """Answer requests on standard input until it ends."""
    os.nice(19)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not end up between the replies.
    os.dup2(2, 1)
    from weasyprint.urls import FatalURLFetchingError

    while len(head := requests.read(16)) == 16:
        size, time_limit = struct.unpack(">Qd", head)
        # If the caller dies, nobody else stops this.
        signal.alarm(int(time_limit) + 5)
        try:
            reply = b"+" + _make(json.loads(requests.read(size)))
        except (FatalURLFetchingError, ValueError, OSError, ArithmeticError) as error:
            reply = b"-" + str(error)[:300].encode()
        replies.write(struct.pack(">Q", len(reply)) + reply)
        replies.flush()
        signal.alarm(0)


def _make(request: dict[str, Any]) -> bytes:
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    images = {name: base64.b64decode(data) for name, data in request["images"].items()}
    refused: list[str] = []

    class OwnFilesOnly(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            kind, _, name = url.removeprefix(SCHEME).partition("/")
            if url.startswith(SCHEME) and kind == "fonts" and name in FACES:
                return URLFetcherResponse(url, (FONTS / name).read_bytes())
            if url.startswith(SCHEME) and kind == "images" and name in images:
                data = images[name]
                if data.startswith(b"\x89PNG"):
                    return URLFetcherResponse(url, data, {"Content-Type": "image/png"})
                if data.startswith(b"\xff\xd8\xff"):
                    return URLFetcherResponse(url, data, {"Content-Type": "image/jpeg"})
            refused.append(url[:100])
            raise FatalURLFetchingError(f"{url[:100]} is not part of the document")

    text: str = request["html"]
    pdf = weasyprint.HTML(string=text, url_fetcher=OwnFilesOnly()).write_pdf(
        pdf_variant="pdf/a-2a",
        pdf_identifier=hashlib.sha256(text.encode()).digest()[:16],
        presentational_hints=False,
        dpi=150,
    )
    if refused:
        # Inside a drawing the renderer goes on without a word.
        raise ValueError(f"{refused[0]} is not part of the document")
    return _with_accessibility_mark(pdf)


_UA_MARK = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def _with_accessibility_mark(pdf: bytes) -> bytes:
    """Say PDF/UA-1 beside PDF/A-2a, with the schema that PDF/A asks for before it believes it."""
    import pikepdf

    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        packet = document.Root.Metadata.read_bytes()
        marked = packet.replace(b"</rdf:RDF>", _UA_MARK + b"</rdf:RDF>", 1)
        document.Root.Metadata = document.make_stream(
            marked, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
        )
        document.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        # As they are: what is compressed stays so, and the metadata stays readable.
        document.save(
            out,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            static_id=False,
            deterministic_id=True,
        )
    return out.getvalue()


if __name__ == "__main__":
    _serve()
