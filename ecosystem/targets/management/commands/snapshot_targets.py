"""Freeze the numbers of all followed targets (TGT-11). For the scheduled run."""

import json
from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.vietnamese import UnreadableDateError, parse_date
from ecosystem.targets import actions
from ecosystem.targets.models import Snapshot, Target


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except UnreadableDateError as error:
        raise ArgumentTypeError(str(error)) from error


class Command(BaseCommand):
    help = "Freeze the number of each followed target on a day, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=_day, default=None)
        parser.add_argument("--target", default="", help="only this target")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["on"] or timezone.localdate()
        targets = Target.objects.active().counted().with_words()
        if options["target"]:
            targets = targets.filter(code=options["target"])
            if not targets:
                raise CommandError(f"no followed target {options['target']}", returncode=2)
        made: list[Snapshot] = []
        try:
            for target in targets:
                if not target.snapshots.filter(on_date=day).exists():
                    made.append(actions.freeze(target, by=None, on_date=day))
        except actions.SnapshotError as error:
            raise CommandError(str(error), returncode=1) from error
        if options["as_json"]:
            self.stdout.write(
                json.dumps(
                    [
                        {
                            "code": snapshot.code,
                            "target": snapshot.target.code,
                            "value": snapshot.number,
                            "boundary": snapshot.boundary.code,
                            "on_date": snapshot.on_date.isoformat(),
                            "known_at": snapshot.known_at.isoformat(),
                            "sha256": snapshot.sha256,
                        }
                        for snapshot in made
                    ]
                )
            )
            return
        self.stdout.write(f"snapshots: {len(made)} made, {len(targets) - len(made)} stood already")
