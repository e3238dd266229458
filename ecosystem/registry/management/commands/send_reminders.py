"""Remind of drafts and open questions; close what was never answered (REGN-4, 6)."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from ecosystem.registry.actions import reminders


class Command(BaseCommand):
    help = "Send the reminders that are due. Running it twice sends nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print figures as JSON")

    def handle(self, **options: Any) -> None:
        sent = reminders.send_reminders()
        others = reminders.send_registered()
        if options["json"]:
            self.stdout.write(json.dumps({**asdict(sent), **others}))
            return
        self.stdout.write(f"draft reminders: {sent.draft_reminders}")
        self.stdout.write(f"reminders of open questions: {sent.information_reminders}")
        self.stdout.write(f"cases closed without an answer: {sent.closed_unanswered}")
        for kind, count in others.items():
            self.stdout.write(f"{kind}: {count}")
