"""Who has a desk."""

from django.utils.translation import gettext_lazy as _

from accounts.choices import INTERNAL_READERS
from accounts.models import User
from accounts.policies import manage_people
from core.lifecycle import Obstacle


def may_see_desk(user: User) -> Obstacle | None:
    """Staff with business rights have a desk; editors and administrators have Wagtail's panels."""
    if user.has_role(*INTERNAL_READERS):
        return None
    return Obstacle("no_business_role", _("Bàn việc dành cho cán bộ của trung tâm và của sở."))


def may_see_queues(user: User) -> Obstacle | None:
    """Who runs the machine, and who waits for its letters, sees what got stuck (ADM-11)."""
    if manage_people(user) is None or may_see_desk(user) is None:
        return None
    return Obstacle("no_business_role", _("Thư và việc nền do cán bộ và quản trị hệ thống xem."))
