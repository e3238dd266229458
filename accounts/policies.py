"""Who may manage the people who sign in."""

from django.utils.translation import gettext_lazy as _

from core.lifecycle import Obstacle

from .choices import Role
from .models import User


def manage_people(user: User) -> Obstacle | None:
    """The administrator gives roles; no other role does (ADM-1)."""
    if user.is_active and (user.is_superuser or user.has_role(Role.ADMINISTRATOR)):
        return None
    return Obstacle("not_administrator", _("Người dùng và vai trò do quản trị hệ thống quản lý."))


def edit_person(user: User, person: User) -> Obstacle | None:
    """Nobody but a superuser changes a superuser."""
    if obstacle := manage_people(user):
        return obstacle
    if person.is_superuser and not user.is_superuser:
        return Obstacle("superuser", _("Tài khoản này chỉ được đổi từ dòng lệnh."))
    return None


def change_rights(user: User, person: User) -> Obstacle | None:
    """Nobody gives themselves a role, nor locks themselves out."""
    if obstacle := edit_person(user, person):
        return obstacle
    if user.pk == person.pk:
        return Obstacle("own_rights", _("Vai trò của bạn do một quản trị viên khác đổi."))
    return None
