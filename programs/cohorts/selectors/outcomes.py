"""What became of a cohort: answers after 6, 12 and 24 months, and who did not answer (PRG-19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from programs.cohorts.choices import FOLLOW_UP_MONTHS, FollowUpStatus, RevenueBand
from programs.cohorts.models import Cohort, FollowUp

from .states import in_millions


@dataclass(frozen=True)
class Outcome:
    """Answers of one cohort after so many months, as the firms state them.

    `asked` is everybody whose day has come: those who answered, did not answer, still may, or are
    not asked since they withdrew their consent. Sums are over the answers alone; None where nobody
    answered, which is not zero. `capital` in đồng.
    """

    months: int
    asked: int
    answered: int
    unanswered: int
    waiting: int
    not_asked: int
    alive: int | None
    closed: int | None
    in_province: int | None
    staff: int | None
    capital: Decimal | None
    bands: tuple[tuple[str, int], ...]

    @property
    def is_due(self) -> bool:
        return self.asked > 0

    @property
    def capital_millions(self) -> str:
        return "—" if self.capital is None else in_millions(self.capital)


@dataclass(frozen=True)
class CohortOutcome:
    cohort: Cohort
    left: int
    rows: tuple[Outcome, ...]


def outcomes(cohorts: Sequence[Cohort] | QuerySet[Cohort]) -> tuple[CohortOutcome, ...]:
    """Return the outcome table by cohort, with one query for all the answers."""
    cohorts = list(cohorts)
    found: dict[tuple[int, int], list[FollowUp]] = {}
    left: dict[int, set[int]] = {}
    rows = FollowUp.objects.filter(member__cohort__in=cohorts).select_related("member")
    for row in rows.order_by("pk"):
        found.setdefault((row.member.cohort_id, row.months), []).append(row)
        left.setdefault(row.member.cohort_id, set()).add(row.member_id)
    return tuple(
        CohortOutcome(
            cohort,
            len(left.get(cohort.pk, ())),
            tuple(
                outcome(months, found.get((cohort.pk, months), [])) for months in FOLLOW_UP_MONTHS
            ),
        )
        for cohort in cohorts
    )


def outcome(months: int, rows: Sequence[FollowUp]) -> Outcome:
    """Add up follow-ups of the same number of months."""
    by_status = {status: [row for row in rows if row.status == status] for status in FollowUpStatus}
    answered = by_status[FollowUpStatus.ANSWERED]
    alive = [row for row in answered if row.is_alive]
    staff = [row.staff for row in alive if row.staff is not None]
    capital = [row.capital for row in alive if row.capital is not None]
    bands = ((band, sum(row.revenue_band == band for row in alive)) for band in RevenueBand)
    return Outcome(
        months=months,
        asked=len(rows) - len(by_status[FollowUpStatus.PLANNED]),
        answered=len(answered),
        unanswered=len(by_status[FollowUpStatus.UNANSWERED]),
        waiting=len(by_status[FollowUpStatus.ASKED]),
        not_asked=len(by_status[FollowUpStatus.NOT_ASKED]),
        alive=len(alive) if answered else None,
        closed=len(answered) - len(alive) if answered else None,
        in_province=sum(bool(row.is_in_province) for row in alive) if answered else None,
        staff=sum(staff) if staff else None,
        capital=sum(capital, Decimal(0)) if capital else None,
        bands=tuple((str(band.label), count) for band, count in bands if count),
    )
