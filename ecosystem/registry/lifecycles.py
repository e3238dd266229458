"""The table of steps of a registration case."""

from core.lifecycle import Lifecycle, Step

from . import policies
from .choices import REOPENABLE, UNDECIDED, CaseStatus

CASE = Lifecycle(
    "registration case",
    [
        Step("submit", [CaseStatus.DRAFT], CaseStatus.SUBMITTED, policies.own_case),
        Step("take", [CaseStatus.SUBMITTED], CaseStatus.SCREENING, policies.take_case),
        Step("ask", [CaseStatus.SCREENING], CaseStatus.NEEDS_INFORMATION, policies.decide_case),
        Step("resubmit", [CaseStatus.NEEDS_INFORMATION], CaseStatus.SCREENING, policies.own_case),
        Step("approve", [CaseStatus.SCREENING], CaseStatus.APPROVED, policies.decide_case),
        Step("refuse", [CaseStatus.SCREENING], CaseStatus.REFUSED, policies.decide_case),
        Step("mark_duplicate", [CaseStatus.SCREENING], CaseStatus.DUPLICATE, policies.decide_case),
        Step(
            "withdraw",
            UNDECIDED | {CaseStatus.DRAFT},
            CaseStatus.WITHDRAWN,
            policies.own_case,
        ),
        # REGN-6: no answer after 30 working days; only the system takes this step.
        Step("close_unanswered", [CaseStatus.NEEDS_INFORMATION], CaseStatus.WITHDRAWN),
        Step("reopen", REOPENABLE, CaseStatus.DRAFT, policies.own_case),
    ],
)
