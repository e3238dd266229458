"""The only writers of classification."""

from .decisions import (
    ClassificationError,
    end,
    propose,
    propose_end,
    put_in_force,
    refuse,
    withdraw,
)
from .loading import load_schemes
from .papers import check_evidence, record_evidence

__all__ = [
    "ClassificationError",
    "check_evidence",
    "end",
    "load_schemes",
    "propose",
    "propose_end",
    "put_in_force",
    "record_evidence",
    "refuse",
    "withdraw",
]
