"""Send the letters of decisions that are due, and end offers whose day is over (PRG-14, 15)."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from programs.calls import tasks


class Command(BaseCommand):
    help = "Send due letters of decisions, end expired offers. Running it twice does nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print figures as JSON")

    def handle(self, **options: Any) -> None:
        letters = tasks.send_due_letters(timezone.now())
        offers = tasks.expire_offers(timezone.localdate())
        if options["json"]:
            self.stdout.write(json.dumps({"letters": letters, "expired_offers": offers}))
            return
        self.stdout.write(f"letters of decisions: {letters}")
        self.stdout.write(f"expired offers: {offers}")
