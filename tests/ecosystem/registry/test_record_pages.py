"""The officers' pages of a record that stands: change, history, publishing."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import ensure_roles
from accounts.choices import Role as StaffRole
from core.models import JournalEntry
from ecosystem.registry.actions import organizations
from ecosystem.registry.choices import HowChosen, Visibility
from ecosystem.registry.models import Address, Organization
from ecosystem.registry.selectors.answers import answers_of
from ecosystem.taxonomy.models import AdministrativeUnit
from tests.factories import OrganizationFactory, UserFactory

from .cases import ANSWERS

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


def record_form(staff, organization: Organization, **changes: object) -> dict[str, object]:
    """Return what the browser would send back unchanged, with changes."""
    form = staff.get(edit_address(organization)).context["form"]
    values = {}
    for name, field in form.fields.items():
        shown = field.widget.format_value(form[name].value())
        values[name] = "" if shown is None else shown
    return {**values, **changes}


def edit_address(organization: Organization) -> str:
    return reverse("registry_organization:edit", args=[organization.pk])


def test_an_officer_changes_a_record_through_the_actions(staff):
    organization = organizations.create("company", ANSWERS, by=None, on=date(2023, 1, 1))

    response = staff.post(
        edit_address(organization),
        record_form(staff, organization, legal_name="Công ty Cổ phần Mới", name_en="New JSC"),
    )

    assert response.status_code == 302, response.context["form"].errors
    organization.refresh_from_db()
    assert (organization.legal_name, organization.name_en) == ("Công ty Cổ phần Mới", "New JSC")
    assert organization.names.current().filter(text=ANSWERS["legal_name"]).get().valid_to
    assert answers_of(organization)["sectors"] == ANSWERS["sectors"]
    assert JournalEntry.objects.filter(verb="change").count() == 2


def test_two_officers_on_one_record_see_both_versions(staff):  # REG-F3
    organization = organizations.create("company", ANSWERS, by=None)
    form = record_form(staff, organization, description="Bản của tôi")
    organizations.apply_answers(
        organization, {"description": "Bản kia"}, ["description"], by=None, version=1
    )

    page = text_of(staff.post(edit_address(organization), form))

    assert "Bản người kia vừa lưu: Bản kia" in page
    assert "Bản của tôi" in page
    organization.refresh_from_db()
    assert organization.description == "Bản kia"


def test_a_record_has_history_comparison_preview_and_usage(staff):
    organization = organizations.create("company", ANSWERS, by=None)
    organizations.apply_answers(
        organization, {"description": "Khác"}, ["description"], by=None, version=1
    )
    first, second = organization.revisions.order_by("pk").values_list("pk", flat=True)

    pages = [
        staff.get(reverse(f"registry_organization:{name}", args=[organization.pk, *args]))
        for name, args in (
            ("history", ()),
            ("revisions_compare", (first, second)),
            ("preview_on_edit", ()),
            ("usage", ()),
        )
    ]

    assert [page.status_code for page in pages] == [200, 200, 200, 200]
    assert "Khác" in text_of(pages[1])


def test_a_record_is_hidden_with_a_reason_and_published_again(staff):
    organization = OrganizationFactory()
    url = reverse("registry_organization:standing", args=[organization.pk])

    staff.post(url, {"what": "hide", "reason": " "})
    unexplained = Organization.objects.get().visibility
    staff.post(url, {"what": "hide", "reason": "Chủ hồ sơ yêu cầu"})
    hidden = Organization.objects.get().visibility
    staff.post(url, {"what": "publish"})

    assert (unexplained, hidden) == (Visibility.PUBLIC, Visibility.HIDDEN)
    assert Organization.objects.get().visibility == Visibility.PUBLIC
    assert organization.listings.current().count() == 2
    assert "Chủ hồ sơ yêu cầu" in text_of(staff.get(url))
    assert url in text_of(staff.get(edit_address(organization)))


def test_nothing_is_added_or_deleted_by_a_form(staff):
    organization = OrganizationFactory()

    for name, args in (("add", ()), ("delete", (organization.pk,))):
        response = staff.get(reverse(f"registry_organization:{name}", args=args))
        assert response.status_code == 302

    assert Organization.objects.count() == 1


def test_the_list_offers_nothing_in_bulk_and_keeps_a_code_in_one_line(staff, officer):
    organization = OrganizationFactory()

    page = staff.get(reverse("registry_organization:list")).content.decode()

    assert "data-bulk-action" not in page
    assert "02/10/2026" in page
    assert re.search(rf"w-whitespace-nowrap[^>]*>\s*{organization.code}", page)
    address = reverse("wagtail_bulk_action", args=["registry", "organization", "delete"])
    staff.post(f"{address}?id={organization.pk}&next=/")
    assert Organization.objects.filter(pk=organization.pk).exists()


def test_an_editor_of_pages_does_not_see_the_records(client):
    ensure_roles()
    organization = OrganizationFactory()
    client.force_login(UserFactory(roles=[StaffRole.EDITOR]))

    for url in (reverse("registry_organization:list"), edit_address(organization)):
        assert client.get(url).status_code == 302


# Addresses in communes that were divided ---------------------------------------------------------


def doubtful_seat() -> Address:
    former = AdministrativeUnit.objects.divided().order_by("code").first()
    return Address.objects.create(
        organization=OrganizationFactory(),
        text="Ấp Mẫu",
        former_unit=former,
        needs_settling=True,
        valid_from=date(2024, 1, 1),
    )


def test_an_officer_says_in_which_commune_a_seat_lies(staff):  # REG-8
    seat = doubtful_seat()
    places = reverse("registry_organization:places")
    chosen = AdministrativeUnit.objects.successors(seat.former_unit).first()

    page = staff.get(places).content.decode()
    assert (seat.organization.code in page, chosen.full_name in page) == (True, True)
    elsewhere = AdministrativeUnit.objects.current().exclude(
        pk__in=AdministrativeUnit.objects.successors(seat.former_unit)
    )
    staff.post(places, {"address": seat.pk, "unit": elsewhere.first().pk})
    assert Address.objects.to_settle().get() == seat
    staff.post(places, {"address": seat.pk, "unit": chosen.pk})

    settled = seat.organization.addresses.current().get()
    assert (settled.unit, settled.valid_from, settled.how) == (
        chosen,
        seat.valid_from,
        HowChosen.OFFICER,
    )
    assert "Không còn địa chỉ nào chờ xác định" in staff.get(places).content.decode()
    assert staff.post(places, {"address": seat.pk, "unit": chosen.pk}).status_code == 404


def test_addresses_that_wait_take_the_same_queries_for_one_and_for_many(staff):
    places = reverse("registry_organization:places")
    staff.get(places)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert staff.get(places).status_code == 200
        return len(asked)

    doubtful_seat()
    one = queries()
    for _number in range(5):
        doubtful_seat()

    assert queries() == one


def test_addresses_that_wait_are_for_the_registry_s_staff(client):
    ensure_roles()
    client.force_login(UserFactory(roles=[StaffRole.EDITOR]))

    assert client.get(reverse("registry_organization:places")).status_code == 302
