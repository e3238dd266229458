"""Two windows with the same draft: what each was drawn with, and what may be written (REGN-2)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ecosystem.registry.models import Case


@dataclass(frozen=True)
class Conflict:
    """A question that was answered differently in two windows: what is kept, what was typed."""

    key: str
    kept: Any
    typed: Any


class DraftConflictError(Exception):
    """Two windows changed the same answers; nothing was overwritten (REGN-2)."""

    def __init__(self, case: Case, conflicts: Sequence[Conflict]) -> None:
        super().__init__(_("Bản nháp này vừa được sửa ở cửa sổ khác; chưa có gì bị ghi đè."))
        self.case = case
        self.conflicts = tuple(conflicts)


def stamp_of(case: Case, keys: Sequence[str]) -> str:
    """Return what a form carries about the answers it was drawn with: the version, a mark each."""
    marks = [_mark(case.answers.get(key)) for key in keys]
    return ".".join([str(case.version), *marks])


def _mark(value: Any) -> str:
    # PostgreSQL gives the keys of a JSON object back in another order.
    text = json.dumps(value or "", sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def merge(
    case: Case, answers: Mapping[str, Any], stamp: str
) -> tuple[dict[str, Any], list[Conflict]]:
    """Return the typed answers that may be written, and those that another window answered too."""
    version, *marks = stamp.split(".")
    drawn = dict(zip(answers, marks, strict=False))
    merged, conflicts = {}, []
    for key, typed in answers.items():
        kept = case.answers.get(key)
        if (
            version == str(case.version)
            or _mark(kept) == _mark(typed)
            or _mark(kept) == drawn.get(key)
        ):
            merged[key] = typed
        elif _mark(typed) == drawn.get(key):
            continue
        else:
            conflicts.append(Conflict(key, kept, typed))
    return merged, conflicts
