"""Loading a province: complete, repeatable, and honest about what is verified."""

import json
import shutil
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from core import journal
from core.models import Holiday
from ecosystem.taxonomy import actions, selectors
from ecosystem.taxonomy.models import (
    AdministrativeUnit,
    LegalDocument,
    Province,
    Sector,
    Technology,
    UnitChange,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the province's files, to change."""
    return Path(shutil.copytree(settings.ROOT / "provinces" / "tay-ninh", tmp_path / "tay-ninh"))


@pytest.fixture
def province() -> Province:
    return Province.objects.get(code="tay-ninh")


def run(**options: object) -> str:
    out = StringIO()
    call_command("load_province", stdout=out, **options)
    return out.getvalue()


def test_it_says_one_line_per_kind_of_thing():
    lines = run().splitlines()

    assert lines[:5] == [
        "provinces: 1",
        "legal documents: 43",
        "communes: 96",
        "former communes: 280",
        "changes of units: 303",
    ]


def test_json_gives_the_same_figures():
    answer = json.loads(run(json=True))

    assert answer["province"] == "tay-ninh"
    assert answer["counts"]["communes"] == 96


def test_second_run_writes_nothing(province):
    run()
    lines = journal.about(province).count()

    with CaptureQueriesContext(connection) as queries:
        for loader in (
            actions.load_documents,
            actions.load_units,
            actions.load_boundaries,
            actions.load_vocabularies,
        ):
            loader(settings.ROOT / "provinces" / "tay-ninh", province)

    verbs = {query["sql"].split(" ", 1)[0] for query in queries.captured_queries}
    assert verbs - {"SAVEPOINT", "RELEASE"} == {"SELECT"}
    run()
    assert journal.about(province).count() == lines


def test_first_run_stands_in_the_journal(province):
    entry = journal.about(province).filter(verb="load_province").last()

    assert entry.actor_key == ""
    assert entry.after["communes"] == 96


def test_unknown_province_is_a_bad_argument():
    with pytest.raises(CommandError, match="tay-ninh") as caught:
        run(province="khong-co")

    assert caught.value.returncode == 2


def test_changed_file_changes_the_row_and_nothing_besides(folder, province):
    path = folder / "sectors.csv"
    path.write_text(path.read_text().replace("E-commerce", "Online trade"))
    # Staff retired the term meanwhile; the file does not speak of that.
    Sector.objects.filter(code="thuong-mai-dien-tu").update(valid_to=date(2026, 1, 1))

    actions.load_vocabularies(folder, province)

    term = Sector.objects.get(code="thuong-mai-dien-tu")
    assert term.name_en == "Online trade"
    assert term.valid_to == date(2026, 1, 1)


def test_change_of_units_that_left_the_file_leaves_the_table(folder, province):
    path = folder / "unit_changes.csv"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:-1]))

    counts = actions.load_units(folder, province)

    assert counts["changes of units"] == 302
    assert UnitChange.objects.count() == 302


def test_holiday_that_staff_changed_stays(folder, province):
    Holiday.objects.filter(day="2026-04-27").update(name="Đã xác nhận", source="thông báo")

    actions.load_holidays(folder, province)

    assert Holiday.objects.get(day="2026-04-27").name == "Đã xác nhận"


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("sectors.csv", ",V\n", ",X\n", "mark"),
        ("industry_codes.csv", "2620,VSIC 2018", "2610,VSIC 2018", "twice"),
    ],
)
def test_mistake_in_a_file_is_named(folder, province, name, old, new, message):
    path = folder / name
    path.write_text(path.read_text().replace(old, new, 1))

    with pytest.raises(actions.ProvinceFilesError, match=message):
        actions.load_vocabularies(folder, province)


def test_boundary_with_an_unknown_code_is_refused(folder, province):  # REG-9
    path = folder / "boundaries.toml"
    path.write_text(path.read_text().replace('"25459"', '"99999"'))

    with pytest.raises(actions.ProvinceFilesError, match="99999"):
        actions.load_boundaries(folder, province)


def test_each_staff_role_is_a_group_that_may_enter_the_admin():  # ADM-1
    for role in Role:
        group = Group.objects.get(name=role)
        assert group.permissions.filter(codename="access_admin").exists(), role


def test_holidays_reach_from_2021_to_2027_with_days_worked_instead():
    years = {day.year for day in Holiday.objects.values_list("day", flat=True)}

    assert years == set(range(2021, 2028))
    assert Holiday.objects.get(day="2026-08-22").is_working_day
    assert not Holiday.objects.get(day="2026-02-17").is_working_day


def test_every_row_of_every_file_has_a_source_and_a_mark():
    folder = settings.ROOT / "provinces" / "tay-ninh"

    for path in folder.glob("*.csv"):
        for row in actions.read_csv(path):
            assert row["mark"] in {"V", "U", "C", "I"}, (path.name, row)
            assert row["source"], (path.name, row)
    for name, kind in (("documents", "document"), ("targets", "target"), ("schemes", "scheme")):
        for row in actions.read_toml(folder / f"{name}.toml")[kind]:
            assert row["mark"] in {"V", "U", "C", "I"}, (name, row)
            assert row["source"], (name, row)


def test_targets_and_schemes_cite_documents_and_boundaries_that_exist():  # SUP-5
    folder = settings.ROOT / "provinces" / "tay-ninh"
    targets = actions.read_toml(folder / "targets.toml")["target"]
    schemes = actions.read_toml(folder / "schemes.toml")["scheme"]
    documents = set(LegalDocument.objects.values_list("code", flat=True))
    classes = {(s["code"], c["code"]) for s in schemes for c in s["class"]}
    codes = {target["code"] for target in targets}

    assert {target["document"] for target in targets} <= documents
    assert {scheme["document"] for scheme in schemes if "document" in scheme} <= documents
    assert {(t["scheme"], t["class"]) for t in targets if "scheme" in t} <= classes
    assert {t["parent"] for t in targets if "parent" in t} <= codes
    for target in targets:
        assert selectors.boundary(target["boundary"])


def test_province_is_read_once_and_again_after_loading():
    selectors.province.cache_clear()
    with CaptureQueriesContext(connection) as queries:
        selectors.province()
        selectors.province()
    assert len(queries) == 1

    Province.objects.update(name="Tên cũ")
    run()

    assert selectors.province().name == "Tây Ninh"


def test_before_loading_the_error_says_what_to_do():
    Province.objects.all().delete()
    selectors.province.cache_clear()

    with pytest.raises(selectors.NoProvinceError, match="load_province"):
        selectors.province()


def test_names_are_nfc_and_technologies_have_english_names():
    import unicodedata

    for name in AdministrativeUnit.objects.values_list("full_name", flat=True):
        assert unicodedata.is_normalized("NFC", name)
    assert not Technology.objects.filter(name_en="").exists()
