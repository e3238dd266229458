"""Administrative units: both systems, what became of each, and search by name."""

import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from ecosystem.taxonomy import selectors
from ecosystem.taxonomy.choices import UnitSystem
from ecosystem.taxonomy.models import AdministrativeUnit, Boundary, UnitChange

pytestmark = pytest.mark.django_db

CHECKED = settings.ROOT.parent / "shared" / "tayninh-admin-units"
needs_checked_lists = pytest.mark.skipif(
    not CHECKED.exists(), reason="the checked lists of units are not on this machine"
)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def unit(code: str, system: UnitSystem) -> AdministrativeUnit:
    return AdministrativeUnit.objects.get(code=code, system=system)


def test_province_has_96_communes_now_and_280_before():
    current = AdministrativeUnit.objects.current()

    assert current.count() == 96
    assert current.filter(kind="phuong").count() == 14
    assert AdministrativeUnit.objects.former().count() == 280
    assert UnitChange.objects.count() == 303


def test_old_tay_ninh_is_36_of_the_current_communes():  # REG-9
    boundary = Boundary.objects.get(code="TN-DEN-20250630")

    assert boundary.units.current().count() == 36
    assert boundary.units.former().count() == 94


def test_the_36_codes_stand_in_the_file_and_agree_with_the_old_provinces_of_the_units():  # REG-9
    boundary = Boundary.objects.get(code="TN-DEN-20250630")
    named = set(boundary.units.current().values_list("code", flat=True))
    derived = set(
        AdministrativeUnit.objects.current()
        .filter(former_province="Tây Ninh")
        .values_list("code", flat=True)
    )

    assert named == derived


def test_old_boundaries_share_nothing_and_make_up_the_province():
    old = set(Boundary.objects.get(code="TN-DEN-20250630").units.values_list("pk", flat=True))
    other = set(Boundary.objects.get(code="LA-DEN-20250630").units.values_list("pk", flat=True))
    whole = set(Boundary.objects.get(code="TN-TU-20250701").units.values_list("pk", flat=True))

    assert old & other == set()
    assert old | other == whole


def test_current_boundary_is_the_one_without_a_last_day():
    assert selectors.current_boundary().code == "TN-TU-20250701"


def test_unknown_boundary_is_named_in_the_error():
    with pytest.raises(selectors.UnknownBoundaryError, match="XX-1"):
        selectors.boundary("XX-1")


def test_22_old_units_were_divided():  # REG-8
    assert AdministrativeUnit.objects.divided().count() == 22


def test_every_old_unit_has_a_successor():
    assert AdministrativeUnit.objects.former().filter(changes_to_new=None).count() == 0


def test_every_current_unit_has_a_predecessor():
    assert AdministrativeUnit.objects.current().filter(changes_from_old=None).count() == 0


def test_ward_4_of_each_old_town_went_to_one_place_only():  # areas.md, trap 3
    tay_ninh = unit("25462", UnitSystem.BEFORE)
    tan_an = unit("27691", UnitSystem.BEFORE)

    assert [hit.code for hit in selectors.successor_candidates(tay_ninh)] == ["25459"]
    assert [hit.code for hit in selectors.successor_candidates(tan_an)] == ["27694"]


def test_divided_unit_offers_all_its_successors():  # REG-8
    suoi_day = AdministrativeUnit.objects.former().get(full_name="Xã Suối Dây")

    hits = selectors.successor_candidates(suoi_day)

    assert {hit.full_name for hit in hits} == {"Xã Tân Châu", "Xã Tân Thành"}


def test_current_unit_succeeds_itself():
    go_dau = unit("25654", UnitSystem.SINCE)

    assert [hit.code for hit in selectors.successor_candidates(go_dau)] == ["25654"]


def test_same_code_in_both_systems_names_two_places():
    assert unit("25459", UnitSystem.BEFORE).full_name == "Phường 3"
    assert unit("25459", UnitSystem.SINCE).full_name == "Phường Tân Ninh"


def test_list_of_a_day_is_the_one_in_use_then():  # REG-7
    from datetime import date

    assert AdministrativeUnit.objects.valid_on(date(2025, 6, 30)).count() == 280
    assert AdministrativeUnit.objects.valid_on(date(2025, 7, 1)).count() == 96


def test_communes_sort_as_a_vietnamese_dictionary_does():
    names = list(
        AdministrativeUnit.objects.current()
        .filter(name__in=["Đức Huệ", "Đông Thành", "Dương Minh Châu", "Gò Dầu", "An Ninh"])
        .values_list("name", flat=True)
    )

    assert names == ["An Ninh", "Dương Minh Châu", "Đông Thành", "Đức Huệ", "Gò Dầu"]


# Search ----------------------------------------------------------------------------------------


def test_name_without_accents_finds_the_ward_and_the_old_township():
    hits = selectors.search_units("go dau")

    assert [(hit.full_name, hit.is_current) for hit in hits] == [
        ("Phường Gò Dầu", True),
        ("Thị trấn Gò Dầu", False),
    ]


def test_hint_of_a_new_unit_names_what_it_was_made_of():
    (hit,) = selectors.search_units("Phường Gò Dầu", UnitSystem.SINCE)

    assert hit.hint == "gồm thị trấn Gò Dầu, xã Thanh Phước, phường Gia Bình"


def test_hint_of_an_old_unit_says_where_it_is_now():
    (hit,) = selectors.search_units("thi tran go dau", UnitSystem.BEFORE)

    assert hit.hint == "tên cũ, Huyện Gò Dầu; nay là Phường Gò Dầu"
    assert not hit.is_divided


def test_divided_unit_says_so_with_its_successors():
    (hit,) = selectors.search_units("Suối Dây", UnitSystem.BEFORE)

    assert hit.is_divided
    assert hit.hint == "tên cũ, Huyện Tân Châu; đã chia cho Xã Tân Châu, Xã Tân Thành"


def test_two_communes_of_one_folded_name_are_both_found():  # areas.md, trap 1
    hits = selectors.search_units("tan thanh", UnitSystem.SINCE)

    assert {hit.code for hit in hits} == {"25534", "27826"}


def test_typed_accents_put_the_exact_name_first():
    first, _second = selectors.search_units("Tân Thạnh", UnitSystem.SINCE)

    assert first.code == "27826"


@pytest.mark.parametrize("typed", ["Hoà Thành", "Hòa Thành", "HOA THANH", "phường hoà thành"])
def test_either_place_of_the_tone_finds_the_ward(typed):
    hits = selectors.search_units(typed, UnitSystem.SINCE)

    assert hits[0].full_name == "Phường Hoà Thành"


def test_district_after_a_comma_tells_namesakes_apart():
    hits = selectors.search_units("Tân Bình, Tân Biên", UnitSystem.BEFORE)

    assert [hit.hint for hit in hits] == ["tên cũ, Huyện Tân Biên; nay là Xã Tân Biên"]


def test_limit_holds_and_nothing_typed_finds_nothing():
    assert len(selectors.search_units("tan", limit=3)) == 3
    assert selectors.search_units("  ") == ()
    assert selectors.search_units("khong co xa nay") == ()


@pytest.mark.parametrize("typed", ["suoi day", "tan"])
def test_search_asks_the_same_number_of_queries_for_one_and_for_many(
    django_assert_num_queries, typed
):
    with django_assert_num_queries(3):
        selectors.search_units(typed, UnitSystem.BEFORE, limit=50)


def test_hints_are_english_for_english_readers():
    with translation.override("en"):
        (hit,) = selectors.search_units("suoi day", UnitSystem.BEFORE)

    assert hit.hint == "old name, Huyện Tân Châu; divided among Xã Tân Châu, Xã Tân Thành"


# Against the checked lists ---------------------------------------------------------------------


@needs_checked_lists
def test_communes_agree_with_the_checked_list():
    checked = {row["code"]: row["full_name"] for row in rows(CHECKED / "tayninh_communes.csv")}

    found = dict(AdministrativeUnit.objects.current().values_list("code", "full_name"))

    assert found == checked


@needs_checked_lists
def test_former_provinces_agree_with_the_checked_list():
    checked = {
        row["code"]: row["former_province"] for row in rows(CHECKED / "tayninh_communes.csv")
    }

    found = dict(AdministrativeUnit.objects.current().values_list("code", "former_province"))

    assert found == checked


@needs_checked_lists
def test_changes_agree_with_the_checked_table():
    checked = {
        (row["old_code"], row["new_code"], row["old_unit_is_split"] == "True")
        for row in rows(CHECKED / "tayninh_commune_merger_map.csv")
    }

    found = set(UnitChange.objects.values_list("old_unit__code", "new_unit__code", "is_partial"))

    assert found == checked


@needs_checked_lists
def test_former_districts_agree_with_the_checked_list():
    checked = {
        (row["code"], row["full_name"], row["communes_before_2025_07_01"])
        for row in rows(CHECKED / "tayninh_former_districts.csv")
    }

    found = {
        (row["code"], row["full_name"], row["communes"])
        for row in rows(settings.ROOT / "provinces" / "tay-ninh" / "former_districts.csv")
    }

    assert found == checked
