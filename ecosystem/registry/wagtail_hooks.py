"""How the registry stands in the staff's admin."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from . import policies
from .models import Case, DuplicatePair, Organization
from .selectors.work import waiting_for
from .viewsets import (
    CaseViewSet,
    DuplicateViewSet,
    OrganizationPermissions,
    OrganizationViewSet,
    RegistryPermissions,
)

register_permission_policy(Case, RegistryPermissions(Case))
register_permission_policy(DuplicatePair, RegistryPermissions(DuplicatePair))
register_permission_policy(Organization, OrganizationPermissions(Organization))
register_snippet(OrganizationViewSet)


@hooks.register("register_admin_viewset")
def cases() -> CaseViewSet:
    return CaseViewSet()


@hooks.register("register_admin_viewset")
def pairs() -> DuplicateViewSet:
    return DuplicateViewSet()


class RegistryMenuItem(MenuItem):
    """Shown to who may read the registry."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policies.read_registry(request.user) is None


class CasesMenuItem(RegistryMenuItem):
    """Carries a counter where something waits for this person."""

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        count = waiting_for(request.user)
        return LinkMenuItem(
            self.name,
            str(self.label),
            self.url,
            icon_name=self.icon_name,
            classname=self.classname,
            attrs={**self.attrs, **({"data-count": str(count)} if count else {})},
        )


@hooks.register("register_admin_menu_item")
def cases_item() -> MenuItem:
    return CasesMenuItem(
        _("Hồ sơ chờ"),
        f"{reverse('registry_case:index')}?state=waiting",
        name="registry-cases",
        icon_name="clipboard-list",
        order=110,
    )


@hooks.register("register_admin_menu_item")
def pairs_item() -> MenuItem:
    return RegistryMenuItem(
        _("Nghi trùng"),
        reverse("registry_duplicate:index"),
        name="registry-duplicates",
        icon_name="copy",
        order=400,
    )
