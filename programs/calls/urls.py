"""Public addresses of calls: applying, reviewing, one's own applications."""

from django.urls import URLPattern, URLResolver

app_name = "calls"

urlpatterns: list[URLPattern | URLResolver] = []
