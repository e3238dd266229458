"""Reusable conditions on the tables of calls; read as adjectives."""

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef

from core.temporal import true_on

from .choices import (
    CALL_PUBLIC,
    NOT_SHOWN_TO_COUNCIL,
    SELECTED,
    UNDER_REVIEW,
    ApplicationStatus,
    CallStatus,
    ConflictKind,
    LetterStatus,
)


class CallQuerySet(models.QuerySet):
    """Conditions on calls."""

    def public(self) -> Self:
        return self.filter(status__in=CALL_PUBLIC)

    def open_at(self, now: datetime) -> Self:
        """Published, and the clock is inside: the opening second counts, the closing one not."""
        return self.filter(status=CallStatus.PUBLISHED, opens_at__lte=now, closes_at__gt=now)

    def coming_at(self, now: datetime) -> Self:
        return self.filter(status=CallStatus.PUBLISHED, opens_at__gt=now)


class ApplicationQuerySet(models.QuerySet):
    """Conditions on applications."""

    def of_applicant(self, user: models.Model) -> Self:
        """Those of this person, and of organizations for which they may act today."""
        return self.filter(
            models.Q(applicant=user) | models.Q(organization__in=_held_by(self.model, user))
        )

    def submitted(self) -> Self:
        return self.exclude(status=ApplicationStatus.DRAFT).exclude(submitted_at=None)

    def before_council(self) -> Self:
        return self.exclude(status__in=NOT_SHOWN_TO_COUNCIL)

    def under_review(self) -> Self:
        return self.filter(status__in=UNDER_REVIEW)

    def selected(self) -> Self:
        """Those that hold a place."""
        return self.filter(status__in=SELECTED)

    def without_conflict_of(self, user: models.Model, day: date) -> Self:
        """Leave out what this person has a stake in: said so, or stands in the registry (PRG-11).

        Every list, file, discussion and count that a reviewer or member of staff gets begins here.
        """
        application: Any = self.model
        organization = application._meta.get_field("organization").related_model
        answers = application._meta.get_field("conflict_answers").related_model
        roles = organization._meta.get_field("roles").related_model
        rounds = organization._meta.get_field("funding_rounds").related_model
        theirs = roles._default_manager.filter(true_on(day), person__user=user, recorded_until=None)
        return self.filter(
            ~Exists(
                answers._default_manager.filter(application=OuterRef("pk"), user=user).exclude(
                    kind=ConflictKind.NONE
                )
            ),
            ~Exists(theirs.filter(organization=OuterRef("organization"))),
            ~Exists(
                rounds._default_manager.filter(
                    organization=OuterRef("organization"),
                    recorded_until=None,
                    investor_organization__in=theirs.values("organization"),
                )
            ),
        ).exclude(applicant=user)


def _held_by(application: Any, user: models.Model) -> Any:
    organization = application._meta.get_field("organization").related_model
    return organization._default_manager.held_by(user).values("pk")


class ReviewerQuerySet(models.QuerySet):
    """Conditions on members of councils."""

    def sitting(self) -> Self:
        return self.filter(removed_at=None)


class AssignmentQuerySet(models.QuerySet):
    """Conditions on assignments."""

    def standing(self) -> Self:
        return self.filter(removed_at=None, reviewer__removed_at=None)


class LetterQuerySet(models.QuerySet):
    """Conditions on the outbox."""

    def waiting(self) -> Self:
        return self.filter(status=LetterStatus.WAITING)

    def due_at(self, now: datetime) -> Self:
        return self.waiting().filter(leaves_at__lte=now)


class OfferQuerySet(models.QuerySet):
    """Conditions on offers."""

    def unanswered(self) -> Self:
        return self.filter(answer="")

    def expired_on(self, day: date) -> Self:
        """Not answered, and the last day is over."""
        return self.unanswered().filter(reply_by__lt=day)
