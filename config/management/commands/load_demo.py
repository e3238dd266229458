"""manage.py load_demo [--organizations N] [--seed S] [--if-empty] [--sign-ins] [--json]"""

import json
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from config import demo
from ecosystem.registry.models import Organization
from ecosystem.taxonomy.selectors import NoProvinceError


class Command(BaseCommand):
    """Fill an empty registry with invented organizations that have a history."""

    help = "Nạp danh bạ minh hoạ: tổ chức, phân loại, số đã chốt, hồ sơ, báo cáo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organizations", type=_count, default=demo.DEFAULT_ORGANIZATIONS)
        parser.add_argument("--seed", type=int, default=demo.DEFAULT_SEED)
        parser.add_argument(
            "--if-empty", action="store_true", help="không làm gì khi đã có tổ chức"
        )
        parser.add_argument("--sign-ins", action="store_true", help="chỉ in ai đăng nhập được")
        parser.add_argument("--without-reports", action="store_true", help="không in báo cáo PDF")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json = options["as_json"]
        if options["sign_ins"]:
            self._show_sign_ins()
            return
        if options["if_empty"] and (standing := Organization.objects.count()):
            self._say({"organizations": standing, "loaded": 0}, _("Đã có tổ chức; không nạp gì."))
            return
        try:
            loaded = demo.load(
                options["organizations"],
                options["seed"],
                say=self.stderr.write if self.as_json else self.stdout.write,
                with_reports=not options["without_reports"],
            )
        except (demo.RealOrganizationsError, NoProvinceError) as error:
            raise CommandError(str(error), returncode=1) from error
        figures = asdict(loaded)
        self._say(
            {**figures, "loaded": loaded.organizations},
            _("Đã nạp %(organizations)s tổ chức minh hoạ (hạt giống %(seed)s).") % figures,
        )

    def _say(self, figures: dict[str, Any], sentence: str) -> None:
        self.stdout.write(json.dumps(figures, ensure_ascii=False) if self.as_json else sentence)

    def _show_sign_ins(self) -> None:
        people = demo.sign_ins()
        if self.as_json:
            self.stdout.write(json.dumps([asdict(each) for each in people], ensure_ascii=False))
            return
        for each in people:
            self.stdout.write(f"{each.role}: {each.email} / {each.password}")


def _count(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if not 1 <= number <= 100_000:
        raise ArgumentTypeError(_("số tổ chức từ 1 đến 100.000"))
    return number
