"""What was decided, when it was let out, by which letter, and how the applicant answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.calls.choices import LetterKind, LetterStatus, OfferAnswer, Outcome
from programs.calls.querysets import LetterQuerySet, OfferQuerySet

from .applications import Application
from .calls import Call


class Release(models.Model):
    """One act that lets pending decisions out together; letters wait until `leaves_at`."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="releases")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    leaves_at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("lần công bố kết quả")
        verbose_name_plural = _("lần công bố kết quả")

    def __str__(self) -> str:
        return f"{self.call_id} {self.at:%d/%m/%Y %H:%M}"


class Decision(models.Model):
    """What is to become of an application. Pending until it is part of a release (PRG-14).

    A decision that has been let out is never edited: a correction is a new one.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=8, choices=Outcome)
    rank = models.PositiveSmallIntegerField(
        _("thứ tự dự bị"), null=True, blank=True, help_text=_("thứ tự trong danh sách dự bị")
    )
    reason = models.TextField(_("lý do gửi người nộp"), blank=True)
    quota_reason = models.TextField(_("lý do vượt chỉ tiêu ưu tiên"), blank=True)
    votes_for = models.PositiveSmallIntegerField(_("phiếu thuận"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("phiếu chống"), null=True, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    release = models.ForeignKey(
        Release, models.PROTECT, null=True, blank=True, related_name="decisions"
    )

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("quyết định")
        verbose_name_plural = _("quyết định")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(release=None), name="decision_one_pending"
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(reason=""), name="decision_correction_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome}"


class Letter(models.Model):
    """An entry of the outbox: it waits, can be recalled while it waits, and is sent once."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="letters")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="letters")
    release = models.ForeignKey(Release, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=12, choices=LetterKind)
    status = models.CharField(max_length=12, choices=LetterStatus, default=LetterStatus.WAITING)
    leaves_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    recalled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["leaves_at", "pk"]
        verbose_name = _("thư kết quả")
        verbose_name_plural = _("thư kết quả")
        constraints = [
            # PRG-14: no two letters in the outbox for one application, so never opposite ones.
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(status=LetterStatus.WAITING),
                name="letter_one_waiting_per_application",
            ),
            models.CheckConstraint(
                condition=Q(status=LetterStatus.SENT, sent_at__isnull=False)
                | (~Q(status=LetterStatus.SENT) & Q(sent_at=None)),
                name="letter_sent_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(status=LetterStatus.RECALLED, recalled_at__isnull=False)
                | (~Q(status=LetterStatus.RECALLED) & Q(recalled_at=None)),
                name="letter_recalled_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind} {self.status}"


class Offer(models.Model):
    """A place that is held until the end of `reply_by` (PRG-15)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="offers")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="offer")
    made_at = models.DateTimeField(default=timezone.now)
    reply_by = models.DateField(_("trả lời trước hết ngày"))
    answer = models.CharField(max_length=12, choices=OfferAnswer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("lời nhắn"), max_length=500, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("lời mời")
        verbose_name_plural = _("lời mời")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(answer=""), name="offer_one_open"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="offer_answered_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.answer or self.reply_by}"
