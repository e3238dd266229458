"""Somebody says that a record is theirs (REGN-10, REGN-11)."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from post_office.models import Email

from ecosystem.registry.choices import CaseKind, CaseStatus, Visibility
from ecosystem.registry.models import Case
from tests.factories import OrganizationFactory

from .portal import PDF

pytestmark = pytest.mark.django_db


def test_claim_with_a_letter_becomes_a_case(client):  # REGN-10
    there = OrganizationFactory()
    html = client.get(f"/dang-ky/nhan-quan-ly/{there.code}/").content.decode()
    data = {
        "key": re.search(r'name="key" value="([^"]+)"', html)[1],
        "claimant_name": "Lê Thị Mẫu",
        "claimant_role": "Giám đốc",
        "contact": "giamdoc@mau.example",
        "proof": "letter",
    }

    first = client.post(
        f"/dang-ky/nhan-quan-ly/{there.code}/",
        {**data, "letter": SimpleUploadedFile("thu.pdf", PDF)},
    )
    second = client.post(
        f"/dang-ky/nhan-quan-ly/{there.code}/",
        {**data, "letter": SimpleUploadedFile("thu.pdf", PDF)},
    )

    case = Case.objects.get(kind=CaseKind.CLAIM)
    assert first["Location"] == second["Location"] == f"/dang-ky/{case.number}/da-gui/"
    assert case.number.startswith("NQ-")
    assert (case.organization, case.proof, case.status) == (there, "letter", CaseStatus.SUBMITTED)
    assert client.get(first["Location"]).status_code == 200
    assert client.get(f"/dang-ky/{case.number}/").status_code == 200


def test_claim_without_its_letter_says_so(client):
    there = OrganizationFactory()

    response = client.post(
        f"/dang-ky/nhan-quan-ly/{there.code}/",
        {"claimant_name": "Lê Thị Mẫu", "contact": "a@b.example", "proof": "letter"},
    )

    assert response.status_code == 422
    assert "Chọn tệp văn bản có ký tên" in response.content.decode()
    assert not Case.objects.exists()


def test_second_claimant_and_the_first_are_told_without_names(client):  # REGN-11
    there = OrganizationFactory()
    for name in ("mot", "hai"):
        Client().post(
            f"/dang-ky/nhan-quan-ly/{there.code}/",
            {"claimant_name": name, "contact": f"{name}@mau.example", "proof": "call"},
        )

    told = Email.objects.filter(subject__contains="có thêm một yêu cầu")
    assert sorted(str(letter.to[0]) for letter in told) == ["hai@mau.example", "mot@mau.example"]
    assert all("mot" not in letter.message for letter in told.filter(to="hai@mau.example"))


@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.UNPUBLISHED])
def test_hidden_code_is_answered_like_one_that_does_not_exist(client, visibility):
    OrganizationFactory(code="TN-900777", visibility=visibility, tax_code="9900112344")

    hidden = client.get("/dang-ky/nhan-quan-ly/TN-900777/")
    unknown = client.get("/dang-ky/nhan-quan-ly/TN-900778/")

    assert hidden.status_code == unknown.status_code == 404
    assert hidden.content.replace(b"900777", b"900778") == unknown.content


def test_whoever_types_the_tax_code_of_a_hidden_record_may_ask_for_it(client):  # REG-15
    OrganizationFactory(code="TN-900777", visibility=Visibility.HIDDEN, tax_code="9900112344")

    sent = client.post(
        "/dang-ky/",
        {"organization_kind": "company", "tax_code": "9900112344", "contact": "a@b.example"},
    )

    assert sent["Location"] == "/dang-ky/nhan-quan-ly/TN-900777/"
    assert client.get(sent["Location"]).status_code == 200
    assert Client().get(sent["Location"]).status_code == 404
