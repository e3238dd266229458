"""Count every frozen number again with the knowledge of then (TGT-F2)."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecosystem.targets import selectors
from ecosystem.targets.models import Snapshot


class Command(BaseCommand):
    help = "Check that each snapshot has its hash and is counted again to the same list."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        snapshots = Snapshot.objects.select_related("scheme_class__scheme", "boundary")
        verdicts = [selectors.verify(snapshot) for snapshot in snapshots.order_by("code")]
        wrong = [verdict for verdict in verdicts if verdict.problems]
        if options["as_json"]:
            self.stdout.write(
                json.dumps([asdict(verdict) for verdict in verdicts], ensure_ascii=False)
            )
        else:
            for verdict in wrong:
                self.stdout.write(
                    f"{verdict.code}: {verdict.number} → {verdict.recounted}; "
                    + "; ".join(verdict.problems)
                )
            self.stdout.write(f"snapshots: {len(verdicts)} checked, {len(wrong)} wrong")
        if wrong:
            raise CommandError("stop: frozen numbers differ from the recount", returncode=1)
