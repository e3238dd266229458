"""manage.py index rebuild|update|check|status"""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils.translation import gettext as _

from search import actions, selectors
from search.engines import EngineError

POLL_SECONDS = 0.5
LONGEST_PAUSE = 30.0


class Command(BaseCommand):
    help = "Lập, cập nhật, kiểm tra chỉ mục của danh bạ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["rebuild", "update", "check", "status"])
        parser.add_argument("--watch", action="store_true", help="chạy mãi, cập nhật ngay khi có")
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--rounds", type=int, default=0, help="với --watch: dừng sau số vòng")

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json = options["as_json"]
        if options["what"] == "update" and options["watch"]:
            self.watch(options["rounds"])
            return
        try:
            # Not named plainly: a command's own `check` runs the system checks.
            healthy = getattr(self, f"do_{options['what']}")()
        except EngineError as error:
            self.say({"error": str(error)}, _("Chỉ mục không dùng được: %(error)s"))
            healthy = False
        if not healthy:
            raise SystemExit(1)

    def say(self, figures: dict[str, Any], sentence: str) -> None:
        self.stdout.write(
            json.dumps(figures, ensure_ascii=False, default=str)
            if self.as_json
            else sentence % figures
        )

    def do_rebuild(self) -> bool:
        size = actions.rebuild()
        done = actions.index_all_pending()
        self.say(
            {"documents": size, "sent": done.sent, "removed": done.removed},
            _("Đã dựng lại chỉ mục: %(documents)s tổ chức."),
        )
        return True

    def do_update(self) -> bool:
        done = actions.index_all_pending()
        self.say(
            {"sent": done.sent, "removed": done.removed, "left": done.left},
            _("Đã cập nhật %(sent)s, gỡ %(removed)s, còn chờ %(left)s tổ chức."),
        )
        return True

    def do_check(self) -> bool:
        found = selectors.compare_with_database()
        self.say(
            {
                "missing": len(found.missing),
                "superfluous": len(found.superfluous),
                "stale_cards": len(found.stale_cards),
                "pending": found.pending,
            },
            _(
                "Thiếu %(missing)s, thừa %(superfluous)s, thẻ cũ %(stale_cards)s,"
                " đang chờ %(pending)s tổ chức."
            ),
        )
        return found.agrees

    def do_status(self) -> bool:
        state = selectors.status()
        self.say(
            {
                "ready": state.ready,
                "documents": state.documents,
                "pending": state.pending,
                "behind_since": state.behind_since or "",
                "error": state.error,
                "generation": state.generation,
            },
            _(
                "Chỉ mục %(generation)s: %(documents)s tổ chức, đang chờ %(pending)s."
                " Chậm từ: %(behind_since)s. Lỗi: %(error)s."
            ),
        )
        return state.ready and state.behind_since is None

    def watch(self, rounds: int) -> None:
        """Work marks off as they come. Waits longer after each failure, and never gives up."""
        pause, done = POLL_SECONDS, 0
        while True:
            try:
                worked = actions.index_pending()
                pause = 0.0 if worked.left and worked.sent + worked.removed else POLL_SECONDS
            except EngineError as error:
                pause = self.after(error, pause)
            except DatabaseError as error:
                close_old_connections()
                pause = self.after(error, pause)
            done += 1
            if rounds and done >= rounds:
                return
            time.sleep(pause)

    def after(self, error: Exception, pause: float) -> float:
        """Say what failed, and return how long to wait: twice as long as before."""
        self.stderr.write(str(error))
        return min(max(pause, POLL_SECONDS) * 2, LONGEST_PAUSE)
