"""Small frameworks for tests of the arithmetic."""

from decimal import Decimal

from ecosystem.innovation_index.choices import Level
from ecosystem.innovation_index.selectors.calculator import Node, Structure


def leaf(code: str, *, weight: str = "1", higher: bool = True) -> Node:
    return Node(
        code, code, Level.INDICATOR, weight=Decimal(weight), higher_is_better=higher, unit="%"
    )


def pii(groups: int = 2, indicators: int = 2) -> Structure:
    """Return 5 input pillars and 2 output pillars, each with as many groups and indicators."""

    def pillar(number: int) -> Node:
        return Node(
            str(number),
            f"Trụ cột {number}",
            Level.PILLAR,
            tuple(
                Node(
                    f"{number}.{group}",
                    f"Nhóm {number}.{group}",
                    Level.GROUP,
                    tuple(leaf(f"{number}.{group}.{i}") for i in range(1, indicators + 1)),
                )
                for group in range(1, groups + 1)
            ),
        )

    halves = (
        Node("input", "Đầu vào", Level.HALF, tuple(pillar(n) for n in range(1, 6))),
        Node("output", "Đầu ra", Level.HALF, tuple(pillar(n) for n in (6, 7))),
    )
    return Structure("PII", 2023, Node("index", "Chung", Level.INDEX, halves))


def flat(*leaves: Node, outlier_rule: str = "none") -> Structure:
    """Return an index that is the mean of the given indicators."""
    return Structure(
        "Phẳng", 2025, Node("index", "Chung", Level.INDEX, leaves), outlier_rule=outlier_rule
    )
