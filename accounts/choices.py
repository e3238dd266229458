"""Roles and purposes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Staff roles (ADM-1). Each is a group of Django's; owners and visitors need none."""

    REGISTRY_OFFICER = "registry_officer", _("Cán bộ danh bạ")
    REGISTRY_LEAD = "registry_lead", _("Trưởng nhóm danh bạ")
    PROGRAM_OFFICER = "program_officer", _("Cán bộ chương trình")
    MENTORING_OFFICER = "mentoring_officer", _("Cán bộ cố vấn")
    INVESTMENT_OFFICER = "investment_officer", _("Cán bộ đầu tư")
    EVENT_OFFICER = "event_officer", _("Cán bộ sự kiện")
    ANALYST = "analyst", _("Chuyên viên số liệu")
    APPROVER = "approver", _("Người duyệt")
    HEAD = "head", _("Lãnh đạo sở")
    EDITOR = "editor", _("Biên tập viên")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


OFFICERS = frozenset({Role.REGISTRY_OFFICER, Role.REGISTRY_LEAD})
"""Who screens cases and proposes classifications. The administrator has no business right."""

DECIDERS = frozenset({Role.REGISTRY_OFFICER, Role.REGISTRY_LEAD, Role.APPROVER, Role.HEAD})
"""Who may put in force what another has proposed."""

INTERNAL_READERS = frozenset(set(Role) - {Role.EDITOR, Role.ADMINISTRATOR})
"""Who sees internal blocks: gap lists, collection boards, private contacts."""


class Purpose(models.TextChoices):
    """What a person agrees to, each apart and each withdrawable (PRV-1)."""

    PUBLIC_LISTING = "public_listing", _("Đăng hồ sơ công khai trong danh bạ")
    INVESTOR_SHARING = "investor_sharing", _("Chia sẻ với nhà đầu tư đã xác minh")
    MENTOR_SHARING = "mentor_sharing", _("Chia sẻ với cố vấn được ghép")
    PROGRAM_SELECTION = "program_selection", _("Dùng khi xét chọn vào chương trình")
    FOLLOW_UP = "follow_up", _("Hỏi thăm sau chương trình")
    PHOTOGRAPHS = "photographs", _("Dùng ảnh chụp tại sự kiện")
    STATISTICS = "statistics", _("Thống kê ngoài phạm vi luật buộc")
