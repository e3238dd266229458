"""Forms for the administrator's list of people, and for one's own account."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from .choices import Role
from .models import User


class RolesField(forms.ModelMultipleChoiceField):
    """Staff roles by their names in words."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Group.objects.filter(name__in=Role.values).order_by("pk"),
            label=_("Vai trò"),
            **kwargs,
        )

    def label_from_instance(self, group: Group) -> str:
        return str(Role(group.name).label)


class PersonForm(forms.ModelForm):
    """Who somebody is; what both forms of the administrator share."""

    required_css_class = "required"

    full_name = forms.CharField(label=_("Họ và tên"), max_length=200)
    email = forms.EmailField(label=_("Thư điện tử"))
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    password = forms.CharField(
        label=_("Mật khẩu"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    roles = RolesField(required=False)

    class Meta:
        model = User
        fields = ["full_name", "email", "phone"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        others = User.objects.exclude(pk=self.instance.pk).filter(email__iexact=email)
        addresses = EmailAddress.objects.exclude(user=self.instance.pk).filter(email__iexact=email)
        if others.exists() or addresses.exists():
            raise forms.ValidationError(
                _("Đã có tài khoản dùng thư điện tử này; tìm trong danh sách rồi thêm vai trò.")
            )
        return email

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if password:
            validate_password(password, self.instance)
        return password

    def values(self) -> dict[str, Any]:
        """Return what was filled in, as the actions take it."""
        said = dict(self.cleaned_data)
        if "roles" in said:
            said["roles"] = [group.name for group in said["roles"]]
        return {**said, "password": said.get("password") or None}


class AddStaffForm(PersonForm):
    """New staff: at least one role."""

    roles = RolesField(error_messages={"required": _("Chọn ít nhất một vai trò")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _(
            "Để trống thì người này đăng nhập lần đầu bằng mã gửi qua thư."
        )


class EditPersonForm(PersonForm):
    """An account that stands. One's own roles and activity are changed by somebody else."""

    is_active = forms.BooleanField(
        label=_("Đang dùng"),
        required=False,
        help_text=_(
            "Bỏ chọn khi người này nghỉ việc: không đăng nhập được, tên còn trong lịch sử."
        ),
    )

    field_order = ["full_name", "email", "phone", "is_active", "roles", "password"]

    class Meta(PersonForm.Meta):
        fields = [*PersonForm.Meta.fields, "is_active"]

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _("Để trống nếu giữ mật khẩu cũ.")
        self.fields["roles"].initial = self.instance.groups.all()
        if editing_self:
            del self.fields["is_active"]
            del self.fields["roles"]


class OwnNameForm(forms.ModelForm):
    """One's own name and telephone; the address is changed where it can be verified."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=200)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    email = forms.EmailField(label=_("Thư điện tử"), disabled=True, required=False)

    class Meta:
        model = User
        fields = ["full_name", "phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].initial = self.instance.email
