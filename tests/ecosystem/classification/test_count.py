"""One function counts (ARC-3, TGT-6 to TGT-10)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import StoredFile
from ecosystem.classification import selectors
from ecosystem.registry.choices import OrganizationKind
from ecosystem.registry.models import Address, DuplicatePair, Listing, Name, SectorAssignment
from ecosystem.taxonomy.models import AdministrativeUnit, Sector
from tests.factories import EvidenceFactory, UserFactory, commune

from .conftest import LONG_AGO, classified, confirmed, firm, moment

pytestmark = pytest.mark.django_db

NOW, OLD, LONG_AN = "TN-TU-20250701", "TN-DEN-20250630", "LA-DEN-20250630"


def digital_count(on_date, known_at=None, boundary=NOW):
    return selectors.count("DTF", "DIGITAL", boundary, on_date, known_at)


def test_number_comes_with_the_list_the_rows_and_the_evidence_that_make_it(digital, officer):
    # TGT-6
    organization = firm(code="TN-000036", legal_name="Công ty TNHH Cảm biến Trăng Đồng")
    row = classified(organization, digital, date(2022, 8, 3), subgroup="digital_startup")
    file = StoredFile.objects.create(
        name="bien-ban.pdf",
        content_type="application/pdf",
        size=9,
        sha256="ab" * 32,
        path="x/1",
        uploaded_at=LONG_AGO,
    )
    paper = EvidenceFactory(
        organization=organization,
        file=file,
        recorded_at=LONG_AGO,
        checked_at=moment(2025, 1, 1),
        checked_by=officer,
    )
    row.evidence.add(paper)

    count = digital_count(date(2026, 11, 20))

    (counted,) = count.rows
    assert count.number == 1
    assert count.scheme_name == "Doanh nghiệp công nghệ số"
    assert count.boundary_name == "Tây Ninh từ 1/7/2025"
    assert (counted.code, counted.name) == ("TN-000036", "Công ty TNHH Cảm biến Trăng Đồng")
    assert counted.classification_id == row.pk
    assert counted.valid_from == date(2022, 8, 3)
    assert counted.subgroup_label == "Khởi nghiệp công nghệ số"
    assert counted.unit_name == commune().full_name
    assert counted.former_province == "Tây Ninh"
    assert counted.legal_basis.startswith("Luật 71/2025")
    assert [(p.number, p.checked, p.sha256) for p in counted.evidence] == [
        (paper.number, True, "ab" * 32)
    ]


def test_firm_that_ends_on_31_12_is_not_counted_on_31_12(digital):
    # TGT-7
    classified(firm(), digital, date(2024, 1, 1), date(2025, 12, 31))

    numbers = [digital_count(day).number for day in (date(2025, 12, 30), date(2025, 12, 31))]

    assert numbers == [1, 0]


def test_firm_counts_from_its_first_day_on(digital):
    # TGT-7
    classified(firm(), digital, date(2025, 12, 31))

    numbers = [digital_count(day).number for day in (date(2025, 12, 30), date(2025, 12, 31))]

    assert numbers == [0, 1]


def test_what_was_recorded_later_is_not_known_before(digital):
    # ARC-2
    classified(firm(), digital, date(2025, 11, 10), recorded_at=moment(2026, 2, 14, 9, 0))

    before = digital_count(date(2025, 12, 31), moment(2026, 2, 14, 8, 59))
    after = digital_count(date(2025, 12, 31), moment(2026, 2, 14, 9, 0))

    assert (before.number, after.number) == (0, 1)


def test_row_that_was_replaced_is_still_what_was_known_then(digital):
    # ARC-2
    organization = firm()
    changed = moment(2026, 3, 1)
    classified(organization, digital, date(2025, 1, 1), recorded_until=changed)
    classified(organization, digital, date(2025, 1, 1), date(2025, 6, 1), recorded_at=changed)

    numbers = [
        digital_count(date(2025, 12, 31), known_at).number
        for known_at in (moment(2026, 1, 1), moment(2026, 4, 1))
    ]

    assert numbers == [1, 0]


def test_branches_and_merged_records_do_not_count(digital):
    # REG-6, TGT-9
    head = firm()
    branch = firm(head_office=head, kind=OrganizationKind.BRANCH)
    merged = firm(merged_into=head)
    for organization in (head, branch, merged):
        classified(organization, digital, date(2023, 1, 1))

    count = digital_count(date(2026, 11, 20))

    assert count.codes == (head.code,)


def test_firm_counts_once_though_two_rows_and_two_seats_hold_on_a_day(digital):
    # TGT-9
    organization = firm()
    classified(organization, digital, date(2023, 1, 1), date(2027, 1, 1))
    classified(organization, digital, date(2024, 1, 1), subgroup="ict")
    Address.objects.create(
        organization=organization,
        text="Số 1",
        unit=commune("27694"),
        valid_from=date(2025, 1, 1),
        valid_to=date(2028, 1, 1),
        recorded_at=LONG_AGO,
    )

    count = digital_count(date(2026, 11, 20))

    assert count.codes == (organization.code,)
    assert count.rows[0].unit_code == "27694"


def test_firm_outside_the_province_or_without_a_known_seat_is_listed_but_not_counted(digital):
    # REG-10
    outside = firm(seat=None)
    Address.objects.create(
        organization=outside,
        text="Quận 1, Thành phố Hồ Chí Minh",
        valid_from=date(2020, 1, 1),
        recorded_at=LONG_AGO,
    )
    for organization in (outside, firm(seat=None)):
        classified(organization, digital, date(2023, 1, 1))

    count = digital_count(date(2026, 11, 20))

    assert (count.number, count.rows) == (0, ())


def test_boundary_decides_and_a_firm_counts_where_it_sat_on_the_day(digital):
    # REG-9
    stays, moves = firm(), firm()
    for organization in (stays, moves):
        classified(organization, digital, date(2023, 1, 1))
    moves.addresses.update(valid_to=date(2026, 5, 1))
    Address.objects.create(
        organization=moves,
        text="Số 1",
        unit=commune("27694"),
        valid_from=date(2026, 5, 1),
        recorded_at=moment(2026, 6, 1),
    )

    def codes(boundary, day, known_at=None):
        return set(digital_count(day, known_at, boundary).codes)

    assert codes(OLD, date(2026, 4, 30)) == {stays.code, moves.code}
    assert codes(OLD, date(2026, 5, 1)) == {stays.code}
    assert codes(LONG_AN, date(2026, 5, 1)) == {moves.code}
    assert codes(NOW, date(2026, 5, 1)) == {stays.code, moves.code}
    assert codes(LONG_AN, date(2026, 5, 1), moment(2026, 5, 20)) == set()


def test_divided_old_commune_counts_for_the_province_and_in_the_line_of_unknown_communes(digital):
    # REG-8, TGT-9
    divided = AdministrativeUnit.objects.divided().filter(former_province="Tây Ninh").first()
    unsettled, settled = firm(seat=None), firm()
    Address.objects.create(
        organization=unsettled,
        text=f"Ấp 1, {divided.full_name}",
        former_unit=divided,
        needs_settling=True,
        valid_from=date(2022, 1, 1),
        recorded_at=LONG_AGO,
    )
    for organization in (unsettled, settled):
        classified(organization, digital, date(2023, 1, 1))

    count = digital_count(date(2026, 11, 20))
    shares = selectors.by_commune(count)

    assert count.number == 2
    assert [(share.name, share.number) for share in shares] == [
        (commune().full_name, 1),
        ("chưa rõ xã", 1),
    ]
    assert {row.code: row.commune_unknown for row in count.rows} == {
        unsettled.code: True,
        settled.code: False,
    }
    assert digital_count(date(2024, 1, 1)).rows[0].unit_code == divided.code


def test_old_commune_that_went_whole_into_a_new_one_is_shown_as_the_new_one(digital):
    whole = (
        AdministrativeUnit.objects.former()
        .exclude(changes_to_new__is_partial=True)
        .filter(former_province="Tây Ninh")
        .first()
    )
    organization = firm(seat=None)
    Address.objects.create(
        organization=organization,
        text=whole.full_name,
        unit=whole,
        valid_from=date(2022, 1, 1),
        recorded_at=LONG_AGO,
    )
    classified(organization, digital, date(2023, 1, 1))

    (counted,) = digital_count(date(2026, 11, 20)).rows

    assert counted.unit_name == whole.changes_to_new.get().new_unit.full_name
    assert not counted.commune_unknown


def test_name_is_the_one_that_was_known(digital):
    organization = firm(legal_name="Công ty TNHH Tên Mới")
    Name.objects.filter(organization=organization).update(
        text="Công ty TNHH Tên Cũ", valid_to=date(2026, 1, 1)
    )
    Name.objects.create(
        organization=organization,
        text="Công ty TNHH Tên Mới",
        folded="x",
        valid_from=date(2026, 1, 1),
        recorded_at=moment(2026, 2, 1),
    )
    classified(organization, digital, date(2023, 1, 1))

    names = [digital_count(day).rows[0].name for day in (date(2025, 12, 31), date(2026, 1, 1))]

    assert names == ["Công ty TNHH Tên Cũ", "Công ty TNHH Tên Mới"]


def test_class_of_the_directory_is_counted_from_listings(db):
    # docs/adr/0003
    listed, left = firm(), firm()
    Listing.objects.filter(organization=left).update(valid_to=date(2026, 1, 1))

    count = selectors.count("REGISTRY", "LISTED", NOW, date(2026, 11, 20))

    assert count.codes == (listed.code,)
    assert count.source == "listing"
    assert selectors.quality(count).evidence_checked is None


def test_unknown_class_and_boundary_are_refused(db):
    with pytest.raises(selectors.UnknownClassError):
        selectors.count("DTF", "NOTHING", NOW, date(2026, 1, 1))
    with pytest.raises(LookupError):
        selectors.count("DTF", "DIGITAL", "NOWHERE", date(2026, 1, 1))


def test_parts_by_sector_add_up_to_the_number(digital):
    # TGT-9
    sector = Sector.objects.first()
    with_sector, without = firm(), firm()
    for organization in (with_sector, without):
        classified(organization, digital, date(2023, 1, 1))
    SectorAssignment.objects.create(
        organization=with_sector, sector=sector, is_main=True, valid_from=date(2023, 1, 1)
    )

    shares = selectors.by_sector(digital_count(date(2026, 11, 20), timezone.now()))

    assert [(share.name, share.number) for share in shares] == [
        (sector.name, 1),
        ("chưa rõ lĩnh vực", 1),
    ]


def test_quality_says_the_range_the_confirmations_and_the_checks(digital, officer):
    # TGT-14
    firms = [firm(), firm(), firm(seat="27694"), firm()]
    confirmed(firms[0], date(2026, 10, 2))
    confirmed(firms[1], date(2025, 11, 20))
    confirmed(firms[3], date(2025, 11, 21))
    rows = [classified(organization, digital, date(2023, 1, 1)) for organization in firms]
    rows[0].evidence.add(
        EvidenceFactory(
            organization=firms[0],
            recorded_at=LONG_AGO,
            checked_at=moment(2026, 1, 1),
            checked_by=officer,
        )
    )
    rows[1].evidence.add(EvidenceFactory(organization=firms[1], recorded_at=LONG_AGO))
    outside = firm()
    for left, right in ((firms[0], firms[1]), (firms[1], firms[3]), (firms[0], firms[3])):
        DuplicatePair.objects.create(left=left, right=right)
    DuplicatePair.objects.create(left=firms[2], right=outside)

    quality = selectors.quality(digital_count(date(2026, 11, 20)))

    assert (quality.low, quality.high, quality.open_pairs) == (2, 4, 3)
    assert quality.confirmed == 2
    assert quality.evidence_checked == 1
    assert quality.former_provinces == (("Tây Ninh", 3), ("Long An", 1))


def test_confirmations_are_those_of_the_twelve_months_before_the_day_as_known_then(digital):
    # TGT-14, ARC-3
    firms = [firm(last_confirmed_on=date(2026, 11, 1)) for _each in range(3)]
    for organization in firms:
        classified(organization, digital, date(2023, 1, 1))
        confirmed(organization, date(2026, 11, 1))
    confirmed(firms[0], date(2025, 3, 1))
    confirmed(firms[1], date(2025, 4, 1), recorded_at=moment(2026, 2, 1))

    numbers = [
        selectors.quality(digital_count(day, known_at)).confirmed
        for day, known_at in [
            (date(2026, 11, 20), None),
            (date(2025, 12, 31), None),
            (date(2025, 12, 31), moment(2026, 1, 1)),
            (date(2025, 2, 28), None),
        ]
    ]

    assert numbers == [3, 2, 1, 0]


def test_number_of_queries_is_the_same_for_one_firm_and_for_many(digital):
    # TGT-10
    officer = UserFactory()
    divided = AdministrativeUnit.objects.divided().first()

    def add(number):
        for place in range(number):
            organization = firm()
            row = classified(organization, digital, date(2023, 1, 1), by=officer)
            row.evidence.add(EvidenceFactory(organization=organization))
            if place == 0:
                organization.addresses.update(unit=None, former_unit=divided)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            count = digital_count(date(2026, 11, 20))
            selectors.quality(count)
            selectors.by_commune(count)
            selectors.by_sector(count)
            selectors.count_steps(
                selectors.scheme_class("DTF", "DIGITAL"), NOW, date(2024, 1, 1), date(2026, 11, 20)
            )
        return count.number, len(captured)

    add(1)
    one = queries()
    add(60)
    many = queries()

    assert (one[0], many[0]) == (1, 61)
    assert one[1] == many[1]
