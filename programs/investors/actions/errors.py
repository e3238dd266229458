"""What can stand in the way, in sentences for people."""

from core.lifecycle import Obstacle, ObstacleError


class MatchingError(Exception):
    """It cannot be done like that. The text says what to do."""


class IncompleteError(MatchingError):
    """Papers are missing; the text names them."""


def refuse(obstacle: Obstacle | None) -> None:
    """Raise what the policy answered, if it answered anything."""
    if obstacle:
        raise ObstacleError(obstacle)
