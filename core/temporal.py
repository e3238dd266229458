"""Dated rows: when something was true, and when it was believed (ARC-2).

Two half-open intervals stand on each row. `valid_from <= day < valid_to` says on which days the
row is true; `recorded_at <= moment < recorded_until` says from when to when it was believed.
A row is closed and written anew, never edited.
"""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def true_on(day: date, relation: str = "") -> Q:
    """Return the condition that a row is true on the day; on its last day it is not (TGT-7).

    `relation` is the way to the row from the table that is asked, by default none.
    """
    return _covers(day, "valid_from", "valid_to", relation)


def known_at(moment: datetime, relation: str = "") -> Q:
    """Return the condition that a row was believed at the moment."""
    return _covers(moment, "recorded_at", "recorded_until", relation)


def _covers(point: date | datetime, first: str, end: str, relation: str) -> Q:
    way = f"{relation}__" if relation else ""
    return Q(
        Q(**{f"{way}{end}": None}) | Q(**{f"{way}{end}__gt": point}),
        **{f"{way}{first}__lte": point},
    )


class TemporalQuerySet(models.QuerySet):
    """Conditions on the two intervals."""

    def true_on(self, day: date) -> Self:
        return self.filter(true_on(day))

    def known_at(self, moment: datetime) -> Self:
        return self.filter(known_at(moment))

    def current(self) -> Self:
        """Rows that are believed now, whenever they are true."""
        return self.filter(recorded_until=None)

    def in_force(self, day: date | None = None) -> Self:
        """Rows that are believed now and true on `day`, by default today."""
        return self.current().true_on(day or timezone.localdate())


class TemporalRow(models.Model):
    """A row with both intervals. Days are days of local time (TGT-8).

    Each kind of row names its own manager, made of a TemporalQuerySet.
    """

    valid_from = models.DateField(_("đúng từ ngày"))
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("ghi lúc"), default=timezone.now)
    recorded_until = models.DateTimeField(_("ghi đến lúc"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_valid_order",
            ),
            models.CheckConstraint(
                condition=Q(recorded_until=None) | Q(recorded_until__gte=F("recorded_at")),
                name="%(app_label)s_%(class)s_recorded_order",
            ),
        ]

    def close(self, moment: datetime) -> None:
        """Stop believing this row from `moment` on. A closed row stays closed."""
        closed = (
            type(self)
            ._default_manager.filter(pk=self.pk, recorded_until=None)
            .update(recorded_until=moment)
        )
        if not closed:
            raise AlreadyClosedError(_("Dòng này đã được thay bằng dòng khác."))
        self.recorded_until = moment


class AlreadyClosedError(Exception):
    """The row was closed before, by somebody else or in another tab."""
