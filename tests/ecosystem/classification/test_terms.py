"""How long a class holds: its evidence, the class around it, the age of the firm."""

from datetime import date

import pytest
from django.utils import timezone

from core.lifecycle import ObstacleError
from core.temporal import AlreadyClosedError
from ecosystem.classification import actions, selectors
from ecosystem.classification.choices import EndReason
from ecosystem.classification.models import Classification
from ecosystem.registry.choices import EvidenceKind
from tests.factories import EvidenceFactory

from .conftest import classified, firm

pytestmark = pytest.mark.django_db
NOW = "TN-TU-20250701"


def begin(organization, klass, officer, lead, valid_from=date(2025, 1, 1), **fields):
    proposal = actions.propose(
        organization, klass, by=officer, valid_from=valid_from, reason="Hồ sơ đủ.", **fields
    )
    return actions.put_in_force(proposal, by=lead)


def test_able_needs_evidence_of_a_listed_kind_and_ends_with_the_last_one(
    digital, able, officer, lead
):
    # REG-11
    organization = firm()
    begin(organization, digital, officer, lead)
    other = EvidenceFactory(organization=organization, kind=EvidenceKind.PRODUCT)
    contract = EvidenceFactory(organization=organization, issued_on=date(2025, 1, 10))
    letter = EvidenceFactory(
        organization=organization,
        kind=EvidenceKind.DEPLOYMENT_LETTER,
        issued_on=date(2025, 6, 1),
        valid_until=date(2028, 12, 1),
    )

    with pytest.raises(actions.ClassificationError):
        begin(organization, able, officer, lead, date(2025, 2, 1))
    with pytest.raises(actions.ClassificationError):
        begin(organization, able, officer, lead, date(2025, 2, 1), evidence=[other])
    with pytest.raises(actions.ClassificationError):
        begin(organization, able, officer, lead, date(2025, 1, 9), evidence=[contract])
    row = begin(organization, able, officer, lead, date(2025, 2, 1), evidence=[contract, letter])

    assert (row.valid_to, row.end_reason) == (date(2028, 12, 1), EndReason.EVIDENCE_ENDED)


def test_evidence_without_an_end_holds_36_months(digital, able, officer, lead):
    # REG-11
    organization = firm()
    begin(organization, digital, officer, lead, date(2024, 1, 1))
    contract = EvidenceFactory(organization=organization, issued_on=date(2024, 3, 14))

    begin(organization, able, officer, lead, date(2024, 3, 14), evidence=[contract])

    days = (date(2027, 3, 13), date(2027, 3, 14))
    assert [selectors.count("DTF", "ABLE", NOW, day).number for day in days] == [1, 0]


def test_renewed_evidence_lets_the_class_go_on_without_a_gap(digital, able, officer, lead):
    # REG-11
    organization = firm()
    begin(organization, digital, officer, lead, date(2024, 1, 1))
    old = EvidenceFactory(organization=organization, issued_on=date(2024, 3, 14))
    row = begin(organization, able, officer, lead, date(2024, 3, 14), evidence=[old])
    new = EvidenceFactory(organization=organization, issued_on=date(2026, 9, 1))

    with pytest.raises(actions.ClassificationError):
        begin(organization, able, officer, lead, date(2027, 1, 1), evidence=[new])
    begin(organization, able, officer, lead, row.valid_to, evidence=[new])

    assert selectors.count("DTF", "ABLE", NOW, row.valid_to).number == 1


def test_able_presupposes_digital_on_every_day(digital, able, officer, lead):
    # REG-12
    organization = firm()
    contract = EvidenceFactory(organization=organization, issued_on=date(2025, 1, 10))
    with pytest.raises(actions.ClassificationError):
        begin(organization, able, officer, lead, date(2025, 2, 1), evidence=[contract])
    begin(organization, digital, officer, lead, date(2025, 1, 1), valid_to=date(2025, 9, 1))

    row = begin(organization, able, officer, lead, date(2025, 2, 1), evidence=[contract])

    assert (row.valid_to, row.end_reason) == (date(2025, 9, 1), EndReason.OUTER_ENDED)
    assert selectors.nesting_breaches() == ()


def test_ending_the_outer_class_ends_the_inner_one_on_the_same_day(digital, able, officer, lead):
    # REG-12, ARC-2
    organization = firm()
    outer = begin(organization, digital, officer, lead, date(2024, 1, 1), subgroup="ict")
    contract = EvidenceFactory(organization=organization, issued_on=date(2024, 3, 14))
    inner = begin(organization, able, officer, lead, date(2024, 3, 14), evidence=[contract])
    known_before = timezone.now()

    proposal = actions.propose_end(
        outer, by=officer, on=date(2025, 7, 1), reason="Không còn sản phẩm công nghệ số."
    )
    with pytest.raises(ObstacleError):
        actions.put_in_force(proposal, by=officer)
    actions.put_in_force(proposal, by=lead)

    ended = Classification.objects.current().get(organization=organization, scheme_class=able)
    assert (ended.valid_to, ended.end_reason) == (date(2025, 7, 1), EndReason.OUTER_ENDED)
    assert list(ended.evidence.all()) == [contract]
    assert ended.replaces == inner
    for klass in ("DIGITAL", "ABLE"):
        days = (date(2025, 6, 30), date(2025, 7, 1))
        assert [selectors.count("DTF", klass, NOW, day).number for day in days] == [1, 0]
        assert selectors.count("DTF", klass, NOW, date(2025, 7, 1), known_before).number == 1
    assert selectors.nesting_breaches() == ()


def test_class_found_wrong_from_its_first_day_leaves_no_row(digital, officer, lead):
    row = begin(firm(), digital, officer, lead, date(2025, 1, 1))

    actions.end(row, by=lead, on=date(2025, 1, 1), reason="Ghi nhầm tổ chức.")

    assert Classification.objects.current().count() == 0
    with pytest.raises(AlreadyClosedError):
        actions.end(row, by=lead, on=date(2025, 1, 1), reason="Ghi nhầm tổ chức.")


def test_nesting_check_finds_a_row_written_past_the_actions(digital, able):
    # REG-12
    organization = firm(code="TN-000200")
    classified(organization, digital, date(2024, 1, 1), date(2025, 1, 1))
    classified(organization, able, date(2024, 6, 1), date(2026, 1, 1))

    (breach,) = selectors.nesting_breaches()

    assert (breach.organization_code, breach.day) == ("TN-000200", date(2025, 1, 1))


def test_startup_ends_five_years_after_first_registration_and_stays_in_past_counts(
    startup, officer, lead
):
    # REG-13
    organization = firm(first_registration_date=date(2020, 2, 29))

    row = begin(organization, startup, officer, lead, date(2022, 1, 1))

    assert (row.valid_to, row.end_reason) == (date(2025, 2, 28), EndReason.TERM)
    days = (date(2025, 2, 27), date(2025, 2, 28))
    assert [selectors.count("STARTUP", "INNOVATIVE", NOW, day).number for day in days] == [1, 0]
    assert [line.klass for line in selectors.classifications_of(organization).ended] == [
        "INNOVATIVE"
    ]


def test_startup_older_than_five_years_or_of_unknown_age_is_refused(startup, officer, lead):
    # REG-13
    old = firm(first_registration_date=date(2020, 1, 1))
    unknown = firm(first_registration_date=None)

    for organization in (old, unknown):
        with pytest.raises(actions.ClassificationError):
            begin(organization, startup, officer, lead, date(2025, 1, 1))
