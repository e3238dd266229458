"""Who may do what with searches that are kept."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.lifecycle import Obstacle

from .models import SavedSearch


def own_search(user: User, search: SavedSearch) -> Obstacle | None:
    """A saved search is its owner's alone: nobody else reads, changes or renews it."""
    if search.owner_id == user.pk:
        return None
    return Obstacle("not_owner", _("Tìm kiếm này do người khác lưu."))
