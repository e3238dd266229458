"""The only writers of targets and their frozen numbers."""

from .freezing import SnapshotError, close_target, freeze, restate
from .guards import install_guards
from .loading import load_targets

__all__ = [
    "SnapshotError",
    "close_target",
    "freeze",
    "install_guards",
    "load_targets",
    "restate",
]
