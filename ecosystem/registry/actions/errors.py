"""What can stand in the way of a change, in sentences for people."""

from typing import Any

from django.utils.translation import gettext as _

from ecosystem.registry.models import Organization


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
