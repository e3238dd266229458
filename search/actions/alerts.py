"""Tell people what is new in their saved searches. Safe to run again, and by several at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from search import notifications
from search.models import RecordChange, SavedSearch
from search.selectors import alerts, saved

SEARCHES_AT_ONCE = 1000
TOLD_BEFORE_END = timedelta(days=14)


@dataclass(frozen=True)
class Sent:
    """What one round did: searches looked at, letters of news, letters about an end."""

    looked_at: int = 0
    letters: int = 0
    endings: int = 0


def send_alerts(now: datetime | None = None) -> Sent:
    """Send each person at most one letter about all searches whose time has come (SRCH-9).

    A search's mark moves in the transaction that queues the letter: whoever is killed in between
    has neither sent nor moved, and the next round goes on from there (SRCH-F2).
    """
    now = now or timezone.now()
    upper = RecordChange.objects.newest()
    keys = list(
        SavedSearch.objects.due(now).order_by("owner_id", "pk").values_list("pk", flat=True)
    )
    letters = 0
    for start in range(0, len(keys), SEARCHES_AT_ONCE):
        letters += _tell_some(keys[start : start + SEARCHES_AT_ONCE], upper, now)
    sent = Sent(len(keys), letters, _tell_endings(now))
    _forget_old_changes(now)
    return sent


def _tell_some(keys: list[int], upper: int, now: datetime) -> int:
    searches = SavedSearch.objects.filter(pk__in=keys).select_related("owner")
    found = alerts.news(
        list(searches.order_by("owner_id", "name", "pk")), upper, timezone.localdate(now)
    )
    quiet = [each.search.pk for each in found if not each]
    SavedSearch.objects.filter(pk__in=quiet, seen_change__lte=upper).update(
        seen_change=upper, looked_at=now
    )
    by_owner = groupby(filter(None, found), key=lambda each: each.search.owner_id)
    return sum(_tell(list(each), upper, now) for _owner, each in by_owner)


@transaction.atomic
def _tell(found: list[alerts.News], upper: int, now: datetime) -> bool:
    locked = {
        search.pk: search
        for search in SavedSearch.objects.select_for_update().filter(
            pk__in=[each.search.pk for each in found]
        )
    }
    # Whoever was told meanwhile, by another worker, or has stopped it, is not told again.
    fresh = [
        each
        for each in found
        if (search := locked.get(each.search.pk))
        and search.seen_change == each.search.seen_change
        and search.stopped_at is None
    ]
    if not fresh:
        return False
    for each in fresh:
        search = locked[each.search.pk]
        search.asked, search.seen_change = dict(each.asked), upper
        search.looked_at = search.told_at = now
        fields = ["asked", "seen_change", "looked_at", "told_at"]
        if each.replaced and not _is_kept_twice(search):
            search.fingerprint = saved.fingerprint(search.asked)
            fields.append("fingerprint")
        search.save(update_fields=fields)
    notifications.news(fresh[0].search.owner, fresh)
    return True


def _is_kept_twice(search: SavedSearch) -> bool:
    """Whether its owner keeps the question, as it reads now, under another name already."""
    others = SavedSearch.objects.filter(owner_id=search.owner_id).exclude(pk=search.pk)
    return others.filter(fingerprint=saved.fingerprint(search.asked)).exists()


def _tell_endings(now: datetime) -> int:
    day = timezone.localdate(now)
    ending = SavedSearch.objects.running(day).ending(day + TOLD_BEFORE_END)
    return sum(_tell_ending(search) for search in ending.select_related("owner"))


@transaction.atomic
def _tell_ending(search: SavedSearch) -> bool:
    if not SavedSearch.objects.filter(pk=search.pk, ending_told=False).update(ending_told=True):
        return False
    notifications.ending(search)
    return True


def _forget_old_changes(now: datetime) -> None:
    """Delete changes that every search has passed; stopped ones begin anew when they run again."""
    mark = SavedSearch.objects.running(timezone.localdate(now)).oldest_mark()
    old = RecordChange.objects.filter(
        noticed_at__lt=now - timedelta(days=settings.RECORD_CHANGE_KEEP_DAYS)
    )
    (old if mark is None else old.filter(pk__lte=mark)).delete()
