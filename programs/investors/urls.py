"""Public addresses of matching with investors."""

from django.urls import URLPattern, URLResolver

app_name = "investors"

urlpatterns: list[URLPattern | URLResolver] = []
