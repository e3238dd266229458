"""What can stand in the way of a change, in sentences for people."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from ecosystem.registry.models import Case, Organization
from ecosystem.registry.selectors.drafts import Problem


class VersionConflictError(Exception):
    """Somebody saved the record meanwhile; nothing was overwritten (REG-F3)."""

    def __init__(self, current: Any) -> None:
        super().__init__(
            _("Có người vừa sửa hồ sơ này. Xem hai bản rồi chọn từng ô; chưa có gì bị ghi đè.")
        )
        self.current = current


class TaxCodeTakenError(Exception):
    """A live organization has this tax code (REG-6, REG-15)."""

    def __init__(self, organization: Organization) -> None:
        super().__init__(
            _("Mã số thuế này đã có trong danh bạ: %(code)s.") % {"code": organization.code}
        )
        self.organization = organization


class IncompleteError(Exception):
    """Answers are missing or cannot be read; the case was not sent."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(_("Bản nháp chưa được gửi. Bấm Kiểm tra và gửi khi xong."))
        self.problems = tuple(problems)


class OpenDraftError(Exception):
    """There is an open draft of this kind already; it is to be used instead."""

    def __init__(self, draft: Case) -> None:
        super().__init__(_("Đã có một bản nháp đang mở; xin làm tiếp bản đó."))
        self.draft = draft
