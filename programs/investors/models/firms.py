"""What a firm shows to investors, and who looked."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import StoredFile
from ecosystem.registry.choices import Instrument
from ecosystem.registry.models import Organization
from programs.investors.choices import Sight
from programs.investors.querysets import FundingCallQuerySet, RoomFileQuerySet

from .accounts import InvestorAccount


class FundingCall(models.Model):
    """ "Đang gọi vốn": an amount, a purpose and an end (INV-4). It is open by its days alone.

    `closed_on` is written when it is closed early or when its end has passed.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="funding_calls")
    amount_vnd = models.DecimalField(_("số vốn cần gọi (đồng)"), max_digits=20, decimal_places=0)
    purpose = models.CharField(_("dùng vốn vào việc gì"), max_length=300)
    instruments = models.JSONField(_("hình thức"), default=list, blank=True)
    opened_on = models.DateField(_("bắt đầu"))
    ends_on = models.DateField(_("ngày cuối"))
    closed_on = models.DateField(_("đã đóng ngày"), null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noticed_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("lần báo trước gần nhất, còn mấy ngày")
    )
    is_demo = models.BooleanField(default=False, editable=False)

    objects = FundingCallQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        verbose_name = _("lần gọi vốn")
        verbose_name_plural = _("lần gọi vốn")
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(closed_on=None),
                name="funding_call_one_open",
            ),
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="funding_call_amount"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("opened_on")), name="funding_call_day_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.ends_on:%d/%m/%Y}"

    @property
    def instrument_labels(self) -> list[str]:
        return [str(Instrument(value).label) for value in self.instruments]


class InvestorCard(models.Model):
    """What the owner writes for investors, and who may see each part of it (INV-3)."""

    organization = models.OneToOneField(Organization, models.PROTECT, related_name="investor_card")
    pitch = models.CharField(_("một câu giới thiệu"), max_length=160, blank=True)
    product = models.TextField(_("sản phẩm"), max_length=1000, blank=True)
    team = models.TextField(_("đội ngũ"), max_length=1000, blank=True)
    need = models.TextField(_("cần gì ngoài vốn"), max_length=1000, blank=True)
    figures = models.TextField(_("số liệu kinh doanh"), max_length=1000, blank=True)
    audiences = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("thẻ dành cho nhà đầu tư")
        verbose_name_plural = _("thẻ dành cho nhà đầu tư")

    def __str__(self) -> str:
        return str(self.organization_id)


class RoomFile(models.Model):
    """A file that an investor may look at while in touch with the firm (INV-9)."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="room_files")
    title = models.CharField(_("tên tài liệu"), max_length=200)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = RoomFileQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("tệp trong phòng dữ liệu")
        verbose_name_plural = _("tệp trong phòng dữ liệu")

    def __str__(self) -> str:
        return self.title


class AccessLine(models.Model):
    """Who looked at what, when; the owner reads it (INV-9, PRV-3). Written once, never changed."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="investor_looks")
    account = models.ForeignKey(InvestorAccount, models.PROTECT, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sight = models.CharField(max_length=8, choices=Sight)
    file = models.ForeignKey(RoomFile, models.PROTECT, null=True, blank=True, related_name="looks")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("lượt xem của nhà đầu tư")
        verbose_name_plural = _("lượt xem của nhà đầu tư")
        constraints = [
            models.CheckConstraint(
                condition=Q(sight=Sight.FILE, file__isnull=False)
                | (~Q(sight=Sight.FILE) & Q(file=None)),
                name="access_line_names_its_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.sight}"
