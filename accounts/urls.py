"""Addresses of Wagtail's admin that are answered here before Wagtail hears of them."""

from django.urls import path
from wagtail.admin.auth import require_admin_access

from .views import StaffSignInView
from .viewsets import AccountView

urlpatterns = [
    path("account/", require_admin_access(AccountView.as_view())),
    # One sign-in for everybody: the public one asks for a verified address and counts failures.
    path("login/", StaffSignInView.as_view()),
]
