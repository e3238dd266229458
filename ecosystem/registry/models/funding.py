"""Money that an organization raised, as both sides said it."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ecosystem.registry.choices import AmountBand, Instrument, Source
from ecosystem.registry.querysets import FundingRoundQuerySet

from .evidence import Evidence
from .organizations import Organization


class FundingRound(models.Model):
    """A round that was closed. Private: outside, only the event "round closed" is known.

    `reference` names what it was recorded from (a deal's number), so that it is recorded once.
    Like a fact it is closed and written anew, never edited.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="funding_rounds")
    reference = models.CharField(_("số tham chiếu"), max_length=64)
    closed_on = models.DateField(_("ngày hoàn tất"))
    instrument = models.CharField(_("hình thức"), max_length=16, choices=Instrument)
    amount_band = models.CharField(_("khoảng tiền"), max_length=16, choices=AmountBand)
    amount_vnd = models.DecimalField(
        _("số tiền (đồng)"), max_digits=20, decimal_places=0, null=True, blank=True
    )
    investor_organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="rounds_invested_in"
    )
    investor_name = models.CharField(_("nhà đầu tư"), max_length=300, blank=True)
    source = models.CharField(max_length=16, choices=Source, default=Source.OWNER)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="funding_rounds"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_until = models.DateTimeField(null=True, blank=True)

    objects = FundingRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-closed_on", "-pk"]
        verbose_name = _("vòng gọi vốn")
        verbose_name_plural = _("vòng gọi vốn")
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                condition=Q(recorded_until=None),
                name="funding_round_once_per_reference",
            ),
            models.CheckConstraint(
                condition=~Q(reference=""), name="funding_round_reference_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(amount_vnd=None) | Q(amount_vnd__gt=0),
                name="funding_round_amount_positive",
            ),
            models.CheckConstraint(
                condition=Q(investor_organization=None)
                | ~Q(investor_organization=F("organization")),
                name="funding_round_investor_is_another",
            ),
            models.CheckConstraint(
                condition=Q(recorded_until=None) | Q(recorded_until__gte=F("recorded_at")),
                name="funding_round_recorded_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.closed_on:%d/%m/%Y}"
