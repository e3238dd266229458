"""manage.py undo_import NUMBER [--commit] [--leave-edited]"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from core.lifecycle import ObstacleError
from ecosystem.registry.actions import undoing
from ecosystem.registry.actions.errors import TaxCodeTakenError
from ecosystem.registry.selectors import import_batches

BAD_ARGUMENTS = 2


class Command(BaseCommand):
    """Say what taking back an import would do; do it only with --commit (IOP-6)."""

    help = "Rút cả một lần nhập tổ chức; không rút gì nếu thiếu --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="số của lần nhập, như NB-2026-0001")
        parser.add_argument("--commit", action="store_true", help="rút khỏi danh bạ")
        parser.add_argument(
            "--leave-edited", action="store_true", help="để nguyên hồ sơ đã sửa sau khi nhập"
        )
        parser.add_argument("--by", metavar="EMAIL", help="người rút; để trống là hệ thống")

    def handle(self, *args: Any, **options: Any) -> None:
        number, leave_edited = options["number"], options["leave_edited"]
        by = self._user(options["by"])
        try:
            batch = import_batches.content(number)
            self._say(batch)
            undoing.refuse(batch, leave_edited=leave_edited)
            if options["commit"]:
                undoing.undo_import(number, by=by, leave_edited=leave_edited)
        except (
            import_batches.NoBatchError,
            undoing.AlreadyUndoneError,
            undoing.EditedSinceError,
            TaxCodeTakenError,
            ObstacleError,
        ) as error:
            raise CommandError(str(error), returncode=1) from error
        self.stdout.write(
            _("Đã rút %(number)s.") % {"number": number}
            if options["commit"]
            else _("Chạy thử, chưa rút gì; rút bằng --commit.")
        )

    def _user(self, email: str | None) -> User | None:
        if not email:
            return None
        try:
            return User.objects.get(email__iexact=email)
        except User.DoesNotExist as error:
            raise CommandError(
                _("Không có người dùng %(email)s.") % {"email": email}, returncode=BAD_ARGUMENTS
            ) from error

    def _say(self, batch: import_batches.BatchContent) -> None:
        for record in batch.created:
            self.stdout.write(f"{record.code}\t{_('rút hồ sơ')}\t{record.legal_name}")
        for record in batch.updated:
            self.stdout.write(f"{record.code}\t{_('trả lại như trước')}\t{record.legal_name}")
        for each in batch.edited:
            self.stdout.write(f"{each.code}\t{_('để nguyên')}\t{each.name}: {each.reason}")
