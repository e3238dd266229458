"""Who may do what, and what a tax code is."""

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import Role as StaffRole
from ecosystem.registry import policies
from ecosystem.registry.choices import CaseStatus, OrganizationKind, Visibility
from tests.factories import OrganizationFactory, PersonFactory, RoleFactory, UserFactory

from .cases import make_case


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("0100112437", "0100112437"),
        (" 01 00.112-437 ", "0100112437"),
        ("０１００１１２４３７", "0100112437"),
        ("0100112437-001", "0100112437-001"),
        ("0100112437001", "0100112437-001"),
        ("", ""),
    ],
)
def test_a_tax_code_has_one_written_form(text, canonical):  # REG-1
    code = policies.parse_tax_code(text)

    assert (code.canonical, code.is_valid) == (canonical, True)


@pytest.mark.parametrize("text", ["0100112430", "0100112430-001"])
def test_a_wrong_check_digit_says_what_to_compare_and_can_be_disputed(text):  # REG-2, REG-4
    code = policies.parse_tax_code(text)

    assert (code.is_valid, code.is_disputable, code.canonical) == (False, True, text)
    assert str(code.sentence) == (
        "Mã số thuế không đúng chữ số kiểm tra; xin đối chiếu với giấy chứng nhận"
    )


@pytest.mark.parametrize("text", ["12345", "0100112437-000", "01001124AB", "1" * 11])
def test_what_cannot_be_a_tax_code_cannot_be_disputed_either(text):
    code = policies.parse_tax_code(text)

    assert (code.is_valid, code.is_disputable) == (False, False)
    assert str(code.sentence)


@pytest.mark.parametrize(
    ("kind", "is_valid"),
    [
        (OrganizationKind.HOUSEHOLD, True),
        (OrganizationKind.PERSON, True),
        (OrganizationKind.COMPANY, False),
        (OrganizationKind.COOPERATIVE, False),
    ],
)
def test_twelve_digits_are_a_person_s_number(kind, is_valid):  # REG-3
    code = policies.parse_tax_code("079 123 456 789", kind)

    assert (code.canonical, code.is_valid, code.is_personal) == ("079123456789", is_valid, True)


@given(st.text(max_size=40))
def test_any_text_is_read_without_an_error(text):
    code = policies.parse_tax_code(text)

    assert code.is_valid or str(code.sentence)
    if code.is_valid:
        assert policies.parse_tax_code(code.canonical) == code


@pytest.mark.django_db
def test_a_case_with_an_account_is_nobody_else_s():
    case = make_case(applicant=UserFactory())

    assert policies.own_case(AnonymousUser(), case).name == "not_applicant"
    assert policies.own_case(UserFactory(), case).name == "not_applicant"
    assert policies.own_case(case.applicant, case) is None


@pytest.mark.django_db
def test_the_applicant_types_only_while_the_case_is_open_to_them():
    founder = UserFactory()
    answers = {
        status: policies.edit_case(founder, make_case(applicant=founder, status=status)) is None
        for status in (
            CaseStatus.DRAFT,
            CaseStatus.SUBMITTED,
            CaseStatus.SCREENING,
            CaseStatus.NEEDS_INFORMATION,
            CaseStatus.APPROVED,
        )
    }

    assert [status for status, may in answers.items() if may] == [
        CaseStatus.DRAFT,
        CaseStatus.NEEDS_INFORMATION,
    ]


@pytest.mark.django_db
def test_an_applicant_is_known_by_their_address_too():  # REGN-14
    officer = UserFactory(roles=[StaffRole.REGISTRY_OFFICER], email="Can.Bo@example.test")
    case = make_case(email="can.bo@example.test")

    assert policies.screen_case(officer, case).name == "own_case"


@pytest.mark.django_db
def test_a_right_that_has_ended_is_none():
    organization = OrganizationFactory(visibility=Visibility.UNPUBLISHED)
    owner = UserFactory()
    RoleFactory(
        organization=organization,
        person=PersonFactory(user=owner),
        valid_to="2025-01-01",
    )

    assert not policies.may_act_for(owner, organization)
    assert not policies.see_profile(owner, organization)
    assert policies.confirm_organization(owner, organization).name == "not_owner"
