"""Conditions on results and reports."""

from typing import Self

from django.db import models

from .choices import UNFINISHED, VERIFIABLE


class ResultQuerySet(models.QuerySet):
    """Conditions on published results."""

    def own(self) -> Self:
        """Results of areas that belong to this province, today or before."""
        return self.exclude(boundary=None)


class ReportQuerySet(models.QuerySet):
    """Conditions on report runs."""

    def published(self) -> Self:
        """Reports that anybody may read and verify, the replaced ones too (REP-8)."""
        return self.filter(status__in=VERIFIABLE)

    def unfinished(self) -> Self:
        return self.filter(status__in=UNFINISHED)
