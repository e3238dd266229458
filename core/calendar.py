"""Working days, and the periods that figures belong to.

Weekends are known; public holidays, Tết and weekend days that are worked instead are data, entered
for each year and confirmed by staff.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from .models import Holiday

ONE_DAY = timedelta(days=1)
# A day that is not found in so many days is a fault in the data, not a long holiday.
_LONGEST_SEARCH = 3660


@dataclass(frozen=True)
class WorkingCalendar:
    """The exceptions of one span of days, read once, for pages that ask about many dates.

    Days outside the span count as ordinary weeks.
    """

    exceptions: Mapping[date, bool]

    @classmethod
    def of(cls, first: date, last: date) -> Self:
        """Read the holidays of the span with one query."""
        rows = Holiday.objects.filter(day__range=(first, last)).order_by()
        return cls(dict(rows.values_list("day", "is_working_day")))

    def is_working_day(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() < 5)

    def add_working_days(self, day: date, count: int) -> date:
        """Return the working day that is `count` working days after `day`, before it if negative.

        `day` itself is not counted, working or not; a count of 0 gives `day`.
        """
        step = ONE_DAY if count >= 0 else -ONE_DAY
        left = abs(count)
        for _ in range(_LONGEST_SEARCH + 2 * left):
            if not left:
                return day
            day += step
            left -= self.is_working_day(day)
        raise ValueError("no working day within ten years: see the table of holidays")

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start` up to and with `end`.

        Negative when `end` is before `start`: then the working days after `end` with `start`.
        """
        if end < start:
            return -self.working_days_between(end, start)
        return sum(
            self.is_working_day(start + timedelta(days=offset))
            for offset in range(1, (end - start).days + 1)
        )


def is_working_day(day: date) -> bool:
    return WorkingCalendar.of(day, day).is_working_day(day)


def add_working_days(day: date, count: int) -> date:
    """Return the working day that is `count` working days after `day`. See WorkingCalendar."""
    # Five weekdays in seven; Tết and what is joined to it stay under 30 days even when doubled.
    reach = timedelta(days=2 * abs(count) + 60)
    return WorkingCalendar.of(day - reach, day + reach).add_working_days(day, count)


def working_days_between(start: date, end: date) -> int:
    """Return how many working days lie after `start` up to and with `end`."""
    calendar = WorkingCalendar.of(min(start, end), max(start, end))
    return calendar.working_days_between(start, end)


def add_months(day: date, months: int) -> date:
    """Return the same day of a month later or, with a minus, earlier; the last if it is missing.

    31 January and one month is 28 or 29 February.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - ONE_DAY).day
    return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True, order=True)
class Year:
    """A calendar year as a period of figures."""

    year: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year)

    @property
    def first_day(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, 12, 31)

    @property
    def next(self) -> "Year":
        return Year(self.year + 1)

    @property
    def previous(self) -> "Year":
        return Year(self.year - 1)

    def __str__(self) -> str:
        return str(self.year)


_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year, the first is number 1."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4:
            raise ValueError(f"a year has no quarter {self.number}")

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, code: str) -> Self:
        """Return the quarter of "2026-Q3". Raises ValueError."""
        year, _, number = code.partition("-Q")
        return cls(int(year), int(number))

    @property
    def code(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        return self.next.first_day - ONE_DAY

    @property
    def next(self) -> "Quarter":
        return self._moved(1)

    @property
    def previous(self) -> "Quarter":
        return self._moved(-1)

    def _moved(self, count: int) -> "Quarter":
        year, index = divmod(4 * self.year + self.number - 1 + count, 4)
        return Quarter(year, index + 1)

    def until(self, last: "Quarter") -> Iterator["Quarter"]:
        """Yield this quarter and the following ones up to and with `last`."""
        quarter = self
        while quarter <= last:
            yield quarter
            quarter = quarter.next

    def __str__(self) -> str:
        return f"Quý {_ROMAN[self.number - 1]}/{self.year}"
