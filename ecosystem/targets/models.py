"""Targets of the province's acts, and numbers frozen for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ecosystem.classification.models import SchemeClass
from ecosystem.taxonomy.choices import Mark
from ecosystem.taxonomy.models import Boundary, LegalDocument, MarkedRow, in_language

from .choices import Comparator, Direction, Measure, RestatementReason, TargetState
from .querysets import TargetQuerySet


class Target(MarkedRow):
    """A number that an act wants by a day, quoted from the act."""

    code = models.CharField(_("mã"), max_length=32, unique=True)
    title_vi = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    quotation = models.TextField(_("trích văn bản"), blank=True)
    quotation_mark = models.CharField(max_length=1, choices=Mark, default=Mark.UNVERIFIED)
    act = models.ForeignKey(LegalDocument, models.PROTECT, null=True, blank=True)
    article = models.CharField(_("điều, khoản"), max_length=64, blank=True)
    boundary = models.ForeignKey(Boundary, models.PROTECT)
    scheme_class = models.ForeignKey(
        SchemeClass, models.PROTECT, null=True, blank=True, help_text=_("trống: không đếm được")
    )
    measure = models.CharField(max_length=8, choices=Measure, default=Measure.COUNT)
    unit = models.CharField(max_length=32, blank=True)
    unit_en = models.CharField(max_length=32, blank=True)
    comparator = models.CharField(max_length=12, choices=Comparator)
    number = models.DecimalField(max_digits=14, decimal_places=2)
    due_date = models.DateField()
    baseline = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    baseline_date = models.DateField(null=True, blank=True)
    baseline_source = models.CharField(max_length=300, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subsets"
    )
    state = models.CharField(max_length=12, choices=TargetState, default=TargetState.ACTIVE)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes"
    )
    disagrees_with = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="disagreeing"
    )
    is_used = models.BooleanField(default=True)
    use_reason = models.CharField(max_length=300, blank=True)
    use_reason_en = models.CharField(max_length=300, blank=True)
    source_name = models.CharField(
        max_length=100, blank=True, help_text=_("tên nguồn cho công chúng; “nguồn” là ghi chú")
    )
    responsible_body = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["position", "due_date", "code"]
        verbose_name = _("mục tiêu")
        verbose_name_plural = _("mục tiêu")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=TargetState.SUPERSEDED) | Q(superseded_by__isnull=False),
                name="target_superseded_names_successor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("targets:target", args=[self.code])

    @property
    def title(self) -> str:
        return in_language(self.title_vi, self.title_en)

    @property
    def unit_label(self) -> str:
        return in_language(self.unit, self.unit_en)

    @property
    def use_reason_label(self) -> str:
        return in_language(self.use_reason, self.use_reason_en)

    @property
    def counted_class(self) -> SchemeClass:
        """The class that is counted. Raises ValueError where the target is not counted."""
        if self.scheme_class is None:
            raise ValueError(f"{self.code} is not counted from the registry")
        return self.scheme_class

    @property
    def is_counted(self) -> bool:
        """Whether the registry can answer it; all others wait for a figure from outside."""
        return self.measure == Measure.COUNT and self.scheme_class_id is not None


class Snapshot(models.Model):
    """A number frozen with its list and evidence (TGT-11). Immutable."""

    code = models.CharField(max_length=24, unique=True)
    target = models.ForeignKey(Target, models.PROTECT, related_name="snapshots")
    scheme_class = models.ForeignKey(SchemeClass, models.PROTECT, related_name="snapshots")
    boundary = models.ForeignKey(Boundary, models.PROTECT)
    on_date = models.DateField()
    known_at = models.DateTimeField()
    number = models.PositiveIntegerField()
    definition_version = models.PositiveSmallIntegerField()
    canonical_text = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    restates = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="restated_by"
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-on_date", "-made_at"]
        verbose_name = _("bản chốt số")
        verbose_name_plural = _("bản chốt số")
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="snapshot_sha256_hex"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("targets:snapshot", args=[self.target.code, self.code])


class Restatement(models.Model):
    """Why one organization is in, out or changed between two snapshots (TGT-12)."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="restatements")
    organization_code = models.CharField(max_length=16)
    organization_name = models.CharField(max_length=300)
    direction = models.CharField(max_length=8, choices=Direction)
    reason = models.CharField(max_length=24, choices=RestatementReason)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["direction", "organization_code"]
        verbose_name = _("dòng điều chỉnh")
        verbose_name_plural = _("dòng điều chỉnh")
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "organization_code"], name="restatement_once_per_organization"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.organization_code}"
