"""Put back what a lost worker left, and what failed and may be tried again."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from core import mail, tasks


class Command(BaseCommand):
    help = "Return lost and failed tasks to the queue, and letters that are due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        reaped = tasks.reap()
        letters = mail.queue_due()
        dead = len(tasks.dead())
        if options["json"]:
            self.stdout.write(
                json.dumps({**asdict(reaped), "dead_in_all": dead, "letters": letters})
            )
        else:
            self.stdout.write(f"Tasks: {reaped}; {dead} wait for a decision.")
            self.stdout.write(f"Letters queued again: {letters}.")
