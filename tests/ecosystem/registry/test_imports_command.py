"""manage.py import_organizations: a door for scripts."""

import csv
import io
import json
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core import sheets
from ecosystem.registry.models import Organization

from .test_imports import TAX, WRONG_DIGIT

pytestmark = pytest.mark.django_db

COLUMNS = ["Mã số thuế", "Tên", "Địa chỉ"]
GOOD = [TAX[0], "Công ty TNHH Lúa Vàng", "Phường Gò Dầu, Tỉnh Tây Ninh"]
WRONG = [WRONG_DIGIT, "Công ty TNHH Sai Số", ""]


def run(*args: object) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("import_organizations", *map(str, args), stdout=out, stderr=err)
    except SystemExit as error:
        return error.code, out.getvalue(), err.getvalue()
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), err.getvalue()


def written(path: Path, *rows: list[str]) -> Path:
    path.write_bytes(sheets.write_xlsx(COLUMNS, rows))
    return path


def test_dry_run_says_a_line_per_row_and_writes_nothing(tmp_path):
    code, out, err = run(written(tmp_path / "a.xlsx", GOOD))

    assert code == 0
    assert out.splitlines()[0] == "2\tnew\tmới"
    assert out.splitlines()[-1] == "Chạy thử, chưa ghi gì; ghi bằng --commit."
    assert "1/1" in err
    assert Organization.objects.filter(tax_code=TAX[0]).exists() is False


def test_wrong_row_ends_with_one_and_only_an_explicit_word_leaves_it_out(tmp_path):
    file = written(tmp_path / "a.xlsx", GOOD, WRONG)

    assert run(file)[0] == 1
    assert run(file, "--commit")[0] == 1
    assert Organization.objects.filter(tax_code=TAX[0]).exists() is False
    assert run(file, "--commit", "--skip-errors")[0] == 0
    assert Organization.objects.filter(tax_code=TAX[0]).exists() is True


def test_json_carries_counts_and_rows(tmp_path):
    _code, out, _err = run(written(tmp_path / "a.xlsx", GOOD, WRONG), "--json")

    answer = json.loads(out)
    assert answer["counts"] == {"new": 1, "update": 0, "same": 0, "clash": 0, "error": 1}
    assert [row["verdict"] for row in answer["rows"]] == ["new", "error"]
    assert answer["batch"] is None


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_report_is_the_table_with_one_more_column(tmp_path, suffix):
    report = tmp_path / f"ket-qua{suffix}"

    run(written(tmp_path / "a.xlsx", GOOD, WRONG), "--report", report)

    rows = sheets.read(report.read_bytes()).rows
    assert rows[0] == (*COLUMNS, "Kết quả nhập")
    assert rows[1] == (*GOOD, "mới")
    assert rows[2][3].startswith("lỗi: A3: Mã số thuế không đúng")


def test_report_never_runs_as_a_formula(tmp_path):
    # IOP-7
    report = tmp_path / "ket-qua.csv"

    run(written(tmp_path / "a.xlsx", [TAX[0], "=HYPERLINK(1) Công ty", ""]), "--report", report)

    row = list(csv.reader(io.StringIO(report.read_text("utf-8-sig"))))[1]
    assert row[1] == "'=HYPERLINK(1) Công ty"


def test_mapping_file_is_read_and_its_mistakes_are_mistakes_of_arguments(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(f"MST,Đơn vị\n{TAX[0]},Công ty TNHH Lúa Vàng\n", encoding="utf-8")
    good, wrong = tmp_path / "good.toml", tmp_path / "wrong.toml"
    good.write_text('[columns]\nlegal_name = "Đơn vị"\n', encoding="utf-8")
    wrong.write_text('[columns]\nten = "Đơn vị"\n', encoding="utf-8")

    assert run(file, "--mapping", good)[0] == 0
    assert run(file, "--mapping", wrong)[0] == 2


def test_bad_arguments_end_with_two(tmp_path):
    file = written(tmp_path / "a.xlsx", GOOD)

    assert run(tmp_path / "khong-co.csv")[0] == 2
    assert run(file, "--report", tmp_path / "a.pdf")[0] == 2
    assert run(file, "--skip-errors")[0] == 2
    assert run(file, "--by", "khong-co@vi-du.example")[0] == 2


def test_zip_bomb_is_refused_before_it_unpacks(tmp_path):
    file = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * 1024 * 1024))

    code, _out, err = run(file)

    assert code == 1
    assert "quá lớn" in err
