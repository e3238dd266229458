"""What is recorded about money that an organization looks for or has raised."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from core import journal
from core.lifecycle import ObstacleError
from ecosystem.registry import policies
from ecosystem.registry.choices import AmountBand, EventKind, Instrument, Source
from ecosystem.registry.models import Evidence, FundingRound, Organization

from . import records, rows


def record_funding_round(
    organization: Organization,
    *,
    closed_on: date,
    instrument: Instrument | str,
    amount_band: AmountBand | str,
    reference: str,
    by: User | None,
    investor_organization: Organization | None = None,
    investor_name: str = "",
    amount_vnd: Decimal | None = None,
    evidence: Evidence | None = None,
    source: Source = Source.OWNER,
) -> FundingRound:
    """Record a closed round under its reference; recorded again, the one that stands is returned.

    The caller has the word of both sides; `by` is who spoke last. Amount and investor stay out of
    the journal and of the event, which the public sees.
    """
    standing = FundingRound.objects.current().filter(reference=reference)
    if already := standing.first():
        return already
    stamp = records.stamp(closed_on, None, source)
    try:
        with transaction.atomic():
            funding_round = FundingRound.objects.create(
                organization=organization,
                reference=reference,
                closed_on=closed_on,
                instrument=Instrument(instrument),
                amount_band=AmountBand(amount_band),
                amount_vnd=amount_vnd,
                investor_organization=investor_organization,
                investor_name=investor_name,
                source=source,
                evidence=evidence,
                recorded_at=stamp.at,
            )
            rows.write_event(organization, EventKind.ROUND_CLOSED, stamp)
            journal.write(
                "record_funding_round",
                organization,
                by=by,
                at=stamp.at,
                after={
                    "reference": reference,
                    "closed_on": closed_on,
                    "instrument": funding_round.instrument,
                    "amount_band": funding_round.amount_band,
                },
            )
    except IntegrityError:
        # The other side's confirmation was recorded at the same moment.
        if already := standing.first():
            return already
        raise
    return funding_round


@transaction.atomic
def set_raising(organization: Organization, *, until: date | None, by: User | None) -> Organization:
    """Say until when the organization looks for money; None says that it does not.

    Raises ObstacleError. `by=None` is the system.
    """
    if by is not None and (obstacle := policies.set_raising(by, organization)):
        raise ObstacleError(obstacle)
    record = Organization.objects.select_for_update().get(pk=organization.pk)
    before = record.raising_until
    if before == until:
        return record
    record.raising_until = until
    now = timezone.now()
    records.save(record, now)
    records.write_down(
        record,
        "change",
        by=by,
        at=now,
        before={"raising_until": before},
        after={"raising_until": until},
    )
    return record
