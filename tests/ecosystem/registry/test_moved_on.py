"""The case moved on while somebody was typing: said in a sentence, and nothing typed is lost."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.lifecycle import ObstacleError
from core.models import StoredFile
from ecosystem.registry.actions import drafts
from ecosystem.registry.models import Case

from .portal import PDF
from .test_drafts import asked, full_draft

pytestmark = pytest.mark.django_db

MOVED = "Hồ sơ đã chuyển sang bước khác"


def hold(client: Client, case: Case) -> None:
    client.post("/dang-ky/mo-lai/", {"number": case.number, "code": drafts.read.access_key(case)})


def test_answer_after_the_case_was_withdrawn_elsewhere_shows_what_was_typed(client):  # REGN-6
    case = asked(full_draft())
    hold(client, case)
    drafts.withdraw(Case.objects.get(pk=case.pk), by=None)

    response = client.post(
        f"/dang-ky/{case.number}/bo-sung/", {"street": "Số 5, đường Mới", "version": "1"}
    )

    page = response.content.decode()
    assert response.status_code == 409
    assert MOVED in page
    assert "Số 5, đường Mới" in page
    case.refresh_from_db()
    assert case.answers["street"] != "Số 5, đường Mới"


def test_step_saved_after_the_draft_was_sent_elsewhere_shows_what_was_typed(client):
    case = full_draft()
    hold(client, case)
    drafts.submit(case, key=uuid4(), by=None)

    response = client.post(
        f"/dang-ky/{case.number}/tru-so/", {"street": "Số 5, đường Mới", "next": "1"}
    )

    page = response.content.decode()
    assert response.status_code == 409
    assert (MOVED in page, "Số 5, đường Mới" in page) == (True, True)


def test_file_is_refused_by_the_state_in_the_database_not_by_an_old_copy():
    case = full_draft()
    old = Case.objects.get(pk=case.pk)
    drafts.submit(case, key=uuid4(), by=None)

    with pytest.raises(ObstacleError):
        drafts.add_file(
            old, SimpleUploadedFile("a.pdf", PDF), field="tax_code", kind="other", by=None
        )

    assert StoredFile.objects.count() == 0


def test_file_is_not_taken_back_through_an_old_copy_of_the_draft(client):
    case = full_draft()
    hold(client, case)
    paper = drafts.add_file(
        case, SimpleUploadedFile("a.pdf", PDF), field="tax_code", kind="other", by=None
    )
    drafts.submit(Case.objects.get(pk=case.pk), key=uuid4(), by=None)

    with pytest.raises(ObstacleError):
        drafts.remove_file(paper, by=None)
    response = client.post(f"/dang-ky/{case.number}/tep/{paper.pk}/bo/")

    assert response.status_code == 302
    assert case.files.get().removed_at is None
