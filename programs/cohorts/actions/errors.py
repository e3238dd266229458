"""What an action may answer instead; each is a sentence that a person can act on."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from programs.cohorts.selectors.overlaps import Overlap


class CohortError(Exception):
    """The cohort cannot be changed like this. The sentence says what to do."""


class DoubleSupportError(CohortError):
    """The firm may be paid twice for one thing; an officer has to write about it first (PRG-17)."""

    def __init__(self, overlaps: Sequence[Overlap]) -> None:
        super().__init__(
            _("Có thể hỗ trợ trùng; viết vì sao được hoặc không được rồi mới nhận vào khoá.")
        )
        self.overlaps = tuple(overlaps)
