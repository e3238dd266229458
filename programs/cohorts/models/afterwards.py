"""What stays of a cohort: a certificate that can be checked, and questions in later years."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import StoredFile
from programs.cohorts.choices import FollowUpStatus, RevenueBand
from programs.cohorts.querysets import FollowUpQuerySet

from .cohorts import Member


class Certificate(models.Model):
    """Says that a firm graduated. Its words are frozen when it is issued; its file is made once.

    The check code stands on the paper and cannot be guessed; the number counts up.
    """

    number = models.CharField(_("số"), max_length=20, unique=True)
    check_code = models.CharField(_("mã kiểm tra"), max_length=14, unique=True)
    member = models.OneToOneField(Member, models.PROTECT, related_name="certificate")
    organization_code = models.CharField(max_length=16)
    organization_name = models.CharField(max_length=300)
    cohort_code = models.CharField(max_length=16)
    cohort_title = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    issued_on = models.DateField(_("ngày cấp"))
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signer_title = models.CharField(_("chức vụ người ký"), max_length=200)
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-issued_at"]
        verbose_name = _("giấy chứng nhận hoàn thành")
        verbose_name_plural = _("giấy chứng nhận hoàn thành")
        constraints = [
            models.CheckConstraint(
                condition=~Q(signer_title=""), name="certificate_names_the_signer"
            ),
            models.CheckConstraint(
                condition=Q(check_code__regex=r"^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$"),
                name="certificate_check_code_readable",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("cohorts:certificate", args=[self.check_code])


class FollowUp(models.Model):
    """Five questions 6, 12 or 24 months after a firm left its cohort (PRG-19).

    `answered_at` is empty where nobody answered: then nothing is known, which is not "no".
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="follow_ups")
    months = models.PositiveSmallIntegerField(_("sau, tháng"))
    due_on = models.DateField(_("hỏi từ ngày"))
    status = models.CharField(
        _("tình trạng"), max_length=12, choices=FollowUpStatus, default=FollowUpStatus.PLANNED
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    closes_on = models.DateField(_("trả lời đến hết ngày"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_alive = models.BooleanField(_("còn hoạt động"), null=True, blank=True)
    staff = models.PositiveIntegerField(_("số lao động"), null=True, blank=True)
    revenue_band = models.CharField(
        _("khoảng doanh thu"), max_length=12, choices=RevenueBand, blank=True
    )
    capital = models.DecimalField(
        _("vốn đã nhận thêm"), max_digits=16, decimal_places=0, null=True, blank=True
    )
    is_in_province = models.BooleanField(_("còn ở tỉnh"), null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["member_id", "months"]
        verbose_name = _("lần hỏi thăm")
        verbose_name_plural = _("lần hỏi thăm")
        constraints = [
            models.UniqueConstraint(fields=["member", "months"], name="follow_up_once"),
            models.CheckConstraint(
                condition=Q(
                    ~Q(revenue_band="") | Q(is_alive=False),
                    status=FollowUpStatus.ANSWERED,
                    answered_at__isnull=False,
                    is_alive__isnull=False,
                )
                | (
                    ~Q(status=FollowUpStatus.ANSWERED)
                    & Q(answered_at=None, is_alive=None, staff=None, capital=None)
                    & Q(is_in_province=None, revenue_band="")
                ),
                name="follow_up_answered_or_empty",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[FollowUpStatus.PLANNED, FollowUpStatus.NOT_ASKED])
                | Q(asked_at__isnull=False, closes_on__isnull=False),
                name="follow_up_asked_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.months}"
