"""Conditions on people."""

from collections.abc import Iterable
from typing import Self

from django.db import models


class UserQuerySet(models.QuerySet):
    """Conditions on people who can sign in."""

    def active(self) -> Self:
        return self.filter(is_active=True)

    def with_roles(self, roles: Iterable[str]) -> Self:
        """People who hold at least one of these staff roles, each once."""
        return self.filter(groups__name__in=roles).distinct()
