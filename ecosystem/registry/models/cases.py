"""Registration, change and claim: rows whose status moves along a table of steps."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import StoredFile
from ecosystem.registry.choices import (
    CaseKind,
    CaseStatus,
    Channel,
    CheckAnswer,
    CheckItem,
    Decision,
    EvidenceKind,
    OrganizationKind,
    ProofLevel,
    RefusalCode,
)
from ecosystem.registry.querysets import CaseQuerySet

from .organizations import Organization


class Case(models.Model):
    """What somebody asks of the registry. A draft accepts anything, including nothing (REGN-2).

    `answers` maps the keys of `choices.PROFILE_FIELDS` to what was typed. `version` counts saves
    and is compared on each, so that a second tab or a second officer meets a conflict, not a loss.
    """

    number = models.CharField(_("số hồ sơ"), max_length=20, unique=True)
    kind = models.CharField(_("loại việc"), max_length=16, choices=CaseKind)
    organization_kind = models.CharField(
        _("loại tổ chức"), max_length=16, choices=OrganizationKind, blank=True
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="cases"
    )
    status = models.CharField(
        _("tình trạng"), max_length=24, choices=CaseStatus, default=CaseStatus.DRAFT
    )
    answers = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="cases"
    )
    email = models.EmailField(_("thư điện tử"), blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    access_key_hash = models.CharField(
        max_length=64, unique=True, help_text=_("SHA-256 của khoá mở lại bản nháp")
    )
    channel = models.CharField(max_length=16, choices=Channel, default=Channel.PORTAL)
    proof = models.CharField(max_length=16, choices=ProofLevel, default=ProofLevel.NONE)

    created_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    submit_key = models.UUIDField(null=True, blank=True, unique=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_cases",
    )
    answer_by = models.DateField(_("hạn trả lời"), null=True, blank=True)
    clock_stopped_at = models.DateTimeField(null=True, blank=True)
    days_left = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("số ngày làm việc còn lại khi đồng hồ dừng")
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    message = models.TextField(_("lời gửi chủ hồ sơ"), blank=True)
    refusal_code = models.CharField(max_length=24, choices=RefusalCode, blank=True)
    duplicate_of = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+"
    )
    different_from = models.ManyToManyField(
        Organization,
        blank=True,
        related_name="+",
        help_text=_("cán bộ đã xem và thấy không trùng"),
    )
    reminded_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("hồ sơ")
        verbose_name_plural = _("hồ sơ")
        constraints = [
            models.UniqueConstraint(
                fields=["email", "kind", "organization_kind"],
                condition=Q(status=CaseStatus.DRAFT, kind=CaseKind.REGISTER) & ~Q(email=""),
                name="case_one_draft_per_email_and_kind",
            ),
            models.UniqueConstraint(
                fields=["phone", "kind", "organization_kind"],
                condition=Q(status=CaseStatus.DRAFT, kind=CaseKind.REGISTER, email="")
                & ~Q(phone=""),
                name="case_one_draft_per_phone_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(status=CaseStatus.DRAFT) | Q(submitted_at__isnull=False),
                name="case_submitted_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status=CaseStatus.REFUSED) | ~Q(refusal_code=""),
                name="case_refused_has_code",
            ),
            models.CheckConstraint(
                condition=~Q(status=CaseStatus.DUPLICATE) | Q(duplicate_of__isnull=False),
                name="case_duplicate_names_the_record",
            ),
        ]
        indexes = [models.Index(fields=["status", "answer_by"], name="case_due")]

    def __str__(self) -> str:
        return self.number


class CaseFile(models.Model):
    """A paper that came with a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="files")
    field = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=24, choices=EvidenceKind, default=EvidenceKind.OTHER)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = _("tệp của hồ sơ")
        verbose_name_plural = _("tệp của hồ sơ")

    def __str__(self) -> str:
        return str(self.file)


class FieldDecision(models.Model):
    """What an officer said about one field; the newest counts (REGN-13)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="field_decisions")
    field = models.CharField(max_length=40)
    decision = models.CharField(max_length=16, choices=Decision)
    code = models.CharField(max_length=24, choices=RefusalCode, blank=True)
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("quyết định từng ô")
        verbose_name_plural = _("quyết định từng ô")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "field"],
                condition=Q(sent_at=None),
                name="field_decision_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.field}: {self.decision}"


class CheckListItem(models.Model):
    """One line of the officer's checklist on a case (REGN-5)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="checklist")
    item = models.CharField(max_length=16, choices=CheckItem)
    answer = models.CharField(max_length=16, choices=CheckAnswer)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mục kiểm")
        verbose_name_plural = _("danh mục kiểm")
        constraints = [
            models.UniqueConstraint(fields=["case", "item"], name="check_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.item}"
