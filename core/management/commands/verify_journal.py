"""Check the hash chain of the audit trail (ADM-3)."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core import journal
from core.models import JournalEntry


class Command(BaseCommand):
    """Say whether every line of the journal follows from the line before; exit 1 if not."""

    help = "Kiểm chuỗi băm của nhật ký"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="in kết quả dưới dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        broken = list(journal.broken_links())
        lines = JournalEntry.objects.count()
        if options["json"]:
            found = [{"number": link.number, "reason": link.reason} for link in broken]
            self.stdout.write(json.dumps({"lines": lines, "broken": found}, ensure_ascii=False))
        else:
            for link in broken:
                self.stdout.write(f"{link.number}: {link.reason}")
            self.stdout.write(f"nhật ký: {lines} dòng, {len(broken)} chỗ gãy")
        if broken:
            raise SystemExit(1)
