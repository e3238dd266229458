"""Say whether a file is a published report, to the byte."""

import hashlib
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from ecosystem.innovation_index.selectors.reports import compare


class Command(BaseCommand):
    help = "Exit 0 when FILE is a published report, 1 when it is not, 2 when it cannot be read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(str(error), returncode=2) from error
        found = compare(hashlib.sha256(content).hexdigest())
        report = found.report
        if options["json"]:
            answer = {
                "published": found.is_published,
                "sha256": found.sha256,
                "number": report.number if report else None,
                "status": report.status if report else None,
            }
            self.stdout.write(json.dumps(answer))
        elif report:
            state = report.get_status_display()
            self.stdout.write(
                _("%(number)s: đúng từng byte với bản đã công bố (%(state)s).")
                % {"number": report.number, "state": state}
            )
        else:
            self.stdout.write(_("Không phải bản đã công bố: dấu vân khác."))
        if not report:
            sys.exit(1)
