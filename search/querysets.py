"""Conditions on marks and cards."""

import json
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self

from django.db import connection, models
from django.db.models import Exists, Max, Min, OuterRef, Q
from django.utils import timezone

from ecosystem.registry.choices import Visibility
from ecosystem.registry.models import Organization
from search.choices import Frequency


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

    def states(self, keys: Collection[int]) -> dict[int, tuple[str, dict[str, Any]]]:
        """Return the code and the last known state of these organizations, by key."""
        rows = self.filter(pk__in=keys).values_list("organization_id", "code", "state")
        return {key: (code, state) for key, code, state in rows}


class RecordChangeQuerySet(models.QuerySet):
    """Changes, in the order in which the indexer saw them."""

    def after(self, mark: int) -> Self:
        return self.filter(pk__gt=mark).order_by("pk")

    def newest(self) -> int:
        """Return the mark of somebody who has seen everything."""
        return self.aggregate(newest=Max("pk"))["newest"] or 0


class SavedSearchQuerySet(models.QuerySet):
    """Searches that are kept."""

    def running(self, day: date) -> Self:
        """Whose owner still wants to be told: neither stopped nor run out, and with an account."""
        return self.filter(stopped_at=None, ends_on__gt=day, owner__is_active=True)

    def due(self, now: datetime) -> Self:
        """Whose time has come: once an hour at most, once a day, once in seven days (SRCH-9)."""
        day = timezone.localdate(now)
        midnight = timezone.make_aware(datetime.combine(day, time.min))
        return self.running(day).filter(
            Q(frequency=Frequency.AT_ONCE, told_at=None)
            | Q(frequency=Frequency.AT_ONCE, told_at__lte=now - timedelta(hours=1))
            | Q(frequency=Frequency.DAILY, looked_at__lt=midnight)
            | Q(frequency=Frequency.WEEKLY, looked_at__lt=midnight - timedelta(days=6))
        )

    def ending(self, day: date) -> Self:
        """That run out by `day`, and whose owner has not been told."""
        return self.filter(ends_on__lte=day, ending_told=False)

    def oldest_mark(self) -> int | None:
        """Return the mark behind which nobody needs a change any more; None without searches."""
        return self.aggregate(oldest=Min("seen_change"))["oldest"]
