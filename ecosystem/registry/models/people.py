"""People and what they are to an organization. Private by default."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.temporal import TemporalQuerySet, TemporalRow
from ecosystem.registry.choices import ProofLevel, RoleType

from .organizations import Organization


class Person(models.Model):
    """A natural person. Names and contacts are shown only where a consent says so."""

    full_name = models.CharField(_("họ và tên"), max_length=200)
    email = models.EmailField(_("thư điện tử"), blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
    )

    class Meta:
        verbose_name = _("người")
        verbose_name_plural = _("người")

    def __str__(self) -> str:
        return self.full_name


class Role(TemporalRow):
    """What a person is to an organization, and whether they may act for it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="roles")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="roles")
    role = models.CharField(max_length=24, choices=RoleType)
    may_act = models.BooleanField(default=False)
    proof = models.CharField(max_length=16, choices=ProofLevel, default=ProofLevel.NONE)

    objects = TemporalQuerySet.as_manager()

    class Meta(TemporalRow.Meta):
        verbose_name = _("vai trò")
        verbose_name_plural = _("vai trò")
        constraints = [
            *TemporalRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "organization", "role"],
                condition=Q(valid_to=None, recorded_until=None),
                name="role_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"
