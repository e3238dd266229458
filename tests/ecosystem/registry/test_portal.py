"""A founder registers: first screen, steps, check, number; and everything that goes wrong."""

import re
from io import BytesIO

import pikepdf
import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from post_office.models import Email

from accounts.models import Consent
from core.journal import about
from ecosystem.registry.choices import CaseKind, CaseStatus
from ecosystem.registry.models import Case
from ecosystem.registry.selectors.drafts import access_key
from tests.factories import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db

GOOD_CODE = "9900112344"


def pdf() -> bytes:
    made = BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(made)
    return made.getvalue()


PDF = pdf()


def begin(client: Client, **changes: str) -> Case:
    data = {
        "organization_kind": "company",
        "tax_code": "99 0011 2344",
        "contact": "chu@vuonchin.example",
        **changes,
    }
    response = client.post("/dang-ky/", data)
    assert response.status_code == 302
    number = re.match(r"/dang-ky/([^/]+)/", response["Location"])[1]
    return Case.objects.get(number=number)


def page(client: Client, case: Case, step: str) -> str:
    response = client.get(f"/dang-ky/{case.number}/{step}/")
    assert response.status_code == 200
    return response.content.decode()


def version(html: str) -> str:
    return re.search(r'name="version" value="([^"]*)"', html)[1]


def save(client: Client, case: Case, step: str, button: str = "next", **data: object):
    html = page(client, case, step)
    return client.post(
        f"/dang-ky/{case.number}/{step}/", {"version": version(html), button: "1", **data}
    )


def fill(client: Client, case: Case) -> None:
    save(
        client,
        case,
        "danh-tinh",
        legal_name="CÔNG TY TNHH SỔ LÔ VƯỜN CHÍN",
        tax_code=GOOD_CODE,
        short_name="Vườn Chín",
        first_registration_date="21/04/2026",
    )
    save(client, case, "tru-so", street="Tổ 4, ấp Mẫu", commune="Phường Tân Ninh")
    save(
        client,
        case,
        "hoat-dong",
        description="Sổ lô hàng cho vườn cây ăn trái.",
        sectors=["nong-nghiep-cong-nghe-cao"],
        products="Nhật ký canh tác\nMã lô",
        staff="1.200",
        website="vuonchin.example",
    )
    save(client, case, "phan-loai", proposed_classes=["DTF/DIGITAL"], class_grounds="Phần mềm")
    save(
        client,
        case,
        "lien-he",
        representative="Ngô Văn Thử",
        contact_name="Ngô Văn Thử",
        contact_email="chu@vuonchin.example",
        consents=["public_listing", "mentor_sharing"],
    )


def send(client: Client, case: Case, key: str = ""):
    html = client.get(f"/dang-ky/{case.number}/kiem-tra/").content.decode()
    key = key or re.search(r'name="key" value="([^"]+)"', html)[1]
    return client.post(f"/dang-ky/{case.number}/kiem-tra/", {"key": key, "declared": "on"})


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


# Coming back ---------------------------------------------------------------------------------


def test_link_in_the_letter_opens_the_draft_on_another_device(client):
    case = begin(client)
    save(client, case, "danh-tinh", legal_name="Công ty Giữ Lại", tax_code=GOOD_CODE)
    letter = Email.objects.get(to="chu@vuonchin.example")
    link = re.search(r"/dang-ky/\S+/mo/\S+/", letter.message)[0]
    phone = Client()

    response = phone.get(link)

    assert response["Location"] == f"/dang-ky/{case.number}/"
    assert "Công ty Giữ Lại" in page(phone, case, "danh-tinh")


def test_letter_holds_a_number_and_a_link_only(client):  # PRV-5
    case = begin(client)
    save(client, case, "danh-tinh", legal_name="Công ty Bí Mật", tax_code=GOOD_CODE)
    fill(client, case)
    send(client, case)

    for letter in Email.objects.all():
        assert case.number in letter.message
        assert "VƯỜN CHÍN" not in letter.message + letter.subject
        assert GOOD_CODE not in letter.message + letter.subject


def test_database_holds_only_the_hash_of_the_key(client):
    case = begin(client)

    assert access_key(case).replace("-", "") not in case.access_key_hash
    assert len(case.access_key_hash) == 64


def test_code_written_down_opens_the_draft(client):
    case = begin(client, contact="0912 345 678")
    assert case.phone == "0912345678"
    typed = access_key(case).lower().replace("-", " ").replace("0", "o")
    other = Client()

    response = other.post("/dang-ky/mo-lai/", {"number": case.number.lower(), "code": typed})

    assert response["Location"] == f"/dang-ky/{case.number}/"
    assert other.get(response["Location"]).status_code == 200


def test_stranger_cannot_open_a_draft_nor_learn_that_it_exists(client):
    case = begin(client)
    stranger = Client()

    there = stranger.get(f"/dang-ky/{case.number}/")
    nowhere = stranger.get("/dang-ky/DK-2026-999999/")

    assert there["Location"] == f"/dang-ky/mo-lai/?so={case.number}"
    assert nowhere["Location"] == "/dang-ky/mo-lai/?so=DK-2026-999999"
    assert stranger.get(f"/dang-ky/{case.number}/mo/AAAA-BBBB/").status_code == 302
    assert stranger.get(f"/dang-ky/{case.number}/").status_code == 302


def test_same_address_again_mails_the_way_back_and_tells_nothing(client):  # REGN-2
    case = begin(client)
    save(client, case, "danh-tinh", legal_name="Công ty Bí Mật", tax_code=GOOD_CODE)
    first = client.get(f"/dang-ky/{case.number}/danh-tinh/")
    stranger, other = Client(), Client()

    again = begin(stranger)
    new = begin(other, contact="moi@vuonchin.example")

    assert again.pk != case.pk
    assert (again.email, again.answers.get("legal_name")) == ("", None)
    assert Email.objects.filter(to="chu@vuonchin.example").count() == 2
    texts = [
        re.search(r"Đường dẫn mở lại đã gửi tới[^<]*", page(browser, each, "danh-tinh"))[0]
        for browser, each in ((stranger, again), (other, new))
    ]
    assert texts[0].replace("chu@", "moi@") == texts[1]
    assert first.status_code == 200


def test_resume_page_says_the_same_whether_or_not_there_is_a_draft(client):
    begin(client)
    pages = []
    for address in ("chu@vuonchin.example", "khongco@vuonchin.example"):
        response = Client().post("/dang-ky/mo-lai/", {"email": address})
        html = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
        pages.append((response.status_code, html.replace(address, "…")))

    assert pages[0] == pages[1]


def test_same_browser_goes_on_with_its_own_draft(client):
    case = begin(client)

    again = begin(client)

    assert again == case


def test_person_signed_in_gets_their_own_draft(client):
    user = UserFactory(email="chu@vuonchin.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True)
    case = begin(Client())
    client.force_login(user)

    again = begin(client)

    assert again == case


def test_unverified_address_opens_nothing(client):
    user = UserFactory(email="chu@vuonchin.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=False)
    case = begin(Client())
    client.force_login(user)

    assert client.get(f"/dang-ky/{case.number}/").status_code == 302


# Two windows, a lost session -------------------------------------------------------------------


def test_autosave_keeps_what_is_typed_and_gives_the_new_version(client):  # REGN-2
    case = begin(client)
    url = f"/dang-ky/{case.number}/danh-tinh/"
    old = version(page(client, case, "danh-tinh"))

    response = client.post(
        url,
        {"version": old, "legal_name": "Công ty Dở", "tax_code": "99"},
        headers={"X-Requested-With": "autosave"},
    )

    assert response.status_code == 204
    assert re.fullmatch(r"\d\d:\d\d", response["X-Saved-At"])
    assert response["X-Version"] == version(page(client, case, "danh-tinh"))
    case.refresh_from_db()
    assert case.answers["legal_name"] == "Công ty Dở"
    assert case.answers["tax_code"] == "99"


def test_two_windows_show_both_values_and_lose_none(client):  # REGN-2, REG-F3
    case = begin(client)
    url = f"/dang-ky/{case.number}/danh-tinh/"
    old = version(page(client, case, "danh-tinh"))
    client.post(url, {"version": old, "legal_name": "Bản một", "tax_code": GOOD_CODE})

    data = {"version": old, "legal_name": "Bản hai", "tax_code": GOOD_CODE, "short_name": "Hai"}
    response = client.post(url, data)

    html = response.content.decode()
    assert response.status_code == 409
    assert "Bản một" in html
    assert "Bản hai" in html
    case.refresh_from_db()
    assert case.answers["legal_name"] == "Bản một"
    autosave = client.post(url, data, headers={"X-Requested-With": "autosave"})
    assert autosave.status_code == 409

    chosen = client.post(url, {**data, "version": version(html), "keep_legal_name": "kept"})
    assert chosen.status_code == 302
    case.refresh_from_db()
    assert case.answers["legal_name"] == "Bản một"
    assert case.answers["short_name"] == "Hai"


def test_windows_on_different_steps_do_not_disturb_each_other(client):
    case = begin(client)
    seat = version(page(client, case, "tru-so"))
    save(client, case, "danh-tinh", legal_name="Công ty", tax_code=GOOD_CODE)

    response = client.post(
        f"/dang-ky/{case.number}/tru-so/",
        {"version": seat, "street": "Tổ 4", "commune": "Phường Tân Ninh"},
    )

    assert response.status_code == 302
    case.refresh_from_db()
    assert case.answers["legal_name"] == "Công ty"
    assert case.answers["street"] == "Tổ 4"


def test_session_lost_in_the_middle_keeps_what_was_typed(client):
    case = begin(client)
    html = page(client, case, "danh-tinh")
    client.cookies.clear()
    typed = {"version": version(html), "legal_name": "Công ty Còn Nguyên", "tax_code": GOOD_CODE}

    lost = client.post(f"/dang-ky/{case.number}/danh-tinh/", typed)

    kept = lost.content.decode()
    assert lost.status_code == 403
    assert "Những gì bạn gõ còn nguyên" in kept
    assert 'name="legal_name" value="Công ty Còn Nguyên"' in kept

    again = client.post(
        f"/dang-ky/{case.number}/danh-tinh/", {**typed, "reopen_code": access_key(case)}
    )
    assert again.status_code == 302
    case.refresh_from_db()
    assert case.answers["legal_name"] == "Công ty Còn Nguyên"


def test_lost_csrf_cookie_keeps_what_was_typed_too():
    client = Client(enforce_csrf_checks=True)
    case = begin(Client())
    client.get(f"/dang-ky/{case.number}/mo/{access_key(case)}/")
    typed = {
        "version": version(page(client, case, "danh-tinh")),
        "legal_name": "Công ty Còn",
        "tax_code": GOOD_CODE,
    }

    lost = client.post(f"/dang-ky/{case.number}/danh-tinh/", typed)

    html = lost.content.decode()
    assert lost.status_code == 403
    assert 'value="Công ty Còn"' in html
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', html)[1]
    again = client.post(
        f"/dang-ky/{case.number}/danh-tinh/", {**typed, "csrfmiddlewaretoken": token}
    )
    assert again.status_code == 302


def test_form_of_another_site_is_refused():
    client = Client(enforce_csrf_checks=True)
    case = begin(Client())
    client.get(f"/dang-ky/{case.number}/mo/{access_key(case)}/")

    response = client.post(
        f"/dang-ky/{case.number}/danh-tinh/",
        {"legal_name": "Kẻ khác"},
        headers={"Origin": "https://ke-khac.example"},
    )

    assert response.status_code == 403
    assert "Kẻ khác" not in response.content.decode()


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


# Claims ----------------------------------------------------------------------------------------


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
