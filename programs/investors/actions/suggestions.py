"""The week's suggestions, what somebody says about them, and marks of interest (INV-5, 6)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import journal
from ecosystem.registry.models import Organization
from programs.investors import notifications, policies
from programs.investors.choices import (
    WEEKLY_SUGGESTIONS,
    DismissReason,
    InterestLevel,
    Side,
)
from programs.investors.models import (
    Interest,
    InvestorAccount,
    Mandate,
    Ranking,
    Suggestion,
)
from programs.investors.selectors import facts
from programs.investors.selectors.matching import exclusion_of, mask_of, names_in, score_of

from . import ranking
from .errors import MatchingError, refuse


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@transaction.atomic
def draw_for_investor(account: InvestorAccount, day: date | None = None) -> int:
    """Show the best firms of this week, ten at most; return how many are new (INV-5)."""
    day = day or timezone.localdate()
    InvestorAccount.objects.select_for_update().get(pk=account.pk)
    row = Ranking.objects.filter(mandate__account=account).first()
    shown = Suggestion.objects.filter(account=account, shown_to=Side.INVESTOR, week=monday_of(day))
    free = WEEKLY_SUGGESTIONS - shown.count()
    found = facts.mandates(day, [row.mandate_id]) if row and row.mandate_id and free > 0 else []
    if row is None or not found:
        return 0
    (mandate,) = found
    had = set(shown.values_list("organization_id", flat=True))
    keys = [entry[0] for entry in row.entries if entry[0] not in had]
    firms = {firm.key: firm for firm in facts.firms(day, keys)}
    chosen = [
        Suggestion(
            account=account,
            organization_id=key,
            shown_to=Side.INVESTOR,
            week=monday_of(day),
            score=score_of(mask),
            factors=names_in(mask),
        )
        for key in keys
        if key in firms
        and not exclusion_of(mandate, firms[key])
        # Asked again: the list may be of last night.
        and (mask := mask_of(mandate, firms[key]))
    ]
    Suggestion.objects.bulk_create(chosen[:free])
    return len(chosen[:free])


@transaction.atomic
def draw_for_firm(organization: Organization, day: date | None = None) -> int:
    """Show the best investors of this week, ten at most; return how many are new (INV-5)."""
    day = day or timezone.localdate()
    Organization.objects.select_for_update().get(pk=organization.pk)
    row = Ranking.objects.filter(organization=organization).first()
    shown = Suggestion.objects.filter(
        organization=organization, shown_to=Side.FIRM, week=monday_of(day)
    )
    free = WEEKLY_SUGGESTIONS - shown.count()
    firms = facts.firms(day, [organization.pk]) if row and free > 0 else []
    if row is None or not firms:
        return 0
    (firm,) = firms
    had = set(shown.values_list("account_id", flat=True))
    accounts = [entry[0] for entry in row.entries if entry[0] not in had]
    keys = Mandate.objects.filter(account__in=accounts).values_list("pk", flat=True)
    mandates = {mandate.account: mandate for mandate in facts.mandates(day, list(keys))}
    chosen = [
        Suggestion(
            account_id=account,
            organization=organization,
            shown_to=Side.FIRM,
            week=monday_of(day),
            score=score_of(mask),
            factors=names_in(mask),
        )
        for account in accounts
        if account in mandates
        and not exclusion_of(mandates[account], firm)
        and (mask := mask_of(mandates[account], firm))
    ]
    Suggestion.objects.bulk_create(chosen[:free])
    return len(chosen[:free])


@transaction.atomic
def dismiss(suggestion: Suggestion, reason: DismissReason | str, *, by: User) -> Suggestion:
    """Say that it does not suit; it rests for 90 days, and the next ones learn (INV-5)."""
    if suggestion.shown_to == Side.INVESTOR:
        refuse(policies.act_for(by, suggestion.account))
    else:
        refuse(policies.act_for_firm(by, suggestion.organization))
    locked = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if locked.dismissed_at is None:
        locked.dismissed_at, locked.dismissed_by = timezone.now(), by
        locked.dismiss_reason = DismissReason(reason)
        locked.save(update_fields=["dismissed_at", "dismissed_by", "dismiss_reason"])
        ranking.recompute_account(locked.account)
    return locked


@transaction.atomic
def mark_interest(
    account: InvestorAccount,
    organization: Organization,
    level: InterestLevel | str,
    *,
    by: User,
    note: str = "",
) -> Interest:
    """Mark a firm, and choose who knows of it (INV-6). It binds nobody."""
    refuse(policies.see_firms(by, account))
    if not facts.is_open(organization, timezone.localdate()):
        raise MatchingError(_("Doanh nghiệp này không còn gọi vốn."))
    InvestorAccount.objects.select_for_update().get(pk=account.pk)
    before = Interest.objects.standing().filter(account=account, organization=organization).first()
    interest, _made = Interest.objects.update_or_create(
        account=account,
        organization=organization,
        ended_at=None,
        defaults={"level": InterestLevel(level), "note": note, "marked_by": by},
    )
    # What is private is in no journal that officers read.
    if level != InterestLevel.PRIVATE:
        journal.write("mark_interest", account, by=by, after={"level": interest.level})
    if level == InterestLevel.FIRM and (before is None or before.level != InterestLevel.FIRM):
        notifications.interest_shown(organization)
    return interest


@transaction.atomic
def end_interest(interest: Interest, *, by: User) -> None:
    """Take the mark away."""
    refuse(policies.act_for(by, interest.account))
    Interest.objects.standing().filter(pk=interest.pk).update(ended_at=timezone.now())
