"""Everything invented, in one go: people, organizations, classes, numbers, cases, papers, news."""

from dataclasses import dataclass
from random import Random

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.signal_handlers import disable_reference_index_auto_update

from ecosystem.registry.actions import organizations
from ecosystem.registry.choices import ProofLevel
from ecosystem.registry.models import Organization
from ecosystem.taxonomy.selectors import province
from search import actions as search

from .calls import Calls
from .classes import Classes
from .cohorts import Cohorts, issue_certificates
from .desk import Desk
from .investors import Matching
from .organizations import Writer
from .people import People, make_people
from .plan import plan
from .publications import publish_calls, publish_news, publish_reports
from .words import Say, Words

DEFAULT_ORGANIZATIONS = 412
DEFAULT_SEED = 2026
MANY = 100
OWNERS = {"chu-doanh-nghiep": (36, 118), "chu-hop-tac-xa": (61,)}


class RealOrganizationsError(Exception):
    """Real organizations stand here; nothing invented may stand beside them."""


@dataclass(frozen=True)
class Loaded:
    """What stands in the database afterwards."""

    organizations: int
    digital: int
    seed: int


def load(count: int, seed: int, *, say: Say, with_reports: bool = True) -> Loaded:
    """Write `count` invented organizations with their history; same count and seed, same data.

    Raises RealOrganizationsError, also when invented ones stand here already.
    """
    if Organization.objects.filter(is_demo=False).exists():
        raise RealOrganizationsError(
            _("Ở đây có tổ chức thật; dữ liệu minh hoạ chỉ nạp vào danh bạ trống.")
        )
    if Organization.objects.exists():
        raise RealOrganizationsError(
            _("Dữ liệu minh hoạ đã có; xoá cơ sở dữ liệu nếu muốn nạp lại.")
        )
    province()
    today = timezone.localdate()
    words = Words.read()
    # Wagtail would queue a task per record to note which picture it uses; these use none.
    with disable_reference_index_auto_update(), transaction.atomic():
        people = make_people()
        planned = plan(count, seed, words)
        random = Random(f"{seed}/{count}/rows")
        records = Writer(words, random, people["can-bo"]).write(planned, say)
        _take_statistics(count)
        classes = Classes(words, random, people)
        classes.write(planned, records, say)
        _give_owners(people, records)
        classes.freeze(today, say)
        classes.leave_open(records, today, say)
        Desk(random, people, today).write(records, say)
        Calls(words, Random(f"{seed}/{count}/calls"), people, today).write(records, say)
        Cohorts(words, Random(f"{seed}/{count}/cohorts"), people, today).write(records, say)
        Matching(words, Random(f"{seed}/{count}/matching"), people, today).write(records, say)
    if with_reports:
        publish_reports(people, today, say)
        issue_certificates(people, say)
    publish_news(today, say)
    publish_calls(say)
    say(f"chỉ mục: {search.rebuild()}")
    # The triggers have marked every record that was written; the new index knows them all.
    search.index_all_pending()
    _take_statistics(count)
    return Loaded(len(planned), sum(1 for each in planned if each.digital), seed)


def _take_statistics(count: int) -> None:
    """Let PostgreSQL look at its tables once they hold more than a few thousand rows.

    Plans made for tables that were empty a moment ago took minutes on full ones.
    """
    if count >= MANY and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _give_owners(people: People, records: dict[int, Organization]) -> None:
    for name, numbers in OWNERS.items():
        for number in numbers:
            if number in records:
                organizations.grant_owner(
                    records[number],
                    people[name],
                    by=None,
                    proof=ProofLevel.LETTER,
                )
