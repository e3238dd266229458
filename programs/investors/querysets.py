"""Reusable conditions on the tables of matching; read as adjectives."""

from datetime import date, datetime, timedelta
from typing import Self

from django.db import models

from .choices import (
    IN_TOUCH,
    LIVING,
    REST_DAYS,
    UNANSWERED,
    VERIFIED,
    AccountStatus,
    ComplaintStatus,
    IntroductionStatus,
    Side,
)


class AccountQuerySet(models.QuerySet):
    """Conditions on investors."""

    def living(self) -> Self:
        return self.filter(status__in=LIVING)

    def verified(self, day: date) -> Self:
        """Whose proof stands on that day."""
        return self.filter(status__in=VERIFIED, active_until__gte=day)

    def to_check(self) -> Self:
        return self.filter(status__in=[AccountStatus.REQUESTED, AccountStatus.CHECKED])

    def of_member(self, user: models.Model) -> Self:
        """Investors for whom this person acts now."""
        return self.filter(members__user=user, members__ended_at=None).distinct()


class MandateQuerySet(models.QuerySet):
    """Conditions on mandates."""

    def looking(self, day: date) -> Self:
        """Of verified investors who have not paused."""
        return self.filter(
            is_paused=False, account__status__in=VERIFIED, account__active_until__gte=day
        )


class FundingCallQuerySet(models.QuerySet):
    """Conditions on calls for money."""

    def unclosed(self) -> Self:
        """Not yet written down as closed, whatever the day."""
        return self.filter(closed_on=None)

    def open_on(self, day: date) -> Self:
        return self.unclosed().filter(opened_on__lte=day, ends_on__gte=day)

    def ended_by(self, day: date) -> Self:
        """Their last day has passed and nobody has written it down."""
        return self.unclosed().filter(ends_on__lt=day)


class RoomFileQuerySet(models.QuerySet):
    """Conditions on files of rooms."""

    def kept(self) -> Self:
        return self.filter(removed_at=None)


class SuggestionQuerySet(models.QuerySet):
    """Conditions on suggestions that were shown."""

    def to_show(self) -> Self:
        return self.filter(dismissed_at=None)

    def dismissed_since(self, moment: datetime) -> Self:
        return self.filter(dismissed_at__gte=moment)


class InterestQuerySet(models.QuerySet):
    """Conditions on marks of interest."""

    def standing(self) -> Self:
        return self.filter(ended_at=None)


class IntroductionQuerySet(models.QuerySet):
    """Conditions on introductions."""

    def unanswered(self) -> Self:
        return self.filter(status__in=UNANSWERED)

    def to_check(self) -> Self:
        return self.filter(status=IntroductionStatus.ASKED)

    def in_touch(self) -> Self:
        return self.filter(status__in=IN_TOUCH)

    def asked_from(self, side: Side) -> Self:
        return self.filter(asked_side=side)

    def overdue(self, day: date) -> Self:
        """Unanswered although the last day to answer has passed."""
        return self.unanswered().filter(answer_by__lt=day)

    def resting(self, now: datetime) -> Self:
        """Declined so lately that nobody asks again (INV-8)."""
        return self.filter(
            status=IntroductionStatus.DECLINED, ended_at__gt=now - timedelta(days=REST_DAYS)
        )

    def of_member(self, user: models.Model) -> Self:
        return self.filter(account__members__user=user, account__members__ended_at=None)


class OutcomeQuerySet(models.QuerySet):
    """Conditions on questions about outcomes."""

    def unanswered(self) -> Self:
        return self.filter(answer="")


class DealQuerySet(models.QuerySet):
    """Conditions on deals."""

    def confirmed(self) -> Self:
        return self.exclude(confirmed_at=None)

    def contradicted(self) -> Self:
        """Both sides have spoken and do not agree."""
        return (
            self.filter(confirmed_at=None).annotate(said=models.Count("statements")).filter(said=2)
        )

    def with_unread_document(self) -> Self:
        return self.filter(confirmed_at=None).exclude(document=None)


class ComplaintQuerySet(models.QuerySet):
    """Conditions on complaints."""

    def undecided(self) -> Self:
        return self.filter(status=ComplaintStatus.OPEN)

    def about_investor(self, account: models.Model) -> Self:
        return self.filter(by_side=Side.FIRM, introduction__account=account)

    def about_firm(self, organization: models.Model) -> Self:
        return self.filter(by_side=Side.INVESTOR, introduction__organization=organization)
