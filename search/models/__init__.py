"""What waits for the index, and the prepared cards of the directory."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ecosystem.registry.models import Organization
from search.querysets import CardQuerySet, PendingQuerySet


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
    changes_on = models.DateField(null=True, blank=True, db_index=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "code"]
        verbose_name = _("thẻ danh bạ")
        verbose_name_plural = _("thẻ danh bạ")

    def __str__(self) -> str:
        return self.code
