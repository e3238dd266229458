"""The staff's admin: what every screen of it has, the list of people, and one's own account."""

from collections.abc import Callable
from typing import Any, ClassVar, cast

import django_filters
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views import account, generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.users.views import users

from core.lifecycle import Obstacle, WrongStateError

from . import actions, policies, selectors
from .choices import Role
from .forms import AddStaffForm, EditPersonForm, OwnNameForm
from .models import User

# Nobody is deleted: the name stays in the history, the account is closed (ADM-9).
GIVEN = frozenset({"add", "change", "view"})


class StaffView(View):
    """A screen that a room's policy opens; what is done there, the actions ask again."""

    opened_by: ClassVar[Callable[[Any], Obstacle | None]]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if refused := type(self).opened_by(request.user):
            raise PermissionDenied(str(refused))
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        """Return who is signed in; `dispatch` lets nobody else in."""
        return cast(User, self.request.user)


class StaffPage(StaffView, WagtailAdminTemplateMixin, TemplateView):
    """A page of the desk with Wagtail's furniture and the way back to its list."""

    list_url_name: str
    list_title: Any

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse(self.list_url_name), "label": self.list_title},
            {"url": "", "label": self.get_page_title()},
        ]


def refusal_in_words(refusal: Exception) -> str:
    """Return why an action did nothing, as a sentence for the person who asked for it."""
    if isinstance(refusal, WrongStateError):
        return _("Việc này đã chuyển sang bước khác, có thể do người khác vừa làm; chưa ghi gì.")
    return str(refusal)


class PeoplePermissions(BasePermissionPolicy):
    """Our policies in the words of Wagtail."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in GIVEN and policies.manage_people(user) is None

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return action in GIVEN and policies.edit_person(user, instance) is None

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[User]:
        return User.objects.filter(
            Q(groups__name=Role.ADMINISTRATOR) | Q(is_superuser=True), is_active=True
        ).distinct()


class RoleFilter(django_filters.ModelMultipleChoiceFilter):
    """Groups by the names of their roles."""

    def __init__(self) -> None:
        super().__init__(
            field_name="groups",
            queryset=Group.objects.filter(name__in=Role.values).order_by("pk"),
            label=gettext_lazy("Vai trò"),
            widget=CheckboxSelectMultiple,
        )
        self.field.label_from_instance = lambda group: str(Role(group.name).label)


class PeopleFilterSet(WagtailFilterSet):
    role = RoleFilter()
    is_active = django_filters.BooleanFilter(label=gettext_lazy("Đang dùng"))

    class Meta:
        model = User
        fields: list[str] = []


class PeopleIndexView(generic.IndexView):
    """Everybody with an account, staff first by their filter."""

    page_title = gettext_lazy("Người dùng")
    add_item_label = gettext_lazy("Thêm cán bộ")
    search_fields = ("email", "full_name")
    is_searchable = True
    default_ordering = "email"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "name",
                label=gettext_lazy("Họ và tên"),
                accessor="get_full_name",
                sort_key="full_name",
                get_url=self.get_edit_url,
            ),
            Column("email", label=gettext_lazy("Thư điện tử"), sort_key="email"),
            Column(
                "roles",
                label=gettext_lazy("Vai trò"),
                accessor=lambda person: ", ".join(selectors.role_labels(person)),
            ),
            BooleanColumn("is_active", label=gettext_lazy("Đang dùng"), sort_key="is_active"),
            DateColumn("last_login", label=gettext_lazy("Lần đăng nhập cuối")),
        ]

    def get_base_queryset(self) -> QuerySet[User]:
        return User.objects.prefetch_related("groups")


class AddStaffView(generic.CreateView):
    page_title = gettext_lazy("Thêm cán bộ")
    success_message = gettext_lazy("Đã mở tài khoản cho %(object)s.")
    error_message = gettext_lazy("Chưa mở được tài khoản; xem các chỗ cần sửa.")

    def save_instance(self) -> User:
        person = actions.add_staff(**self.form.values(), by=self.request.user)
        log(instance=person, action="wagtail.create", content_changed=True)
        return person


class EditPersonView(generic.EditView):
    success_message = gettext_lazy("Đã lưu tài khoản của %(object)s.")
    error_message = gettext_lazy("Chưa lưu được; xem các chỗ cần sửa.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "editing_self": self.request.user == self.object}

    def save_instance(self) -> User:
        person = actions.edit_person(self.object, **self.form.values(), by=self.request.user)
        if person == self.request.user:
            update_session_auth_hash(self.request, person)
        log(instance=person, action="wagtail.edit", content_changed=self.form.has_changed())
        return person


class PeopleViewSet(users.UserViewSet):
    """The administrator's list "Người dùng". Roles are fixed; there is no editing of groups."""

    menu_label = gettext_lazy("Người dùng")
    template_prefix = ""
    filterset_class = PeopleFilterSet
    index_view_class = PeopleIndexView
    add_view_class = AddStaffView
    edit_view_class = EditPersonView
    history_view_class = generic.HistoryView
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[AddStaffForm | EditPersonForm]:
        return EditPersonForm if for_update else AddStaffForm


class SavedOwnNameForm(OwnNameForm):
    def save(self, commit: bool = True) -> User:
        said = self.cleaned_data
        # The form has already set the new values on the instance; the action compares with the old.
        stored = User.objects.get(pk=self.instance.pk)
        return actions.rename(stored, said["full_name"], said["phone"], by=stored)


class OwnNamePanel(account.BaseSettingsPanel):
    """Name and telephone; the address with a link to where it is changed."""

    name = "name_email"
    title = gettext_lazy("Họ tên và thư điện tử")
    order = 100
    form_class = SavedOwnNameForm

    def get_form(self) -> OwnNameForm:
        form = super().get_form()
        form.fields["email"].help_text = format_html(
            '<a href="{}">{}</a>', reverse("account_email"), _("Đổi thư điện tử")
        )
        return form


class AccountView(account.AccountView):
    """Wagtail's page of one's own account, with one field for the name and no picture."""

    def get_panels(self) -> list[Any]:
        unused = (account.NameEmailSettingsPanel, account.AvatarSettingsPanel)
        kept = [panel for panel in super().get_panels() if not isinstance(panel, unused)]
        mine = kept[0]
        return [OwnNamePanel(mine.request, mine.user, mine.profile), *kept]
