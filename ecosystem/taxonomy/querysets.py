"""Conditions on vocabularies and areas."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from .choices import Mark, UnitSystem


class MarkedQuerySet(models.QuerySet):
    """Rows that carry a mark of trust."""

    def verified(self) -> Self:
        """Rows that may be shown as official."""
        return self.filter(mark=Mark.VERIFIED)


class TermQuerySet(MarkedQuerySet):
    """Terms of a vocabulary. Retired terms stay on old records and vanish from forms (ADM-7)."""

    def active(self, day: date | None = None) -> Self:
        """Terms that a form offers on `day`, by default today."""
        day = day or timezone.localdate()
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day)
        )


class DocumentQuerySet(MarkedQuerySet):
    """Legal documents."""

    def in_force(self, day: date | None = None) -> Self:
        """Documents not known to be out of force on `day`. An unknown first day is no obstacle."""
        day = day or timezone.localdate()
        return self.filter(
            Q(in_force_from=None) | Q(in_force_from__lte=day),
            Q(in_force_to=None) | Q(in_force_to__gt=day),
        )


class UnitQuerySet(models.QuerySet):
    """Administrative units of both systems."""

    def of(self, system: UnitSystem | str) -> Self:
        return self.filter(system=system)

    def current(self) -> Self:
        return self.of(UnitSystem.SINCE)

    def former(self) -> Self:
        return self.of(UnitSystem.BEFORE)

    def valid_on(self, day: date) -> Self:
        """Units of the list that was in use on `day` (REG-7)."""
        since = day >= date(2025, 7, 1)
        return self.of(UnitSystem.SINCE if since else UnitSystem.BEFORE)

    def divided(self) -> Self:
        """Old units that went to more than one new unit: never converted silently (REG-8)."""
        return self.former().filter(changes_to_new__is_partial=True).distinct()

    def successors(self, unit: models.Model) -> Self:
        """Units in use now that stand where `unit` stood. A current unit succeeds itself."""
        itself = Q(pk=unit.pk, system=UnitSystem.SINCE)
        return self.filter(itself | Q(changes_from_old__old_unit=unit)).distinct()


class BoundaryQuerySet(models.QuerySet):
    """Boundary versions (REG-9)."""

    def valid_on(self, day: date) -> Self:
        return self.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day)
