"""Which records may be the same, and what is remembered about that."""

import pytest

from accounts.choices import Role as StaffRole
from core.lifecycle import ObstacleError
from ecosystem.registry.actions import duplicates as actions
from ecosystem.registry.choices import DuplicateState, RoleType
from ecosystem.registry.models import DuplicatePair
from ecosystem.registry.selectors import duplicates
from tests.factories import OrganizationFactory, PersonFactory, RoleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair_of_two():
    return actions.pair_of(OrganizationFactory(), OrganizationFactory())


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Công ty TNHH Một thành viên Đồng Xanh", "dong xanh"),
        ("CÔNG TY CỔ PHẦN ĐỒNG XANH", "dong xanh"),
        ("Hợp tác xã Nông nghiệp Gò Dầu", "nong nghiep go dau"),
        ("HTX Nông nghiệp Gò Dầu", "nong nghiep go dau"),
        ("Công ty TNHH TM-DV Mai Anh", "mai anh"),
        ("Công ty Cổ phần", "cong ty co phan"),
    ],
)
def test_words_that_only_name_the_kind_of_firm_are_dropped(name, core):  # REG-15
    assert duplicates.core_name(name) == core


def test_an_exact_tax_code_blocks(officer):  # REG-15
    same = OrganizationFactory(tax_code="0100112437")
    OrganizationFactory(tax_code="0314409058")

    (found,) = duplicates.candidates(tax_code="0100112437")

    assert (found.organization, found.reasons, found.blocks) == (same, ("tax_code",), True)


def test_names_are_near_without_accents_and_company_words():  # REG-15
    same = OrganizationFactory(legal_name="Công ty TNHH Cảm biến Trăng Đồng")
    OrganizationFactory(legal_name="Công ty TNHH Cảm biến Sao Hôm")
    OrganizationFactory(legal_name="Công ty TNHH Một Hai Ba Bốn")

    found = duplicates.candidates(name="CTY CỔ PHẦN CAM BIEN TRANG DONG")

    assert [each.organization for each in found] == [same]


def test_the_same_phone_domain_or_representative_is_a_reason():  # REG-15
    by_phone, by_domain, by_person, other = (OrganizationFactory() for _ in range(4))
    RoleFactory(
        organization=by_phone, person=PersonFactory(phone="0900000012"), role=RoleType.CONTACT
    )
    by_domain.website = "https://www.trangdong.example/gioi-thieu"
    by_domain.save()
    RoleFactory(organization=by_person, person=PersonFactory(full_name="Lê Thị Hiếm"))
    RoleFactory(organization=other, person=PersonFactory(phone="0911111111"))

    found = duplicates.candidates(
        phone="0900000012", email="a@trangdong.example", representative="lê thị hiếm"
    )

    assert {each.organization: each.reasons for each in found} == {
        by_phone: ("phone",),
        by_domain: ("domain",),
        by_person: ("representative",),
    }


def test_a_free_mail_address_is_no_common_domain():
    RoleFactory(person=PersonFactory(email="mot@gmail.com"), role=RoleType.CONTACT)

    assert duplicates.candidates(email="hai@gmail.com") == ()


def test_merged_records_are_no_candidates():
    kept = OrganizationFactory(legal_name="Công ty TNHH Đồng Xanh")
    OrganizationFactory(legal_name="Công ty Cổ phần Đồng Xanh", merged_into=kept)

    found = duplicates.candidates(name="Đồng Xanh")

    assert [each.organization for each in found] == [kept]


def test_different_is_remembered_and_not_proposed_again(officer):  # REG-19
    one = OrganizationFactory(legal_name="Công ty TNHH Đồng Xanh")
    OrganizationFactory(legal_name="Công ty Cổ phần Đồng Xanh")
    (pair,) = actions.propose_pairs(one)

    actions.mark_different(pair, by=officer)

    assert actions.propose_pairs(one) == ()
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == (DuplicateState.DIFFERENT, officer)


def test_a_pair_is_kept_once_whichever_record_comes_first():
    one = OrganizationFactory(legal_name="Công ty TNHH Đồng Xanh")
    other = OrganizationFactory(legal_name="Công ty Cổ phần Đồng Xanh")

    actions.propose_pairs(other)
    actions.propose_pairs(one)

    pair = DuplicatePair.objects.get()
    assert (pair.left, pair.right, pair.reasons) == (one, other, ["name"])


def test_only_officers_answer():
    one, other = OrganizationFactory(), OrganizationFactory()
    pair = actions.pair_of(one, other)

    with pytest.raises(ObstacleError):
        actions.mark_different(pair, by=UserFactory(roles=[StaffRole.EDITOR]))

    assert DuplicatePair.objects.get().state == DuplicateState.OPEN


def test_a_thousand_names_take_as_many_queries_as_one(django_assert_num_queries):
    OrganizationFactory(legal_name="Công ty TNHH Đồng Xanh")
    with django_assert_num_queries(2):
        duplicates.candidates(name="Đồng Xanh")
    for number in range(40):
        OrganizationFactory(legal_name=f"Công ty Cổ phần Đồng Xanh {number}")

    with django_assert_num_queries(2):
        duplicates.candidates(name="Đồng Xanh")


def test_officer_with_a_role_in_one_of_the_two_does_not_decide_the_pair(pair_of_two):  # REGN-14
    officer = UserFactory(roles=[StaffRole.REGISTRY_OFFICER])
    RoleFactory(person=PersonFactory(user=officer), organization=pair_of_two.left)

    with pytest.raises(ObstacleError):
        actions.mark_different(pair_of_two, by=officer)

    pair_of_two.refresh_from_db()
    assert pair_of_two.state == DuplicateState.OPEN


def test_a_decided_pair_stays_as_the_first_one_decided(pair_of_two):
    first, second = (UserFactory(roles=[StaffRole.REGISTRY_OFFICER]) for _turn in range(2))
    actions.mark_different(pair_of_two, by=first)

    actions.mark_different(pair_of_two, by=second)

    pair_of_two.refresh_from_db()
    assert pair_of_two.decided_by == first
