"""Keep a search, change it, let it go."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.lifecycle import Obstacle, ObstacleError
from search import policies
from search.choices import Frequency
from search.models import RecordChange, SavedSearch
from search.selectors import saved

KEPT_DAYS = 365  # SRCH-9: twelve months
MOST_SEARCHES = 50


class AlreadySavedError(Exception):
    """This person keeps the same question already, as `search`."""

    def __init__(self, search: SavedSearch) -> None:
        super().__init__(search.name)
        self.search = search


def save_search(asked: Mapping[str, Any], *, name: str, frequency: str, by: User) -> SavedSearch:
    """Keep a question from now on; what stands in the directory today is no news.

    Raises AlreadySavedError, ObstacleError.
    """
    mine = SavedSearch.objects.filter(owner=by)
    if mine.count() >= MOST_SEARCHES:
        sentence = _("Đã lưu %(most)s tìm kiếm; xin xoá bớt rồi lưu.") % {"most": MOST_SEARCHES}
        raise ObstacleError(Obstacle("too_many", sentence))
    mark = saved.fingerprint(asked)
    try:
        with transaction.atomic():
            return SavedSearch.objects.create(
                owner=by,
                name=name,
                asked=dict(asked),
                fingerprint=mark,
                frequency=Frequency(frequency),
                ends_on=_end(),
                seen_change=RecordChange.objects.newest(),
            )
    except IntegrityError:
        raise AlreadySavedError(mine.get(fingerprint=mark)) from None


@transaction.atomic
def change_search(search: SavedSearch, *, name: str, frequency: str, by: User) -> None:
    """Give it another name or rhythm. One that was stopped runs again. Raises ObstacleError."""
    found = _own(search, by)
    found.name, found.frequency = name, Frequency(frequency)
    if found.stopped_at is not None:
        # What happened while nobody wanted to know is not told afterwards.
        found.stopped_at, found.seen_change = None, RecordChange.objects.newest()
    found.save(update_fields=["name", "frequency", "stopped_at", "seen_change"])


@transaction.atomic
def renew_search(search: SavedSearch, *, by: User) -> None:
    """Let it run for another twelve months from today. Raises ObstacleError."""
    found = _own(search, by)
    if found.ends_on <= timezone.localdate():
        found.seen_change = RecordChange.objects.newest()
    found.ends_on, found.ending_told = _end(), False
    found.save(update_fields=["ends_on", "ending_told", "seen_change"])


@transaction.atomic
def delete_search(search: SavedSearch, *, by: User) -> None:
    """Raises ObstacleError."""
    _own(search, by).delete()


def stop_searches(keys: Collection[int]) -> int:
    """End the letters of these searches; the searches stay. Whoever holds the signed link may."""
    running = SavedSearch.objects.filter(pk__in=keys, stopped_at=None)
    return running.update(stopped_at=timezone.now())


def _own(search: SavedSearch, by: User) -> SavedSearch:
    found = SavedSearch.objects.select_for_update().get(pk=search.pk)
    if obstacle := policies.own_search(by, found):
        raise ObstacleError(obstacle)
    return found


def _end() -> date:
    return timezone.localdate() + timedelta(days=KEPT_DAYS)
