"""Who invests, who acts for them, what they showed, and what they look for."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import StoredFile
from ecosystem.registry.choices import Instrument
from ecosystem.registry.models import Organization
from ecosystem.taxonomy.models import AdministrativeUnit, Sector, Stage
from programs.investors.choices import (
    CONTRIBUTORS,
    AccountStatus,
    Currency,
    InvestorKind,
    ProofKind,
)
from programs.investors.querysets import AccountQuerySet, MandateQuerySet


class InvestorAccount(models.Model):
    """An investor: a fund, a company or a person; whoever acts for it are its members (INV-1).

    The contact is released to a firm at the moment when both have accepted, never before.
    """

    number = models.CharField(_("số"), max_length=20, unique=True)
    kind = models.CharField(_("loại"), max_length=16, choices=InvestorKind)
    name = models.CharField(_("tên"), max_length=200)
    about = models.CharField(_("giới thiệu ngắn"), max_length=300, blank=True)
    contributors = models.PositiveSmallIntegerField(
        _("số nhà đầu tư góp vốn"), null=True, blank=True
    )
    organization = models.OneToOneField(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="investor_account",
        verbose_name=_("hồ sơ trong danh bạ"),
    )
    contact_name = models.CharField(_("người liên hệ"), max_length=200)
    contact_email = models.EmailField(_("thư điện tử liên hệ"))
    contact_phone = models.CharField(_("điện thoại liên hệ"), max_length=20, blank=True)
    status = models.CharField(
        _("tình trạng"), max_length=16, choices=AccountStatus, default=AccountStatus.REQUESTED
    )
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("đăng ký lúc"), default=timezone.now)
    request_key = models.UUIDField(unique=True, null=True, blank=True)
    checked_at = models.DateTimeField(_("kiểm lúc"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    active_until = models.DateField(_("xác minh đến ngày"), null=True, blank=True)
    renewal_noticed_at = models.DateTimeField(null=True, blank=True)
    message = models.CharField(_("lời gửi nhà đầu tư"), max_length=300, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("nhà đầu tư")
        verbose_name_plural = _("nhà đầu tư")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=InvestorKind.STARTUP_FUND) | Q(contributors__range=CONTRIBUTORS),
                name="investor_startup_fund_has_contributors",
            ),
            models.CheckConstraint(
                condition=~Q(status=AccountStatus.ACTIVE)
                | Q(active_until__isnull=False, checked_at__isnull=False),
                name="investor_active_was_checked",
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="investor_checked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A person who acts for an investor. Until they sign in, only the address is known."""

    account = models.ForeignKey(InvestorAccount, models.PROTECT, related_name="members")
    email = models.EmailField(_("thư điện tử"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="investor_memberships",
    )
    added_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = _("thành viên của nhà đầu tư")
        verbose_name_plural = _("thành viên của nhà đầu tư")
        constraints = [
            models.UniqueConstraint(
                "account",
                Lower("email"),
                condition=Q(ended_at=None),
                name="investor_member_once",
            ),
        ]

    def __str__(self) -> str:
        return self.email


class Proof(models.Model):
    """A paper that shows what the investor is (INV-1). Read by the investment officer only."""

    account = models.ForeignKey(InvestorAccount, models.PROTECT, related_name="proofs")
    kind = models.CharField(_("loại giấy tờ"), max_length=24, choices=ProofKind)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["kind", "-added_at"]
        verbose_name = _("giấy tờ của nhà đầu tư")
        verbose_name_plural = _("giấy tờ của nhà đầu tư")
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="investor_proof_checked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.kind}"


class Mandate(models.Model):
    """What an investor looks for (INV-2). No place, stage or instrument named means any.

    The ticket is kept as typed, and in đồng by the rate of a day.
    """

    account = models.OneToOneField(InvestorAccount, models.PROTECT, related_name="mandate")
    sectors = models.ManyToManyField(Sector, related_name="+", verbose_name=_("lĩnh vực"))
    stages = models.ManyToManyField(
        Stage, blank=True, related_name="+", verbose_name=_("giai đoạn")
    )
    ticket_min = models.DecimalField(_("mức đầu tư từ"), max_digits=20, decimal_places=2)
    ticket_max = models.DecimalField(_("mức đầu tư đến"), max_digits=20, decimal_places=2)
    currency = models.CharField(
        _("đồng tiền"), max_length=3, choices=Currency, default=Currency.VND
    )
    rate = models.DecimalField(
        _("tỷ giá, đồng cho một đơn vị"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    rate_on = models.DateField(_("ngày của tỷ giá"), null=True, blank=True)
    min_vnd = models.DecimalField(max_digits=20, decimal_places=0, editable=False)
    max_vnd = models.DecimalField(max_digits=20, decimal_places=0, editable=False)
    instruments = models.JSONField(_("hình thức"), default=list, blank=True)
    places = models.ManyToManyField(
        AdministrativeUnit, blank=True, related_name="+", verbose_name=_("địa bàn")
    )
    excluded_sectors = models.ManyToManyField(
        Sector, blank=True, related_name="+", verbose_name=_("lĩnh vực loại trừ")
    )
    exclusions = models.CharField(_("điều loại trừ khác"), max_length=300, blank=True)
    capital_until = models.DateField(_("có vốn sẵn đến ngày"), null=True, blank=True)
    is_paused = models.BooleanField(_("tạm dừng nhận gợi ý"), default=False)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("khẩu vị đầu tư")
        verbose_name_plural = _("khẩu vị đầu tư")
        constraints = [
            models.CheckConstraint(
                condition=Q(ticket_min__gt=0, ticket_max__gte=F("ticket_min")),
                name="mandate_ticket_order",
            ),
            models.CheckConstraint(
                condition=Q(currency=Currency.VND, rate=None, rate_on=None)
                | (~Q(currency=Currency.VND) & Q(rate__gt=0, rate_on__isnull=False)),
                name="mandate_foreign_money_has_dated_rate",
            ),
        ]

    def __str__(self) -> str:
        return str(self.account)

    @property
    def instrument_labels(self) -> list[str]:
        return [str(Instrument(value).label) for value in self.instruments]
