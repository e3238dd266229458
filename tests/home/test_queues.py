"""Letters and tasks that got stuck can be tried again by staff (ADM-11)."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from post_office.models import STATUS, Email

from accounts.choices import Role
from core import journal, mail
from core.lifecycle import ObstacleError
from core.models import TaskAttempt
from home import actions
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter():
    key = mail._queue(to=["chu.doanh.nghiep@firma.example"], subject="Số hồ sơ bí mật", text="x").pk
    Email.objects.filter(pk=key).update(status=STATUS.failed, scheduled_time=None)
    return Email.objects.get(pk=key)


@pytest.fixture
def task():
    return TaskAttempt.objects.create(
        task_key="0b6c1a4e-9d0f-4f6b-8a53-0f4f6c1e2d3a",
        path="core.mail.deliver",
        attempts=5,
        last_error="x",
        last_at=datetime(2026, 11, 20, tzinfo=UTC),
        dead_at=datetime(2026, 11, 20, tzinfo=UTC),
    )


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.REGISTRY_OFFICER])
def test_page_names_no_person_and_no_subject(client, letter, task, role):
    client.force_login(UserFactory(roles=[role]))

    html = client.get(reverse("home_queues")).text

    assert "c…@firma.example" in html
    assert "chu.doanh" not in html
    assert "bí mật" not in html
    assert reverse("home_send_again", args=[letter.pk]) in html
    assert reverse("home_run_again", args=[task.task_key]) in html


def test_letter_is_sent_again_and_written_down(client, letter):
    person = UserFactory(roles=[Role.ADMINISTRATOR])
    client.force_login(person)

    client.post(reverse("home_send_again", args=[letter.pk]))

    letter.refresh_from_db()
    assert letter.status != STATUS.failed
    assert [(line.verb, line.actor_key) for line in journal.about(letter)] == [
        ("send_again", str(person.pk))
    ]


def test_task_runs_again(client, task):
    client.force_login(UserFactory(roles=[Role.ADMINISTRATOR]))

    client.post(reverse("home_run_again", args=[task.task_key]))

    task.refresh_from_db()
    assert task.dead_at is None

    again = client.post(reverse("home_run_again", args=[task.task_key]), follow=True)

    assert "có thể vừa được làm lại" in again.text


def test_editor_has_no_business_with_letters(client, letter):
    editor = UserFactory(roles=[Role.EDITOR])
    client.force_login(editor)

    client.post(reverse("home_send_again", args=[letter.pk]))
    with pytest.raises(ObstacleError):
        actions.send_letter_again(letter.pk, by=editor)

    letter.refresh_from_db()
    assert letter.status == STATUS.failed
