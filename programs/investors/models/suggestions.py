"""Who might suit whom, what was shown, and what somebody said about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ecosystem.registry.models import Organization
from programs.investors.choices import DismissReason, InterestLevel, Side
from programs.investors.querysets import InterestQuerySet, SuggestionQuerySet

from .accounts import InvestorAccount, Mandate


class Ranking(models.Model):
    """The best matches of one mandate or one organization, computed ahead: [key, score, factors].

    A working list, not what is shown: the week's suggestions are drawn from it.
    """

    mandate = models.OneToOneField(
        Mandate, models.CASCADE, null=True, blank=True, related_name="ranking"
    )
    organization = models.OneToOneField(
        Organization, models.CASCADE, null=True, blank=True, related_name="investor_ranking"
    )
    entries = models.JSONField(default=list)
    computed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("danh sách tính sẵn")
        verbose_name_plural = _("danh sách tính sẵn")
        constraints = [
            models.CheckConstraint(
                condition=Q(mandate=None, organization__isnull=False)
                | Q(mandate__isnull=False, organization=None),
                name="ranking_of_one_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mandate_id or ''}/{self.organization_id or ''}"


class Suggestion(models.Model):
    """One match that one side was shown in a week, with the factors that it was shown with."""

    account = models.ForeignKey(InvestorAccount, models.PROTECT, related_name="suggestions")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="investor_suggestions"
    )
    shown_to = models.CharField(max_length=8, choices=Side)
    week = models.DateField(help_text=_("thứ Hai của tuần"))
    score = models.PositiveSmallIntegerField()
    factors = models.JSONField(default=list)
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    dismiss_reason = models.CharField(max_length=8, choices=DismissReason, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "pk"]
        verbose_name = _("gợi ý")
        verbose_name_plural = _("gợi ý")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organization", "shown_to", "week"],
                name="suggestion_once_a_week",
            ),
            models.CheckConstraint(
                condition=Q(dismissed_at=None, dismiss_reason="")
                | (Q(dismissed_at__isnull=False) & ~Q(dismiss_reason="")),
                name="suggestion_dismissed_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.organization_id} {self.week:%d/%m/%Y}"


class Interest(models.Model):
    """An investor marked a firm (INV-6). It binds nobody."""

    account = models.ForeignKey(InvestorAccount, models.PROTECT, related_name="interests")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="investor_interests"
    )
    level = models.CharField(_("ai biết"), max_length=8, choices=InterestLevel)
    note = models.CharField(_("ghi chú riêng của nhóm"), max_length=300, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["-marked_at", "-pk"]
        verbose_name = _("mối quan tâm")
        verbose_name_plural = _("mối quan tâm")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organization"],
                condition=Q(ended_at=None),
                name="interest_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.organization_id} {self.level}"
