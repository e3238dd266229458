"""manage.py import_organizations FILE [--mapping FILE] [--commit] [--report FILE]"""

import hashlib
import json
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from core import sheets
from core.lifecycle import ObstacleError
from ecosystem.registry.actions import imports as actions
from ecosystem.registry.actions.errors import TaxCodeTakenError
from ecosystem.registry.choices import OrganizationKind, OrganizationStatus
from ecosystem.registry.selectors import imports
from ecosystem.registry.selectors.import_rows import HEADINGS
from ecosystem.taxonomy.selectors import NoProvinceError

MAX_FILE_BYTES = 50 * 1024 * 1024
BAD_ARGUMENTS = 2


class Command(BaseCommand):
    """Say what each row of a table would become; write it only with --commit (IOP-6)."""

    help = "Nhập tổ chức từ tệp XLSX hoặc CSV; không ghi gì nếu thiếu --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--mapping", type=Path, help="tệp TOML: [columns], [statuses], [kinds], sheet"
        )
        parser.add_argument("--commit", action="store_true", help="ghi vào danh bạ")
        parser.add_argument("--report", type=Path, help="ghi kết quả thành .csv hoặc .xlsx")
        parser.add_argument(
            "--accept-repairs", action="store_true", help="nhận cách sửa mã số thuế được đề nghị"
        )
        parser.add_argument(
            "--skip-errors", action="store_true", help="với --commit: bỏ các dòng lỗi, dòng vướng"
        )
        parser.add_argument("--publish", action="store_true", help="với --commit: đăng công khai")
        parser.add_argument("--by", metavar="EMAIL", help="người nhập; để trống là hệ thống")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["skip_errors"] and not options["commit"]:
            raise CommandError(_("--skip-errors đi cùng --commit."), returncode=BAD_ARGUMENTS)
        report = options["report"]
        if report and report.suffix.lower() not in (".csv", ".xlsx"):
            raise CommandError(_("--report nhận .csv hoặc .xlsx."), returncode=BAD_ARGUMENTS)
        by = self._user(options["by"])
        mapping = self._mapping(options["mapping"])
        content = self._content(options["file"])
        try:
            sheet = sheets.read(content, sheet=mapping.sheet)
            plan = imports.plan(
                sheet,
                mapping,
                accept_repairs=options["accept_repairs"],
                progress=self._progress(_("đã xem")),
            )
        except (sheets.SheetError, NoProvinceError) as error:
            raise CommandError(str(error), returncode=1) from error
        if report:
            self._write_report(report, sheet, plan)
        batch, refusal = self._commit(plan, by, options, content)
        self._say(plan, batch, refusal, as_json=options["as_json"])
        left_out = options["skip_errors"] and batch is not None
        if refusal or not (plan.is_clean or left_out):
            raise SystemExit(1)

    # Arguments ---------------------------------------------------------------------------------

    def _user(self, email: str | None) -> User | None:
        if not email:
            return None
        try:
            return User.objects.get(email__iexact=email)
        except User.DoesNotExist as error:
            raise CommandError(
                _("Không có người dùng %(email)s.") % {"email": email}, returncode=BAD_ARGUMENTS
            ) from error

    def _content(self, path: Path) -> bytes:
        try:
            if path.stat().st_size > MAX_FILE_BYTES:
                raise CommandError(_("Tệp lớn quá 50 MB; xin chia thành nhiều tệp."), returncode=1)
            return path.read_bytes()
        except OSError as error:
            raise CommandError(str(error), returncode=BAD_ARGUMENTS) from error

    def _mapping(self, path: Path | None) -> imports.ColumnMapping:
        if path is None:
            return imports.ColumnMapping()
        try:
            told = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise CommandError(f"{path}: {error}", returncode=BAD_ARGUMENTS) from error
        allowed = {
            "columns": set(HEADINGS),
            "statuses": set(OrganizationStatus.values),
            "kinds": set(OrganizationKind.values),
        }
        unknown = set(told) - set(allowed) - {"sheet"}
        unknown |= set(told.get("columns", {})) - allowed["columns"]
        for part in ("statuses", "kinds"):
            unknown |= set(told.get(part, {}).values()) - allowed[part]
        if unknown:
            raise CommandError(
                _("%(path)s: không hiểu %(names)s.")
                % {"path": path, "names": ", ".join(sorted(map(str, unknown)))},
                returncode=BAD_ARGUMENTS,
            )
        return imports.ColumnMapping(**told)

    # Output ------------------------------------------------------------------------------------

    def _progress(self, words: str) -> imports.Progress:
        def show(done: int, total: int) -> None:
            self.stderr.write(f"{words} {done}/{total}")

        return show

    def _commit(
        self,
        plan: imports.Plan,
        by: User | None,
        options: dict[str, Any],
        content: bytes,
    ) -> tuple[actions.ImportBatch | None, str]:
        if not options["commit"]:
            return None, ""
        try:
            batch = actions.commit(
                plan,
                by=by,
                file_name=options["file"].name,
                sha256=hashlib.sha256(content).hexdigest(),
                skip_errors=options["skip_errors"],
                publish=options["publish"],
                progress=self._progress(_("đã ghi")),
            )
        except (
            actions.NotCleanError,
            actions.ImportClashError,
            TaxCodeTakenError,
            ObstacleError,
        ) as error:
            return None, str(error)
        return batch, ""

    def _say(
        self,
        plan: imports.Plan,
        batch: actions.ImportBatch | None,
        refusal: str,
        *,
        as_json: bool,
    ) -> None:
        if as_json:
            answer = {
                "counts": plan.counts,
                "repairs_offered": plan.repairs,
                "batch": batch.number if batch else None,
                "created": batch.created if batch else 0,
                "updated": batch.updated if batch else 0,
                "pairs": batch.pairs if batch else 0,
                "refusal": refusal,
                "rows": [_row(verdict) for verdict in plan.verdicts],
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for verdict in plan.verdicts:
            self.stdout.write(f"{verdict.line}\t{verdict.verdict}\t{verdict.text}")
        for name, count in plan.counts.items():
            self.stdout.write(f"{imports.VERDICTS[name]}: {count}")
        if plan.repairs:
            self.stdout.write(
                _("%(count)s mã số thuế có cách sửa; nhận bằng --accept-repairs.")
                % {"count": plan.repairs}
            )
        if batch:
            self.stdout.write(
                _("%(number)s: thêm %(created)s, cập nhật %(updated)s, nghi trùng %(pairs)s cặp.")
                % {
                    "number": batch.number,
                    "created": batch.created,
                    "updated": batch.updated,
                    "pairs": batch.pairs,
                }
            )
        else:
            self.stdout.write(refusal or _("Chạy thử, chưa ghi gì; ghi bằng --commit."))

    def _write_report(self, path: Path, sheet: sheets.Sheet, plan: imports.Plan) -> None:
        """Write the table as it came, with one more column that says what became of each row."""
        width = max(map(len, sheet.rows), default=0)
        headings = _headings(sheet, plan.header, width)
        words = {verdict.line: verdict.text for verdict in plan.verdicts}

        def lines() -> Iterator[list[str]]:
            for index in range(plan.header.data_row, len(sheet.rows)):
                cells = [str(cell) for cell in sheet.rows[index]]
                yield [*cells, *[""] * (width - len(cells)), words.get(index + 1, "")]

        columns = [*headings, _("Kết quả nhập")]
        write = sheets.write_xlsx if path.suffix.lower() == ".xlsx" else sheets.write_csv
        try:
            path.write_bytes(write(columns, lines()))
        except OSError as error:
            raise CommandError(str(error), returncode=BAD_ARGUMENTS) from error


def _headings(sheet: sheets.Sheet, header: sheets.Header, width: int) -> list[str]:
    rows = sheet.rows[header.first_row : header.data_row]
    return [
        " ".join(row[column] for row in rows if column < len(row) and row[column])
        for column in range(width)
    ]


def _row(verdict: imports.Verdict) -> dict[str, Any]:
    return {
        "line": verdict.line,
        "verdict": verdict.verdict,
        "code": verdict.code,
        "fields": list(verdict.fields),
        "reasons": list(verdict.reasons),
        "notes": verdict.row.notes,
        "repair": verdict.repair,
        "text": verdict.text,
    }
