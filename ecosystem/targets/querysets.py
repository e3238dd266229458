"""Conditions on targets."""

from datetime import date
from typing import Self

from django.db import models

from .choices import Measure, TargetState


class TargetQuerySet(models.QuerySet):
    """Targets by state, and whether the registry can count them."""

    def active(self) -> Self:
        return self.filter(state=TargetState.ACTIVE)

    def published(self) -> Self:
        """What visitors see: everything but drafts."""
        return self.exclude(state=TargetState.DRAFT)

    def counted(self) -> Self:
        return self.filter(measure=Measure.COUNT, scheme_class__isnull=False)

    def due_before(self, day: date) -> Self:
        """Active targets whose day has passed: an officer has to close them (TGT-1)."""
        return self.active().filter(due_date__lt=day)

    def with_words(self) -> Self:
        """Join what a page says about a target, so that no query comes later."""
        return self.select_related(
            "act", "boundary", "scheme_class__scheme", "scheme_class__parent", "parent"
        )
