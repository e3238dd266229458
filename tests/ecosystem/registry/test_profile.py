"""What a visitor sees of an organization, and what nobody outside may see."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import give_consent
from accounts.choices import Purpose
from accounts.choices import Role as StaffRole
from ecosystem.registry.actions import organizations
from ecosystem.registry.choices import (
    EventKind,
    FactKind,
    FactState,
    IdentifierState,
    Visibility,
)
from ecosystem.registry.models import (
    Confirmation,
    Fact,
    Organization,
    OrganizationEvent,
    Product,
)
from ecosystem.registry.selectors.profile import freshness
from ecosystem.taxonomy.models import AdministrativeUnit
from tests.factories import (
    OrganizationFactory,
    PersonFactory,
    RoleFactory,
    UserFactory,
    commune,
)

from .cases import ANSWERS

pytestmark = pytest.mark.django_db


def page_of(client, organization: Organization) -> str:
    return client.get(f"/danh-ba/{organization.code}/").content.decode()


def test_a_public_profile_says_what_is_stated_and_what_is_checked(client):  # PRV-7
    organization = OrganizationFactory(seat=commune())
    Fact.objects.create(
        organization=organization,
        kind=FactKind.STAFF,
        value=18,
        unit="người",
        period="2025",
        state=FactState.CHECKED,
    )
    Fact.objects.create(
        organization=organization, kind=FactKind.CUSTOMERS, value=1064, unit="hộ", period="2026"
    )

    page = page_of(client, organization)

    assert "Việc có tên trong danh bạ không phải là bảo đảm của Nhà nước" in page
    assert "Đã đối chiếu danh tính" in page
    assert '<data value="1064">1.064</data>&nbsp;hộ' in page
    assert page.count("Phường Tân Ninh") >= 1


def test_turnover_and_contacts_are_not_public(client):
    organization = organizations.create("company", ANSWERS, by=None)
    organizations.publish(organization, by=None)
    Fact.objects.create(
        organization=organization, kind=FactKind.REVENUE, value=7654321, unit="đồng", period="2025"
    )

    page = page_of(client, organization)
    data = client.get(f"/danh-ba/{organization.code}.json").content.decode()

    for text in (page, data):
        assert ANSWERS["legal_name"] in text
        assert "7.654.321" not in text
        assert "7654321" not in text
        assert ANSWERS["contact_phone"] not in text
        assert ANSWERS["contact_email"] not in text


def test_a_personal_number_is_never_shown(client):  # REG-3
    organization = OrganizationFactory(kind="household", tax_code="079123456789")

    page = page_of(client, organization)
    data = client.get(f"/danh-ba/{organization.code}.json").content.decode()

    assert "079123456789" not in page + data


def test_the_representative_is_named_where_that_was_agreed_to(client):  # PRV-1
    silent = OrganizationFactory()
    agreed = OrganizationFactory()
    for organization, name in ((silent, "Lê Kín Đáo"), (agreed, "Lê Công Khai")):
        RoleFactory(organization=organization, person=PersonFactory(full_name=name))
    give_consent(agreed.code, Purpose.PUBLIC_LISTING, text_version="1", by=None)

    assert "Lê Kín Đáo" not in page_of(client, silent)
    assert "Lê Công Khai" in page_of(client, agreed)


def test_an_old_commune_stands_beside_the_new_one(client):
    organization = organizations.create(
        "company",
        {**ANSWERS, "commune": {"unit": "25459", "former_unit": "25456", "text": "Phường 1"}},
        by=None,
    )
    organizations.publish(organization, by=None)

    page = page_of(client, organization)

    assert "Ấp Mẫu, Phường Tân Ninh" in page
    assert "Trước 1/7/2025: phường 1, thành phố Tây Ninh" in page


def test_an_address_that_waits_for_a_choice_says_so(client):  # REG-8
    old = AdministrativeUnit.objects.divided().order_by("code").first()
    organization = organizations.create(
        "company",
        {**ANSWERS, "commune": {"unit": "", "former_unit": old.code, "text": old.name}},
        by=None,
    )
    organizations.publish(organization, by=None)

    assert "Xã cũ đã chia; chủ hồ sơ chưa chọn xã mới." in page_of(client, organization)


def test_a_merged_record_leads_to_its_successor(client):  # REG-17
    last = OrganizationFactory()
    middle = OrganizationFactory(merged_into=last)
    first = OrganizationFactory(merged_into=middle)

    response = client.get(f"/danh-ba/{first.code}/")

    assert (response.status_code, response.url) == (301, f"/danh-ba/{last.code}/")


def test_a_hidden_record_is_gone_and_says_so(client):
    organization = OrganizationFactory(visibility=Visibility.HIDDEN)

    response = client.get(f"/danh-ba/{organization.code}/")

    assert response.status_code == 410
    assert organization.legal_name not in response.content.decode()
    assert "không còn công khai" in response.content.decode()


def test_an_unpublished_record_is_open_to_its_owner_and_staff_only(client):
    organization = OrganizationFactory(visibility=Visibility.UNPUBLISHED)
    owner = UserFactory()
    RoleFactory(organization=organization, person=PersonFactory(user=owner))
    officer = UserFactory(roles=[StaffRole.REGISTRY_OFFICER])
    address = f"/danh-ba/{organization.code}/"

    answers = [client.get(address).status_code]
    for user in (UserFactory(), owner, officer):
        client.force_login(user)
        answers.append(client.get(address).status_code)

    assert answers == [404, 404, 200, 200]
    assert client.get(f"/danh-ba/{organization.code}.json").status_code == 404


def test_an_unknown_code_is_not_found(client):
    assert client.get("/danh-ba/TN-000000/").status_code == 404


def test_a_name_cannot_break_out_of_the_data_block(client):
    organization = OrganizationFactory(legal_name="Công ty </script><b>x")

    page = page_of(client, organization)

    assert "</script><b>x" not in page
    assert "\\u003C/script\\u003E" in page


def test_a_disputed_identifier_is_said(client):  # REG-4
    organization = OrganizationFactory(identifier_state=IdentifierState.DISPUTED)

    assert "Mã số đang được đối chiếu" in page_of(client, organization)


def test_former_names_stay_on_the_profile(client):
    organization = organizations.create("company", ANSWERS, by=None, on=date(2023, 1, 1))
    organizations.publish(organization, by=None)
    organizations.apply_answers(
        organization,
        {**ANSWERS, "legal_name": "Công ty Cổ phần Mới"},
        ["legal_name"],
        by=None,
        version=2,
        on=date(2026, 3, 1),
    )

    page = page_of(client, organization)

    assert "<h1>Công ty Cổ phần Mới</h1>" in page
    assert "(đến 01/03/2026)" in page


@pytest.mark.parametrize(
    ("day", "level"),
    [
        (None, ""),
        (date(2026, 6, 1), "green"),
        (date(2026, 5, 1), "amber"),
        (date(2025, 11, 28), "amber"),
        (date(2025, 11, 1), "red"),
    ],
)
@time_machine.travel("2026-11-25 09:00+07:00")
def test_freshness_turns_amber_after_six_months_and_red_after_twelve(day, level):  # REG-20
    assert freshness(day) == level


def test_a_long_profile_takes_as_many_queries_as_a_short_one(client, django_assert_num_queries):
    short = OrganizationFactory(seat=commune())
    long = OrganizationFactory(seat=commune())
    for number in range(30):
        Product.objects.create(organization=long, name=f"Sản phẩm {number}")
        Confirmation.objects.create(organization=long, day=date(2025, 1, 1))
        OrganizationEvent.objects.create(
            organization=long, kind=EventKind.ROUND_CLOSED, day=date(2024, 1, 1)
        )
        Fact.objects.create(
            organization=long, kind=FactKind.STAFF, value=number, unit="người", period=str(number)
        )
    page_of(client, short)

    with CaptureQueriesContext(connection) as few:
        page_of(client, short)

    assert len(few) <= 15
    with django_assert_num_queries(len(few)):
        page_of(client, long)
