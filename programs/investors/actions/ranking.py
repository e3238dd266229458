"""Keep the computed lists of matches up to date; a change touches as little as it can (INV-5)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.vietnamese import local_day
from ecosystem.registry.models import Organization
from programs.investors import notifications
from programs.investors.lifecycles import INTRODUCTION
from programs.investors.models import Introduction, InvestorAccount, Mandate, Ranking
from programs.investors.selectors import facts
from programs.investors.selectors.factors import FirmFacts, MandateFacts
from programs.investors.selectors.matching import FIRM_POOL, POOL, FirmTable, MandateTable, Match

BATCH = 1000

Entry = list[Any]
"""[key, score, mask, order…] as JSON keeps it."""


@transaction.atomic
def recompute_all(day: date | None = None) -> int:
    """Compute every list anew, as the night does; return how many lists there are."""
    day = day or timezone.localdate()
    firms, mandates = facts.firms(day), facts.mandates(day)
    firm_table, mandate_table = FirmTable(firms), MandateTable(mandates)
    now = timezone.now()
    Ranking.objects.all().delete()
    rows = [
        Ranking(mandate_id=mandate.key, entries=_of_mandate(firm_table, mandate), computed_at=now)
        for mandate in mandates
    ]
    # A list that somebody else has just written is as new as this one.
    Ranking.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    for start in range(0, len(firms), BATCH):
        Ranking.objects.bulk_create(
            [
                Ranking(
                    organization_id=firm.key,
                    entries=_of_firm(mandate_table, firm),
                    computed_at=now,
                )
                for firm in firms[start : start + BATCH]
            ],
            batch_size=BATCH,
            ignore_conflicts=True,
        )
    return len(firms) + len(mandates)


@transaction.atomic
def recompute_organization(organization: Organization, day: date | None = None) -> None:
    """Compute the list of one firm, and put it into the mandates' lists where it belongs.

    No other firm is read: of each mandate's list only the place of this one changes.
    """
    day = day or timezone.localdate()
    mandates = facts.mandates(day)
    found = facts.firms(day, [organization.pk])
    firm = found[0] if found else None
    by_mandate: dict[int, Match] = {}
    if firm is None:
        Ranking.objects.filter(organization=organization).delete()
    else:
        table = MandateTable(mandates)
        matches = table.best_for(firm, len(mandates))
        by_mandate = {table.mandates[match.place].key: match for match in matches}
        _keep(_entries_of_firm(table, matches[:FIRM_POOL]), organization_id=firm.key)
    _put_into_lists(organization.pk, firm, by_mandate, mandates)


def _put_into_lists(
    key: int,
    firm: FirmFacts | None,
    by_mandate: dict[int, Match],
    mandates: list[MandateFacts],
) -> None:
    rows = {row.mandate_id: row for row in Ranking.objects.exclude(mandate=None)}
    changed = []
    for mandate in mandates:
        row = rows.get(mandate.key) or Ranking(mandate_id=mandate.key, entries=[])
        entries = [entry for entry in row.entries if entry[0] != key]
        match = by_mandate.get(mandate.key)
        if firm is not None and match is not None:
            entries.append(_entry(firm, match))
            entries = sorted(entries, key=_order)[:POOL]
        if entries != row.entries or row.pk is None:
            row.entries = entries
            changed.append(row)
    Ranking.objects.bulk_create([row for row in changed if row.pk is None], ignore_conflicts=True)
    Ranking.objects.bulk_update(
        [row for row in changed if row.pk is not None], ["entries"], batch_size=BATCH
    )


@transaction.atomic
def recompute_account(account: InvestorAccount, *, at: datetime | None = None) -> None:
    """Compute the list of one investor; the firms' own lists follow by night."""
    day = local_day(at or timezone.now())
    mandate = Mandate.objects.filter(account=account).first()
    if mandate is None:
        return
    found = facts.mandates(day, [mandate.pk])
    if not found:
        Ranking.objects.filter(mandate=mandate).delete()
        return
    _keep(_of_mandate(FirmTable(facts.firms(day)), found[0]), mandate_id=mandate.pk)


def close_requests(introductions: QuerySet[Introduction]) -> int:
    """Let open requests fall with a neutral text to both sides (INV-F3)."""
    fallen = list(introductions.select_related("account", "organization"))
    for introduction in fallen:
        INTRODUCTION.take(introduction, "fall", by=None, changes={"ended_at": timezone.now()})
        notifications.fell(introduction)
    return len(fallen)


def _keep(entries: list[Entry], **subject: Any) -> None:
    values = {"entries": entries, "computed_at": timezone.now()}
    Ranking.objects.update_or_create(defaults=values, **subject)


def _of_mandate(table: FirmTable, mandate: MandateFacts) -> list[Entry]:
    return [_entry(table.firms[match.place], match) for match in table.best_for(mandate)]


def _entry(firm: FirmFacts, match: Match) -> Entry:
    return [firm.key, match.score, match.mask, *firm.order]


def _order(entry: Entry) -> tuple[Any, ...]:
    _key, score, _mask, *order = entry
    return -score, *order


def _of_firm(table: MandateTable, firm: FirmFacts) -> list[Entry]:
    return _entries_of_firm(table, table.best_for(firm))


def _entries_of_firm(table: MandateTable, matches: list[Match]) -> list[Entry]:
    return [
        [
            table.mandates[match.place].account,
            match.score,
            match.mask,
            table.mandates[match.place].order,
        ]
        for match in matches
    ]
