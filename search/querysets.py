"""Conditions on marks and cards."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef

from ecosystem.registry.models import Organization


class PendingQuerySet(models.QuerySet):
    """Marks on records that the index has not seen yet."""

    def oldest_first(self) -> Self:
        return self.order_by("marked_at", "organization_id")

    def gone(self) -> Self:
        """Records that a visitor may no longer see, though the index may still hold them."""
        public = Organization.objects.published().filter(pk=OuterRef("organization_id"))
        return self.filter(~Exists(public))


class CardQuerySet(models.QuerySet):
    """Prepared cards of the directory."""

    def published(self) -> Self:
        """Cards that a visitor may see. The record is asked, not the card: it may be older."""
        public = Organization.objects.published().filter(pk=OuterRef("organization_id"))
        return self.filter(Exists(public))

    def turning(self, day: date) -> Self:
        """Cards that the calendar alone has made untrue by `day`."""
        return self.filter(changes_on__lte=day)
