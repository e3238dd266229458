"""Cohorts in the staff's admin: addresses of the board, of members and of their steps."""

from typing import Any

from django.urls import path
from wagtail.admin.viewsets.base import ViewSet

from .pages import (
    BoardView,
    EnrolListView,
    EnrolView,
    IndexView,
    MemberView,
    MilestoneTableView,
    OpenView,
    OutcomesView,
)
from .steps import StepView


class CohortViewSet(ViewSet):
    """Addresses of the staff's pages of cohorts."""

    name = "cohorts_cohort"
    url_prefix = "khoa"
    icon = "group"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", IndexView.as_view(), name="index"),
            path("mo/", OpenView.as_view(), name="open"),
            path("ket-qua/", OutcomesView.as_view(), name="outcomes"),
            path("don-vi/<int:pk>/", MemberView.as_view(), name="member"),
            path("buoc/<slug:kind>/<int:pk>/<slug:step>/", StepView.as_view(), name="step"),
            path("<str:code>/", BoardView.as_view(), name="board"),
            path("<str:code>/bien-ban.csv", MilestoneTableView.as_view(), name="table"),
            path("<str:code>/nhan/", EnrolListView.as_view(), name="enroll_list"),
            path("<str:code>/nhan/<str:number>/", EnrolView.as_view(), name="enroll"),
        ]


__all__ = ["CohortViewSet"]
