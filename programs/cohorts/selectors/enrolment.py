"""What an officer sees before bringing an applicant into a cohort."""

from dataclasses import dataclass

from programs.calls.models import Application
from programs.cohorts.models import Cohort, SupportCheck

from .overlaps import Overlap, overlaps


@dataclass(frozen=True)
class Enrolment:
    """An accepted application, what it may have in common with others, and what was written."""

    application: Application
    cohort: Cohort
    overlaps: tuple[Overlap, ...]
    checks: tuple[SupportCheck, ...]

    @property
    def is_double(self) -> bool:
        return any(row.is_double for row in self.overlaps)


def enrolment(application: Application, cohort: Cohort, project: str) -> Enrolment:
    return Enrolment(
        application,
        cohort,
        overlaps(application, cohort, project),
        tuple(
            SupportCheck.objects.filter(application=application).select_related(
                "other__organization", "other__cohort", "decided_by"
            )
        ),
    )
