"""Addresses. Vietnamese has no prefix, English stands under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.http import Http404
from django.urls import include, path, re_path
from django.views.defaults import page_not_found
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from home import views as home_views

from . import views

urlpatterns = [
    path("admin/", include("accounts.urls")),
    path("admin/phien/", views.session, name="session"),
    # Lists every record to every member of staff, and nothing here needs it.
    re_path(r"^admin/localize/api/", page_not_found, {"exception": Http404()}),
    path("admin/", include(wagtailadmin_urls)),
    path("health/", include("config.health")),
    path("giao-dien/", views.theme, name="theme"),
    re_path(r"^media/(?P<folder>images|original_images)/(?P<name>[^/]+)$", home_views.picture),
    path("tep/", include(wagtaildocs_urls)),
    path("robots.txt", home_views.robots, name="robots"),
    path("sitemap.xml", home_views.sitemap, name="sitemap"),
]

urlpatterns += i18n_patterns(
    path("tai-khoan/", include("allauth.urls")),
    path("", include("home.urls")),
    path("", include("search.urls")),
    path("", include("programs.cohorts.urls")),
    path("", include("programs.calls.urls")),
    path("", include("programs.investors.urls")),
    path("", include("ecosystem.innovation_index.urls")),
    path("", include("ecosystem.registry.urls")),
    path("", include("ecosystem.targets.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
