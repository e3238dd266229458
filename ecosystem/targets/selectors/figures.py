"""Targets with what was counted for them, light enough for overviews."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.vietnamese import date_short
from core.vietnamese import number as written
from ecosystem.classification import selectors as classification
from ecosystem.classification.selectors import Count
from ecosystem.targets.choices import Comparator
from ecosystem.targets.models import Target
from ecosystem.taxonomy.models import Boundary


@dataclass(frozen=True)
class TargetFigure:
    """A target with its count; `missing` says why there is none.

    Where number and list differ in length, neither is given (TGT-F2).
    """

    target: Target
    count: Count | None
    missing: str = ""

    @property
    def value(self) -> int | None:
        return self.count.number if self.count else None

    @property
    def wanted(self) -> str:
        """The number in the act's words, "khoảng 50"."""
        number = plain_number(self.target.number)
        return {
            Comparator.ABOUT: _("khoảng %(number)s"),
            Comparator.AT_LEAST: _("ít nhất %(number)s"),
            Comparator.MORE_THAN: _("hơn %(number)s"),
            Comparator.AT_MOST: _("nhiều nhất %(number)s"),
            Comparator.EQUAL: "%(number)s",
        }[Comparator(self.target.comparator)] % {"number": number}

    @property
    def of(self) -> str:
        """What stands beside the figure, "trên khoảng 50"; "trên 150" for more than 150."""
        if self.target.comparator == Comparator.MORE_THAN:
            return _("trên %(wanted)s") % {"wanted": plain_number(self.target.number)}
        return _("trên %(wanted)s") % {"wanted": self.wanted}

    @property
    def difference(self) -> Decimal | None:
        return None if self.value is None else self.value - self.target.number

    @property
    def difference_text(self) -> str:
        """The difference in words; never a verdict (TGT-2)."""
        if self.difference is None:
            return self.missing
        sign = "+" if self.difference > 0 else ""
        words = {"difference": sign + plain_number(self.difference), "wanted": self.wanted}
        if self.target.comparator == Comparator.ABOUT:
            return _("chênh %(difference)s so với %(wanted)s") % words
        return _("chênh %(difference)s") % words

    @property
    def as_plots(self) -> bool:
        """Plots up to 60, a bar above that."""
        return self.value is not None and self.value <= 60 and self.target.number <= 60


def plain_number(value: Decimal | int) -> str:
    """Return a number without zeros at its end, in the page's language."""
    exact = Decimal(value)
    whole = exact.to_integral_value() if exact == exact.to_integral_value() else exact.normalize()
    return written(whole, language="en" if get_language() == "en" else "vi")


def day_in_words(value: date) -> str:
    """Return a day as the page's language writes it."""
    return date_short(value, language="en" if get_language() == "en" else "vi")


def figures(
    targets: Sequence[Target],
    on_date: date | None = None,
    known_at: datetime | None = None,
    boundary: Boundary | None = None,
    *,
    with_papers: bool = False,
) -> tuple[TargetFigure, ...]:
    """Return each target's figure, counted in its own boundary unless one is given.

    `targets` carry their class, scheme and boundary. Targets that share a boundary are counted
    together, in two queries.
    """
    day, moment = on_date or timezone.localdate(), known_at or timezone.now()
    found: dict[str, Count] = {}
    for area, group in _by_boundary(targets, boundary):
        counted = classification.counts(
            [target.counted_class for target in group], area, day, moment, with_papers=with_papers
        )
        found |= {
            target.code: count
            for target, count in zip(group, counted, strict=True)
            if count.is_consistent
        }
    return tuple(
        TargetFigure(target, found.get(target.code), missing=_missing(target, found))
        for target in targets
    )


def _by_boundary(
    targets: Iterable[Target], boundary: Boundary | None
) -> list[tuple[Boundary, list[Target]]]:
    groups: dict[int, tuple[Boundary, list[Target]]] = {}
    for target in targets:
        if target.is_counted:
            area = boundary or target.boundary
            groups.setdefault(area.pk, (area, []))[1].append(target)
    return list(groups.values())


def _missing(target: Target, found: dict[str, Count]) -> str:
    if target.code in found:
        return ""
    if target.is_counted:
        return _("Số và danh sách không khớp; số tạm không hiện cho tới khi đếm lại được.")
    return _("Không đếm từ danh bạ; chờ cơ quan có thẩm quyền công bố.")
