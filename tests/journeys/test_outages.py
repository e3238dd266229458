"""A worker that is dead loses nothing: the record is saved, letter and file wait, the page says so.

The dead index is tested in `search`, the dead mail server in `core` and `registry`.
"""

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from post_office.models import Email

from core import tasks
from ecosystem.registry.choices import CaseStatus
from ecosystem.registry.models import Case
from tests.ecosystem.registry.portal import begin, fill, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_worker(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


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

    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)

    assert len(outbox.outbox) == 2
    assert tasks.waiting_since() is None
