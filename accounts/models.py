"""People who sign in, and what they agreed to."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .choices import Purpose
from .querysets import UserQuerySet


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. The e-mail address is the name to sign in with."""

    email = models.EmailField(_("thư điện tử"), unique=True)
    full_name = models.CharField(_("họ và tên"), max_length=200, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    is_staff = models.BooleanField(_("cán bộ"), default=False)
    is_active = models.BooleanField(_("đang dùng được"), default=True)
    date_joined = models.DateTimeField(_("mở tài khoản lúc"), default=timezone.now)

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager.from_queryset(UserQuerySet)()

    class Meta:
        verbose_name = _("người dùng")
        verbose_name_plural = _("người dùng")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.get_full_name()

    @property
    def first_name(self) -> str:
        """What Wagtail's menu calls this person; names have one field here."""
        return self.get_full_name()

    def get_full_name(self) -> str:
        return self.full_name or self.email.partition("@")[0]

    def get_short_name(self) -> str:
        return self.get_full_name()

    @cached_property
    def roles(self) -> frozenset[str]:
        """Names of the staff roles that this person holds."""
        if not self.is_active:
            return frozenset()
        return frozenset(self.groups.values_list("name", flat=True))

    def has_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


class Consent(models.Model):
    """One purpose agreed to, with the text that was read (PRV-1). Withdrawn, never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="consents", null=True, blank=True)
    subject_key = models.CharField(
        max_length=64, help_text=_("mã tổ chức hoặc số hồ sơ mà sự đồng ý này thuộc về")
    )
    purpose = models.CharField(max_length=32, choices=Purpose)
    text_version = models.CharField(max_length=32)
    channel = models.CharField(max_length=32, default="portal")
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("sự đồng ý")
        verbose_name_plural = _("sự đồng ý")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_key", "purpose"],
                condition=Q(withdrawn_at=None),
                name="consent_once_per_purpose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_key} {self.purpose}"
