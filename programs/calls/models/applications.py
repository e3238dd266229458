"""What somebody sends to a call."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import StoredFile
from ecosystem.registry.models import Organization
from programs.calls.choices import ApplicationStatus
from programs.calls.querysets import ApplicationQuerySet

from .calls import Call, FormVersion


class LateCode(models.Model):
    """One person may send to one call after it has closed, until a moment (PRG-9)."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="late_codes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    code = models.CharField(max_length=16, unique=True)
    expires_at = models.DateTimeField(_("dùng đến lúc"))
    reason = models.CharField(_("lý do"), max_length=300)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at"]
        verbose_name = _("mã nộp trễ")
        verbose_name_plural = _("mã nộp trễ")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "user"], condition=Q(used_at=None), name="late_code_one_unused"
            )
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.user_id}"


class Application(models.Model):
    """One organization's application to one call.

    `answers` maps the identity of a question to what was typed. `registry_copy` is what the
    registry said at the moment of submission (PRG-7). `blind_answers` is the edited copy of the
    anonymous phase, None until an officer has made it (PRG-13).
    """

    number = models.CharField(_("số hồ sơ"), max_length=20, unique=True)
    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="applications", verbose_name=_("tổ chức")
    )
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="applications",
        verbose_name=_("người nộp"),
    )
    status = models.CharField(
        _("tình trạng"),
        max_length=24,
        choices=ApplicationStatus,
        default=ApplicationStatus.DRAFT,
    )
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="applications")
    track = models.CharField(_("nhánh"), max_length=120, blank=True)
    eligibility = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    registry_confirmed_at = models.DateTimeField(null=True, blank=True)
    registry_copy = models.JSONField(null=True, blank=True)
    blind_answers = models.JSONField(null=True, blank=True)

    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    submit_key = models.UUIDField(null=True, blank=True, unique=True)
    submitted_at = models.DateTimeField(_("nộp lúc"), null=True, blank=True)
    late_code = models.OneToOneField(
        LateCode, models.PROTECT, null=True, blank=True, related_name="application"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người giữ"),
    )
    answer_by = models.DateField(_("bổ sung đến ngày"), null=True, blank=True)
    reason = models.TextField(_("lý do không đủ điều kiện"), blank=True)
    is_demo = models.BooleanField(default=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["call", "number"]
        verbose_name = _("hồ sơ dự tuyển")
        verbose_name_plural = _("hồ sơ dự tuyển")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "organization"],
                condition=~Q(status=ApplicationStatus.WITHDRAWN),
                name="application_one_per_call_and_organization",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN])
                | Q(
                    submitted_at__isnull=False,
                    submit_key__isnull=False,
                    registry_copy__isnull=False,
                ),
                name="application_submitted_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(status=ApplicationStatus.NOT_ELIGIBLE) | ~Q(reason=""),
                name="application_not_eligible_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["call", "status"], name="application_standing")]

    def __str__(self) -> str:
        return self.number


class ApplicationFile(models.Model):
    """A file that answers one question. In the anonymous phase only safe ones are shown."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="files")
    field = models.UUIDField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    is_blind_safe = models.BooleanField(default=False)

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = _("tệp của hồ sơ dự tuyển")
        verbose_name_plural = _("tệp của hồ sơ dự tuyển")

    def __str__(self) -> str:
        return str(self.file)


class Question(models.Model):
    """What an officer asks back about one answer; only this answer opens again."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="questions")
    field = models.UUIDField()
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("câu hỏi bổ sung")
        verbose_name_plural = _("câu hỏi bổ sung")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "field"],
                condition=Q(answered_at=None),
                name="question_one_open_per_field",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.field}"
