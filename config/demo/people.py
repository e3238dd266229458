"""Invented people who can sign in: one or two for each role, founders, an investor."""

from dataclasses import dataclass
from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password, make_password
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
    ("chuong-trinh", "Cao Thị Phác Hoạ", Role.PROGRAM_OFFICER),
    ("dau-tu", "Mai Thị Dẫn Chứng", Role.INVESTMENT_OFFICER),
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
    ("hoi-dong", "Tạ Minh Công Tâm", _("Thành viên hội đồng")),
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
        user = User.objects.create_user(email, full_name=full_name)
        user.password = _hash()
        user.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    return user


@cache
def _hash() -> str:
    # One for all: the password is printed anyway, and each hash costs a third of a second.
    return make_password(PASSWORD)


def sign_ins() -> list[SignIn]:
    """Return the invented people who stand in this database and still have their first password."""
    labels: dict[str, str | Promise] = {name: role.label for name, _full, role in STAFF}
    labels |= {name: label for name, _full, label in VISITORS}
    people = User.objects.filter(email__in=[f"{name}@{DOMAIN}" for name in labels], is_active=True)
    hashes = dict(people.values_list("email", "password"))
    opens = {stored: check_password(PASSWORD, stored) for stored in set(hashes.values())}
    return [
        SignIn(str(label), email, PASSWORD)
        for name, label in labels.items()
        if opens.get(hashes.get(email := f"{name}@{DOMAIN}", ""))
    ]
