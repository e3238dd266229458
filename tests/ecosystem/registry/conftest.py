"""The staff of the registry."""

import pytest
from django.test import Client

from accounts.actions import ensure_roles
from accounts.choices import Role as StaffRole
from accounts.models import User
from tests.factories import UserFactory


@pytest.fixture
def officer() -> User:
    return UserFactory(roles=[StaffRole.REGISTRY_OFFICER])


@pytest.fixture
def lead() -> User:
    return UserFactory(roles=[StaffRole.REGISTRY_LEAD])


@pytest.fixture
def staff(client: Client, officer: User) -> Client:
    """The officer's browser, with the rights of the role in the admin."""
    ensure_roles()
    client.force_login(officer)
    return client
