"""Cases that move along a table of steps: lock, check source, ask policy, change, journal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.functional import Promise

from . import journal

Policy = Callable[[Any, Any], "Obstacle | None"]


@dataclass(frozen=True)
class Obstacle:
    """Why somebody may not do something: a name for tests and logs, a sentence for people."""

    name: str
    sentence: str | Promise

    def __str__(self) -> str:
        return str(self.sentence)


class ObstacleError(PermissionDenied):
    """A policy refused. `obstacle.sentence` can be shown to the person."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(str(obstacle.sentence))
        self.obstacle = obstacle


class WrongStateError(Exception):
    """The case is not in a state from which this step can be taken; it may have moved meanwhile."""

    def __init__(self, case: Any, step: str) -> None:
        super().__init__(f"{step}: {case} is {case.status}")
        self.case = case
        self.step = step


@dataclass(frozen=True)
class Step:
    """One allowed move: its name, from which states, to which state, asked of which policy."""

    name: str
    sources: frozenset[str]
    target: str
    policy: Policy | None = None

    def __init__(
        self, name: str, sources: Iterable[str], target: str, policy: Policy | None = None
    ) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "sources", frozenset(map(str, sources)))
        object.__setattr__(self, "target", str(target))
        object.__setattr__(self, "policy", policy)


class Lifecycle:
    """A table of steps over a model with a `status` field."""

    def __init__(self, name: str, steps: Iterable[Step]) -> None:
        self.name = name
        self.steps = {step.name: step for step in steps}

    def obstacle(self, case: Any, name: str, *, by: Any) -> Obstacle | None:
        """Return why `by` may not take this step now, or None. Changes nothing."""
        step = self.steps[name]
        if case.status not in step.sources:
            return Obstacle("wrong_state", str(WrongStateError(case, name)))
        return step.policy(by, case) if step.policy else None

    def take(
        self,
        case: Any,
        name: str,
        *,
        by: Any,
        reason: str = "",
        changes: dict[str, Any] | None = None,
    ) -> None:
        """Move `case` along the step `name`, setting `changes` with it, and write the journal line.

        The row is read again under a lock; the object given is brought up to date.
        Raises WrongStateError, ObstacleError. `by=None` is the system, which no policy asks.
        """
        step = self.steps[name]
        with transaction.atomic():
            locked = type(case)._default_manager.select_for_update().get(pk=case.pk)
            if locked.status not in step.sources:
                raise WrongStateError(locked, name)
            if step.policy and by is not None and (refused := step.policy(by, locked)):
                raise ObstacleError(refused)
            before = {"status": locked.status}
            values = {"status": step.target, **(changes or {})}
            for field, value in values.items():
                setattr(locked, field, value)
                setattr(case, field, value)
            locked.save(update_fields=list(values))
            journal.write(
                name, locked, by=by, before=before, after={"status": step.target}, reason=reason
            )
