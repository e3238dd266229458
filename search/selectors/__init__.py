"""Read models of the directory."""

from . import saved
from .comparing import Comparison, compare_with_database
from .directory import (
    Answer,
    FacetGroup,
    IndexStatus,
    NothingFound,
    ResultCard,
    choice_label,
    facet_groups,
    find,
    instead,
    status,
)
from .lookup import record_named
from .marking import Reading, understand
from .suggesting import Suggestion, suggest
from .vocabulary import knows

__all__ = [
    "Answer",
    "Comparison",
    "FacetGroup",
    "IndexStatus",
    "NothingFound",
    "Reading",
    "ResultCard",
    "Suggestion",
    "choice_label",
    "compare_with_database",
    "facet_groups",
    "find",
    "instead",
    "knows",
    "record_named",
    "saved",
    "status",
    "suggest",
    "understand",
]
