"""Doors of signing in that are answered here."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import RedirectView


class StaffSignInView(RedirectView):
    """Lead to the one sign-in. Who is signed in and is no staff hears so, or they would circle."""

    pattern_name = "account_login"
    query_string = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return super().get(request, *args, **kwargs)
        if request.user.has_perm("wagtailadmin.access_admin"):
            return redirect("wagtailadmin_home")
        raise PermissionDenied(_("Bàn làm việc chỉ mở cho cán bộ của trung tâm."))
