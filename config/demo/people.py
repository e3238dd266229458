"""Invented people who can sign in: one or two for each role, founders, an investor."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import actions as accounts
from accounts.choices import Role
from accounts.models import User

DOMAIN = "minh-hoa.example"
# Not a secret: it opens nothing but an invented registry, and is printed where that is served.
PASSWORD = "trang-ram-bo-kenh-2026"

STAFF: tuple[tuple[str, str, Role], ...] = (
    ("can-bo", "Phạm Thị Ví Dụ", Role.REGISTRY_OFFICER),
    ("can-bo-2", "Lê Văn Thử", Role.REGISTRY_OFFICER),
    ("truong-nhom", "Trần Ngọc Mẫu", Role.REGISTRY_LEAD),
    ("so-lieu", "Võ Minh Thí Dụ", Role.ANALYST),
    ("nguoi-duyet", "Huỳnh Thanh Minh Hoạ", Role.APPROVER),
    ("lanh-dao", "Nguyễn Hoài Giả Định", Role.HEAD),
    ("bien-tap", "Đặng Thị Hình Dung", Role.EDITOR),
    ("quan-tri", "Bùi Văn Phỏng Tác", Role.ADMINISTRATOR),
)
VISITORS: tuple[tuple[str, str, Promise], ...] = (
    ("chu-doanh-nghiep", "Lê Thị Mẫu", _("Chủ doanh nghiệp")),
    ("chu-hop-tac-xa", "Hồ Văn Ví Dụ", _("Chủ hợp tác xã")),
    ("nguoi-moi", "Đỗ Ngọc Thử", _("Người đang đăng ký")),
    ("nha-dau-tu", "Ngô Thanh Giả Định", _("Nhà đầu tư")),
)


@dataclass(frozen=True)
class SignIn:
    """Who can sign in, in which role, with what."""

    role: str
    email: str
    password: str


@dataclass(frozen=True)
class People:
    """The people of the invented registry, by what they do in it."""

    by_name: dict[str, User]

    def __getitem__(self, name: str) -> User:
        return self.by_name[name]

    @property
    def officers(self) -> tuple[User, User]:
        return self["can-bo"], self["can-bo-2"]


def make_people() -> People:
    """Make everybody who is missing, with a verified address."""
    accounts.ensure_roles()
    people = {}
    for name, full_name, role in STAFF:
        people[name] = _user(name, full_name)
        people[name].groups.set([Group.objects.get(name=role.value)])
    for name, full_name, _label in VISITORS:
        people[name] = _user(name, full_name)
    return People(people)


def _user(name: str, full_name: str) -> User:
    email = f"{name}@{DOMAIN}"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, PASSWORD, full_name=full_name)
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    return user


def sign_ins() -> list[SignIn]:
    """Return the invented people who stand in this database and still have their first password."""
    labels: dict[str, str | Promise] = {name: role.label for name, _full, role in STAFF}
    labels |= {name: label for name, _full, label in VISITORS}
    users = {user.email: user for user in User.objects.filter(email__endswith=f"@{DOMAIN}")}
    return [
        SignIn(str(label), email, PASSWORD)
        for name, label in labels.items()
        if (email := f"{name}@{DOMAIN}") in users and users[email].check_password(PASSWORD)
    ]
