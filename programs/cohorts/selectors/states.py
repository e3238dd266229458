"""How a milestone stands on a day: one of five marks, with words and a date."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core import vietnamese
from programs.cohorts.choices import OPEN_TO_FIRM, MilestoneStatus
from programs.cohorts.models import Milestone


class Mark(StrEnum):
    """A plot on the board; each has its own fill, so that colour only repeats it."""

    ACCEPTED = "accepted"
    WAITING = "waiting"
    SENT_BACK = "sent-back"
    LATE = "late"
    PLANNED = "planned"


# The names that the public site's plots have for the same fills.
PUBLIC_PLOTS = {
    Mark.ACCEPTED: "checked",
    Mark.WAITING: "entered",
    Mark.SENT_BACK: "asked",
    Mark.LATE: "disputed",
    Mark.PLANNED: "none",
}


@dataclass(frozen=True)
class Standing:
    """A mark, its words ("đã nhận"), and the day that belongs to it ("02/10")."""

    mark: Mark
    words: str
    detail: str

    @property
    def plot(self) -> str:
        return PUBLIC_PLOTS[self.mark]


def is_late(milestone: Milestone, day: date) -> bool:
    """Whether the firm should have handed it in before this day."""
    return milestone.status in OPEN_TO_FIRM and milestone.due_on < day


def standing(milestone: Milestone, day: date) -> Standing:
    if milestone.status == MilestoneStatus.ACCEPTED:
        return Standing(Mark.ACCEPTED, _("đã nhận"), short(milestone.decided_at))
    if milestone.status == MilestoneStatus.HANDED_IN:
        detail = _("nộp %(day)s") % {"day": short(milestone.handed_in_at)}
        return Standing(Mark.WAITING, _("chờ xem"), detail)
    due = _("hạn %(day)s") % {"day": short(milestone.due_on)}
    if milestone.due_on < day:
        days = (day - milestone.due_on).days
        words = ngettext("trễ %(days)s ngày", "trễ %(days)s ngày", days) % {"days": days}
        return Standing(Mark.LATE, words, due)
    if milestone.status == MilestoneStatus.SENT_BACK:
        return Standing(Mark.SENT_BACK, _("trả lại"), due)
    return Standing(Mark.PLANNED, _("chưa nộp"), due)


def short(day: date | datetime | None) -> str:
    """Return 02/10, in English 2 Oct; the year stands at the head of the page."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localdate(day)
    return date_format(day, "j M" if get_language() == "en" else "d/m")


def in_millions(amount: Decimal) -> str:
    """Return đồng in millions without needless digits: 40, 1.500, 0,5."""
    exact = amount / 10**6
    language = "en" if get_language() == "en" else "vi"
    return vietnamese.number(exact, 0 if exact == int(exact) else 1, language=language)
