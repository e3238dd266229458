"""A firm's own cohort, on its phone, and nobody else's; certificates and what they tell."""

import hashlib
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import files
from core.lifecycle import ObstacleError
from core.models import StoredFile
from programs.cohorts.actions import certificates, instalments, members, milestones
from programs.cohorts.choices import InstalmentStatus, MemberStatus, MilestoneStatus
from programs.cohorts.models import Certificate, Instalment, Member, MilestoneFile
from programs.cohorts.selectors.certificates import verdict

from .rows import PDF, accepted, all_accepted, firm_of, first, handed_in, make_member, paper

pytestmark = pytest.mark.django_db

OWN = "/chuong-trinh/khoa-cua-toi/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def phone(member) -> Client:
    return signed_in(firm_of(member))


def hand_in_url(member: Member) -> str:
    return reverse("cohorts:hand_in", args=[first(member).pk])


@time_machine.travel("2026-11-20 09:00+07:00", tick=False)
def test_the_page_says_what_is_due_and_how_the_money_stands(phone, member, other_officer):
    milestone = accepted(member)
    instalments.ask(milestone.instalment, by=firm_of(member))
    instalments.order(milestone.instalment, by=other_officer, number="LC-15", on=member.enrolled_on)

    html = phone.get(OWN).content.decode()

    assert "2. Bản chạy ở ruộng" in html
    assert "trễ 4 ngày" in html
    assert "đã có lệnh chi LC-15" in html
    assert "Đã chi 20.000.000 trên 80.000.000 đồng" in html
    assert phone.get(f"/en{OWN}").status_code == 200


def test_evidence_comes_from_the_phone(phone, member):
    response = phone.post(
        hand_in_url(member),
        {"files": [paper(), paper("hai.pdf")], "note": "Ba hộ.", "key": str(uuid4())},
        follow=True,
    )

    milestone = first(member)
    html = response.content.decode()
    assert milestone.status == MilestoneStatus.HANDED_IN
    assert [row.file.name for row in milestone.files.all()] == ["bien-ban.pdf", "hai.pdf"]
    assert "Đã nộp. Cán bộ chương trình xem" in html
    href = html.split(f'href="{OWN}tep/')[1].partition('"')[0]
    handed_over = phone.get(f"{OWN}tep/{href}")
    assert b"".join(handed_over) == PDF


def test_a_double_click_on_the_phone_is_one_hand_in(phone, member):
    key = str(uuid4())

    for _click in range(2):
        said = {"files": [paper()], "note": "Ba hộ.", "key": key}
        assert phone.post(hand_in_url(member), said).status_code == 302

    assert MilestoneFile.objects.count() == 1


def test_a_wrong_file_is_said_at_its_field_and_the_words_are_kept(phone, member):
    bad = SimpleUploadedFile("x.exe", b"MZ\x00\x01", content_type="application/pdf")

    response = phone.post(hand_in_url(member), {"files": [bad], "note": "Ba hộ đã thử."})

    html = response.content.decode()
    assert response.status_code == 422
    assert "Loại tệp này không nhận được" in html
    assert "Ba hộ đã thử." in html
    assert not StoredFile.objects.exists()


def test_what_is_not_accepted_cannot_be_asked_for(phone, member):
    handed_in(member)
    url = reverse("cohorts:ask_instalment", args=[first(member).instalment.pk])

    shown, sent = phone.get(url, follow=True), phone.post(url, follow=True)

    for response in (shown, sent):
        assert "Đợt chi chỉ xin được khi mốc của nó đã nhận" in response.content.decode()
    assert not Instalment.objects.asked().exists()


def test_an_accepted_milestone_is_asked_for(phone, member):
    instalment = accepted(member).instalment
    url = reverse("cohorts:ask_instalment", args=[instalment.pk])

    page = phone.get(url).content.decode()
    phone.post(url)

    instalment.refresh_from_db()
    assert "Xin đợt chi 20.000.000 đồng?" in page
    assert instalment.status == InstalmentStatus.ASKED


@time_machine.travel("2026-11-20 09:00+07:00", tick=False)
def test_a_firm_answers_before_it_is_ended(phone, member, officer):  # PRG-20
    members.propose_termination(member, by=officer, reason="Bỏ hai mốc liền.")

    page = phone.get(OWN).content.decode()
    url = reverse("cohorts:answer_termination", args=[member.pk])
    empty = phone.post(url, {"words": ""})
    phone.post(url, {"words": "Máy hỏng, đã sửa."})
    again = phone.post(url, {"words": "Thêm nữa."}, follow=True)

    member.refresh_from_db()
    assert "Bỏ hai mốc liền." in page
    assert empty.status_code == 422
    assert member.answer == "Máy hỏng, đã sửa."
    assert "đã chuyển sang bước khác" in again.content.decode()


def test_a_firm_leaves_by_itself(phone, member):
    url = reverse("cohorts:withdraw", args=[member.pk])

    page = phone.get(url).content.decode()
    phone.post(url, {"words": "Đổi hướng."})

    member.refresh_from_db()
    assert "Không quay lại khoá này được" in page
    assert (member.status, member.end_reason) == (MemberStatus.WITHDRAWN, "Đổi hướng.")


def test_the_delay_is_explained(phone, member):
    url = reverse("cohorts:explain_delay", args=[first(member).pk])

    assert phone.get(url).status_code == 200
    phone.post(url, {"words": "Mưa ba tuần."})

    assert first(member).delay_reason == "Mưa ba tuần."


# Nobody else's


def test_another_firm_finds_nothing_here(member, cohort, officer):
    milestones.hand_in(first(member), [paper("BIMAT.pdf")], note="BIMAT", by=firm_of(member))
    other = signed_in(firm_of(make_member(cohort)))
    file = first(member).files.get().file
    link = files.signed_link(file, reader=str(firm_of(member).pk))
    open_link = files.signed_link(file)

    found = {}
    for url in (
        OWN,
        hand_in_url(member),
        reverse("cohorts:explain_delay", args=[first(member).pk]),
        reverse("cohorts:ask_instalment", args=[first(member).instalment.pk]),
        reverse("cohorts:answer_termination", args=[member.pk]),
        reverse("cohorts:withdraw", args=[member.pk]),
        reverse("cohorts:file", args=[link]),
        reverse("cohorts:file", args=[open_link]),
    ):
        response = other.get(url)
        found[url] = response.status_code
        if not response.streaming:
            text = response.content.decode()
            assert "BIMAT" not in text
            assert member.organization.name not in text

    assert sorted(found.values()) == [200, 302, 404, 404, 404, 404, 404, 404]


def test_a_visitor_is_asked_to_sign_in(client, member):
    for url in (OWN, hand_in_url(member), reverse("cohorts:withdraw", args=[member.pk])):
        assert client.get(url).url.startswith("/tai-khoan/")


def test_words_typed_into_an_ended_session_are_kept(client, member):
    url = reverse("cohorts:explain_delay", args=[first(member).pk])

    response = client.post(url, {"words": "Mưa ba tuần."})

    assert response.status_code == 403
    assert 'name="words" value="Mưa ba tuần."' in response.content.decode()
    assert first(member).delay_reason == ""


def test_who_has_no_cohort_is_told_so(client, officer):
    client.force_login(officer)

    assert "Chưa ở khoá nào" in client.get(OWN).content.decode()


def test_three_milestones_or_three_members_ask_the_same_queries(
    phone, member, django_assert_max_num_queries
):
    phone.get(OWN)
    for position in (1, 2, 3):
        milestone = member.milestones.get(plan__position=position)
        many = [paper(f"{number}.pdf") for number in range(5)]
        milestones.hand_in(milestone, many, note="", by=firm_of(member))

    with django_assert_max_num_queries(25):
        phone.get(OWN)


# Certificates


@pytest.fixture
def certificate(member, officer, head) -> Certificate:
    members.graduate(all_accepted(member), by=officer)
    return certificates.issue(member, by=head, title="Phó Giám đốc")


def test_a_certificate_is_made_once_and_checked_by_its_code(client, certificate, member, head):
    again = certificates.issue(member, by=head, title="Giám đốc")
    typed = certificate.check_code.lower().replace("-", " - ")

    page = client.get(f"/chuong-trinh/chung-nhan/{certificate.check_code}/").content.decode()

    assert again == certificate
    assert (again.signer_title, StoredFile.objects.count()) == ("Phó Giám đốc", 1)
    assert files.read(certificate.file).startswith(b"%PDF")
    assert hashlib.sha256(files.read(certificate.file)).hexdigest() == certificate.file.sha256
    assert verdict(typed).certificate == certificate
    assert "có thật" in page
    assert member.organization.legal_name in page
    assert certificate.file.sha256[:16] in page
    assert client.get(f"/en/chuong-trinh/chung-nhan/{certificate.check_code}/").status_code == 200


def test_the_check_page_tells_no_more_than_the_paper(client, certificate, member):
    page = client.get(f"/chuong-trinh/chung-nhan/{certificate.check_code}/").content.decode()

    secrets = (
        firm_of(member).email,
        firm_of(member).full_name,
        member.project,
        "80.000.000",
        "Đã thử với ba hộ",
        member.application.number,
    )
    assert [word for word in secrets if word in page] == []


def test_a_code_that_nobody_issued_is_no_certificate(client):
    response = client.get("/chuong-trinh/chung-nhan/ABCD-2345-EFGH/")

    assert response.status_code == 404
    assert "Không có giấy chứng nhận mang mã này" in response.content.decode()


def test_the_firm_takes_its_certificate_away(phone, certificate):
    html = phone.get(OWN).content.decode()

    assert certificate.number in html
    href = html.split(f'href="{OWN}tep/')[-1].partition('"')[0]
    response = phone.get(f"{OWN}tep/{href}")
    assert b"".join(response) == files.read(certificate.file)


def test_only_who_graduated_gets_one_and_only_a_signer_signs(member, officer, head):
    refused = []
    for person in (head, officer):
        with pytest.raises(ObstacleError) as error:
            certificates.issue(member, by=person, title="Giám đốc")
        refused.append(error.value.obstacle.name)

    assert refused == ["not_graduated", "not_signer"]
