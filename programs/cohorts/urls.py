"""Public addresses of cohorts: one's own cohort, certificates, follow-up."""

from django.urls import URLPattern, URLResolver

app_name = "cohorts"

urlpatterns: list[URLPattern | URLResolver] = []
