"""Conditions on marks and cards."""

import json
from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any, Self

from django.db import connection, models
from django.db.models import Exists, OuterRef

from ecosystem.registry.choices import Visibility
from ecosystem.registry.models import Organization


class PendingQuerySet(models.QuerySet):
    """Marks on records that the index has not seen yet."""

    def oldest_first(self) -> Self:
        return self.order_by("marked_at", "organization_id")

    def oldest(self) -> datetime | None:
        """Return when the mark that waits longest was made. By hand, for each page asks it."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT MIN(marked_at) FROM search_pendingrecord")
            [moment] = cursor.fetchone()
        # SQLite keeps moments as text, in UTC.
        if isinstance(moment, str):
            return datetime.fromisoformat(moment).replace(tzinfo=UTC)
        return moment

    def gone(self) -> Self:
        """Records that a visitor may no longer see, though the index may still hold them."""
        public = Organization.objects.published().filter(pk=OuterRef("organization_id"))
        return self.filter(~Exists(public))


class CardQuerySet(models.QuerySet):
    """Prepared cards of the directory."""

    def public_data(self, keys: Collection[int]) -> dict[int, dict[str, Any]]:
        """Return what the cards of these organizations show, where a visitor may see them.

        The record is asked, not the card: it may be older. Written by hand, because each page
        asks it: the ORM takes four times as long to build the statement as to run it. Visibility is
        no condition of the statement, since SQLite would walk all public records to meet it.
        """
        if not keys:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT c.organization_id, c.data, o.visibility, o.merged_into_id
                FROM search_card c JOIN registry_organization o ON o.id = c.organization_id
                WHERE c.organization_id IN ({", ".join(["%s"] * len(keys))})
                """,
                list(keys),
            )
            rows = cursor.fetchall()
        return {
            key: json.loads(data)
            for key, data, visibility, merged_into in rows
            if visibility == Visibility.PUBLIC and merged_into is None
        }

    def turning(self, day: date) -> Self:
        """Cards that the calendar alone has made untrue by `day`."""
        return self.filter(changes_on__lte=day)
