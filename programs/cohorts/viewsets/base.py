"""What the staff's pages of cohorts share: who gets in, and the way back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.viewsets import StaffPage, StaffView
from core.lifecycle import ObstacleError, WrongStateError
from programs.calls.actions.errors import CallError
from programs.cohorts import policies
from programs.cohorts.actions.errors import CohortError
from programs.cohorts.models import Cohort, Member

REFUSALS = (CohortError, CallError, ObstacleError, WrongStateError)
"""What an action may answer instead; each is a sentence for the person."""


class CohortScreen(StaffView):
    """Only those who run, sign or pay for cohorts get in."""

    opened_by = policies.read


class CohortPage(CohortScreen, StaffPage):
    """A page of the desk beside the list of cohorts."""

    header_icon = "group"
    list_url_name = "cohorts_cohort:index"
    list_title = gettext_lazy("Khoá ươm tạo")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = super().get_breadcrumbs_items()
        return [*items[:-1], *self.parents(), items[-1]]

    def parents(self) -> list[dict[str, Any]]:
        """Return what stands between the list of cohorts and this page."""
        return []


def refuse_bound(user: User, member: Member) -> None:
    """Who is bound to a firm reads neither what it handed in nor what was answered (PRG-11)."""
    if obstacle := policies.read_evidence(user, member):
        raise PermissionDenied(str(obstacle))


def board_crumb(cohort: Cohort) -> dict[str, Any]:
    return {"url": reverse("cohorts_cohort:board", args=[cohort.code]), "label": cohort.code}


def member_crumb(member: Member) -> dict[str, Any]:
    return {
        "url": reverse("cohorts_cohort:member", args=[member.pk]),
        "label": member.organization.name,
    }
