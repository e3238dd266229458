"""The staff's desk "Việc hôm nay": what is due, for whom, is the machine well (ADM-4)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import WatchLine, WorkItem
from core import mail, tasks
from core.calendar import WorkingCalendar
from core.vietnamese import ENGLISH_WEEKDAYS, WEEKDAYS
from ecosystem.classification import selectors as classification
from ecosystem.innovation_index import selectors as innovation_index
from ecosystem.registry import selectors as registry
from ecosystem.targets import selectors as targets
from programs.calls import selectors as calls
from programs.cohorts import selectors as cohorts
from programs.investors.selectors import work as investors
from search import selectors as search

SOON_WORKING_DAYS = 5
MENU_SECONDS = 60
# Five working days end within this, Tết included.
LOOK_AHEAD = timedelta(days=60)
# A worker fetches within seconds; what waits longer waits for a worker or a mail server.
QUEUE_PATIENCE = timedelta(minutes=5)
ROOMS = (registry, classification, targets, innovation_index, calls, cohorts, investors)

Text = str | Promise


@dataclass(frozen=True)
class DeskRow:
    """An item with its lateness in working days, 0 when it is not late."""

    item: WorkItem
    late_by: int
    when: str
    note: str


@dataclass(frozen=True)
class DeskGroup:
    key: str
    title: Text
    counter: Text
    rows: tuple[DeskRow, ...]

    @property
    def count(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Scope:
    key: str
    label: Text
    count: int
    current: bool


@dataclass(frozen=True)
class TeamLine:
    name: str
    count: int
    overdue: int


@dataclass(frozen=True)
class SystemLine:
    label: Text
    value: str
    is_well: bool
    has_list: bool = False


@dataclass(frozen=True)
class Desk:
    day: date
    scopes: tuple[Scope, ...]
    groups: tuple[DeskGroup, ...]
    team: tuple[TeamLine, ...]
    watch: tuple[WatchLine, ...]
    system: tuple[SystemLine, ...]
    next_due: date | None

    @property
    def is_empty(self) -> bool:
        return all(group.count == 0 for group in self.groups)

    @property
    def alarms(self) -> tuple[SystemLine, ...]:
        """What is broken, for the red line on top (ADM-11)."""
        return tuple(line for line in self.system if not line.is_well)


def desk(user: User, day: date, scope: str = "mine") -> Desk:
    """Return the desk of `user` on `day`.

    Scopes: mine (held by me or by nobody), team (or by somebody who has a role of mine), all.
    """
    items = [item for room in ROOMS for item in room.work_items(user, day)]
    team = set(User.objects.filter(groups__in=user.groups.all()).values_list("pk", flat=True))
    found = {
        "mine": [item for item in items if item.holder_key in {user.pk, None}],
        "team": [item for item in items if item.holder_key in {*team, user.pk, None}],
        "all": items,
    }
    labels = {"mine": _("Của tôi và chưa ai nhận"), "team": _("Của nhóm"), "all": _("Cả trung tâm")}
    chosen = scope if scope in found else "mine"
    return Desk(
        day=day,
        scopes=tuple(
            Scope(key, label, len(found[key]), key == chosen) for key, label in labels.items()
        ),
        groups=_groups(found[chosen], day),
        team=_team(items, day),
        watch=tuple(line for room in ROOMS for line in room.watch_lines(user, day) if line.count),
        system=_system(),
        next_due=min((item.due for item in items if item.due and item.due > day), default=None),
    )


def waiting_for(user: User, day: date) -> int:
    """Return how many items are overdue or due on the day and held by this person or nobody.

    Kept for a minute: every page of the staff's admin asks it for the menu.
    """
    key = f"home:waiting:{user.pk}:{day:%Y%m%d}"
    count: int | None = cache.get(key)
    if count is None:
        count = _waiting_for(user, day)
        cache.set(key, count, MENU_SECONDS)
    return count


def _waiting_for(user: User, day: date) -> int:
    return sum(
        1
        for room in ROOMS
        for item in room.work_items(user, day)
        if not item.waits_for_others
        and item.holder_key in {user.pk, None}
        and item.due is not None
        and item.due <= day
    )


def _groups(items: Sequence[WorkItem], day: date) -> tuple[DeskGroup, ...]:
    oldest = min((item.due for item in items if item.due), default=day)
    working = WorkingCalendar.of(min(oldest, day), day + LOOK_AHEAD)
    soon = working.add_working_days(day, SOON_WORKING_DAYS)
    sorted_items: dict[str, list[WorkItem]] = {
        "overdue": [],
        "today": [],
        "soon": [],
        "later": [],
        "waiting": [],
    }
    for item in items:
        sorted_items[_group_of(item, day, soon)].append(item)
    titles: dict[str, tuple[Text, Text]] = {
        "overdue": (_("Quá hạn"), _("quá hạn")),
        "today": (_("Đến hạn hôm nay"), _("đến hạn hôm nay")),
        "soon": (_("Trong 5 ngày làm việc"), _("trong 5 ngày làm việc")),
        "later": (_("Về sau"), _("về sau")),
        "waiting": (_("Chờ người khác"), _("chờ người khác")),
    }
    return tuple(
        DeskGroup(
            key,
            *titles[key],
            tuple(
                _row(item, day, working)
                for item in sorted(found, key=lambda item: (item.due or date.max, item.code))
            ),
        )
        for key, found in sorted_items.items()
    )


def _group_of(item: WorkItem, day: date, soon: date) -> str:
    if item.waits_for_others:
        return "waiting"
    if item.due is None or item.due > soon:
        return "later"
    if item.due < day:
        return "overdue"
    return "today" if item.due == day else "soon"


def _row(item: WorkItem, day: date, working: WorkingCalendar) -> DeskRow:
    if item.due is None:
        return DeskRow(item, 0, _("không hạn"), "")
    when = date_format(item.due, "d/m")
    if item.due < day and not item.waits_for_others:
        late = working.working_days_between(item.due, day)
        return DeskRow(item, late, when, _("quá %(days)s ngày làm việc") % {"days": late})
    if item.due == day:
        return DeskRow(item, 0, when, _("trước 17:00"))
    return DeskRow(item, 0, when, _weekday(item.due))


def _weekday(day: date) -> str:
    names = ENGLISH_WEEKDAYS if get_language() == "en" else WEEKDAYS
    return names[day.weekday()]


def _team(items: Iterable[WorkItem], day: date) -> tuple[TeamLine, ...]:
    held: Counter[str] = Counter()
    late: Counter[str] = Counter()
    for item in items:
        if item.waits_for_others:
            continue
        name = item.holder_name or _("Chưa ai nhận")
        held[name] += 1
        late[name] += bool(item.due and item.due < day)
    return tuple(TeamLine(name, count, late[name]) for name, count in held.most_common())


def _system() -> tuple[SystemLine, ...]:
    status = search.status()
    return (
        SystemLine(
            _("Tìm kiếm"), _index_words(status), status.ready and status.behind_since is None
        ),
        _queue(_("Thư đi"), len(mail.troubled()), mail.waiting_since()),
        _queue(_("Việc nền"), len(tasks.dead()), tasks.waiting_since()),
    )


def _queue(label: Text, failed: int, since: datetime | None) -> SystemLine:
    """Say what has failed, and since when things wait that nobody fetches (ADM-11)."""
    words = [_("%(count)s lỗi") % {"count": failed}]
    stuck = since is not None and timezone.now() - since > QUEUE_PATIENCE
    if since and stuck:
        words.append(_("chờ từ %(moment)s") % {"moment": _moment(since)})
    return SystemLine(label, ", ".join(words), not failed and not stuck, has_list=True)


def _index_words(status: search.IndexStatus) -> str:
    if not status.ready:
        return _("chưa lập chỉ mục")
    if status.behind_since:
        return _("chậm từ %(moment)s") % {"moment": _moment(status.behind_since)}
    return _("kịp thời")


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "H:i d/m")
