"""Development, and the site that script/server shows: the production settings, relaxed."""

import os
import secrets
from pathlib import Path

_var = Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parent.parent.parent / "var")
_key_file = _var / "secret-key"
if "SECRET_KEY" not in os.environ:
    _var.mkdir(parents=True, exist_ok=True)
    if not _key_file.exists():
        _key_file.write_text(secrets.token_urlsafe(48))
    os.environ["SECRET_KEY"] = _key_file.read_text()
os.environ.setdefault("TASK_BACKEND", "immediate")

from .base import *
from .base import STATIC_ROOT, STORAGES, env

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
# WhiteNoise warns when the folder is missing; the finders serve without it.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_AUTOREFRESH = DEBUG
CSRF_TRUSTED_ORIGINS: list[str] = []
