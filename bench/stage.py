"""A database with invented organizations for one benchmark, thrown away afterwards."""

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import django


@contextmanager
def stage(organizations: int) -> Iterator[None]:
    """Set Django up for benchmarks and fill a new database. Import rooms inside, not before."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.bench"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from bench import corpus

    try:
        call_command("migrate", verbosity=0)
        call_command("load_province", verbosity=0, stdout=io.StringIO())
        corpus.fill(organizations)
        yield
    finally:
        shutil.rmtree(settings.BENCH_FOLDER, ignore_errors=True)
