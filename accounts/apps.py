from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("tài khoản")
    default = True


class PeopleConfig(WagtailUsersAppConfig):
    """Wagtail's list of users with our forms, actions and policies in it."""

    user_viewset = "accounts.viewsets.PeopleViewSet"

    def ready(self) -> None:
        from django.contrib.auth.models import Group
        from wagtail.permissions import register_permission_policy

        from .models import User
        from .viewsets import PeoplePermissions

        register_permission_policy(User, PeoplePermissions(User))
        register_permission_policy(Group)
