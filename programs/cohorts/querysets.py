"""Conditions on members, milestones, instalments and follow-ups."""

from collections.abc import Collection
from datetime import date
from typing import Self

from django.db import models

from .choices import (
    OPEN_TO_FIRM,
    TAKING_PART,
    FollowUpStatus,
    InstalmentStatus,
    MilestoneStatus,
)


class MemberQuerySet(models.QuerySet):
    """Conditions on members."""

    def taking_part(self) -> Self:
        return self.filter(status__in=TAKING_PART)

    def of(self, organizations: Collection[models.Model]) -> Self:
        return self.filter(organization__in=organizations)


class MilestoneQuerySet(models.QuerySet):
    """Conditions on milestones."""

    def live(self) -> Self:
        """Milestones of members that still take part."""
        return self.filter(member__status__in=TAKING_PART)

    def handed_in(self) -> Self:
        return self.filter(status=MilestoneStatus.HANDED_IN)

    def open_to_firm(self) -> Self:
        return self.filter(status__in=OPEN_TO_FIRM)

    def due_before(self, day: date) -> Self:
        return self.filter(due_on__lt=day)


class InstalmentQuerySet(models.QuerySet):
    """Conditions on instalments."""

    def asked(self) -> Self:
        return self.filter(status=InstalmentStatus.ASKED)

    def with_order(self) -> Self:
        return self.filter(status=InstalmentStatus.ORDERED)


class FollowUpQuerySet(models.QuerySet):
    """Conditions on follow-ups."""

    def due(self, day: date) -> Self:
        """Those that are to be asked now."""
        return self.filter(status=FollowUpStatus.PLANNED, due_on__lte=day)

    def waiting(self) -> Self:
        return self.filter(status=FollowUpStatus.ASKED)
