"""What the rules of suggestions read: firms that raise money, mandates, and who is kept apart.

The number of queries does not depend on how many there are.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from accounts.choices import Purpose
from accounts.models import Consent
from core.calendar import add_months
from ecosystem.registry.choices import OrganizationStatus, Visibility
from ecosystem.registry.models import Address, Case, Organization, Person, Role, SectorAssignment
from programs.investors.choices import (
    REST_DAYS,
    STALE_MONTHS,
    STANDING,
    DismissReason,
)
from programs.investors.models import (
    FundingCall,
    Introduction,
    InvestorAccount,
    Mandate,
    Member,
    Suggestion,
)

from .factors import FirmFacts, MandateFacts

DISLIKED_AFTER = 2
"""INV-5: so many dismissals for one reason, and the sector or stage no longer counts."""

OPEN_STATUSES = (OrganizationStatus.FORMING, OrganizationStatus.ACTIVE)


def shared_organizations() -> Q:
    """Organizations whose owner agreed to share with investors, by code or by a case (PRV-1)."""
    subjects = Consent.objects.filter(purpose=Purpose.INVESTOR_SHARING, withdrawn_at=None).values(
        "subject_key"
    )
    by_case = Case.objects.filter(number__in=subjects).values("organization_id")
    return Q(code__in=subjects) | Q(pk__in=by_case)


def visible_organizations() -> QuerySet[Organization]:
    """Organizations that still are what their owner opened to investors, raising or not."""
    return Organization.objects.published().filter(shared_organizations(), status__in=OPEN_STATUSES)


def open_organizations(day: date) -> QuerySet[Organization]:
    """Organizations that verified investors may see: raising, public, shared, alive."""
    raising = FundingCall.objects.open_on(day).values("organization_id")
    return visible_organizations().filter(pk__in=raising)


def suggestible(day: date) -> QuerySet[Organization]:
    """Of these, the ones whose owner has confirmed the record in the last year (REG-21)."""
    return open_organizations(day).filter(last_confirmed_on__gte=add_months(day, -STALE_MONTHS))


def firms(day: date, keys: Collection[int] | None = None) -> list[FirmFacts]:
    """Return the facts of all firms that may be suggested on the day, or of those among `keys`."""
    organizations = suggestible(day)
    if keys is not None:
        organizations = organizations.filter(pk__in=keys)
    chosen = organizations.order_by().values("pk")
    calls = (
        FundingCall.objects.open_on(day)
        .filter(organization__in=chosen)
        .order_by()
        .values_list(
            "organization_id",
            "organization__code",
            "organization__stage_id",
            "organization__last_confirmed_on",
            "amount_vnd",
            "instruments",
        )
    )
    rows = SectorAssignment.objects.in_force(day).filter(organization__in=chosen)
    sectors = _grouped(rows.order_by().values_list("organization_id", "sector_id"))
    seats = Address.objects.seats().in_force(day).filter(organization__in=chosen)
    units = dict(seats.order_by().values_list("organization_id", "unit_id"))
    fresh_since = add_months(day, -settings.CONFIRMED_GREEN_MONTHS)
    return [
        FirmFacts(
            key=key,
            code=code,
            sectors=frozenset(sectors.get(key, ())),
            stage=stage,
            amount=int(amount),
            instruments=frozenset(instruments),
            unit=units.get(key),
            confirmed=confirmed.toordinal(),
            is_fresh=confirmed >= fresh_since,
        )
        for key, code, stage, confirmed, amount, instruments in calls.iterator(chunk_size=2000)
        if confirmed is not None
    ]


def mandates(day: date, keys: Collection[int] | None = None) -> list[MandateFacts]:
    """Return the facts of all mandates that look on the day, or of those among `keys`."""
    looking = Mandate.objects.looking(day)
    if keys is not None:
        looking = looking.filter(pk__in=keys)
    found = list(looking.select_related("account").order_by("account__number"))
    wanted = {mandate.pk for mandate in found}
    accounts = {mandate.account_id for mandate in found}
    named = {
        name: _of_mandates(getattr(Mandate, name).through, field, wanted)
        for name, field in (
            ("sectors", "sector_id"),
            ("excluded_sectors", "sector_id"),
            ("stages", "stage_id"),
            ("places", "administrativeunit_id"),
        )
    }
    barred = _barred(accounts)
    disliked_sectors, disliked_stages = _disliked(accounts, day)
    return [
        MandateFacts(
            key=mandate.pk,
            account=mandate.account_id,
            number=mandate.account.number,
            sectors=frozenset(named["sectors"].get(mandate.pk, ()))
            - disliked_sectors.get(mandate.account_id, frozenset()),
            excluded=frozenset(named["excluded_sectors"].get(mandate.pk, ())),
            stages=_left(
                named["stages"].get(mandate.pk, ()),
                disliked_stages.get(mandate.account_id, frozenset()),
            ),
            least=int(mandate.min_vnd),
            most=int(mandate.max_vnd),
            instruments=frozenset(mandate.instruments),
            places=frozenset(named["places"].get(mandate.pk, ())),
            has_capital=mandate.capital_until is not None and mandate.capital_until >= day,
            capital_until=mandate.capital_until,
            barred=barred.get(mandate.account_id, {}),
        )
        for mandate in found
    ]


def _left(stages: Collection[int], disliked: frozenset[int]) -> frozenset[int]:
    """A mandate that names stages never becomes one that takes any."""
    return frozenset(stages) - disliked or frozenset(stages)


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return found


def _of_mandates(through: type[Model], field: str, wanted: set[int]) -> dict[int, set[int]]:
    rows = through._default_manager.values_list("mandate_id", field)
    return _grouped((key, value) for key, value in rows if key in wanted)


def _barred(accounts: set[int]) -> dict[int, dict[int, str]]:
    """Return per investor the firms that it is kept apart from, each with the first reason."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    now = timezone.now()
    for name, pairs in (
        ("own", own_pairs()),
        (
            "standing",
            Introduction.objects.filter(status__in=STANDING).values_list(
                "account_id", "organization_id"
            ),
        ),
        (
            "declined",
            Introduction.objects.resting(now).values_list("account_id", "organization_id"),
        ),
        (
            "dismissed",
            Suggestion.objects.dismissed_since(now - timedelta(days=REST_DAYS)).values_list(
                "account_id", "organization_id"
            ),
        ),
    ):
        for account, organization in pairs:
            if account in accounts:
                found[account].setdefault(organization, name)
    return found


def own_pairs(account: int | None = None) -> set[tuple[int, int]]:
    """Return (investor, firm) where the same person stands on both sides, or both are one."""
    members = Member.objects.filter(ended_at=None).exclude(user=None)
    funds = Role.objects.in_force().exclude(organization__investor_account=None)
    if account is not None:
        members = members.filter(account=account)
        funds = funds.filter(organization__investor_account=account)
    accounts_of: dict[int, set[int]] = defaultdict(set)
    persons = dict(
        Person.objects.filter(user__in=members.values("user")).values_list("user_id", "pk")
    )
    for own, user in members.values_list("account_id", "user_id"):
        if user in persons:
            accounts_of[persons[user]].add(own)
    for person, own in funds.values_list("person_id", "organization__investor_account"):
        accounts_of[person].add(own)
    roles = Role.objects.in_force().filter(person__in=accounts_of)
    return {
        (own, organization)
        for person, organization in roles.values_list("person_id", "organization_id")
        for own in accounts_of[person]
    } | set(InvestorAccount.objects.exclude(organization=None).values_list("pk", "organization_id"))


def _disliked(
    accounts: set[int], day: date
) -> tuple[dict[int, frozenset[int]], dict[int, frozenset[int]]]:
    """Return per investor the sectors and stages that it has dismissed twice (INV-5)."""
    sectors: dict[int, Counter[int]] = defaultdict(Counter)
    stages: dict[int, Counter[int]] = defaultdict(Counter)
    dismissed = list(
        Suggestion.objects.filter(
            account__in=accounts,
            shown_to="investor",
            dismiss_reason__in=[DismissReason.SECTOR, DismissReason.STAGE],
            dismissed_at__gte=timezone.now() - timedelta(days=2 * REST_DAYS),
        )
        .values_list("account_id", "organization_id", "organization__stage_id", "dismiss_reason")
        .distinct()
    )
    of_firm = _grouped(
        SectorAssignment.objects.in_force(day)
        .filter(organization__in={organization for _account, organization, _s, _r in dismissed})
        .values_list("organization_id", "sector_id")
    )
    for account, organization, stage, reason in dismissed:
        if reason == DismissReason.STAGE and stage is not None:
            stages[account][stage] += 1
        elif reason == DismissReason.SECTOR:
            sectors[account].update(of_firm.get(organization, ()))
    return _often(sectors), _often(stages)


def _often(counted: dict[int, Counter[int]]) -> dict[int, frozenset[int]]:
    return {
        account: frozenset(key for key, times in counter.items() if times >= DISLIKED_AFTER)
        for account, counter in counted.items()
    }


def is_open(organization: Organization, day: date) -> bool:
    """Whether verified investors may see the firm's card today."""
    return (
        organization.visibility == Visibility.PUBLIC
        and open_organizations(day).filter(pk=organization.pk).exists()
    )
