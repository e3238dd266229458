"""Writing a record: columns, dated rows, revision, journal."""

from datetime import UTC, date, datetime

import pytest

from core import journal
from core.lifecycle import ObstacleError
from core.models import JournalEntry
from ecosystem.registry.actions import errors, organizations
from ecosystem.registry.choices import (
    EventKind,
    HowChosen,
    IdentifierState,
    ProofLevel,
    RoleType,
    Visibility,
)
from ecosystem.registry.models import Organization
from ecosystem.registry.selectors.answers import answers_of
from ecosystem.taxonomy.models import AdministrativeUnit
from tests.factories import OrganizationFactory, UserFactory, commune

pytestmark = pytest.mark.django_db

ANSWERS = {
    "legal_name": "Công ty TNHH Cảm biến Trăng Đồng",
    "tax_code": "0100112437",
    "short_name": "Trăng Đồng",
    "first_registration_date": "2022-05-16",
    "representative": "Lê Thị Mẫu",
    "street": "Ấp Mẫu",
    "commune": {"unit": "25459", "former_unit": "", "text": "Tân Ninh"},
    "description": "Trạm đo độ ẩm đất.",
    "sectors": ["nong-nghiep-cong-nghe-cao", "du-lich"],
    "products": [{"name": "Trạm đo Đồng 2", "text": "Bán và cho thuê"}],
    "staff": {"value": "18", "period": "2025"},
    "website": "https://trangdong.example",
    "contact_name": "Trần Văn Thử",
    "contact_email": "thu@trangdong.example",
    "contact_phone": "0900000012",
    "consents": ["public_listing"],
}


def divided_commune():
    return AdministrativeUnit.objects.divided().order_by("code").first()


def test_a_new_record_gives_back_the_answers_it_was_made_from(officer):
    organization = organizations.create("company", ANSWERS, by=officer)

    expected = {key: value for key, value in ANSWERS.items() if key != "consents"}
    expected["commune"] = {"unit": "25459", "former_unit": "", "text": ""}
    assert answers_of(organization) == expected
    assert organization.code == "TN-000001"
    assert organization.visibility == Visibility.UNPUBLISHED
    assert organization.identifier_state == IdentifierState.STATED
    assert [str(event.kind) for event in organization.events.all()] == [EventKind.FOUNDED]
    assert organization.revisions.count() == 1


def test_the_journal_keeps_no_contact(officer):  # PRV-2
    organization = organizations.create("company", ANSWERS, by=officer)

    line = journal.about(organization).get()

    assert line.verb == "create"
    assert line.after["legal_name"] == ANSWERS["legal_name"]
    assert "0900000012" not in str(line.after)
    assert "Lê Thị Mẫu" not in str(line.after)


def test_a_history_can_be_written_into_the_past():
    moment = datetime(2023, 3, 1, 2, tzinfo=UTC)

    organization = organizations.create(
        "company", ANSWERS, by=None, code="TN-000777", on=date(2023, 3, 1), recorded_at=moment
    )
    organizations.publish(organization, by=None, on=date(2023, 3, 1), recorded_at=moment)

    seat = organization.addresses.get()
    assert (seat.valid_from, seat.recorded_at) == (date(2023, 3, 1), moment)
    assert organization.listings.get().recorded_at == moment
    assert {revision.created_at for revision in organization.revisions.all()} == {moment}
    assert organizations.create("project", {"legal_name": "Nhóm"}, by=None).code == "TN-000778"


def test_a_tax_code_belongs_to_one_live_organization(officer):  # REG-6, REG-15
    first = organizations.create("company", ANSWERS, by=officer)

    with pytest.raises(errors.TaxCodeTakenError) as refused:
        organizations.create("company", {**ANSWERS, "legal_name": "Khác"}, by=officer)

    assert refused.value.organization == first
    assert Organization.objects.count() == 1


def test_a_disputed_tax_code_is_marked(officer):  # REG-4
    answers = {**ANSWERS, "tax_code": "0100112430", "tax_code_disputed": True}

    organization = organizations.create("company", answers, by=officer)

    assert organization.identifier_state == IdentifierState.DISPUTED


def test_only_the_accepted_fields_are_taken_over(officer):  # REGN-13
    organization = organizations.create("company", ANSWERS, by=officer)
    wanted = {**ANSWERS, "short_name": "Khác", "staff": {"value": "23", "period": "2026"}}

    changed = organizations.apply_answers(organization, wanted, ["staff"], by=officer, version=1)

    now = answers_of(changed)
    assert now["staff"] == {"value": "23", "period": "2026"}
    assert now["short_name"] == "Trăng Đồng"
    assert changed.version == 2
    line = journal.about(organization).first()
    assert line.before == {"staff": {"value": "18", "period": "2025"}}
    assert line.after == {"staff": {"value": "23", "period": "2026"}}


def test_a_move_closes_the_old_seat_and_keeps_both_beliefs(officer):  # ARC-2
    organization = organizations.create("company", ANSWERS, by=None, on=date(2023, 1, 1))
    moved = {**ANSWERS, "commune": {"unit": "25480", "former_unit": "", "text": ""}}

    organizations.apply_answers(
        organization, moved, ["commune"], by=officer, version=1, on=date(2026, 7, 1)
    )

    rows = organization.addresses.order_by("valid_from", "recorded_at")
    assert [
        (row.unit.code, row.valid_from, row.valid_to, row.recorded_until is None) for row in rows
    ] == [
        ("25459", date(2023, 1, 1), None, False),
        ("25459", date(2023, 1, 1), date(2026, 7, 1), True),
        ("25480", date(2026, 7, 1), None, True),
    ]


def test_a_former_name_stays_with_its_days(officer):
    organization = organizations.create("company", ANSWERS, by=None, on=date(2023, 1, 1))
    renamed = {**ANSWERS, "legal_name": "Công ty Cổ phần Trăng Đồng"}

    organizations.apply_answers(
        organization, renamed, ["legal_name"], by=officer, version=1, on=date(2026, 7, 1)
    )

    former = organization.names.current().filter(valid_to=date(2026, 7, 1)).get()
    assert former.text == ANSWERS["legal_name"]
    assert organization.events.filter(kind=EventKind.RENAMED).get().text == ANSWERS["legal_name"]


def test_nothing_changes_without_a_difference(officer):
    organization = organizations.create("company", ANSWERS, by=officer)

    same = organizations.apply_answers(organization, ANSWERS, ["sectors"], by=officer, version=1)

    assert same.version == 1
    assert organization.revisions.count() == 1


def test_the_second_save_meets_the_first_and_overwrites_nothing(officer):  # REG-F3
    organization = organizations.create("company", ANSWERS, by=officer)
    mine = {**ANSWERS, "description": "Bản của tôi"}
    theirs = {**ANSWERS, "description": "Bản kia"}
    organizations.apply_answers(organization, theirs, ["description"], by=officer, version=1)

    with pytest.raises(errors.VersionConflictError) as conflict:
        organizations.apply_answers(organization, mine, ["description"], by=officer, version=1)

    assert conflict.value.current.description == "Bản kia"
    organization.refresh_from_db()
    assert organization.description == "Bản kia"


def test_an_owner_changes_free_fields_and_no_others(officer):  # REGN-12
    owner = UserFactory()
    organization = organizations.create("company", ANSWERS, by=officer)
    organizations.grant_owner(organization, owner, by=officer, proof=ProofLevel.LETTER)
    wanted = {**ANSWERS, "description": "Mới", "legal_name": "Mới"}

    organizations.apply_answers(organization, wanted, ["description"], by=owner, version=1)
    with pytest.raises(ObstacleError) as refused:
        organizations.apply_answers(organization, wanted, ["legal_name"], by=owner, version=2)

    assert refused.value.obstacle.name == "not_free"
    organization.refresh_from_db()
    assert (organization.description, organization.legal_name) == ("Mới", ANSWERS["legal_name"])


def test_a_stranger_changes_nothing():
    organization = organizations.create("company", ANSWERS, by=None)

    with pytest.raises(ObstacleError):
        organizations.apply_answers(
            organization, {"description": "x"}, ["description"], by=UserFactory(), version=1
        )

    organization.refresh_from_db()
    assert organization.description == ANSWERS["description"]


def test_an_old_commune_that_was_divided_waits_for_a_choice(officer):  # REG-8
    old = divided_commune()
    answers = {**ANSWERS, "commune": {"unit": "", "former_unit": old.code, "text": old.name}}
    organization = organizations.create("company", answers, by=officer)
    waiting = organization.addresses.to_settle().get()
    chosen = AdministrativeUnit.objects.successors(old).first()

    organizations.settle_address(waiting, chosen, by=officer)

    seat = organization.addresses.current().get()
    assert (seat.unit, seat.former_unit, seat.how) == (chosen, old, HowChosen.OFFICER)
    assert seat.valid_from == waiting.valid_from
    assert not organization.addresses.to_settle().exists()


def test_choosing_later_is_no_move(officer):  # REG-8
    old = divided_commune()
    answers = {**ANSWERS, "commune": {"unit": "", "former_unit": old.code, "text": old.name}}
    organization = organizations.create("company", answers, by=None, on=date(2024, 1, 1))
    chosen = AdministrativeUnit.objects.successors(old).first()

    organizations.apply_answers(
        organization,
        {"commune": {"unit": chosen.code, "former_unit": "", "text": ""}},
        ["commune"],
        by=officer,
        version=1,
    )

    seat = organization.addresses.current().get()
    assert (seat.unit, seat.former_unit, seat.valid_from) == (chosen, old, date(2024, 1, 1))


def test_an_old_commune_with_one_successor_is_converted_and_says_so(officer):  # REG-8
    answers = {**ANSWERS, "commune": {"unit": "", "former_unit": "25456", "text": "Phường 1"}}

    organization = organizations.create("company", answers, by=officer)

    seat = organization.addresses.get()
    assert (seat.unit, seat.how) == (commune("25459"), HowChosen.AUTOMATIC)


def test_hiding_ends_the_listing_and_keeps_its_days(officer):
    organization = OrganizationFactory(listing=date(2024, 1, 1))

    organizations.hide(organization, by=officer, reason="Theo yêu cầu", on=date(2026, 5, 1))

    listing = organization.listings.current().get()
    assert (listing.valid_from, listing.valid_to) == (date(2024, 1, 1), date(2026, 5, 1))
    assert JournalEntry.objects.filter(verb="hide").get().reason == "Theo yêu cầu"


def test_a_confirmation_moves_the_day_forward_only(officer):  # REG-20
    organization = OrganizationFactory(last_confirmed_on=date(2026, 10, 2))

    organizations.confirm(organization, date(2026, 3, 1), by=officer)
    organizations.confirm(organization, date(2026, 11, 3), by=officer)

    organization.refresh_from_db()
    assert organization.last_confirmed_on == date(2026, 11, 3)
    assert organization.confirmations.count() == 2


def test_a_right_to_act_survives_a_new_contact(officer):
    owner = UserFactory()
    organization = organizations.create("company", ANSWERS, by=officer)
    organizations.grant_owner(organization, owner, by=officer, proof=ProofLevel.LETTER)

    organizations.apply_answers(
        organization, {"contact_name": "Người Khác"}, ["contact_name"], by=officer, version=1
    )

    assert list(Organization.objects.held_by(owner)) == [organization]
    contacts = organization.roles.in_force().filter(role=RoleType.CONTACT, may_act=False)
    assert [role.person.full_name for role in contacts] == ["Người Khác"]


def test_personal_number_does_not_stand_in_the_journal(officer):  # REG-3, PRV-2
    household = organizations.create(
        "household", {**ANSWERS, "tax_code": "079099012345"}, by=officer
    )
    organizations.apply_answers(
        household, {"tax_code": "079099054321"}, ["tax_code"], by=officer, version=1
    )

    said = [(line.before, line.after) for line in journal.about(household)]
    assert [pair[1]["tax_code"] for pair in said] == ["…321", "…345"]
    assert "079099012345" not in str(said)
    assert Organization.objects.get(pk=household.pk).tax_code == "079099054321"
