"""The command that makes the files of units; it needs the development package."""

import csv
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

pytest.importorskip("vietnamadminunits")

FILES = ("communes", "former_communes", "former_districts", "unit_changes")


def test_made_again_the_files_are_the_ones_in_the_project(tmp_path):
    own = settings.ROOT / "provinces" / "tay-ninh"
    (tmp_path / "unit_corrections.csv").write_bytes((own / "unit_corrections.csv").read_bytes())

    call_command("make_units", folder=tmp_path, mark="V", stdout=StringIO())

    for name in (*(f"{name}.csv" for name in FILES), "NOTICE.md"):
        assert (tmp_path / name).read_text() == (own / name).read_text(), name


def test_without_corrections_the_two_wrong_pairs_are_there(tmp_path):  # areas.md, trap 3
    call_command("make_units", folder=tmp_path, stdout=StringIO())

    with (tmp_path / "unit_changes.csv").open(encoding="utf-8", newline="") as file:
        pairs = {(row["old_code"], row["new_code"]) for row in csv.DictReader(file)}
    assert len(pairs) == 305
    assert {("25462", "27694"), ("27691", "25459")} <= pairs


@pytest.mark.parametrize(("code", "communes"), [("48", "94"), ("79", "168")])
def test_another_province_can_make_its_files(tmp_path, code, communes):
    out = StringIO()

    call_command("make_units", province_code=code, folder=tmp_path, stdout=out)

    assert out.getvalue().splitlines()[0] == f"communes: {communes}"
    assert "Permission is hereby granted" in (tmp_path / "NOTICE.md").read_text().replace("> ", "")


def test_unknown_province_is_a_bad_argument_and_writes_nothing(tmp_path):
    folder = tmp_path / "none"

    with pytest.raises(CommandError) as caught:
        call_command("make_units", province_code="99", folder=folder)

    assert caught.value.returncode == 2
    assert not folder.exists()
