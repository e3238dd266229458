"""manage.py send_alerts"""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from search import actions


class Command(BaseCommand):
    help = "Gửi thư báo tin mới của các tìm kiếm đã lưu. Chạy mỗi 10 phút."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        sent = actions.send_alerts()
        if options["as_json"]:
            self.stdout.write(json.dumps(asdict(sent)))
            return
        self.stdout.write(
            _("Đã xem %(looked_at)s tìm kiếm, gửi %(letters)s thư, báo %(endings)s sắp hết hạn.")
            % {"looked_at": sent.looked_at, "letters": sent.letters, "endings": sent.endings}
        )
