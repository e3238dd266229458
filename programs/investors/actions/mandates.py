"""What an investor looks for (INV-2)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import journal
from ecosystem.registry.choices import Instrument
from ecosystem.taxonomy.models import AdministrativeUnit, Sector, Stage
from programs.investors import policies
from programs.investors.choices import Currency
from programs.investors.models import InvestorAccount, Mandate

from . import ranking
from .errors import MatchingError, refuse


@dataclass(frozen=True)
class Wanted:
    """A mandate as it is typed. `rate` is đồng for one unit of the currency, on `rate_on`."""

    sectors: Iterable[Sector]
    ticket_min: Decimal
    ticket_max: Decimal
    currency: str = Currency.VND
    rate: Decimal | None = None
    rate_on: date | None = None
    stages: Iterable[Stage] = ()
    instruments: Iterable[str] = ()
    places: Iterable[AdministrativeUnit] = ()
    excluded_sectors: Iterable[Sector] = field(default=())
    exclusions: str = ""
    capital_until: date | None = None
    is_paused: bool = False


@transaction.atomic
def save_mandate(
    account: InvestorAccount, wanted: Wanted, *, by: User, at: datetime | None = None
) -> Mandate:
    """Write what the investor looks for, and compute its list anew. Raises MatchingError."""
    refuse(policies.act_for(by, account))
    rate = Decimal(1)
    if wanted.currency != Currency.VND:
        if not wanted.rate or wanted.rate_on is None:
            raise MatchingError(_("Nhập tỷ giá và ngày của tỷ giá cho đồng tiền này."))
        rate = wanted.rate
    if not 0 < wanted.ticket_min <= wanted.ticket_max:
        raise MatchingError(_("Mức đầu tư từ phải lớn hơn 0 và không lớn hơn mức đầu tư đến."))
    sectors, excluded = set(wanted.sectors), set(wanted.excluded_sectors)
    if both := sectors & excluded:
        names = ", ".join(sorted(sector.name for sector in both))
        raise MatchingError(_("Vừa tìm vừa loại trừ: %(names)s. Chọn một bên.") % {"names": names})
    InvestorAccount.objects.select_for_update().get(pk=account.pk)
    is_foreign = wanted.currency != Currency.VND
    mandate, is_new = Mandate.objects.update_or_create(
        account=account,
        defaults={
            "ticket_min": wanted.ticket_min,
            "ticket_max": wanted.ticket_max,
            "currency": wanted.currency,
            "rate": wanted.rate if is_foreign else None,
            "rate_on": wanted.rate_on if is_foreign else None,
            "min_vnd": _dong(wanted.ticket_min * rate),
            "max_vnd": _dong(wanted.ticket_max * rate),
            "instruments": sorted(Instrument(value).value for value in wanted.instruments),
            "exclusions": wanted.exclusions,
            "capital_until": wanted.capital_until,
            "is_paused": wanted.is_paused,
            "saved_at": at or timezone.now(),
        },
    )
    mandate.sectors.set(sectors)
    mandate.stages.set(wanted.stages)
    mandate.places.set(wanted.places)
    mandate.excluded_sectors.set(excluded)
    journal.write("save_mandate", account, by=by, after={"first": is_new})
    ranking.recompute_account(account, at=at)
    return mandate


def _dong(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)
