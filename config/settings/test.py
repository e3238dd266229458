"""Tests: everything real, nothing kept."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("TASK_BACKEND", "immediate")

from .base import *
from .base import DATABASES, POST_OFFICE, SEARCH_ENGINE, STORAGES

# With TEST_FOLDER and --reuse-db a second run skips the migrations.
_folder = os.environ.get("TEST_FOLDER") or tempfile.mkdtemp(prefix="registry-tests-")

ALLOWED_HOSTS = ["*"]
CSRF_TRUSTED_ORIGINS: list[str] = []
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["default"]["OPTIONS"]["location"] = f"{_folder}/media"
STORAGES["private"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": f"{_folder}/files", "base_url": None},
}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Letters go through the real queue and end in django.core.mail.outbox.
POST_OFFICE["BACKENDS"] = {"default": "django.core.mail.backends.locmem.EmailBackend"}
MEDIA_ROOT = f"{_folder}/media"
STATIC_ROOT = f"{_folder}/static"
os.makedirs(STATIC_ROOT, exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
SEARCH_ENGINE = {**SEARCH_ENGINE, "PATH": f"{_folder}/index"}
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: browser tests and races need several connections to one database.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}
AXES_ENABLED = True
