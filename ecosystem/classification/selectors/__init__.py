"""What is classified, how many there are, and what waits for a decision."""

from .counting import (
    Count,
    CountedOrganization,
    EvidenceUsed,
    UnknownClassError,
    count,
    counts,
    scheme_class,
    subgroup_labels,
)
from .quality import Quality, quality
from .series import Point, Share, by_commune, by_sector, count_series, count_steps

__all__ = [
    "Count",
    "CountedOrganization",
    "EvidenceUsed",
    "Point",
    "Quality",
    "Share",
    "UnknownClassError",
    "by_commune",
    "by_sector",
    "count",
    "count_series",
    "count_steps",
    "counts",
    "quality",
    "scheme_class",
    "subgroup_labels",
]
