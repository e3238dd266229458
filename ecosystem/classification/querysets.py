"""Conditions on decided rows and on proposals."""

from datetime import date, timedelta
from typing import Self

from django.db import models

from core.temporal import TemporalQuerySet

from .choices import ProposalStatus


class ClassificationQuerySet(TemporalQuerySet):
    """Conditions on decided, dated rows."""

    def ending_within(self, day: date, days: int) -> Self:
        return self.current().filter(valid_to__gt=day, valid_to__lte=day + timedelta(days=days))


class ProposalQuerySet(models.QuerySet):
    """Conditions on proposals."""

    def waiting(self) -> Self:
        return self.filter(status=ProposalStatus.PROPOSED)
