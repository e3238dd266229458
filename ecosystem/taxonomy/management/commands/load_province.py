"""Load areas, vocabularies, documents and whatever the upper rooms keep of a province."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecosystem.taxonomy import actions


class Command(BaseCommand):
    """Bring the database to what the data files of the province say. Safe to run again."""

    help = "Nạp dữ liệu của tỉnh từ thư mục provinces/"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--province", default=settings.PROVINCE)
        parser.add_argument("--json", action="store_true", help="in số lượng dưới dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = actions.load_province(options["province"], by=None)
        except actions.UnknownProvinceError as error:
            raise CommandError(str(error), returncode=2) from error
        except actions.ProvinceFilesError as error:
            raise CommandError(str(error), returncode=1) from error
        if options["json"]:
            answer = {"province": options["province"], "counts": counts}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")
