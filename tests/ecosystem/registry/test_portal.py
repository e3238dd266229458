"""A founder registers: first screen, steps, check, number; and everything that goes wrong."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from post_office.models import Email

from accounts.models import Consent
from core.journal import about
from ecosystem.registry.choices import CaseStatus
from ecosystem.registry.models import Case
from tests.factories import OrganizationFactory

from .portal import GOOD_CODE, PDF, begin, fill, save, send, version

pytestmark = pytest.mark.django_db


def test_founder_goes_from_first_screen_to_a_number_and_a_day(client):  # REGN-1, 2, 3, 7
    case = begin(client)
    fill(client, case)

    response = send(client, case)

    assert response["Location"] == f"/dang-ky/{case.number}/da-gui/"
    html = client.get(response["Location"]).content.decode()
    case.refresh_from_db()
    assert case.number in html
    assert f"{case.answer_by:%d/%m/%Y}" in html
    assert case.status == CaseStatus.SUBMITTED
    assert case.answers["tax_code"] == GOOD_CODE
    assert case.answers["commune"]["unit"] == "25459"
    assert case.answers["staff"] == {"value": "1200", "period": ""}
    assert case.answers["products"] == [
        {"name": "Nhật ký canh tác", "text": ""},
        {"name": "Mã lô", "text": ""},
    ]
    assert case.answers["website"] == "https://vuonchin.example"
    assert case.answers["first_registration_date"] == "2026-04-21"
    given = Consent.objects.filter(subject_key=case.number).values_list("purpose", flat=True)
    assert sorted(given) == ["mentor_sharing", "public_listing"]


def test_second_click_gives_the_same_number_and_one_letter(client):  # REGN-3
    case = begin(client)
    fill(client, case)
    key = "11111111-2222-4333-8444-555555555555"

    first, second = send(client, case, key), send(client, case, key)

    assert first["Location"] == second["Location"]
    assert about(case).filter(verb="submit").count() == 1
    assert Email.objects.filter(subject__startswith="Đã nhận hồ sơ").count() == 1


@pytest.mark.parametrize(
    "typed",
    ["9900112344", "99 0011 2344", "99.0011.2344", "９９００１１２３４４", "9900112344 "],
)
def test_tax_code_is_read_however_it_is_typed(client, typed):  # REG-1
    assert begin(client, tax_code=typed).answers["tax_code"] == GOOD_CODE


def test_wrong_check_digit_is_blocked_with_the_way_past(client):  # REG-4
    data = {"organization_kind": "company", "tax_code": "9900112345", "contact": "a@b.example"}

    response = client.post("/dang-ky/", data)

    html = response.content.decode()
    assert response.status_code == 422
    assert "Mã số thuế không đúng chữ số kiểm tra; xin đối chiếu với giấy chứng nhận" in html
    assert "Nhập như trên giấy chứng nhận, có kèm ảnh" in html
    assert "<title>Lỗi:" in html
    assert 'value="9900112345"' in html
    assert 'value="a@b.example"' in html
    assert not Case.objects.exists()


def test_wrong_check_digit_with_certificate_goes_on_as_disputed(client):  # REG-4
    case = begin(
        client,
        tax_code="9900112345",
        tax_code_disputed="on",
        certificate=SimpleUploadedFile("giay.pdf", PDF),
    )

    assert case.answers["tax_code"] == "9900112345"
    assert case.answers["tax_code_disputed"] is True
    assert [paper.field for paper in case.files.all()] == ["tax_code"]


def test_refused_certificate_keeps_the_rest_of_the_form(client):  # REG-F2
    response = client.post(
        "/dang-ky/",
        {
            "organization_kind": "company",
            "tax_code": "9900112345",
            "tax_code_disputed": "on",
            "contact": "a@b.example",
            "certificate": SimpleUploadedFile("giay.exe", b"MZ\x90\x00 khong phai pdf"),
        },
    )

    html = response.content.decode()
    assert response.status_code == 422
    assert "Loại tệp này không nhận được" in html
    assert 'value="a@b.example"' in html
    assert not Case.objects.exists()


def test_too_large_file_is_refused_and_the_answers_are_kept(client, settings):  # REGN-F2
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    case = begin(client)

    response = save(
        client,
        case,
        "danh-tinh",
        legal_name="Công ty Thử",
        tax_code=GOOD_CODE,
        certificate=SimpleUploadedFile("lon.pdf", PDF + b"0" * 1024 * 1024),
    )

    html = response.content.decode()
    assert response.status_code == 422
    assert "Tệp lớn hơn 1 MB" in html
    assert "Công ty Thử" in html
    case.refresh_from_db()
    assert case.answers["legal_name"] == "Công ty Thử"


@pytest.mark.parametrize(("kind", "status"), [("company", 422), ("household", 302)])
def test_twelve_digits_are_for_households_and_persons_only(client, kind, status):  # REG-3
    data = {"organization_kind": kind, "tax_code": "072 099 123 456", "contact": "a@b.example"}

    response = client.post("/dang-ky/", data)

    assert response.status_code == status


def test_decomposed_text_is_stored_composed(client):
    case = begin(client)

    save(client, case, "danh-tinh", legal_name="Công ty Nông nghiệp", tax_code="")

    case.refresh_from_db()
    assert case.answers["legal_name"] == "Công ty Nông nghiệp"


def test_existing_tax_code_leads_to_the_claim(client):  # REGN-1
    there = OrganizationFactory(tax_code=GOOD_CODE)

    response = client.post(
        "/dang-ky/",
        {"organization_kind": "company", "tax_code": GOOD_CODE, "contact": "a@b.example"},
    )

    assert response["Location"] == f"/dang-ky/nhan-quan-ly/{there.code}/"
    assert not Case.objects.exists()


def test_no_tax_code_is_nobody_elses(client):
    OrganizationFactory(tax_code=None)

    assert begin(client, organization_kind="project", tax_code="").status == CaseStatus.DRAFT


def test_number_of_a_person_never_tells_a_name(client):  # REG-3
    there = OrganizationFactory(tax_code="072099123456", kind="household")

    html = client.get(f"/dang-ky/nhan-quan-ly/{there.code}/").content.decode()

    assert there.legal_name not in html


def test_divided_commune_asks_and_is_never_converted(client):  # REG-8
    case = begin(client)

    asked = save(client, case, "tru-so", street="Tổ 4", commune="suoi day")

    html = asked.content.decode()
    assert asked.status_code == 200
    assert "Xã Suối Dây (cũ) nay thuộc hai xã. Trụ sở nằm ở đâu?" in html
    assert "Xã Tân Châu" in html
    assert "Xã Tân Thành" in html
    assert "Tôi chưa chắc" in html
    case.refresh_from_db()
    assert case.answers["commune"]["unit"] == ""

    without = client.post(
        f"/dang-ky/{case.number}/tru-so/",
        {"version": version(html), "street": "Tổ 4", "commune": "suoi day", "asked": "suoi day"},
    )
    assert without.status_code == 422
    assert "Chọn xã mới: xã Suối Dây cũ đã chia về hai xã" in without.content.decode()

    chosen = client.post(
        f"/dang-ky/{case.number}/tru-so/",
        {
            "version": version(without.content.decode()),
            "street": "Tổ 4",
            "commune": "suoi day",
            "asked": "suoi day",
            "commune_choice": "25534/25516",
        },
    )
    assert chosen.status_code == 302
    case.refresh_from_db()
    assert case.answers["commune"] == {
        "text": "suoi day",
        "unit": "25516",
        "former_unit": "25534",
        "how": "chosen",
    }


def test_not_sure_is_an_answer(client):  # REG-8
    case = begin(client)

    save(client, case, "tru-so", street="Tổ 4", commune="Suối Dây", commune_choice="25534/?")

    case.refresh_from_db()
    assert case.answers["commune"]["unit"] == ""
    assert case.answers["commune"]["former_unit"] == "25534"
    assert case.answers["commune"]["how"] == "unsure"


def test_draft_accepts_nothing_and_says_what_is_missing_only_on_submit(client):  # REGN-2
    case = begin(client, tax_code="")
    for step in ("danh-tinh", "tru-so", "hoat-dong", "phan-loai", "lien-he"):
        assert save(client, case, step).status_code == 302

    response = send(client, case)

    html = response.content.decode()
    assert response.status_code == 422
    assert "<title>Lỗi:" in html
    assert f'href="/dang-ky/{case.number}/tru-so/?kiem=1#id_street_field"' in html
    for sentence in ("Nhập tên đầy đủ như trên giấy chứng nhận", "Nhập số nhà, đường hoặc ấp"):
        assert sentence in html
    fixed = client.get(f"/dang-ky/{case.number}/tru-so/?kiem=1").content.decode()
    assert "Nhập số nhà, đường hoặc ấp" in fixed
    case.refresh_from_db()
    assert case.status == CaseStatus.DRAFT


def test_unreadable_answers_are_kept_as_typed_and_named(client):
    case = begin(client)

    response = save(
        client,
        case,
        "danh-tinh",
        legal_name="Công ty",
        tax_code=GOOD_CODE,
        first_registration_date="hôm qua",
    )

    html = response.content.decode()
    assert "Nhập ngày, tháng, năm, ví dụ 26/01/2021" in html
    assert 'value="hôm qua"' in html
    case.refresh_from_db()
    assert case.answers["first_registration_date"] == "hôm qua"


# Spam, mail ------------------------------------------------------------------------------------


def test_many_starts_from_one_address_meet_a_sentence(client, settings):  # REGN-F4
    settings.SESSION_FORM_RATE = "2/h"
    for number in range(2):
        begin(Client(), contact=f"n{number}@vuonchin.example")

    response = client.post(
        "/dang-ky/",
        {"organization_kind": "company", "tax_code": "", "contact": "n3@vuonchin.example"},
    )

    assert response.status_code == 429
    html = response.content.decode()
    assert "Có quá nhiều lượt gửi" in html
    assert 'value="n3@vuonchin.example"' in html


def test_dead_mail_server_does_not_lose_the_case(client, settings):
    settings.POST_OFFICE = {
        **settings.POST_OFFICE,
        "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
    }
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    case = begin(client)
    fill(client, case)

    response = send(client, case)

    assert response.status_code == 302
    case.refresh_from_db()
    assert case.status == CaseStatus.SUBMITTED
    assert Email.objects.filter(to=case.email).exclude(status=0).count() == 2
