"""Tables of the tools. None of them knows a noun of the domain."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JournalEntry(models.Model):
    """One line of the audit trail. Written by `core.journal.write`, never changed, never deleted.

    Who acted is kept as a key and a name, not as a foreign key: an account may be closed, the
    line stays as it was, and `core` stands below `accounts`.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=64, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)
    subject_type = models.CharField(max_length=64)
    subject_key = models.CharField(max_length=64)
    verb = models.CharField(max_length=64)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("dòng nhật ký")
        verbose_name_plural = _("nhật ký")
        indexes = [
            models.Index(fields=["subject_type", "subject_key", "-number"], name="journal_subject"),
            models.Index(fields=["actor_key", "-number"], name="journal_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject_type} {self.subject_key}"


class NumberSequence(models.Model):
    """The last number given out under a name, e.g. "case-2026"."""

    name = models.CharField(max_length=64, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class Holiday(models.Model):
    """A day on which offices are closed, or a weekend day on which they work."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=200)
    is_working_day = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["day"]
        verbose_name = _("ngày nghỉ lễ")
        verbose_name_plural = _("ngày nghỉ lễ")

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"


class StoredFile(models.Model):
    """A file in private storage. Who may read it is asked of the room that holds it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=255, unique=True)
    uploaded_at = models.DateTimeField()
    uploaded_by_key = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("tệp")
        verbose_name_plural = _("tệp")
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_not_empty"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="stored_file_sha256_hex"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TaskAttempt(models.Model):
    """What happened to a queued task that was lost or failed: attempts, and the end of patience."""

    task_key = models.UUIDField(unique=True)
    path = models.CharField(max_length=255)
    attempts = models.PositiveIntegerField(default=1)
    last_error = models.TextField(blank=True)
    last_at = models.DateTimeField()
    dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("lượt chạy việc nền")
        verbose_name_plural = _("lượt chạy việc nền")

    def __str__(self) -> str:
        return f"{self.path} ({self.attempts})"
