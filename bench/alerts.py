"""Tell the owners of many saved searches what a day has changed.

    python -m bench.alerts [--organizations 5000] [--searches 10000] [--changes 500]

Exit 1 over the budget: 60 s of processor time, and 100 MB more memory than with a tenth of the
searches. See README.md for figures.
"""

import argparse
import resource
import sys
import time
from datetime import timedelta

from bench.stage import stage

SECONDS = 60
MEGABYTES = 100
TYPED = (
    "nong nghiep go dau", "phần mềm", "cntt", "co khi", "du lich", "cam bien trang dong",
    "rau sạch", "logistics", "tnhh nong san", "khong co gi",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--organizations", type=int, default=5000)
    parser.add_argument("--searches", type=int, default=10_000)
    parser.add_argument("--changes", type=int, default=500)
    options = parser.parse_args()
    with stage(options.organizations):
        figures = [
            _measure(count, options.changes) for count in (options.searches // 10, options.searches)
        ]
    for count, seconds, letters, megabytes in figures:
        print(f"{count:>6} searches: {seconds:6.1f} s, {letters} letters, peak {megabytes:.0f} MB")
    grown = figures[1][3] - figures[0][3]
    return 0 if figures[1][1] <= SECONDS and grown <= MEGABYTES else 1


def _measure(searches: int, changes: int) -> tuple[int, float, int, float]:
    from django.utils import timezone

    from ecosystem.registry.models import Organization
    from search import actions
    from search.models import SavedSearch

    actions.rebuild()
    actions.index_all_pending()
    _keep(searches)
    some = list(Organization.objects.order_by("pk").values_list("pk", flat=True)[:changes])
    Organization.objects.filter(pk__in=some).update(description=f"Đổi lúc {timezone.now()}.")
    actions.index_all_pending()
    begin = time.process_time()
    sent = actions.send_alerts(timezone.now() + timedelta(days=1))
    seconds = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    SavedSearch.objects.all().delete()
    return sent.looked_at, seconds, sent.letters, peak


def _keep(count: int) -> None:
    """Five searches a person; each asks something of its own."""
    from django.utils import timezone

    from accounts.models import User
    from search.choices import Facet
    from search.models import RecordChange, SavedSearch
    from search.selectors import saved
    from search.selectors.vocabulary import vocabulary

    choices = vocabulary().choices["vi"]
    sectors, communes = list(choices[Facet.SECTOR]), list(choices[Facet.COMMUNE])
    mark = RecordChange.objects.newest()
    owners = User.objects.bulk_create(
        User(email=f"{timezone.now().timestamp()}.{number}@example.test")
        for number in range(-(-count // 5))
    )
    rows = []
    for number in range(count):
        chosen = [
            {},
            {Facet.SECTOR: (sectors[number % len(sectors)],)},
            {Facet.COMMUNE: tuple(communes[number % 90 : number % 90 + 3])},
        ][number % 3]
        asked = saved.question(
            TYPED[number % len(TYPED)] if number % 4 else "", chosen, literal=False
        )
        rows.append(
            SavedSearch(
                owner=owners[number // 5],
                name=f"Tìm {number}",
                asked=asked,
                fingerprint=str(number),
                ends_on=timezone.localdate() + timedelta(days=300),
                seen_change=mark,
                looked_at=timezone.now() - timedelta(days=1),
            )
        )
    SavedSearch.objects.bulk_create(rows)


if __name__ == "__main__":
    sys.exit(main())
