"""What waits for the index, the prepared cards of the directory, and searches that are kept."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ecosystem.registry.models import Organization
from search.choices import Frequency
from search.querysets import (
    CardQuerySet,
    PendingQuerySet,
    RecordChangeQuerySet,
    SavedSearchQuerySet,
)


class PendingRecord(models.Model):
    """A record that has changed and that the index has not seen yet.

    Written by database triggers (see `triggers`), so that no way of writing can forget it. There
    is no foreign key: the mark of a deleted record has to outlive it. `stamp` is drawn anew at
    each change; whoever has indexed the record takes the mark away only if it is the same.
    """

    organization_id = models.BigIntegerField(primary_key=True)
    marked_at = models.DateTimeField(db_index=True)
    stamp = models.BigIntegerField()
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True, default="")

    objects = PendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("hồ sơ chờ lập chỉ mục")
        verbose_name_plural = _("hồ sơ chờ lập chỉ mục")

    def __str__(self) -> str:
        return str(self.organization_id)


class Card(models.Model):
    """All that the directory shows about one organization, in both languages, in one row.

    A page of twenty cards is one query. Written by the indexer together with the index.
    """

    organization = models.OneToOneField(
        Organization,
        # A record may vanish by plain SQL; its card goes when the mark is worked off.
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    code = models.CharField(max_length=16, db_index=True)
    sort_key = models.CharField(max_length=900)
    data = models.JSONField()
    # What the index last knew of the record, see `selectors.watching`.
    state = models.JSONField(default=dict)
    changes_on = models.DateField(null=True, blank=True, db_index=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "code"]
        verbose_name = _("thẻ danh bạ")
        verbose_name_plural = _("thẻ danh bạ")

    def __str__(self) -> str:
        return self.code


class RecordChange(models.Model):
    """What the index knew of a record before it changed; None where nobody could see it.

    Written by the indexer together with the new card, so it is complete whoever wrote the record
    and however. A saved search compares this with what is known now.
    """

    organization_id = models.BigIntegerField(db_index=True)
    code = models.CharField(max_length=16)
    before = models.JSONField(null=True)
    noticed_at = models.DateTimeField(default=timezone.now)

    objects = RecordChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("thay đổi của hồ sơ")
        verbose_name_plural = _("thay đổi của hồ sơ")

    def __str__(self) -> str:
        return self.code


class SavedSearch(models.Model):
    """A question to the directory that somebody keeps, to be told what is new (SRCH-9).

    `asked` is the question as `selectors.saved` reads it; `seen_change` is the last RecordChange
    that its owner was told of, or that did not concern them.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(_("tên"), max_length=80)
    asked = models.JSONField()
    fingerprint = models.CharField(max_length=64, editable=False)
    frequency = models.CharField(
        _("báo tin"), max_length=8, choices=Frequency, default=Frequency.DAILY
    )
    created_at = models.DateTimeField(default=timezone.now)
    ends_on = models.DateField(_("đến ngày"))
    ending_told = models.BooleanField(default=False)
    stopped_at = models.DateTimeField(null=True, blank=True)
    seen_change = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("tìm kiếm đã lưu")
        verbose_name_plural = _("tìm kiếm đã lưu")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "fingerprint"], name="search_savedsearch_question_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="search_savedsearch_has_name"),
            models.CheckConstraint(
                condition=Q(frequency__in=Frequency.values), name="search_savedsearch_frequency"
            ),
            models.CheckConstraint(condition=Q(seen_change__gte=0), name="search_savedsearch_mark"),
            models.CheckConstraint(
                condition=Q(told_at=None) | Q(told_at__gte=F("created_at")),
                name="search_savedsearch_told_after_saving",
            ),
        ]

    def __str__(self) -> str:
        return self.name
