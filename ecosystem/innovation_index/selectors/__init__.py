"""What is asked of the index. Each module answers one kind of question."""

from .calculator import Calculation, CalculatorError, Range, Structure, calculate
from .frameworks import (
    FrameworkTree,
    ResultRow,
    UnknownFrameworkError,
    calculator_url,
    framework,
    framework_tree,
    frameworks,
    known_result,
    known_scores,
    published_results,
    results_of,
    structure,
)
from .reports import (
    Verdict,
    compare,
    published_reports,
    verdict,
    watch_lines,
    work_items,
)

__all__ = [
    "Calculation",
    "CalculatorError",
    "FrameworkTree",
    "Range",
    "ResultRow",
    "Structure",
    "UnknownFrameworkError",
    "Verdict",
    "calculate",
    "calculator_url",
    "compare",
    "framework",
    "framework_tree",
    "frameworks",
    "known_result",
    "known_scores",
    "published_reports",
    "published_results",
    "results_of",
    "structure",
    "verdict",
    "watch_lines",
    "work_items",
]
