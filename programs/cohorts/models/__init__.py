"""Cohorts, their members and plan, and what stays afterwards."""

from .afterwards import Certificate, FollowUp
from .cohorts import (
    Cohort,
    Instalment,
    Member,
    Milestone,
    MilestoneFile,
    MilestonePlan,
    SupportCheck,
)

__all__ = [
    "Certificate",
    "Cohort",
    "FollowUp",
    "Instalment",
    "Member",
    "Milestone",
    "MilestoneFile",
    "MilestonePlan",
    "SupportCheck",
]
