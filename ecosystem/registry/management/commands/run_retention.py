"""Delete what is kept no longer: drafts that nobody touched (REGN-4)."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ecosystem.registry.actions import reminders


class Command(BaseCommand):
    help = "Delete drafts that nobody touched for the time they are kept, with notice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count only, delete nothing")
        parser.add_argument("--json", action="store_true", help="print figures as JSON")

    def handle(self, **options: Any) -> None:
        dry_run = options["dry_run"]
        deleted = reminders.delete_expired_drafts(dry_run=dry_run)
        if options["json"]:
            self.stdout.write(json.dumps({"drafts": deleted, "dry_run": dry_run}))
            return
        verb = "drafts to delete" if dry_run else "drafts deleted"
        self.stdout.write(f"{verb}: {deleted}")
