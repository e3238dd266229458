from datetime import date

import pytest

from accounts.choices import Role
from accounts.models import User
from programs.cohorts.models import Cohort, Member
from tests.factories import UserFactory

from .rows import make_cohort, make_member, program_officer

TODAY = date(2026, 11, 20)


@pytest.fixture
def officer() -> User:
    return program_officer()


@pytest.fixture
def other_officer() -> User:
    return program_officer()


@pytest.fixture
def head() -> User:
    return UserFactory(roles=[Role.HEAD], is_staff=True)


@pytest.fixture
def cohort(officer) -> Cohort:
    return make_cohort(officer)


@pytest.fixture
def member(cohort) -> Member:
    return make_member(cohort)
