"""Two answers for the machine that watches: is the process alive, can it do its work."""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import path


def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"live": True})


def ready(request: HttpRequest) -> JsonResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ready": True})


urlpatterns = [path("live", live), path("ready", ready)]
