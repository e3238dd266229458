"""An introduction with both consents, what came of it, and what went wrong."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import StoredFile
from ecosystem.registry.choices import AmountBand, Instrument
from ecosystem.registry.models import Organization
from programs.investors.choices import (
    RELEASED,
    STANDING,
    WHY_LENGTH,
    ComplaintStatus,
    IntroductionStatus,
    OutcomeAnswer,
    Side,
)
from programs.investors.querysets import (
    ComplaintQuerySet,
    DealQuerySet,
    IntroductionQuerySet,
    OutcomeQuerySet,
)

from .accounts import InvestorAccount


class Introduction(models.Model):
    """One side asks to meet the other; contacts open to both when both have accepted (INV-7).

    `decline_reason` is read by the side that declined and by the officer, never by the other side.
    """

    number = models.CharField(_("số"), max_length=20, unique=True)
    account = models.ForeignKey(InvestorAccount, models.PROTECT, related_name="introductions")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="introductions")
    status = models.CharField(_("tình trạng"), max_length=12, choices=IntroductionStatus)
    asked_side = models.CharField(_("bên đề nghị"), max_length=8, choices=Side)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("đề nghị lúc"))
    request_key = models.UUIDField(unique=True, null=True, blank=True)
    why = models.CharField(_("vì sao muốn gặp"), max_length=WHY_LENGTH)
    factors = models.JSONField(default=list)
    answer_by = models.DateField(_("hạn trả lời"))
    investor_accepted_at = models.DateTimeField(null=True, blank=True)
    firm_accepted_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(_("mở liên hệ lúc"), null=True, blank=True)
    room_until = models.DateField(_("phòng dữ liệu đến ngày"), null=True, blank=True)
    met_on = models.DateField(_("gặp ngày"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    declined_side = models.CharField(max_length=8, choices=Side, blank=True)
    decline_reason = models.CharField(max_length=300, blank=True)
    letters = models.JSONField(default=list, help_text=_("số của các thư đã gửi bên được hỏi"))
    is_demo = models.BooleanField(default=False, editable=False)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("lời đề nghị giới thiệu")
        verbose_name_plural = _("lời đề nghị giới thiệu")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organization"],
                condition=Q(status__in=sorted(STANDING)),
                name="introduction_one_standing_per_pair",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None)
                | Q(
                    released_at__isnull=False,
                    investor_accepted_at__isnull=False,
                    firm_accepted_at__isnull=False,
                ),
                name="introduction_released_by_both",
            ),
            models.CheckConstraint(
                condition=(Q(status__in=sorted(RELEASED)) & Q(released_at__isnull=False))
                | (~Q(status__in=sorted(RELEASED)) & Q(released_at=None)),
                name="introduction_released_state",
            ),
            models.CheckConstraint(
                condition=Q(status=IntroductionStatus.DECLINED) & ~Q(declined_side="")
                | ~Q(status=IntroductionStatus.DECLINED) & Q(declined_side="", decline_reason=""),
                name="introduction_declined_by_a_side",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def accepted_at(self, side: Side | str) -> datetime | None:
        return self.investor_accepted_at if side == Side.INVESTOR else self.firm_accepted_at


class Outcome(models.Model):
    """What one side says 30, 90 and 180 days after the contacts opened (INV-10)."""

    introduction = models.ForeignKey(Introduction, models.PROTECT, related_name="outcomes")
    side = models.CharField(max_length=8, choices=Side)
    after_days = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(_("đến nay"), max_length=8, choices=OutcomeAnswer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["after_days", "side"]
        verbose_name = _("lần hỏi kết quả")
        verbose_name_plural = _("lần hỏi kết quả")
        constraints = [
            models.UniqueConstraint(
                fields=["introduction", "side", "after_days"], name="outcome_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="outcome_answered_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.introduction_id} {self.side} {self.after_days}"


class Deal(models.Model):
    """Money changed hands. It counts when both say the same, or a paper was checked (INV-10)."""

    introduction = models.OneToOneField(Introduction, models.PROTECT, related_name="deal")
    document = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("xác nhận lúc"), null=True, blank=True)
    closed_on = models.DateField(_("ngày đầu tư"), null=True, blank=True)
    instrument = models.CharField(max_length=16, choices=Instrument, blank=True)
    amount_band = models.CharField(max_length=16, choices=AmountBand, blank=True)

    objects = DealQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("khoản đầu tư")
        verbose_name_plural = _("khoản đầu tư")
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, closed_on=None, instrument="", amount_band="")
                | (
                    Q(confirmed_at__isnull=False, closed_on__isnull=False)
                    & ~Q(instrument="")
                    & ~Q(amount_band="")
                ),
                name="deal_confirmed_as_a_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.introduction_id)


class DealStatement(models.Model):
    """What one side says about the deal: day, instrument, band of amount."""

    deal = models.ForeignKey(Deal, models.PROTECT, related_name="statements")
    side = models.CharField(max_length=8, choices=Side)
    closed_on = models.DateField(_("ngày đầu tư"))
    instrument = models.CharField(_("hình thức"), max_length=16, choices=Instrument)
    amount_band = models.CharField(_("khoảng tiền"), max_length=16, choices=AmountBand)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["side"]
        verbose_name = _("lời khai về khoản đầu tư")
        verbose_name_plural = _("lời khai về khoản đầu tư")
        constraints = [
            models.UniqueConstraint(fields=["deal", "side"], name="deal_said_once_by_a_side"),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.side}"


class Complaint(models.Model):
    """Somebody behaved badly: new requests of theirs wait until the officer has looked (INV-12)."""

    number = models.CharField(_("số"), max_length=20, unique=True)
    introduction = models.ForeignKey(Introduction, models.PROTECT, related_name="complaints")
    by_side = models.CharField(max_length=8, choices=Side)
    text = models.TextField(_("việc đã xảy ra"), max_length=1000)
    status = models.CharField(max_length=12, choices=ComplaintStatus, default=ComplaintStatus.OPEN)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateField(_("hạn xem xét"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("trả lời"), max_length=300, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("khiếu nại")
        verbose_name_plural = _("khiếu nại")
        constraints = [
            models.UniqueConstraint(
                fields=["introduction", "by_side"],
                condition=Q(status=ComplaintStatus.OPEN),
                name="complaint_one_open_of_a_side",
            ),
        ]

    def __str__(self) -> str:
        return self.number
