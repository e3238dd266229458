"""A person's own space: tasks, who sees what, changes by field class, consents."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Consent
from ecosystem.registry.actions import drafts
from ecosystem.registry.choices import CaseKind, CaseStatus, Visibility
from ecosystem.registry.models import Case, Organization
from tests.factories import OrganizationFactory, RoleFactory, UserFactory, commune

from .test_drafts import asked, full_draft
from .test_portal import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def firm(owner) -> Organization:
    firm = OrganizationFactory(seat=commune(), description="Trạm đo độ ẩm đất.")
    RoleFactory(person__user=owner, organization=firm)
    return firm


def change(client, firm: Organization, step: str, **data: object):
    return client.post(
        f"/ho-so/sua/{firm.code}/{step}/", {"version": firm.version, "key": str(uuid4()), **data}
    )


def test_stranger_signs_in_first(client):
    response = client.get("/ho-so/")

    assert response.status_code == 302
    assert response["Location"].startswith("/tai-khoan/")


def test_empty_space_has_two_doors(client, owner):
    html = client.get("/ho-so/").content.decode()

    assert "Chưa có tổ chức nào" in html
    assert 'href="/dang-ky/"' in html
    assert 'href="/danh-ba/"' in html


def test_overview_says_who_sees_what(client, firm):
    html = client.get("/ho-so/").content.decode()

    assert firm.legal_name in html
    assert "Khoá, cần giấy tờ" in html
    assert "Đang công khai" in html
    assert "Hoàn thiện" in html
    assert f'href="/danh-ba/{firm.code}/"' in html


def test_nobody_sees_the_space_of_another(client, firm):
    other = UserFactory()
    client.force_login(other)

    assert firm.legal_name not in client.get("/ho-so/").content.decode()
    assert client.get(f"/ho-so/?to-chuc={firm.code}").status_code == 404
    assert change(client, firm, "hoat-dong", description="Kẻ khác").status_code == 404
    assert client.post("/ho-so/van-dung/", {"to-chuc": firm.code}).status_code == 404
    firm.refresh_from_db()
    assert firm.description == "Trạm đo độ ẩm đất."


def test_draft_and_question_are_tasks(client, owner):
    draft = drafts.start("project", email="a@b.example", by=owner).case
    question = asked(full_draft())
    Case.objects.filter(pk=question.pk).update(applicant=owner)

    html = client.get("/ho-so/").content.decode()

    assert f'href="/dang-ky/{draft.number}/"' in html
    assert f'href="/dang-ky/{question.number}/bo-sung/"' in html


def test_free_field_is_published_at_once(client, firm):  # REGN-12
    response = change(client, firm, "hoat-dong", description="Trạm đo mới.", sectors=[])

    assert response.status_code == 302
    firm.refresh_from_db()
    assert firm.description == "Trạm đo mới."
    assert not Case.objects.exists()


def test_moderated_field_becomes_a_request(client, firm):  # REGN-12
    response = change(
        client, firm, "hoat-dong", description=firm.description, staff="23", sectors=["du-lich"]
    )

    case = Case.objects.get()
    assert response.status_code == 302
    assert (case.kind, case.status) == (CaseKind.CHANGE, CaseStatus.SUBMITTED)
    assert case.number.startswith("TD-")
    assert case.answers == {"sectors": ["du-lich"], "staff": {"value": "23", "period": ""}}
    assert not firm.sector_rows.exists()
    assert "Đang chờ duyệt" in client.get("/ho-so/").content.decode()


def test_locked_field_needs_a_paper(client, firm):  # REGN-12
    data = {"legal_name": "Công ty TNHH Tên Mới", "first_registration_date": "16/05/2022"}

    without = change(client, firm, "danh-tinh", **data)
    assert without.status_code == 422
    assert "Ô khoá cần giấy tờ" in without.content.decode()
    assert "Công ty TNHH Tên Mới" in without.content.decode()
    assert not Case.objects.exists()

    change(client, firm, "danh-tinh", **data, paper=SimpleUploadedFile("giay.pdf", PDF))
    case = Case.objects.get()
    assert case.answers == {"legal_name": "Công ty TNHH Tên Mới"}
    assert case.files.count() == 1
    firm.refresh_from_db()
    assert firm.legal_name != "Công ty TNHH Tên Mới"


def test_same_form_sent_twice_is_one_request(client, firm):
    data = {"key": str(uuid4()), "description": firm.description, "staff": "23"}

    change(client, firm, "hoat-dong", **data)
    change(client, firm, "hoat-dong", **data)

    assert Case.objects.count() == 1


@pytest.mark.parametrize("version", ["", "x", "²", "-1"])
def test_a_version_that_is_no_number_is_an_old_one(client, firm, version):  # REG-F3
    response = client.post(
        f"/ho-so/sua/{firm.code}/hoat-dong/",
        {"version": version, "key": str(uuid4()), "description": "Làm việc khác."},
    )

    firm.refresh_from_db()
    assert response.status_code == 200
    assert firm.description != "Làm việc khác."


def test_two_editors_see_both_versions(client, firm):  # REG-F3
    Organization.objects.filter(pk=firm.pk).update(description="Người kia.", version=2)

    response = change(client, firm, "hoat-dong", description="Tôi gõ.")

    html = response.content.decode()
    assert "Người kia." in html
    assert "Tôi gõ." in html
    firm.refresh_from_db()
    assert firm.description == "Người kia."


def test_unchanged_address_is_no_request(client, firm):
    address = firm.addresses.get()

    change(client, firm, "tru-so", street=address.text, commune="Phường Tân Ninh")

    assert not Case.objects.exists()


def test_everything_is_still_true(client, firm):  # REG-20
    client.post("/ho-so/van-dung/", {"to-chuc": firm.code})

    firm.refresh_from_db()
    assert firm.last_confirmed_on == timezone.localdate()


def test_consent_is_withdrawn_as_easily_as_given(client, firm):  # PRV-1
    client.post("/ho-so/dong-y/", {"consents": ["public_listing", "investor_sharing"]})
    assert Consent.objects.filter(subject_key=firm.code, withdrawn_at=None).count() == 2

    client.post("/ho-so/dong-y/", {"consents": ["public_listing"]})

    standing = Consent.objects.filter(subject_key=firm.code, withdrawn_at=None)
    assert [row.purpose for row in standing] == ["public_listing"]
    firm.refresh_from_db()
    assert firm.visibility == Visibility.PUBLIC


def test_withdrawing_the_listing_hides_the_profile_at_once(client, firm):  # PRV-1
    client.post("/ho-so/dong-y/", {"consents": ["public_listing"]})

    client.post("/ho-so/dong-y/", {})

    firm.refresh_from_db()
    assert firm.visibility == Visibility.HIDDEN


def test_overview_asks_the_same_number_of_questions_for_one_and_three_cases(
    client, firm, owner, django_assert_num_queries, django_assert_max_num_queries
):
    client.get("/ho-so/")
    with django_assert_max_num_queries(60) as first:
        client.get("/ho-so/")
    for kind in ("project", "fund", "support"):
        drafts.start(kind, email=f"{kind}@b.example", by=owner)

    with django_assert_num_queries(len(first)):
        client.get("/ho-so/")
