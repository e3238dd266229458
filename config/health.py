"""Two answers for the machine that watches: is the process alive, can it do its work."""

import os
from pathlib import Path

from django.core.files.storage import FileSystemStorage, storages
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.urls import path

from search import selectors as search


def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"live": True})


def ready(request: HttpRequest) -> JsonResponse:
    """Answer 503 when nothing can be saved. A dead index is named and no reason to stay away:

    the directory then answers from the database.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database, index = True, _index()
    except DatabaseError:
        database, index = False, "unknown"
    storage = _can_keep_files()
    is_ready = database and storage
    return JsonResponse(
        {"ready": is_ready, "database": database, "storage": storage, "index": index},
        status=200 if is_ready else 503,
    )


def _index() -> str:
    status = search.status()
    if not status.ready:
        return "down"
    return "behind" if status.behind_since else "in_step"


def _can_keep_files() -> bool:
    """Say whether uploads find a place. Of a store elsewhere only its own machine knows."""
    storage = storages["private"]
    if not isinstance(storage, FileSystemStorage):
        return True
    folder = Path(storage.location)
    # The folder is made with the first upload.
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    return existing.is_dir() and os.access(existing, os.W_OK)


urlpatterns = [path("live", live), path("ready", ready)]
