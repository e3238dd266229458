"""The number that every page shows (TGT-6)."""

import json
from argparse import ArgumentTypeError
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from core.vietnamese import UnreadableDateError, date_short, moment, parse_date
from ecosystem.classification import selectors
from ecosystem.classification.selectors import Count
from ecosystem.taxonomy.selectors import UnknownBoundaryError


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except UnreadableDateError as error:
        raise ArgumentTypeError(str(error)) from error


def _moment(text: str) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
    if found is None:
        raise ArgumentTypeError(f"{text!r}: 2026-11-20T07:30")
    return found if timezone.is_aware(found) else timezone.make_aware(found)


class Command(BaseCommand):
    help = "Count the organizations of a class, with the list behind the number."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("scheme")
        parser.add_argument("klass", metavar="class")
        parser.add_argument("--boundary", required=True)
        parser.add_argument("--on", type=_day, default=None)
        parser.add_argument("--known-at", type=_moment, default=None)
        parser.add_argument("--list", action="store_true", dest="with_list")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = selectors.count(
                options["scheme"],
                options["klass"],
                options["boundary"],
                options["on"] or timezone.localdate(),
                options["known_at"],
            )
        except (selectors.UnknownClassError, UnknownBoundaryError) as error:
            raise CommandError(str(error), returncode=2) from error
        if options["as_json"]:
            self.stdout.write(json.dumps(_fields(count, options["with_list"]), ensure_ascii=False))
            return
        self.stdout.write(
            f"{count.number} {count.class_name}, {count.boundary_name}, "
            f"{date_short(count.on_date)}, {moment(count.known_at)}"
        )
        if options["with_list"]:
            for row in count.rows:
                papers = ", ".join(paper.number for paper in row.evidence)
                self.stdout.write(
                    "\t".join(
                        [row.code, row.name, row.unit_name, date_short(row.valid_from), papers]
                    )
                )


def _fields(count: Count, with_list: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "scheme": count.scheme,
        "class": count.klass,
        "value": count.number,
        "boundary": count.boundary,
        "on_date": count.on_date.isoformat(),
        "known_at": count.known_at.isoformat(),
        "definition_version": count.definition_version,
    }
    if with_list:
        fields["list"] = [
            {
                "code": row.code,
                "name": row.name,
                "commune": row.unit_code,
                "valid_from": row.valid_from.isoformat(),
                "valid_to": row.valid_to.isoformat() if row.valid_to else None,
                "evidence": [paper.number for paper in row.evidence],
            }
            for row in count.rows
        ]
    return fields
