"""Uploads that are what they say, and links that end."""

import resource
import zipfile
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest
import time_machine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from core import files
from core.files import FileRefusedError, Kind
from core.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files"), "base_url": None},
        },
    }
    return tmp_path / "files"


@pytest.fixture
def person(django_user_model):
    return django_user_model.objects.create_user("founder@example.test")


def upload(content, name="giấy.pdf"):
    return SimpleUploadedFile(name, content)


def a_pdf(change=None, **options):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    if change:
        change(pdf)
    out = BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def an_image(image_format="JPEG", size=(40, 20), **options):
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, image_format, **options)
    return out.getvalue()


def a_workbook():
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write(0, 0, "Tên")
    return out.getvalue()


def kept(folder):
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def test_a_pdf_is_kept_as_it_is_under_a_random_path(person, folder):
    content = a_pdf()

    file = files.store(upload(content, "../../Giấy phép.PDF"), by=person)

    assert files.read(file) == content
    assert sha256(content).hexdigest() == file.sha256
    assert (file.name, file.content_type) == ("Giấy phép.pdf", "application/pdf")
    assert (file.size, file.uploaded_by_key) == (len(content), str(person.pk))
    assert "phép" not in file.path
    assert kept(folder) == [folder / file.path]


def test_an_image_loses_its_place_and_keeps_its_direction(person):
    # PRV-4
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "camera of somebody"
    content = an_image(exif=exif)

    file = files.store(upload(content, "anh.jpg"), by=person)

    stored = files.read(file)
    with Image.open(BytesIO(stored)) as image:
        assert image.size == (20, 40)
        assert dict(image.getexif()) == {}
    assert b"camera" in content
    assert b"camera" not in stored


def test_what_hides_behind_an_image_is_gone(person):
    content = an_image("PNG") + b"<script>alert(1)</script>"

    file = files.store(upload(content, "anh.png"), by=person)

    assert b"script" not in files.read(file)


def test_the_name_follows_the_content(person):
    file = files.store(upload(an_image("WEBP"), "ảnh.exe"), by=person)

    assert (file.name, file.content_type) == ("ảnh.webp", "image/webp")


def test_spreadsheets_and_text_are_taken_where_they_are_asked_for(person):
    workbook = files.store(
        upload(a_workbook(), "bảng.xlsx"), allowed_kinds=files.SPREADSHEETS, by=person
    )
    text = files.store(
        upload("Tên;Mã\nA;1\n".encode(), "bảng.csv"), allowed_kinds=files.SPREADSHEETS, by=None
    )

    assert workbook.name == "bảng.xlsx"
    assert (text.content_type, text.uploaded_by_key) == ("text/csv", "")


def javascript(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def embedded(pdf):
    pdf.attachments["virus.exe"] = b"MZ"


def launch(pdf):
    pdf.pages[0].Annots = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Link,
                Rect=[0, 0, 9, 9],
                A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"),
            )
        ]
    )


def macros():
    out = BytesIO(a_workbook())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return out.getvalue()


def huge_picture():
    # Black compresses well: few bytes, many pixels.
    out = BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    return out.getvalue()


def zip_bomb():
    out = BytesIO(a_workbook())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b" " * (60 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (lambda: b"", "rỗng"),
        (lambda: b"%PDF-1.7 broken", "hỏng"),
        (lambda: a_pdf(javascript), "mã lệnh"),
        (lambda: a_pdf(embedded), "tệp đính kèm"),
        (lambda: a_pdf(launch), "mã lệnh"),
        (lambda: a_pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "mật khẩu"),
        (lambda: a_pdf(encryption=pikepdf.Encryption(owner="a", user="")), "mật khẩu"),
        (lambda: an_image()[:300], "Không mở được ảnh"),
        (huge_picture, "điểm ảnh"),
        (lambda: b"MZ\x90\x00" + b"\0" * 200, "không nhận được"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "không nhận được"),
        (lambda: b"<html><script></script></html>", "không nhận được"),
        (macros, "không nhận được"),
        (zip_bomb, "giãn ra quá lớn"),
        (lambda: a_pdf() + b"\0" * (10 * 1024 * 1024), "lớn hơn 10 MB"),
    ],
)
def test_bad_files_are_refused_with_a_sentence_and_leave_nothing(person, folder, content, says):
    with pytest.raises(FileRefusedError, match=says):
        files.store(upload(content()), allowed_kinds=list(Kind), by=person)

    assert kept(folder) == []
    assert not StoredFile.objects.exists()


def test_a_kind_that_was_not_asked_for_is_refused_by_name(person):
    with pytest.raises(FileRefusedError, match="xin dùng PDF, JPG, PNG, WEBP"):
        files.store(upload(a_workbook(), "hồ sơ.pdf"), by=person)


def test_a_full_disk_leaves_no_half_file(person, folder):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    folder.mkdir()
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(FileRefusedError, match="hết chỗ"):
            files.keep(b"x" * 5000, name="a.csv", content_type="text/csv", by=person)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert kept(folder) == []


def test_little_room_is_seen_before_writing(person, monkeypatch, folder):
    monkeypatch.setattr(files, "RESERVED_BYTES", 10**18)

    with pytest.raises(FileRefusedError, match="hết chỗ"):
        files.keep(b"x", name="a.csv", content_type="text/csv", by=person)

    assert kept(folder) == []


def test_a_link_lasts_ten_minutes_and_cannot_be_made_up(person):
    # PRV-4
    file = files.store(upload(a_pdf()), by=person)
    token = files.signed_link(file)

    assert files.open_signed(token) == file
    with pytest.raises(files.LinkExpiredError):
        files.open_signed(token[:-2] + "xx")
    with (
        time_machine.travel(timezone.now() + timedelta(seconds=605)),
        pytest.raises(files.LinkExpiredError),
    ):
        files.open_signed(token)


def test_a_link_made_for_one_person_is_of_no_use_to_another(person):
    file = files.store(upload(a_pdf()), by=person)
    token = files.signed_link(file, reader="7")

    assert files.open_signed(token, reader="7") == file
    with pytest.raises(files.LinkExpiredError):
        files.open_signed(token, reader="8")


def test_a_download_is_an_attachment_that_nobody_sniffs_or_keeps(person):
    content = a_pdf()
    file = files.store(upload(content, "Giấy phép.pdf"), by=person)

    response = files.download(file)

    assert b"".join(response.streaming_content) == content
    response.close()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''Gi%E1%BA%A5y%20ph%C3%A9p.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


def test_nginx_reads_the_file_where_it_can(person, settings):
    settings.X_ACCEL_PREFIX = "/private/"
    file = files.store(upload(a_pdf()), by=person)

    response = files.download(file)

    assert response["X-Accel-Redirect"] == f"/private/{file.path}"
    assert response.content == b""


def test_a_deleted_file_is_gone(person, folder):
    file = files.store(upload(a_pdf()), by=person)

    files.delete(file)

    assert kept(folder) == []
