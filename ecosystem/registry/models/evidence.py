"""What proves, confirms or contradicts what is said about an organization."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import StoredFile
from ecosystem.registry.choices import (
    DuplicateState,
    EvidenceKind,
    FactKind,
    FactState,
    Source,
)
from ecosystem.registry.querysets import DuplicatePairQuerySet

from .organizations import Organization


class Evidence(models.Model):
    """A paper with a number of ours ("MC-00213"), its day and its end (REG-11)."""

    number = models.CharField(_("số"), max_length=16, unique=True)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="evidence")
    kind = models.CharField(_("loại giấy tờ"), max_length=24, choices=EvidenceKind)
    title = models.CharField(_("tên giấy tờ"), max_length=300)
    issuer = models.CharField(_("bên ký, bên cấp"), max_length=200, blank=True)
    issued_on = models.DateField(_("ngày ký"))
    valid_until = models.DateField(_("giá trị đến ngày"), null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    checked_at = models.DateTimeField(_("kiểm lúc"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        verbose_name = _("bằng chứng")
        verbose_name_plural = _("bằng chứng")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("issued_on")),
                name="evidence_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="evidence_checked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Fact(models.Model):
    """A value about an organization with its period, source and state. Private by default."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=24, choices=FactKind)
    value = models.DecimalField(max_digits=20, decimal_places=2)
    unit = models.CharField(max_length=32)
    on_date = models.DateField(null=True, blank=True)
    period = models.CharField(max_length=32, blank=True)
    source = models.CharField(max_length=16, choices=Source, default=Source.OWNER)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="facts"
    )
    state = models.CharField(max_length=16, choices=FactState, default=FactState.STATED)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "-recorded_at"]
        verbose_name = _("số liệu")
        verbose_name_plural = _("số liệu")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "period"],
                condition=Q(recorded_until=None),
                name="fact_once_per_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value} {self.unit}"


class Confirmation(models.Model):
    """Somebody said on a day that everything in the profile is still true (REG-20)."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="confirmations")
    day = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = _("lần xác nhận")
        verbose_name_plural = _("lần xác nhận")

    def __str__(self) -> str:
        return f"{self.organization_id} {self.day:%d/%m/%Y}"


class DuplicatePair(models.Model):
    """Two records that may be one organization, with the reasons; `left` has the smaller key."""

    left = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    right = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=16, choices=DuplicateState, default=DuplicateState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("cặp nghi trùng")
        verbose_name_plural = _("cặp nghi trùng")
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="duplicate_pair_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} – {self.right_id}"
