"""Reusable conditions on the registry's tables; read as adjectives."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from core.temporal import TemporalQuerySet, known_at, true_on

from .choices import (
    NEVER_COUNTED,
    OPEN_TO_APPLICANT,
    UNDECIDED,
    WAITING_FOR_OFFICER,
    CaseKind,
    CaseStatus,
    DuplicateState,
    PlaceType,
    Visibility,
)


class OrganizationQuerySet(models.QuerySet):
    """Conditions on organizations."""

    def published(self) -> Self:
        """What a visitor may see."""
        return self.filter(visibility=Visibility.PUBLIC, merged_into=None)

    def live(self) -> Self:
        """Everything but tombstones of merged records and of undone imports (REG-6, IOP-6)."""
        return self.filter(merged_into=None).exclude(visibility=Visibility.WITHDRAWN)

    def countable(self) -> Self:
        """Head offices only (REG-6, TGT-9)."""
        return self.live().exclude(kind__in=NEVER_COUNTED).filter(head_office=None)

    def confirmed_since(self, day: date) -> Self:
        return self.filter(last_confirmed_on__gte=day)

    def not_confirmed_since(self, day: date) -> Self:
        """Last confirmed before the day, or never."""
        return self.filter(models.Q(last_confirmed_on=None) | models.Q(last_confirmed_on__lt=day))

    def seated_in(self, unit: models.Model) -> Self:
        """Organizations whose seat lies in this commune now."""
        return self._with_open_seat(addresses__unit=unit)

    def to_settle(self) -> Self:
        """Organizations of whose seat nobody has said in which commune it lies (REG-8)."""
        return self._with_open_seat(addresses__needs_settling=True)

    def _with_open_seat(self, **conditions: object) -> Self:
        return self.filter(
            addresses__place_type=PlaceType.SEAT,
            addresses__recorded_until=None,
            addresses__valid_to=None,
            **conditions,
        ).distinct()

    def held_by(self, user: models.Model) -> Self:
        """Organizations for which this person may act today."""
        return self.filter(
            true_on(timezone.localdate(), "roles"),
            roles__person__user=user,
            roles__may_act=True,
            roles__recorded_until=None,
        ).distinct()


class AddressQuerySet(TemporalQuerySet):
    """Conditions on addresses."""

    def seats(self) -> Self:
        return self.filter(place_type=PlaceType.SEAT)

    def to_settle(self) -> Self:
        """Seats whose old commune was divided and nobody has chosen yet (REG-8)."""
        return self.seats().current().filter(needs_settling=True)


class CaseQuerySet(models.QuerySet):
    """Conditions on cases."""

    def drafts(self) -> Self:
        return self.filter(status=CaseStatus.DRAFT)

    def undecided(self) -> Self:
        return self.filter(status__in=UNDECIDED)

    def waiting_for_officer(self) -> Self:
        return self.filter(status__in=WAITING_FOR_OFFICER)

    def waiting_for_applicant(self) -> Self:
        return self.filter(status=CaseStatus.NEEDS_INFORMATION)

    def decided(self) -> Self:
        """Sent cases that nobody waits for any more."""
        return self.exclude(status__in=UNDECIDED).exclude(status=CaseStatus.DRAFT)

    def due_on(self, day: date) -> Self:
        return self.waiting_for_officer().filter(answer_by=day)

    def due_by(self, day: date) -> Self:
        return self.waiting_for_officer().filter(answer_by__lte=day)

    def overdue(self, day: date | None = None) -> Self:
        return self.waiting_for_officer().filter(answer_by__lt=day or timezone.localdate())

    def of(self, user: models.Model) -> Self:
        return self.filter(applicant=user)

    def of_person(self, user: models.Model, emails: Iterable[str]) -> Self:
        """Cases of a person, also those begun without an account under an address of theirs."""
        return self.filter(
            models.Q(applicant=user) | models.Q(applicant=None, email__in=emails)
        ).exclude(models.Q(applicant=None) & models.Q(email=""))

    def open_to_applicant(self) -> Self:
        """Cases in which the person may type now."""
        return self.filter(status__in=OPEN_TO_APPLICANT)

    def contested_claims(self, organization: models.Model) -> Self:
        """Claims on the same organization that nobody has decided yet (REGN-11)."""
        return self.undecided().filter(kind=CaseKind.CLAIM, organization=organization)

    def expired_drafts(self, keep_days: int) -> Self:
        return self.drafts().filter(saved_at__lt=timezone.now() - timedelta(days=keep_days))


class DuplicatePairQuerySet(models.QuerySet):
    """Conditions on pairs that may be one organization."""

    def unresolved(self) -> Self:
        return self.filter(state=DuplicateState.OPEN)


class FundingRoundQuerySet(models.QuerySet):
    """Conditions on funding rounds."""

    def current(self) -> Self:
        """What is believed now."""
        return self.filter(recorded_until=None)

    def known_at(self, moment: datetime) -> Self:
        """What was believed at the moment."""
        return self.filter(known_at(moment))

    def closed_between(self, first: date, last: date) -> Self:
        """Rounds closed on one of these days, both included."""
        return self.filter(closed_on__range=(first, last))
