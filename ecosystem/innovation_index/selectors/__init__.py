"""What is asked of the index. Each module answers one kind of question."""

from .calculator import Calculation, CalculatorError, Range, Structure, calculate
from .frameworks import (
    FrameworkTree,
    ResultRow,
    UnknownFrameworkError,
    framework,
    framework_tree,
    frameworks,
    published_results,
    result_of,
    results_of,
    structure,
)

__all__ = [
    "Calculation",
    "CalculatorError",
    "FrameworkTree",
    "Range",
    "ResultRow",
    "Structure",
    "UnknownFrameworkError",
    "calculate",
    "framework",
    "framework_tree",
    "frameworks",
    "published_results",
    "result_of",
    "results_of",
    "structure",
]
