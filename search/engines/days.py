"""Days, as every engine counts them."""

from calendar import monthrange
from datetime import date


def months_before(day: date, months: int) -> date:
    """Return the same day `months` earlier, or the last day of that month if it is shorter."""
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
