"""What an approved case writes into the registry, and what stops the approval."""

from datetime import date

import pytest

from ecosystem.registry.actions import duplicates, errors, organizations, screening
from ecosystem.registry.actions.screening import Said
from ecosystem.registry.choices import (
    CaseKind,
    CaseStatus,
    Decision,
    DuplicateState,
    IdentifierState,
    RefusalCode,
    Visibility,
)
from ecosystem.registry.models import Case, DuplicatePair, Organization
from ecosystem.registry.selectors import cases, letters
from ecosystem.registry.selectors.answers import answers_of
from tests.factories import OrganizationFactory, UserFactory

from .cases import ANSWERS, REASON, accept_all, make_case

pytestmark = pytest.mark.django_db


def change_case(organization, **answers):
    return make_case(kind=CaseKind.CHANGE, organization=organization, answers=answers)


def test_approval_names_what_is_unanswered(officer):
    case = make_case(assignee=officer)
    case = accept_all(case, officer, but=("website",), checks=False)

    with pytest.raises(screening.IncompleteError) as incomplete:
        screening.send_decision(case, by=officer, version=case.version)

    assert incomplete.value.missing[:2] == (
        "Trang web: chưa quyết định",
        "Danh mục kiểm, Danh tính: chưa trả lời",
    )
    assert not Organization.objects.exists()


def test_an_approved_registration_is_a_public_record(officer):
    founder = UserFactory()
    case = make_case(assignee=officer, applicant=founder)
    case = accept_all(case, officer)

    case = screening.send_decision(case, by=officer, version=case.version)

    organization = Organization.objects.get()
    kept = answers_of(organization)
    assert (case.status, case.organization, case.decided_by) == (
        CaseStatus.APPROVED,
        organization,
        officer,
    )
    assert organization.visibility == Visibility.PUBLIC
    assert organization.identifier_state == IdentifierState.CHECKED
    assert organization.last_confirmed_on == date(2026, 11, 20)
    assert organization.listings.count() == 1
    assert kept["legal_name"] == ANSWERS["legal_name"]
    assert list(Organization.objects.held_by(founder)) == [organization]
    assert case.answers["proposed_classes"] == ["DTF/DIGITAL"]


def test_without_an_account_the_address_of_the_case_may_act(officer):
    case = make_case(assignee=officer, email="nguoi@khac.example")
    case = accept_all(case, officer)

    screening.send_decision(case, by=officer, version=case.version)

    role = Organization.objects.get().roles.get(may_act=True)
    assert (role.person.email, role.person.user) == ("nguoi@khac.example", None)


def test_a_refused_field_does_not_reach_the_record(officer):  # REGN-13
    case = make_case(assignee=officer)
    case = accept_all(case, officer, but=("website",))
    case = screening.decide_field(
        case,
        "website",
        Said(Decision.REFUSE, RefusalCode.UNLAWFUL, REASON),
        by=officer,
        version=case.version,
    )

    case = screening.send_decision(case, by=officer, version=case.version)

    assert Organization.objects.get().website == ""
    assert letters.decision_letter(case).refused == (
        ("Trang web", "Nội dung trái pháp luật", REASON),
    )


def test_a_refused_required_field_cannot_be_approved_around(officer):
    case = make_case(assignee=officer)
    case = accept_all(case, officer, but=("legal_name",))
    said = Said(Decision.REFUSE, RefusalCode.NOT_THE_KIND, REASON)
    case = screening.decide_field(case, "legal_name", said, by=officer, version=case.version)

    with pytest.raises(screening.IncompleteError):
        screening.send_decision(case, by=officer, version=case.version)

    assert not Organization.objects.exists()


def test_without_consent_the_record_stays_unpublished(officer):  # PRV-1
    case = make_case(assignee=officer, answers={**ANSWERS, "consents": []})
    case = accept_all(case, officer)

    case = screening.send_decision(case, by=officer, version=case.version)

    assert Organization.objects.get().visibility == Visibility.UNPUBLISHED
    assert letters.decision_letter(case).closing == (
        "Chưa có sự đồng ý đăng công khai nên hồ sơ chưa hiện trong danh bạ.",
    )


def test_three_of_five_changes_are_taken_over(officer):  # REGN-13
    organization = organizations.create("company", ANSWERS, by=None)
    case = change_case(
        organization,
        sectors=["nong-nghiep-cong-nghe-cao", "du-lich"],
        staff={"value": "23", "period": "2026"},
        short_name="Tên khác",
    )
    Case.objects.filter(pk=case.pk).update(assignee=officer)
    case = accept_all(case, officer, but=("short_name",))
    said = Said(Decision.REFUSE, RefusalCode.NOT_THE_KIND, REASON)
    case = screening.decide_field(case, "short_name", said, by=officer, version=case.version)

    screening.send_decision(case, by=officer, version=case.version)

    kept = answers_of(Organization.objects.get())
    assert kept["sectors"] == ["nong-nghiep-cong-nghe-cao", "du-lich"]
    assert kept["staff"]["value"] == "23"
    assert kept["short_name"] == "Gò Dầu Xanh"


def test_a_change_of_which_nothing_is_accepted_is_refused(officer):
    organization = organizations.create("company", ANSWERS, by=None)
    case = change_case(organization, short_name="Tên khác")
    Case.objects.filter(pk=case.pk).update(assignee=officer)
    case = accept_all(case, officer, but=("short_name",))
    said = Said(Decision.REFUSE, RefusalCode.FALSE_DOCUMENT, REASON)
    case = screening.decide_field(case, "short_name", said, by=officer, version=case.version)

    case = screening.send_decision(case, by=officer, version=case.version)

    assert (case.status, case.refusal_code) == (CaseStatus.REFUSED, RefusalCode.FALSE_DOCUMENT)


def test_a_tax_code_taken_meanwhile_stops_the_approval(officer):  # REG-6
    case = make_case(assignee=officer)
    case = accept_all(case, officer)
    OrganizationFactory(tax_code=ANSWERS["tax_code"])

    with pytest.raises(errors.TaxCodeTakenError):
        screening.send_decision(case, by=officer, version=case.version)

    assert Case.objects.get().status == CaseStatus.SCREENING
    assert Organization.objects.count() == 1


def test_what_was_found_to_be_different_is_not_proposed_again(officer):  # REG-19
    other = OrganizationFactory(legal_name="Công ty Cổ phần Nông nghiệp Gò Dầu Xanh")
    case = make_case(assignee=officer)
    assert [each.organization for each in cases.review(case).candidates] == [other]
    duplicates.mark_case_different(case, other, by=officer)
    case = accept_all(case, officer)

    screening.send_decision(case, by=officer, version=case.version)

    pair = DuplicatePair.objects.get()
    assert (pair.state, pair.decided_by) == (DuplicateState.DIFFERENT, officer)


def test_a_suspected_duplicate_stays_an_open_pair(officer):  # REG-15, REG-16
    OrganizationFactory(legal_name="Công ty Cổ phần Nông nghiệp Gò Dầu Xanh")
    case = make_case(assignee=officer)
    case = accept_all(case, officer)

    screening.send_decision(case, by=officer, version=case.version)

    pair = DuplicatePair.objects.get()
    assert (pair.state, pair.reasons) == (DuplicateState.OPEN, ["name"])
