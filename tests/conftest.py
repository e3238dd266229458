"""Fixtures that every room's tests share: the province's data stands in each test database."""

from collections.abc import Generator
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from ecosystem.taxonomy import selectors as taxonomy


def load_province() -> None:
    taxonomy.province.cache_clear()
    call_command("load_province", verbosity=0, stdout=StringIO())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        load_province()


def has_real_transactions(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, None, None]:
    """Load the province again after a test with real transactions, which empties all tables.

    Triggers refuse to empty the journal: they go before, and `post_migrate` puts them back.
    """
    if not has_real_transactions(item):
        return (yield)
    blocker = item.config.stash[blocking_manager_key]
    if connection.vendor == "sqlite":
        with blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
    result = yield
    if nextitem is not None:
        with blocker.unblock():
            load_province()
            connection.close()
    return result


@pytest.fixture(autouse=True)
def _each_test_begins_the_same() -> Generator[None, None, None]:
    """In Vietnamese, with nothing kept: a request leaves its language and its cache behind."""
    cache.clear()
    with translation.override("vi"):
        yield
