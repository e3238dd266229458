"""What is classified, how many there are, and what waits for a decision."""

from .counted import Count, CountedOrganization, EvidenceUsed
from .counting import (
    UnknownClassError,
    count,
    counts,
    scheme_class,
    subgroup_labels,
)
from .desk import ending_soon, watch_lines, work_items
from .profile import (
    ClassificationLine,
    Classifications,
    classifications_of,
    timeline_with_classes,
)
from .proposals import DecisionText, ProposalScreen, decision_text, proposal, proposal_screen
from .quality import Quality, quality
from .series import Member, Point, Share, by_commune, by_sector, count_steps, members_on
from .terms import NestingBreach, Term, evidence_end, nesting_breaches, term

__all__ = [
    "ClassificationLine",
    "Classifications",
    "Count",
    "CountedOrganization",
    "DecisionText",
    "EvidenceUsed",
    "Member",
    "NestingBreach",
    "Point",
    "ProposalScreen",
    "Quality",
    "Share",
    "Term",
    "UnknownClassError",
    "by_commune",
    "by_sector",
    "classifications_of",
    "count",
    "count_steps",
    "counts",
    "decision_text",
    "ending_soon",
    "evidence_end",
    "members_on",
    "nesting_breaches",
    "proposal",
    "proposal_screen",
    "quality",
    "scheme_class",
    "subgroup_labels",
    "term",
    "timeline_with_classes",
    "watch_lines",
    "work_items",
]
