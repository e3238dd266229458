"""What happens when nobody does anything: notices, ends, questions. Safe to run again."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.vietnamese import local_day
from programs.investors import notifications
from programs.investors.choices import (
    CALL_NOTICE_DAYS,
    OUTCOME_DAYS,
    RENEWAL_NOTICE_DAYS,
    UNANSWERED,
    AccountStatus,
    Side,
)
from programs.investors.lifecycles import ACCOUNT, INTRODUCTION
from programs.investors.models import FundingCall, Introduction, InvestorAccount, Outcome
from programs.investors.selectors import facts
from programs.investors.selectors.work import bounced_letters

from . import firms, ranking

CLOSED_AFTER_DAYS = 210
"""A month after the last question an introduction that nobody closed is closed."""


@dataclass(frozen=True)
class Sent:
    """How many letters went out and how many cases moved by themselves."""

    call_notices: int = 0
    calls_ended: int = 0
    introductions_expired: int = 0
    introductions_fallen: int = 0
    outcomes_asked: int = 0
    renewals_noticed: int = 0
    accounts_lapsed: int = 0
    lists: int = 0


def send_reminders(now: datetime | None = None) -> Sent:
    """Do what is due, then compute the suggestions anew (INV-1, 4, 5, 7, 10, F3)."""
    now = now or timezone.now()
    day = local_day(now)
    return Sent(
        call_notices=sum(_notice_call(call, day) for call in FundingCall.objects.open_on(day)),
        calls_ended=sum(_end_call(call, day) for call in FundingCall.objects.ended_by(day)),
        introductions_fallen=_close_for_gone_firms(),
        introductions_expired=_expire(day, now),
        outcomes_asked=_ask_outcomes(day),
        renewals_noticed=sum(
            _notice_renewal(account, now) for account in InvestorAccount.objects.verified(day)
        ),
        accounts_lapsed=sum(_lapse(account, day) for account in _active()),
        lists=ranking.recompute_all(day),
    )


def counted(now: datetime) -> dict[str, int]:
    """Do what is due, for the command that every room adds to."""
    return {
        f"investors: {name.replace('_', ' ')}": count
        for name, count in asdict(send_reminders(now)).items()
    }


@transaction.atomic
def _notice_call(call: FundingCall, day: date) -> bool:
    """One letter for the nearest of the passed notices, however late the command runs (INV-4)."""
    call = FundingCall.objects.select_for_update(of=("self",)).get(pk=call.pk)
    left = (call.ends_on - day).days
    passed = [days for days in CALL_NOTICE_DAYS if left <= days]
    if not passed or call.closed_on is not None:
        return False
    if call.noticed_days is not None and call.noticed_days <= min(passed):
        return False
    call.noticed_days = min(passed)
    call.save(update_fields=["noticed_days"])
    notifications.call_ends(call, left)
    return True


@transaction.atomic
def _end_call(call: FundingCall, day: date) -> bool:
    if not firms.end_call(call, day=day):
        return False
    notifications.call_ended(call)
    return True


def _close_for_gone_firms() -> int:
    """Requests to a firm that is dissolved, hidden or merged, or no longer shares (INV-F3)."""
    gone = Introduction.objects.unanswered().exclude(organization__in=facts.visible_organizations())
    with transaction.atomic():
        return ranking.close_requests(gone)


def _expire(day: date, now: datetime) -> int:
    """An unanswered request ends, but not while its letter never arrived (INV-7, F1)."""
    bounced = bounced_letters()
    return sum(
        _expire_one(introduction, now)
        for introduction in Introduction.objects.overdue(day)
        if bounced.isdisjoint(introduction.letters)
    )


@transaction.atomic
def _expire_one(introduction: Introduction, now: datetime) -> bool:
    locked = (
        Introduction.objects.select_for_update(of=("self",))
        .select_related("account", "organization")
        .get(pk=introduction.pk)
    )
    # Answered meanwhile, or an officer has rung and given more days.
    if locked.status not in UNANSWERED or locked.answer_by >= local_day(now):
        return False
    INTRODUCTION.take(locked, "expire", by=None, changes={"ended_at": now})
    notifications.expired(locked)
    return True


def _ask_outcomes(day: date) -> int:
    """Ask both sides once for each of the three days; close what is long over (INV-10)."""
    asked = 0
    for introduction in Introduction.objects.in_touch().select_related("account", "organization"):
        age = (day - timezone.localdate(introduction.released_at)).days
        if age >= CLOSED_AFTER_DAYS:
            INTRODUCTION.take(introduction, "close", by=None, changes={"ended_at": timezone.now()})
            continue
        due = [days for days in OUTCOME_DAYS if age >= days]
        if due:
            asked += _ask_both(introduction, due[-1])
    return asked


@transaction.atomic
def _ask_both(introduction: Introduction, days: int) -> int:
    asked = 0
    for side in Side:
        outcome, is_new = Outcome.objects.get_or_create(
            introduction=introduction, side=side, after_days=days
        )
        if is_new:
            notifications.outcome_asked(outcome)
            asked += 1
    return asked


@transaction.atomic
def _notice_renewal(account: InvestorAccount, now: datetime) -> bool:
    account = InvestorAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    until, noticed = account.active_until, account.renewal_noticed_at
    if until is None or until - local_day(now) > timedelta(days=RENEWAL_NOTICE_DAYS):
        return False
    if noticed and until - local_day(noticed) <= timedelta(days=RENEWAL_NOTICE_DAYS):
        return False
    account.renewal_noticed_at = now
    account.save(update_fields=["renewal_noticed_at"])
    notifications.renewal_due(account)
    return True


def _active() -> list[InvestorAccount]:
    return list(InvestorAccount.objects.filter(status=AccountStatus.ACTIVE))


@transaction.atomic
def _lapse(account: InvestorAccount, day: date) -> bool:
    account = InvestorAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if account.status != AccountStatus.ACTIVE:
        return False
    if account.active_until is None or account.active_until >= day:
        return False
    ACCOUNT.take(account, "lapse", by=None, reason="not renewed")
    notifications.account_suspended(account)
    return True
