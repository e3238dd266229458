"""Tables of calls, applications, reviews and decisions."""

from .applications import Application, ApplicationFile, LateCode, Question
from .calls import Call, Criterion, FormField, FormVersion
from .decisions import Decision, Letter, Offer, Release
from .reviews import Assignment, ConflictAnswer, Remark, Review, Reviewer

__all__ = [
    "Application",
    "ApplicationFile",
    "Assignment",
    "Call",
    "ConflictAnswer",
    "Criterion",
    "Decision",
    "FormField",
    "FormVersion",
    "LateCode",
    "Letter",
    "Offer",
    "Question",
    "Release",
    "Remark",
    "Review",
    "Reviewer",
]
