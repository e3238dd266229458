"""Production settings read their variables, and refuse to start without a secret (00-doors)."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHOW = """
import json
from django.conf import settings
print(json.dumps({
    "debug": settings.DEBUG,
    "engine": settings.DATABASES["default"]["ENGINE"],
    "options": sorted(settings.DATABASES["default"].get("OPTIONS", {})),
    "private": settings.STORAGES["private"]["BACKEND"],
    "bucket": settings.STORAGES["private"]["OPTIONS"].get("bucket_name", ""),
    "secure": settings.SESSION_COOKIE_SECURE,
}))
"""


def settings_with(**variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
        **variables,
    }
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_refuses_to_start_without_a_secret():
    run = settings_with()

    assert run.returncode != 0
    assert "SECRET_KEY" in run.stderr


def test_defaults_are_sqlite_that_queues_its_writers_and_files_beside_it():
    shown = json.loads(settings_with(SECRET_KEY="x").stdout)

    assert shown == {
        "debug": False,
        "engine": "django.db.backends.sqlite3",
        "options": ["init_command", "timeout", "transaction_mode"],
        "private": "django.core.files.storage.FileSystemStorage",
        "bucket": "",
        "secure": False,
    }


def test_variables_choose_postgresql_buckets_and_secure_cookies():
    shown = json.loads(
        settings_with(
            SECRET_KEY="x",
            DATABASE_URL="postgres://u:p@db.example/registry",
            STORAGE_URL="s3://key:secret@store.example/papers",
            PUBLIC_URL="https://registry.example",
        ).stdout
    )

    assert shown == {
        "debug": False,
        "engine": "django.db.backends.postgresql",
        "options": [],
        "private": "storages.backends.s3.S3Storage",
        "bucket": "papers",
        "secure": True,
    }
