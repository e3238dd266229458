"""A worker that is dead loses nothing: the record is saved, letter and file wait, the page says so.

The dead index is tested in `search`, the dead mail server in `core` and `registry`.
"""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail as outbox
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from post_office.models import Email

from accounts.choices import Role
from core import tasks
from ecosystem.registry.choices import CaseStatus
from ecosystem.registry.models import Case
from home.selectors import desk
from tests.ecosystem.registry.portal import begin, fill, send
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_worker(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


def desk_lines() -> list[desk.SystemLine]:
    """What the desk says about mail and tasks in its red line."""
    lead = UserFactory(roles=[Role.REGISTRY_LEAD])
    shown = desk.desk(lead, timezone.localdate())
    return [line for line in shown.alarms if line.label != "Tìm kiếm"]


def test_without_a_worker_the_case_is_saved_and_its_letters_wait(client):
    before = timezone.now()
    case = begin(client)
    fill(client, case)

    response = send(client, case)

    page = client.get(response["Location"]).content.decode()
    assert Case.objects.get().status == CaseStatus.SUBMITTED
    assert case.number in page
    assert outbox.outbox == []
    assert Email.objects.count() == DBTaskResult.objects.count() == 2
    assert before <= tasks.waiting_since() <= timezone.now()
    assert [line.label for line in desk_lines()] == []

    noon = datetime(2026, 11, 25, 5, tzinfo=UTC)
    DBTaskResult.objects.update(enqueued_at=noon)
    Email.objects.update(created=noon)
    with time_machine.travel(noon + timedelta(hours=2), tick=False):
        assert [(line.label, line.value) for line in desk_lines()] == [
            ("Thư đi", "0 lỗi, chờ từ 12:00 25/11"),
            ("Việc nền", "0 lỗi, chờ từ 12:00 25/11"),
        ]

    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)

    assert len(outbox.outbox) == 2
    assert tasks.waiting_since() is None
