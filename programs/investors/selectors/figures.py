"""What may be said of matching in sum: counts, and money only for three deals or more (INV-10)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from ecosystem.registry.choices import AmountBand
from programs.investors.choices import SMALLEST_TOTAL
from programs.investors.models import Deal, Introduction, InvestorAccount


@dataclass(frozen=True)
class Figures:
    """Matching as known at a moment, up to and with a day.

    `bands` is empty while fewer than three deals are confirmed: a total of one or two would tell
    whose they are.
    """

    on_date: date
    known_at: datetime
    investors: int
    introductions_opened: int
    deals: int
    bands: tuple[tuple[str, int], ...]


def figures(on_date: date, known_at: datetime | None = None) -> Figures:
    """Count verified investors, opened introductions and confirmed deals."""
    moment = known_at or timezone.now()
    deals = Deal.objects.confirmed().filter(closed_on__lte=on_date, confirmed_at__lte=moment)
    bands = Counter(deals.values_list("amount_band", flat=True))
    count = sum(bands.values())
    return Figures(
        on_date=on_date,
        known_at=moment,
        investors=InvestorAccount.objects.verified(on_date).filter(checked_at__lte=moment).count(),
        introductions_opened=Introduction.objects.filter(
            released_at__date__lte=on_date, released_at__lte=moment
        ).count(),
        deals=count,
        bands=tuple((str(band.label), bands[band]) for band in AmountBand if bands[band])
        if count >= SMALLEST_TOTAL and all(bands[b] >= SMALLEST_TOTAL for b in bands)
        else (),
    )
