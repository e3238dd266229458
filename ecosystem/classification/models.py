"""Schemes, their classes, and dated decisions that an organization belongs to a class."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.temporal import TemporalRow
from ecosystem.registry.models import Evidence, Organization
from ecosystem.taxonomy.models import LegalDocument

from .choices import CountSource, EndReason, ProposalKind, ProposalStatus
from .querysets import ClassificationQuerySet, ProposalQuerySet


class Scheme(models.Model):
    """A way to classify organizations, with its legal ground and the version of its definition."""

    code = models.CharField(_("mã"), max_length=24, unique=True)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    legal_document = models.ForeignKey(
        LegalDocument, models.PROTECT, null=True, blank=True, related_name="schemes"
    )
    definition = models.TextField(blank=True)
    definition_version = models.PositiveSmallIntegerField(default=1)
    count_source = models.CharField(
        max_length=16, choices=CountSource, default=CountSource.DECISIONS
    )
    mark = models.CharField(max_length=1, default="U")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("hệ phân loại")
        verbose_name_plural = _("hệ phân loại")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_vi


class SchemeClass(models.Model):
    """One class of a scheme. A nested class presupposes its parent on every day (REG-12)."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="classes")
    code = models.CharField(_("mã"), max_length=24)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    evidence_kinds = models.JSONField(
        default=list, blank=True, help_text=_("cần ít nhất một bằng chứng thuộc các loại này")
    )
    evidence_months = models.PositiveSmallIntegerField(null=True, blank=True)
    term_years = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("số năm kể từ ngày đăng ký lần đầu")
    )
    subgroups = models.JSONField(
        default=list, blank=True, help_text=_("các nhóm: code, name_vi, name_en")
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["scheme", "position", "code"]
        verbose_name = _("lớp")
        verbose_name_plural = _("lớp")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="class_once_per_scheme"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_vi


class Proposal(models.Model):
    """One officer proposes that a class begins or ends; another puts it in force (REG-14)."""

    number = models.CharField(_("số"), max_length=20, unique=True)
    kind = models.CharField(max_length=8, choices=ProposalKind, default=ProposalKind.BEGIN)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="classification_proposals"
    )
    scheme_class = models.ForeignKey(SchemeClass, models.PROTECT, related_name="proposals")
    subgroup = models.CharField(_("nhóm"), max_length=24, blank=True)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    legal_basis = models.ForeignKey(LegalDocument, models.PROTECT, null=True, blank=True)
    reason = models.TextField(_("dữ kiện dựa vào"))
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="proposals")
    status = models.CharField(
        max_length=16, choices=ProposalStatus, default=ProposalStatus.PROPOSED
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = _("đề xuất phân loại")
        verbose_name_plural = _("đề xuất phân loại")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "scheme_class"],
                condition=Q(status=ProposalStatus.PROPOSED),
                name="proposal_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(status=ProposalStatus.IN_FORCE) | ~Q(decided_by=F("proposed_by")),
                name="proposal_two_officers",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Classification(TemporalRow):
    """An organization belongs to a class from a day on. Decided, closed, never edited (ARC-2)."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="classifications")
    scheme_class = models.ForeignKey(SchemeClass, models.PROTECT, related_name="classifications")
    subgroup = models.CharField(max_length=24, blank=True)
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="classifications"
    )
    decided_on = models.DateField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    legal_basis = models.ForeignKey(LegalDocument, models.PROTECT, null=True, blank=True)
    reason = models.TextField(blank=True)
    end_reason = models.CharField(max_length=16, choices=EndReason, blank=True)
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="classifications")
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    objects = ClassificationQuerySet.as_manager()

    class Meta(TemporalRow.Meta):
        ordering = ["valid_from", "pk"]
        verbose_name = _("phân loại")
        verbose_name_plural = _("phân loại")
        constraints = [
            *TemporalRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "scheme_class"],
                condition=Q(valid_to=None, recorded_until=None),
                name="classification_one_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["scheme_class", "valid_from", "recorded_at"], name="classification_count"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.scheme_class_id} {self.valid_from}"
