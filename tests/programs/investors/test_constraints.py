"""What the database itself promises about matching: each named constraint refuses its row."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from programs.investors.choices import DismissReason, IntroductionStatus, Side
from programs.investors.models import (
    AccessLine,
    Complaint,
    Deal,
    DealStatement,
    FundingCall,
    Interest,
    Introduction,
    InvestorAccount,
    Mandate,
    Member,
    Outcome,
    Proof,
    Ranking,
    Suggestion,
)

from . import builders

pytestmark = pytest.mark.django_db


def again(row: models.Model, **fields: object) -> None:
    """Insert the row a second time."""
    row.pk = None
    row._state.adding = True
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def changed(model: type[models.Model], **fields: object) -> None:
    model.objects.update(**fields)


def suggestion(**fields: object) -> Suggestion:
    introduction = Introduction.objects.get()
    return Suggestion.objects.create(
        account=introduction.account,
        organization=introduction.organization,
        shown_to=Side.FIRM,
        week=timezone.localdate(),
        score=50,
        **fields,
    )


def interest() -> Interest:
    introduction = Introduction.objects.get()
    return Interest.objects.create(
        account=introduction.account,
        organization=introduction.organization,
        level="private",
        marked_by=introduction.asked_by,
    )


def deal() -> Deal:
    return Deal.objects.create(introduction=Introduction.objects.get())


def statement() -> DealStatement:
    return DealStatement.objects.create(
        deal=deal(),
        side=Side.FIRM,
        closed_on=timezone.localdate(),
        instrument="equity",
        amount_band="1b_5b",
        said_by=Introduction.objects.get().asked_by,
    )


def complaint(number: str = "KN-1") -> Complaint:
    introduction = Introduction.objects.get()
    return Complaint.objects.create(
        number=number,
        introduction=introduction,
        by_side=Side.FIRM,
        text="x",
        made_by=introduction.asked_by,
        answer_by=timezone.localdate(),
    )


def outcome(**fields: object) -> Outcome:
    return Outcome.objects.create(
        introduction=Introduction.objects.get(), side=Side.FIRM, after_days=30, **fields
    )


def look(sight: str) -> None:
    introduction = Introduction.objects.get()
    AccessLine.objects.create(
        organization=introduction.organization,
        account=introduction.account,
        user=introduction.asked_by,
        sight=sight,
    )


def mandate(**fields: object) -> None:
    builders.want(InvestorAccount.objects.get())
    changed(Mandate, **fields)


BREAKS: dict[str, Callable[[], object]] = {
    "investor_startup_fund_has_contributors": lambda: changed(
        InvestorAccount, kind="startup_fund", contributors=31
    ),
    "investor_active_was_checked": lambda: changed(InvestorAccount, active_until=None),
    "investor_checked_by_somebody": lambda: changed(InvestorAccount, checked_by=None),
    "investor_member_once": lambda: again(Member.objects.get(), email=_upper()),
    "investor_proof_checked_by_somebody": lambda: changed(Proof, checked_by=None),
    "mandate_ticket_order": lambda: mandate(ticket_min=10**12),
    "mandate_foreign_money_has_dated_rate": lambda: mandate(currency="USD"),
    "funding_call_one_open": lambda: again(FundingCall.objects.get()),
    "funding_call_amount": lambda: changed(FundingCall, amount_vnd=0),
    "funding_call_day_order": lambda: changed(
        FundingCall, ends_on=timezone.localdate() - timedelta(days=1)
    ),
    "access_line_names_its_file": lambda: look("file"),
    "ranking_of_one_subject": lambda: Ranking.objects.create(),
    "suggestion_once_a_week": lambda: again(suggestion()),
    "suggestion_dismissed_for_a_reason": lambda: suggestion(dismiss_reason=DismissReason.OTHER),
    "interest_one_open": lambda: again(interest()),
    "introduction_one_standing_per_pair": lambda: again(
        Introduction.objects.get(), number="GT-2", request_key=None
    ),
    "introduction_released_by_both": lambda: changed(
        Introduction, status=IntroductionStatus.RELEASED, released_at=timezone.now()
    ),
    "introduction_released_state": lambda: changed(
        Introduction, released_at=timezone.now(), firm_accepted_at=timezone.now()
    ),
    "introduction_declined_by_a_side": lambda: changed(Introduction, decline_reason="x"),
    "outcome_asked_once": lambda: again(outcome()),
    "outcome_answered_at": lambda: outcome(answer="deal"),
    "deal_confirmed_as_a_whole": lambda: Deal.objects.create(
        introduction=Introduction.objects.get(), confirmed_at=timezone.now()
    ),
    "deal_said_once_by_a_side": lambda: again(statement()),
    "complaint_one_open_of_a_side": lambda: again(complaint(), number="KN-2"),
}


def _upper() -> str:
    return Member.objects.get().email.upper()


def test_each_named_constraint_of_the_room_is_tried():
    named = {
        constraint.name
        for model in apps.get_app_config("investors").get_models()
        for constraint in model._meta.constraints
    }

    assert named == set(BREAKS)


@pytest.mark.parametrize("name", list(BREAKS))
def test_the_database_refuses(name):
    builders.asked()

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREAKS[name]()

    assert "constraint" in str(refused.value).lower()
