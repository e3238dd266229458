"""Conditions on marks and cards."""

from collections.abc import Collection
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef

from ecosystem.registry.choices import Visibility
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

    def public_data(self, keys: Collection[int]) -> dict[int, dict[str, Any]]:
        """Return what the cards of these organizations show, where a visitor may see them.

        The record is asked, not the card: it may be older. It is asked here and not in SQL's
        WHERE, which leads SQLite through all public records instead of twenty keys.
        """
        rows = (
            self.order_by()
            .filter(pk__in=keys)
            .values_list(
                "organization_id",
                "data",
                "organization__visibility",
                "organization__merged_into_id",
            )
        )
        return {
            key: data
            for key, data, visibility, merged_into in rows
            if visibility == Visibility.PUBLIC and merged_into is None
        }

    def turning(self, day: date) -> Self:
        """Cards that the calendar alone has made untrue by `day`."""
        return self.filter(changes_on__lte=day)
