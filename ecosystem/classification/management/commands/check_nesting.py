"""Inner classes hold only where their outer class does (REG-12). For the nightly run."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecosystem.classification import selectors


class Command(BaseCommand):
    help = "Prove that each nested class lies inside its outer class on every day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        breaches = selectors.nesting_breaches()
        if options["as_json"]:
            self.stdout.write(json.dumps([asdict(breach) for breach in breaches], default=str))
        for breach in () if options["as_json"] else breaches:
            self.stdout.write(
                f"{breach.organization_code}: {breach.inner} without {breach.outer} "
                f"on {breach.day.isoformat()}"
            )
        if breaches:
            raise CommandError(f"{len(breaches)} breaches", returncode=1)
        if not options["as_json"]:
            self.stdout.write("nested classes: 0 breaches")
