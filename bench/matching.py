"""Measure suggestions: 200 investors by 5,000 organizations that raise money, both ways.

    python -m bench.matching [--organizations 5000] [--investors 200] [--json] [--smoke]

Exit 1 if all takes 2 s of processor time or more, if one more organization touches another's list,
or if twice the organizations take more memory than their own facts. See README.md for figures.
"""

import argparse
import json
import sys
import time
import tracemalloc
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from random import Random

import django

from bench.stage import stage

BUDGET_SECONDS = 2.0
BUDGET_ONE_SHARE = 0.25
"""One more organization may cost at most this part of all."""

BUDGET_MEGABYTES = 64
"""What 5,000 organizations and their lists may hold at the highest point."""


@dataclass(frozen=True)
class Figures:
    """What one run measured. Seconds are processor time; `clock` is on the wall."""

    organizations: int
    investors: int
    lists: int
    seconds: float
    clock: float
    one_seconds: float
    one_foreign_lists: int
    peak_megabytes: float
    peak_again_megabytes: float
    same: bool

    @property
    def within(self) -> bool:
        return (
            self.answers
            and self.seconds < BUDGET_SECONDS
            and self.one_seconds < BUDGET_ONE_SHARE * self.seconds
            and self.peak_megabytes < BUDGET_MEGABYTES
            and self.peak_again_megabytes < 1.2 * self.peak_megabytes
        )

    @property
    def answers(self) -> bool:
        return self.same and self.one_foreign_lists == 0 and self.lists > self.investors

    def __str__(self) -> str:
        return (
            f"{self.investors} investors by {self.organizations} organizations: {self.lists} lists "
            f"in {self.seconds:.2f} s ({self.clock:.2f} s on the clock)\n"
            f"one more organization: {self.one_seconds:.3f} s, "
            f"{self.one_foreign_lists} lists of other organizations computed\n"
            f"memory at its highest: {self.peak_megabytes:.1f} MB, "
            f"computed again: {self.peak_again_megabytes:.1f} MB\n"
            f"same input, same order: {'yes' if self.same else 'no'}"
        )


def fill(investors: int, today: date) -> None:
    """Let every organization raise money, and write investors with mandates."""
    from accounts.choices import Purpose
    from accounts.models import Consent, User
    from ecosystem.registry.models import Organization
    from ecosystem.taxonomy.models import Sector, Stage
    from programs.investors.models import FundingCall, InvestorAccount, Mandate

    random = Random(7)
    user = User.objects.get(email="bench@example.test")
    organizations = list(Organization.objects.only("pk", "code"))
    Organization.objects.update(last_confirmed_on=today - timedelta(days=random.randint(1, 300)))
    Consent.objects.bulk_create(
        [
            Consent(subject_key=each.code, purpose=Purpose.INVESTOR_SHARING, text_version="2026-11")
            for each in organizations
        ],
        batch_size=1000,
    )
    FundingCall.objects.bulk_create(
        [
            FundingCall(
                organization=each,
                amount_vnd=random.randint(2, 100) * 100_000_000,
                purpose="Mở rộng",
                instruments=random.sample(["equity", "convertible", "loan"], random.randint(0, 2)),
                opened_on=today,
                ends_on=today + timedelta(days=90),
                opened_by=user,
            )
            for each in organizations
        ],
        batch_size=1000,
    )
    sectors, stages = list(Sector.objects.active()), list(Stage.objects.active())
    now = django.utils.timezone.now()
    for number in range(investors):
        account = InvestorAccount.objects.create(
            number=f"DT-2026-{number:05d}",
            kind="company",
            name=f"Nhà đầu tư {number}",
            contact_name="-",
            contact_email="bench@example.test",
            status="active",
            requested_by=user,
            checked_at=now,
            checked_by=user,
            active_until=today + timedelta(days=300),
        )
        least = random.randint(1, 30) * 100_000_000
        mandate = Mandate.objects.create(
            account=account,
            ticket_min=least,
            ticket_max=least * random.randint(2, 8),
            min_vnd=least,
            max_vnd=least * random.randint(2, 8),
            instruments=random.sample(["equity", "convertible", "loan"], random.randint(0, 2)),
            capital_until=today + timedelta(days=random.randint(-30, 300)),
        )
        wanted = random.sample(sectors, random.randint(1, 4))
        mandate.sectors.set(wanted)
        mandate.stages.set(random.sample(stages, random.randint(0, 3)))
        mandate.excluded_sectors.set(set(random.sample(sectors, 1)) - set(wanted))


def measure(organizations: int, investors: int, today: date) -> Figures:
    from ecosystem.registry.models import Organization
    from programs.investors.actions import ranking
    from programs.investors.models import Ranking

    begin, clock = time.process_time(), time.perf_counter()
    lists = ranking.recompute_all(today)
    seconds, on_clock = time.process_time() - begin, time.perf_counter() - clock

    def entries() -> dict[tuple[int | None, int | None], list]:
        rows = Ranking.objects.values_list("mandate_id", "organization_id", "entries")
        return {(mandate, organization): found for mandate, organization, found in rows}

    first = entries()
    peaks = []
    for _time in range(2):
        tracemalloc.start()
        ranking.recompute_all(today)
        peaks.append(tracemalloc.get_traced_memory()[1] / 1_000_000)
        tracemalloc.stop()
    same = entries() == first
    one = Organization.objects.order_by("code").first()
    assert one is not None
    Ranking.objects.filter(organization=one).delete()
    before = dict(
        Ranking.objects.exclude(organization=None).values_list("organization_id", "computed_at")
    )
    begin = time.process_time()
    ranking.recompute_organization(one, today)
    one_seconds = time.process_time() - begin
    after = Ranking.objects.exclude(organization=None).exclude(organization=one)
    foreign = sum(
        before[key] != moment for key, moment in after.values_list("organization_id", "computed_at")
    )
    return Figures(
        organizations=organizations,
        investors=investors,
        lists=lists,
        seconds=seconds,
        clock=on_clock,
        one_seconds=one_seconds,
        one_foreign_lists=foreign,
        peak_megabytes=peaks[0],
        peak_again_megabytes=peaks[1],
        same=same and entries() == first,
    )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--organizations", type=int, default=5000)
    parser.add_argument("--investors", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    if options.smoke:
        options.organizations, options.investors = 200, 20
    with stage(options.organizations):
        today = django.utils.timezone.localdate()
        fill(options.investors, today)
        figures = measure(options.organizations, options.investors, today)
    print(json.dumps(asdict(figures)) if options.json else figures)
    return 0 if (figures.answers if options.smoke else figures.within) else 1


if __name__ == "__main__":
    sys.exit(main())
