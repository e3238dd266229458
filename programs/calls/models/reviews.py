"""Who reviews what, what stands in their way, and what they said."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.calls.choices import ConflictKind
from programs.calls.querysets import AssignmentQuerySet, ReviewerQuerySet

from .applications import Application
from .calls import Call


class Reviewer(models.Model):
    """A member of a call's council. Not a staff role: a row that points to a person."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="reviewers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviewer_rows")
    is_chair = models.BooleanField(_("chủ tịch hội đồng"), default=False)
    body = models.CharField(_("cơ quan, đơn vị"), max_length=200, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        ordering = ["call", "-is_chair", "added_at", "pk"]
        verbose_name = _("thành viên hội đồng")
        verbose_name_plural = _("thành viên hội đồng")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "user"], condition=Q(removed_at=None), name="reviewer_once_per_call"
            ),
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(is_chair=True, removed_at=None),
                name="reviewer_one_chair_per_call",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class Assignment(models.Model):
    """A reviewer is to read an application; removed, never deleted."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="assignments")
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="assignments")
    assigned_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["application", "pk"]
        verbose_name = _("phân công chấm")
        verbose_name_plural = _("phân công chấm")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                condition=Q(removed_at=None),
                name="assignment_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} – {self.reviewer_id}"


class ConflictAnswer(models.Model):
    """What a person said about themselves and an application before opening it (PRG-11)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="conflict_answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=ConflictKind)
    note = models.CharField(_("nói rõ"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("khai liên quan")
        verbose_name_plural = _("khai liên quan")
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="conflict_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.user_id}: {self.kind}"


class Review(models.Model):
    """Scores by criterion: a number, or None for "không đánh giá", which no mean counts.

    `scores` maps the primary key of a criterion, as text, to the score.
    """

    assignment = models.OneToOneField(Assignment, models.CASCADE, related_name="review")
    scores = models.JSONField(default=dict)
    comment = models.TextField(_("nhận xét cho hội đồng"), blank=True)
    advice = models.TextField(_("lời khuyên cho người nộp"), blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("phiếu chấm")
        verbose_name_plural = _("phiếu chấm")

    def __str__(self) -> str:
        return f"{self.assignment_id}"


class Remark(models.Model):
    """A line of the council's discussion about an application."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="remarks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("ý kiến"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("ý kiến thảo luận")
        verbose_name_plural = _("ý kiến thảo luận")

    def __str__(self) -> str:
        return f"{self.application_id} {self.by_id}"
