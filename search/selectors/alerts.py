"""What has happened in saved searches since their owners were last told."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from search.choices import Facet, Watched
from search.models import Card, RecordChange, SavedSearch

from . import saved
from .directory import choice_label
from .watching import Known, Matcher, changed_fields, known, matcher

MOST_LINES = 20
BATCH = 500


@dataclass(frozen=True)
class NewsLine:
    """One record of a letter. Without `name` nobody may see it any more: only its code is said."""

    code: str
    name: str = ""
    fields: tuple[Watched, ...] = ()

    @property
    def what(self) -> str:
        """Return the changed fields in words."""
        return ", ".join(str(each.label) for each in self.fields)


@dataclass
class Part:
    """One section of a letter: how many in all, and the first of them."""

    total: int = 0
    lines: list[NewsLine] = field(default_factory=list)

    def add(self, line: NewsLine) -> None:
        self.total += 1
        if len(self.lines) < MOST_LINES:
            self.lines.append(line)

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


@dataclass
class News:
    """What is told about one search. `asked` is the question after retired words were replaced."""

    search: SavedSearch
    asked: Mapping[str, Any]
    replaced: tuple[tuple[str, str], ...] = ()
    new: Part = field(default_factory=Part)
    changed: Part = field(default_factory=Part)
    left: Part = field(default_factory=Part)

    def __bool__(self) -> bool:
        return bool(self.replaced or self.new.total or self.changed.total or self.left.total)

    @property
    def summary(self) -> str:
        """Return "3 mới, 1 thay đổi", without the parts that are empty."""
        said = [
            (self.new.total, _("%(count)s mới")),
            (self.changed.total, _("%(count)s thay đổi")),
            (self.left.total, _("%(count)s không còn")),
        ]
        return ", ".join(words % {"count": count} for count, words in said if count)


@dataclass(frozen=True)
class _History:
    """One record: the states before each change, oldest first, and the state now."""

    code: str
    name: str
    befores: tuple[tuple[int, Known | None], ...]
    now: Known | None

    def before(self, mark: int) -> tuple[bool, Known | None]:
        """Say whether it changed after the mark, and what was known until then."""
        for number, state in self.befores:
            if number > mark:
                return True, state
        return False, None


def news(searches: Sequence[SavedSearch], upper: int, on: date) -> list[News]:
    """Return what happened in each search after its own mark, up to the mark `upper`.

    Three queries for each 500 changed records, however many searches there are.
    """
    following = saved.successors(on)
    found = [_begin(search, following) for search in searches]
    asked = [
        (
            each,
            matcher(saved.query_of(_either(each), timezone.localdate(each.search.looked_at))),
            matcher(saved.query_of(each.asked, on)),
        )
        for each in found
    ]
    lowest = min((search.seen_change for search in searches), default=upper)
    for history in _histories(lowest, upper):
        for each, matched_then, matches_now in asked:
            _tell(each, history, matched_then, matches_now)
    return found


def _begin(search: SavedSearch, following: Mapping[Facet, Mapping[str, str]]) -> News:
    """Replace retired words of the question by their successors (SRCH-F3)."""
    chosen = dict(search.asked["chosen"])
    replaced: list[tuple[str, str]] = []
    for facet, step in following.items():
        values = chosen.get(facet.value, [])
        replaced += [
            (choice_label(facet, value), choice_label(facet, step[value]))
            for value in values
            if value in step
        ]
        if values:
            chosen[facet.value] = sorted({step.get(value, value) for value in values})
    return News(search, {**search.asked, "chosen": chosen}, tuple(replaced))


def _either(found: News) -> dict[str, Any]:
    """Return the question with old and new words: a record that followed them is no news."""
    old, new = found.search.asked["chosen"], found.asked["chosen"]
    chosen = {facet: sorted({*old[facet], *values}) for facet, values in new.items()}
    return {**found.asked, "chosen": chosen}


def _tell(found: News, history: _History, then: Matcher, now: Matcher) -> None:
    happened, before = history.before(found.search.seen_change)
    if not happened:
        return
    matched = before is not None and then(before)
    matches = history.now is not None and now(history.now)
    if matches and not matched:
        found.new.add(NewsLine(history.code, history.name))
    elif matched and not matches:
        found.left.add(NewsLine(history.code, history.name if history.now else ""))
    elif matches and before and history.now:
        fields = changed_fields(before.state, history.now.state)
        if fields:
            found.changed.add(NewsLine(history.code, history.name, fields))


def _histories(lowest: int, upper: int) -> Iterator[_History]:
    changed = RecordChange.objects.filter(pk__gt=lowest, pk__lte=upper)
    keys = list(
        changed.order_by("organization_id").values_list("organization_id", flat=True).distinct()
    )
    for start in range(0, len(keys), BATCH):
        yield from _some_histories(keys[start : start + BATCH], lowest, upper)


def _some_histories(keys: list[int], lowest: int, upper: int) -> Iterator[_History]:
    # Cards before changes: a change in between then stands in both, and is undone below.
    cards = Card.objects.states(keys)
    shown = Card.objects.public_data(keys)
    changes: dict[int, list[RecordChange]] = defaultdict(list)
    for change in RecordChange.objects.after(lowest).filter(organization_id__in=keys):
        changes[change.organization_id].append(change)
    for key in keys:
        seen = [change for change in changes[key] if change.pk <= upper]
        later = [change for change in changes[key] if change.pk > upper]
        state = later[0].before if later else cards.get(key, ("", None))[1]
        card = shown.get(key)
        yield _History(
            code=seen[0].code,
            name=card["vi"]["name"] if card else "",
            befores=tuple((change.pk, _known(change.before)) for change in seen),
            # Hidden since, though the index does not know it yet: it has left.
            now=_known(state) if card else None,
        )


def _known(state: Mapping[str, Any] | None) -> Known | None:
    return known(state) if state else None


def subject_of(found: Iterable[News]) -> str:
    """Return the names of the searches, each with what happened (SRCH-9)."""
    told = [
        f"“{each.search.name}”" + (f" ({each.summary})" if each.summary else "") for each in found
    ]
    if len(told) > 3:
        return _("%(searches)s và %(more)s tìm kiếm khác") % {
            "searches": ", ".join(told[:3]),
            "more": len(told) - 3,
        }
    return ", ".join(told)
