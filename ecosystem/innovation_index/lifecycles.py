"""The steps of a report run (REP-1)."""

from core.lifecycle import Lifecycle, Step

from . import policies
from .choices import ReportState

REPORT = Lifecycle(
    "report",
    [
        Step("check", [ReportState.DRAFT], ReportState.CHECKED, policies.check),
        Step("approve", [ReportState.CHECKED], ReportState.APPROVED, policies.approve),
        Step(
            "reopen",
            [ReportState.CHECKED, ReportState.APPROVED],
            ReportState.DRAFT,
            policies.reopen,
        ),
        Step("publish", [ReportState.APPROVED], ReportState.PUBLISHED, policies.publish),
        Step("supersede", [ReportState.PUBLISHED], ReportState.SUPERSEDED),
    ],
)
