"""Benchmarks: production settings on a database and an index that are thrown away afterwards."""

import os
import tempfile

BENCH_FOLDER = tempfile.mkdtemp(prefix="registry-bench-")
os.environ.setdefault("SECRET_KEY", "only-for-benchmarks")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{BENCH_FOLDER}/bench.sqlite3")
os.environ.setdefault("TASK_BACKEND", "immediate")
os.environ.setdefault("EMAIL_URL", "dummymail://")

from .base import *
from .base import SEARCH_ENGINE, STORAGES

ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "bench.urls"
SECURE_SSL_REDIRECT = False
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
SEARCH_ENGINE = {**SEARCH_ENGINE, "PATH": f"{BENCH_FOLDER}/index"}
