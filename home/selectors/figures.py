"""Figures that pages show. Computed by the rooms below, kept for a minute per language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.vietnamese import number
from ecosystem.classification import selectors as classification
from ecosystem.innovation_index import selectors as innovation_index
from ecosystem.taxonomy.models import AdministrativeUnit
from ecosystem.taxonomy.selectors import current_boundary

FIGURE_SECONDS = 60
TOP_COMMUNES = 5

T = TypeVar("T")


def target_choices() -> list[tuple[str, str]]:
    return []


def progress_of(code: str) -> Any:
    return None


def language_prefix() -> str:
    """Return what stands before addresses in the active language: nothing, or /en."""
    return "/en" if (get_language() or "vi").startswith("en") else ""


def latest_index() -> Any:
    return None


def listed_by_sector(limit: int) -> Any:
    return None


def presence() -> Any:
    return None


def public_cards(pks: list[int]) -> list[Any]:
    return []
