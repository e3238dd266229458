"""Fixtures that every room's tests share: the province's data stands in each test database."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from ecosystem.taxonomy import selectors as taxonomy
from ecosystem.taxonomy.models import Province


def load_province() -> None:
    taxonomy.province.cache_clear()
    call_command("load_province", verbosity=0, stdout=StringIO())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        load_province()


@pytest.fixture(autouse=True)
def _province_after_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with real transactions empties the tables afterwards; the next one loads them again.

    Triggers refuse to empty the journal. They go before, and `post_migrate` puts them back after.
    """
    marker = request.node.get_closest_marker("django_db")
    if not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    if not Province.objects.exists():
        load_province()
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()
