"""Public addresses of the registry: the profile, the registration, a person's own space."""

from django.urls import URLPattern

app_name = "registry"

urlpatterns: list[URLPattern] = []
