"""Take a report run to publication from the command line, by the people who answer for it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from core.lifecycle import ObstacleError, WrongStateError
from ecosystem.innovation_index.actions import reports
from ecosystem.innovation_index.choices import VERIFIABLE
from ecosystem.innovation_index.models import Report


class Command(BaseCommand):
    help = "Publish an approved report. Publishing again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", help="primary key of the run, or its number")
        parser.add_argument("--by", required=True, help="e-mail of the person who publishes")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        report, person = _report(options["report"]), _person(options["by"])
        try:
            report = reports.publish(report, by=person)
        except reports.PublicationBlockedError as blocked:
            for check in blocked.checks:
                self.stderr.write(f"{check.label}: {check.sentence}")
            raise CommandError(str(blocked), returncode=1) from blocked
        except (ObstacleError, WrongStateError) as refused:
            raise CommandError(str(refused), returncode=1) from refused
        if report.publish_error:
            raise CommandError(report.publish_error, returncode=1)
        file = report.file
        if options["json"]:
            answer = {
                "number": report.number or report.reserved_number,
                "status": report.status,
                "sha256": file.sha256 if file else None,
            }
            self.stdout.write(json.dumps(answer))
        elif file and report.status in VERIFIABLE:
            self.stdout.write(f"{report.number} {file.sha256}")
        else:
            self.stdout.write(f"{report.reserved_number}: the file is being made")


def _report(text: str) -> Report:
    field = "pk" if text.isdigit() else "number"
    try:
        return Report.objects.get(**{field: text})
    except Report.DoesNotExist as error:
        raise CommandError(f"there is no report {text}", returncode=2) from error


def _person(email: str) -> User:
    try:
        return User.objects.get(email__iexact=email)
    except User.DoesNotExist as error:
        raise CommandError(f"nobody signs in as {email}", returncode=2) from error
