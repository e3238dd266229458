"""Drafts as actions: merge, questions, withdrawal, adoption."""

from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.journal import about
from core.lifecycle import ObstacleError, WrongStateError
from ecosystem.registry.actions import adoption, drafts, errors, merging, requests
from ecosystem.registry.actions.errors import TaxCodeTakenError
from ecosystem.registry.choices import CaseStatus, Decision, ProofLevel
from ecosystem.registry.models import Case, FieldDecision, Role
from ecosystem.registry.selectors.drafts import problems, step_states
from tests.factories import OrganizationFactory, RoleFactory, UserFactory

from .test_portal import PDF

pytestmark = pytest.mark.django_db

ANSWERS = {
    "legal_name": "Công ty TNHH Vườn Chín",
    "tax_code": "9900112344",
    "street": "Tổ 4, ấp Mẫu",
    "commune": {"text": "", "unit": "25459", "former_unit": "", "how": "chosen"},
    "description": "Sổ lô hàng.",
    "sectors": ["du-lich"],
    "contact_name": "Ngô Văn Thử",
    "contact_email": "chu@vuonchin.example",
    "consents": ["public_listing"],
}


def full_draft(**changes) -> Case:
    answers = {**ANSWERS, **changes}
    return drafts.start("company", email="chu@vuonchin.example", answers=answers, by=None).case


def asked(case: Case, field: str = "street") -> Case:
    officer = UserFactory()
    drafts.submit(case, key=uuid4(), by=None)
    Case.objects.filter(pk=case.pk).update(
        status=CaseStatus.NEEDS_INFORMATION, clock_stopped_at=timezone.now(), days_left=3
    )
    FieldDecision.objects.create(
        case=case,
        field=field,
        decision=Decision.ASK,
        text="Số nhà nào?",
        by=officer,
        sent_at=timezone.now(),
    )
    case.refresh_from_db()
    return case


def test_full_draft_has_no_problem():
    assert problems(full_draft()) == ()


def test_submit_names_everything_that_is_missing_and_changes_nothing():  # REGN-2
    case = drafts.start("company", phone="0912345678", by=None).case

    with pytest.raises(errors.IncompleteError) as refused:
        drafts.submit(case, key=uuid4(), by=None)

    assert [found.key for found in refused.value.problems] == [
        "legal_name",
        "tax_code",
        "street",
        "commune",
        "description",
        "sectors",
        "contact_name",
        "consents",
    ]
    case.refresh_from_db()
    assert case.status == CaseStatus.DRAFT


def test_project_is_not_asked_for_a_tax_code():
    case = drafts.start("project", phone="0912345678", by=None).case

    assert "tax_code" not in [found.key for found in problems(case)]


def test_tax_code_that_was_listed_meanwhile_stops_the_submit():  # REG-15, REG-16
    case = full_draft()
    OrganizationFactory(tax_code="9900112344")

    with pytest.raises(TaxCodeTakenError):
        drafts.submit(case, key=uuid4(), by=None)


def test_unsure_about_a_divided_commune_can_be_sent():  # REG-8
    commune = {"text": "Suối Dây", "unit": "", "former_unit": "25534", "how": "unsure"}
    case = full_draft(commune=commune)

    drafts.submit(case, key=uuid4(), by=None)

    assert case.status == CaseStatus.SUBMITTED
    assert case.answers["commune"]["unit"] == ""


def test_steps_say_how_far_they_are():
    case = drafts.start("company", phone="0912345678", by=None).case
    stamp = merging.stamp_of(case, ["street", "commune"])
    drafts.save(case, {"street": "Tổ 4", "commune": {}}, stamp, by=None, step="tru-so")

    states = {state.step.value: (state.state, state.count) for state in step_states(case)}

    assert states["tru-so"] == ("left", 1)
    assert states["hoat-dong"] == ("todo", 0)


def test_only_asked_fields_are_taken_and_the_clock_goes_on():  # REGN-6
    case = asked(full_draft())

    drafts.answer_questions(case, {"street": "Số 5, tổ 4", "legal_name": "Công ty Khác"}, by=None)

    assert case.status == CaseStatus.SCREENING
    assert case.answers["street"] == "Số 5, tổ 4"
    assert case.answers["legal_name"] == ANSWERS["legal_name"]
    assert case.clock_stopped_at is None
    assert case.answer_by > timezone.localdate()


def test_case_that_needs_information_is_not_a_draft():  # REGN-6
    case = asked(full_draft())
    stamp = merging.stamp_of(case, ["legal_name"])

    with pytest.raises(ObstacleError):
        drafts.save(case, {"legal_name": "Công ty Khác"}, stamp, by=None)

    case.refresh_from_db()
    assert case.answers["legal_name"] == ANSWERS["legal_name"]


def test_founder_sees_only_the_asked_field_open(client):  # REGN-6
    case = asked(full_draft())
    client.post("/dang-ky/mo-lai/", {"number": case.number, "code": drafts.read.access_key(case)})

    html = client.get(f"/dang-ky/{case.number}/bo-sung/").content.decode()

    assert "Số nhà nào?" in html
    assert 'name="street"' in html
    assert 'name="legal_name"' not in html
    empty = client.post(f"/dang-ky/{case.number}/bo-sung/", {"street": ""})
    assert empty.status_code == 422
    assert "Nhập số nhà, đường hoặc ấp" in empty.content.decode()
    sent = client.post(f"/dang-ky/{case.number}/bo-sung/", {"street": "Số 5"})
    assert sent["Location"] == f"/dang-ky/{case.number}/"
    case.refresh_from_db()
    assert (case.status, case.answers["street"]) == (CaseStatus.SCREENING, "Số 5")


def test_withdrawn_case_can_become_a_draft_again_with_its_data(client):
    case = full_draft()
    drafts.submit(case, key=uuid4(), by=None)
    client.post("/dang-ky/mo-lai/", {"number": case.number, "code": drafts.read.access_key(case)})

    question = client.get(f"/dang-ky/{case.number}/rut/").content.decode()
    client.post(f"/dang-ky/{case.number}/rut/")
    case.refresh_from_db()
    assert f"Rút hồ sơ {case.number}?" in question
    assert case.status == CaseStatus.WITHDRAWN
    assert "Mở lại thành bản nháp" in client.get(f"/dang-ky/{case.number}/").content.decode()

    client.post(f"/dang-ky/{case.number}/mo-lai/")
    case.refresh_from_db()
    assert case.status == CaseStatus.DRAFT
    assert case.answers["legal_name"] == ANSWERS["legal_name"]
    assert [line.verb for line in about(case)] == ["reopen", "withdraw", "submit", "start"]


def test_case_cannot_be_opened_beside_another_open_draft():  # REGN-2
    case = full_draft()
    drafts.submit(case, key=uuid4(), by=None)
    drafts.withdraw(case, by=None)
    other = drafts.start("company", email="chu@vuonchin.example", by=None).case

    with pytest.raises(errors.OpenDraftError) as refused:
        drafts.reopen(case, by=None)

    assert refused.value.draft == other


def test_decided_case_cannot_be_withdrawn():
    case = full_draft()
    drafts.submit(case, key=uuid4(), by=None)
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.APPROVED)

    with pytest.raises(WrongStateError):
        drafts.withdraw(case, by=None)


def test_verified_address_brings_the_case_and_the_role():
    user = UserFactory(email="chu@vuonchin.example")
    organization = OrganizationFactory()
    case = full_draft()
    drafts.submit(case, key=uuid4(), by=None)
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.APPROVED, organization=organization)
    assert adoption.adopt(user) == 0
    EmailAddress.objects.create(user=user, email=user.email, verified=True)

    assert adoption.adopt(user) == 1

    case.refresh_from_db()
    assert case.applicant == user
    assert adoption.adopt(user) == 0
    assert Role.objects.filter(person__user=user, organization=organization, may_act=True).exists()


def test_file_of_a_sent_case_cannot_be_taken_back():
    case = full_draft()
    paper = drafts.add_file(
        case,
        SimpleUploadedFile("giay.pdf", PDF),
        field="tax_code",
        kind="certificate",
        by=None,
    )
    drafts.submit(case, key=uuid4(), by=None)

    with pytest.raises(ObstacleError):
        drafts.remove_file(paper, by=None)


def test_proof_of_a_call_is_kept_with_the_change():  # REGN-10
    role = RoleFactory(person__user=UserFactory(), proof=ProofLevel.CALL)

    assert requests.proof_of(role.person.user, role.organization) == ProofLevel.CALL
