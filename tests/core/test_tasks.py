"""Background tasks whose worker dies, or that fail."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core import tasks
from core.models import JournalEntry, TaskAttempt

from . import background

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def database_backend(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


def run_worker(**options):
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0, **options)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the worker's own process opens the database by its file"
)
def test_a_killed_worker_leaves_a_task_that_the_next_one_finishes(tmp_path):
    background.slow_at_first.enqueue(str(tmp_path))
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "TASK_BACKEND": "database",
    }
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "db_worker", "--no-startup-delay", "--no-reload"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while not (tmp_path / "started").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    row = DBTaskResult.objects.get()
    assert row.status == TaskResultStatus.RUNNING

    within_lease = tasks.reap(row.started_at + timedelta(seconds=1))
    # A minute ago, so that the pause before the next try is over.
    reaped = tasks.reap(row.started_at + timedelta(seconds=2))
    DBTaskResult.objects.update(run_after=timezone.now())
    run_worker()

    assert within_lease == tasks.Reaped()
    assert reaped == tasks.Reaped(lost=1, retried=1, dead=0)
    assert (tmp_path / "finished").exists()
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL
    assert TaskAttempt.objects.get().last_error == tasks.LOST


@pytest.mark.django_db(transaction=True)
def test_a_failing_task_is_tried_later_each_time_and_then_given_up():
    result = background.always_fails.enqueue()
    now = timezone.now()
    pauses = []

    for _ in range(3):
        DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=now)
        # The round that the worker begins with finds nothing to put back yet.
        run_worker()
        tasks.reap(now)
        pauses.append((DBTaskResult.objects.get().run_after - now).total_seconds())

    assert pauses[:2] == [10, 20]
    dead = tasks.dead()
    assert [str(task.key) for task in dead] == [result.id]
    assert [(task.attempts, task.last_error) for task in dead] == [(3, "ValueError: no such firm")]
    assert tasks.reap(now + timedelta(days=1)) == tasks.Reaped()


@pytest.mark.django_db
def test_staff_run_a_dead_task_again_and_the_journal_knows(django_user_model):
    officer = django_user_model.objects.create_user("officer@example.test")
    background.always_fails.enqueue()
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED, traceback="x\nValueError: y")
    for _ in range(3):
        tasks.reap()
        DBTaskResult.objects.update(status=TaskResultStatus.FAILED)
    (dead,) = tasks.dead()

    tasks.run_again(dead.key, by=officer)

    assert tasks.dead() == []
    assert DBTaskResult.objects.ready().count() == 1
    assert JournalEntry.objects.first().verb == "run_again"


@pytest.mark.django_db
def test_tasks_that_run_within_their_lease_or_are_done_stay_as_they_are():
    for status in (TaskResultStatus.RUNNING, TaskResultStatus.SUCCESSFUL, TaskResultStatus.READY):
        background.always_fails.enqueue()
        DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(
            status=status, started_at=timezone.now()
        )

    assert tasks.reap() == tasks.Reaped()


@pytest.mark.django_db
def test_a_task_whose_code_is_gone_is_given_up_in_the_end():
    background.always_fails.enqueue()
    DBTaskResult.objects.update(task_path="gone.away", status=TaskResultStatus.FAILED)

    for _ in range(tasks.Patience().attempts):
        tasks.reap()
        DBTaskResult.objects.update(status=TaskResultStatus.FAILED)

    assert [task.path for task in tasks.dead()] == ["gone.away"]


@pytest.mark.django_db
def test_the_command_says_what_it_did(capsys):
    background.always_fails.enqueue()
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED, traceback="ValueError: y")

    call_command("reap_tasks", json=True)

    assert capsys.readouterr().out.strip() == (
        '{"lost": 0, "retried": 1, "dead": 0, "dead_in_all": 0, "letters": 0}'
    )


@pytest.mark.django_db
def test_the_health_page_can_say_since_when_work_waits():
    assert tasks.waiting_since() is None

    background.always_fails.enqueue()

    assert tasks.waiting_since() == DBTaskResult.objects.get().enqueued_at
