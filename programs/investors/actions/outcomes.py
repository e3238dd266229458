"""What came of an introduction, and deals that both sides tell alike (INV-10)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import journal
from core.models import StoredFile
from ecosystem.registry.actions.funding import record_funding_round
from ecosystem.registry.choices import AmountBand, Instrument
from programs.investors import notifications, policies
from programs.investors.choices import IN_TOUCH, RELEASED, OutcomeAnswer, Side
from programs.investors.lifecycles import INTRODUCTION
from programs.investors.models import Deal, DealStatement, Introduction, Outcome

from .errors import MatchingError, refuse


@transaction.atomic
def answer(outcome: Outcome, said: OutcomeAnswer | str, *, by: User) -> Outcome:
    """Write down what one side says. When both say that nothing came of it, it is closed."""
    introduction = outcome.introduction
    _speak_for(introduction, Side(outcome.side), by)
    locked = Outcome.objects.select_for_update().get(pk=outcome.pk)
    locked.answer, locked.answered_at, locked.answered_by = (
        OutcomeAnswer(said),
        timezone.now(),
        by,
    )
    locked.save(update_fields=["answer", "answered_at", "answered_by"])
    journal.write("answer_outcome", introduction, by=by, after={"days": locked.after_days})
    if said == OutcomeAnswer.NOTHING and _both_say_nothing(introduction):
        _close(introduction, by)
    return locked


def _both_say_nothing(introduction: Introduction) -> bool:
    newest = {
        outcome.side: outcome.answer
        for outcome in introduction.outcomes.exclude(answer="").order_by("after_days")
    }
    return [newest.get(side) for side in Side] == [OutcomeAnswer.NOTHING] * len(Side)


@transaction.atomic
def state_deal(
    introduction: Introduction,
    side: Side,
    *,
    closed_on: date,
    instrument: Instrument | str,
    amount_band: AmountBand | str,
    by: User,
    at: datetime | None = None,
) -> Deal:
    """Say when, how and in which band money came. Both alike: confirmed (INV-10).

    A side may correct itself until then. Raises MatchingError, ObstacleError.
    """
    _speak_for(introduction, side, by)
    if closed_on > timezone.localdate():
        raise MatchingError(_("Ngày đầu tư không thể ở tương lai."))
    deal = _locked_deal(introduction)
    DealStatement.objects.update_or_create(
        deal=deal,
        side=side,
        defaults={
            "closed_on": closed_on,
            "instrument": Instrument(instrument),
            "amount_band": AmountBand(amount_band),
            "said_by": by,
            "said_at": at or timezone.now(),
        },
    )
    journal.write("state_deal", introduction, by=by, after={"side": side.value})
    said = list(deal.statements.values_list("closed_on", "instrument", "amount_band"))
    if len(said) == len(Side) and len(set(said)) == 1:
        _confirm(deal, *said[0], by=by, at=at)
    return deal


@transaction.atomic
def give_document(introduction: Introduction, file: StoredFile, *, by: User) -> Deal:
    """Hand in a paper that shows the deal; an officer reads it (INV-10)."""
    refuse(policies.take_part(by, introduction))
    _demand_released(introduction)
    deal = _locked_deal(introduction)
    deal.document = file
    deal.save(update_fields=["document"])
    journal.write("give_deal_document", introduction, by=by, after={"sha256": file.sha256})
    return deal


@transaction.atomic
def confirm_by_document(
    deal: Deal,
    *,
    closed_on: date,
    instrument: Instrument | str,
    amount_band: AmountBand | str,
    by: User,
) -> Deal:
    """The officer has read the paper, and writes down what it says."""
    refuse(policies.check_introduction(by, deal.introduction))
    locked = _locked_deal(deal.introduction)
    if locked.document is None:
        raise MatchingError(_("Chưa có giấy tờ nào được nộp cho khoản đầu tư này."))
    if closed_on > timezone.localdate():
        raise MatchingError(_("Ngày đầu tư không thể ở tương lai."))
    _confirm(locked, closed_on, instrument, amount_band, by=by, at=None)
    return locked


def _locked_deal(introduction: Introduction) -> Deal:
    Introduction.objects.select_for_update().get(pk=introduction.pk)
    deal, _made = Deal.objects.get_or_create(introduction=introduction)
    if deal.confirmed_at is not None:
        raise MatchingError(_("Khoản đầu tư này đã được xác nhận."))
    return deal


def _confirm(
    deal: Deal,
    closed_on: date,
    instrument: Instrument | str,
    amount_band: AmountBand | str,
    *,
    by: User,
    at: datetime | None,
) -> None:
    """The deal becomes a funding round of the registry, and so a figure."""
    introduction = deal.introduction
    deal.closed_on, deal.confirmed_at = closed_on, at or timezone.now()
    deal.instrument, deal.amount_band = Instrument(instrument), AmountBand(amount_band)
    deal.save(update_fields=["closed_on", "confirmed_at", "instrument", "amount_band"])
    record_funding_round(
        introduction.organization,
        closed_on=closed_on,
        instrument=deal.instrument,
        amount_band=deal.amount_band,
        reference=introduction.number,
        by=by,
        investor_organization=introduction.account.organization,
        investor_name=introduction.account.name,
    )
    _close(introduction, None)
    notifications.deal_confirmed(introduction)


def _close(introduction: Introduction, by: User | None) -> None:
    introduction.refresh_from_db(fields=["status"])
    if introduction.status in IN_TOUCH:
        INTRODUCTION.take(introduction, "close", by=by, changes={"ended_at": timezone.now()})


def _speak_for(introduction: Introduction, side: Side, by: User) -> None:
    refuse(None if side in policies.sides_of(by, introduction) else policies.NOT_A_SIDE)
    _demand_released(introduction)


def _demand_released(introduction: Introduction) -> None:
    if introduction.status not in RELEASED:
        raise MatchingError(_("Kết quả chỉ hỏi sau khi hai bên đã mở liên hệ."))
