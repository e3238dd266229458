"""The room: looked at only while in touch, stamped, and each look written down (INV-9)."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import files, pdf
from programs.investors.actions import accounts, firms, introductions
from programs.investors.choices import IntroductionStatus
from programs.investors.models import AccessLine, Introduction
from programs.investors.selectors import cards
from tests.factories import UserFactory

from . import builders

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def room_with(introduction, upload):
    owner = builders.owner_of(introduction.organization)
    stored = files.store(upload, by=owner)
    return firms.add_room_file(introduction.organization, "Kế hoạch", stored, by=owner)


def address(introduction, file) -> str:
    return reverse("investors:room_file", args=[introduction.number, file.pk])


def two_pages() -> SimpleUploadedFile:
    content = pdf.render(
        '<p>Một</p><p style="break-before: page">Hai</p>',
        title="Kế hoạch",
        language="vi",
        created=timezone.now(),
    )
    return SimpleUploadedFile("ke-hoach.pdf", content)


@pytest.mark.parametrize("upload", [builders.picture, two_pages], ids=["picture", "pdf"])
def test_each_page_carries_the_readers_name_and_the_look_is_written_down(upload):
    introduction = builders.released()
    file = room_with(introduction, upload())
    reader = introduction.account.requested_by

    response = signed_in(reader).get(address(introduction, file))

    assert response.status_code == 200
    assert response["Content-Disposition"] == "inline"
    with pikepdf.open(BytesIO(response.content)) as shown:
        stamps = [len(page.Resources.XObject) for page in shown.pages]
        pages = len(shown.pages)
    assert pages == (2 if upload is two_pages else 1)
    assert min(stamps) >= 1
    assert response.content != files.read(file.file)
    (look,) = cards.looks(introduction.organization)
    assert (look.what, look.who) == ("Kế hoạch", str(reader))


def _ended(introduction):
    Introduction.objects.update(status=IntroductionStatus.CLOSED)


def _suspended(introduction):
    accounts.suspend(introduction.account, by=builders.officer(), message="Đang xem lại")


@pytest.mark.parametrize("end", [_ended, _suspended])
def test_the_room_closes_with_the_introduction(end):  # INV-9
    introduction = builders.released()
    file = room_with(introduction, builders.picture())
    end(introduction)
    reader = signed_in(introduction.account.requested_by)

    answers = [
        reader.get(reverse("investors:room", args=[introduction.number])).status_code,
        reader.get(address(introduction, file)).status_code,
    ]

    assert answers == [403, 403]
    assert AccessLine.objects.count() == 0


def test_the_room_closes_after_ninety_days():  # INV-9
    introduction = builders.released()
    file = room_with(introduction, builders.picture())
    answers = []

    for days in (90, 91):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            reader = signed_in(introduction.account.requested_by)
            answers.append(reader.get(address(introduction, file)).status_code)

    assert answers == [200, 403]


def test_nobody_else_gets_in():  # INV-9
    introduction = builders.asked()
    file = room_with(introduction, builders.picture())
    before = signed_in(introduction.account.requested_by).get(address(introduction, file))
    introductions.accept(introduction, by=builders.answerer(introduction))
    people = [
        UserFactory(),
        builders.officer(),
        builders.investor(name="Quỹ Khác").requested_by,
    ]

    answers = [signed_in(user).get(address(introduction, file)).status_code for user in people]

    assert before.status_code == 403
    assert answers == [404, 404, 404]
    assert Client().get(address(introduction, file)).status_code == 302


def test_a_file_that_was_taken_out_is_gone_and_its_looks_stay():
    introduction = builders.released()
    file = room_with(introduction, builders.picture())
    reader = signed_in(introduction.account.requested_by)
    reader.get(address(introduction, file))

    firms.remove_room_file(file, by=builders.owner_of(introduction.organization))

    assert reader.get(address(introduction, file)).status_code == 404
    assert len(cards.looks(introduction.organization)) == 1
