"""What an action may answer instead; each is a sentence for the person."""

from django.utils.translation import gettext as _

from programs.calls.models import Application
from programs.calls.selectors.form import Problem


class CallError(Exception):
    """A rule of calls stands in the way. The text says what to do."""


class VersionConflictError(CallError):
    """Somebody saved meanwhile; nothing was overwritten."""

    def __init__(self) -> None:
        super().__init__(_("Có người vừa lưu bản khác. Xem lại rồi lưu; chưa có gì bị ghi đè."))


class IncompleteError(CallError):
    """Answers are missing or cannot be read."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.sentence for problem in problems))
        self.problems = problems


class AlreadyAppliedError(CallError):
    """The organization has an application in this call."""

    def __init__(self, application: Application) -> None:
        super().__init__(
            _("Tổ chức này đã có hồ sơ %(number)s trong đợt.") % {"number": application.number}
        )
        self.application = application


class ConflictOfInterestError(CallError):
    """The reviewer is a party of the applicant; nobody is assigned to a conflict (PRG-12)."""
