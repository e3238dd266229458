"""Letters: queued with what they are about, delivered or kept."""

import socket
import socketserver
import threading
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template import Engine, TemplateDoesNotExist
from django.template.loaders.locmem import Loader
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from post_office.models import STATUS, Email

from core import mail

pytestmark = pytest.mark.django_db

LETTERS = {
    "core/mail/answer.subject.txt": "Hồ sơ {{ number }}\n của {{ name }}",
    "core/mail/answer.txt": "{% load i18n %}{{ name }}: {{ public_url }}/dang-ky/{{ number }}/",
    "core/mail/answer.html": "<p>{{ name }}</p>",
    "core/mail/plain.subject.txt": "Nhắc",
    "core/mail/plain.txt": "{% load i18n %}{% get_current_language as now %}{{ now }}",
}


@pytest.fixture(autouse=True)
def letters(monkeypatch):
    engine = Engine.get_default()
    loader = Loader(engine, LETTERS)
    monkeypatch.setattr(engine, "template_loaders", [loader, *engine.template_loaders])


@pytest.fixture
def database_tasks(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


@pytest.fixture
def smtp(settings):
    """Point the queue at a mail server on a port of this machine."""

    def point_at(port):
        settings.POST_OFFICE = {
            **settings.POST_OFFICE,
            "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
        }
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5

    return point_at


@pytest.fixture
def closed_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Refusing(socketserver.StreamRequestHandler):
    """A mail server that knows nobody."""

    def handle(self):
        self.wfile.write(b"220 test\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"RCPT":
                self.wfile.write(b"550 no such mailbox\r\n")
            else:
                self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
                if verb == b"QUIT":
                    return


@pytest.fixture
def refusing_server():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


CONTEXT = {"number": "DK-2026-000418", "name": "Công ty A & B"}


def test_a_letter_is_rendered_queued_and_delivered():
    letter_id = mail.send("core/mail/answer", "founder@example.test", CONTEXT)

    (message,) = django_mail.outbox
    assert message.subject == "Hồ sơ DK-2026-000418 của Công ty A & B"
    assert message.body == "Công ty A & B: http://localhost:8000/dang-ky/DK-2026-000418/\n"
    assert message.alternatives[0][0] == "<p>Công ty A &amp; B</p>\n"
    assert message.to == ["founder@example.test"]
    assert message.extra_headers["Message-ID"].endswith("@localhost>")
    assert Email.objects.get(pk=letter_id).status == STATUS.sent


def test_a_name_that_looks_like_a_template_is_only_a_name():
    mail.send("core/mail/answer", "a@example.test", {**CONTEXT, "name": "{% x %} {{ number }}"})

    assert django_mail.outbox[0].subject.endswith("{% x %} {{ number }}")


def test_a_letter_speaks_the_language_of_its_reader():
    mail.send("core/mail/plain", "a@example.test", {}, language="en")

    assert django_mail.outbox[0].body == "en\n"


def test_a_missing_template_is_an_error_and_queues_nothing():
    with pytest.raises(TemplateDoesNotExist):
        mail.send("core/mail/none", "a@example.test", {})

    assert not Email.objects.exists()


def test_a_rolled_back_action_sends_nothing(database_tasks):
    @transaction.atomic
    def action():
        mail.send("core/mail/answer", "a@example.test", CONTEXT)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        action()

    assert not Email.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_letter_and_its_task_are_queued_together(database_tasks):
    letter_id = mail.send("core/mail/answer", "a@example.test", CONTEXT)

    task = DBTaskResult.objects.get()
    assert (task.task_path, task.args_kwargs["args"]) == ("core.mail.deliver", [letter_id])
    assert django_mail.outbox == []
    assert mail.waiting_since() == Email.objects.get().created


def test_a_dead_mail_server_leaves_the_letter_for_later(database_tasks, smtp, closed_port):
    letter_id = mail.send("core/mail/answer", "a@example.test", CONTEXT)
    smtp(closed_port)
    DBTaskResult.objects.all().delete()

    mail.deliver.call(letter_id)

    (letter,) = mail.troubled()
    assert (letter.attempts, letter.given_up, letter.bounced) == (1, False, False)
    assert "refused" in letter.last_error
    assert DBTaskResult.objects.get().run_after == letter.next_at > timezone.now()


def test_the_letter_arrives_when_the_server_is_back(database_tasks, smtp, closed_port, settings):
    queue = settings.POST_OFFICE
    letter_id = mail.send("core/mail/answer", "a@example.test", CONTEXT)
    smtp(closed_port)
    mail.deliver.call(letter_id)
    mail.deliver.call(letter_id)
    settings.POST_OFFICE = queue
    Email.objects.update(scheduled_time=timezone.now())

    mail.deliver.call(letter_id)
    mail.deliver.call(letter_id)

    assert len(django_mail.outbox) == 1
    assert mail.troubled() == []
    assert mail.waiting_since() is None


def test_after_the_last_try_staff_can_send_again(database_tasks, smtp, closed_port, settings):
    letter_id = mail.send("core/mail/answer", "a@example.test", CONTEXT)
    Email.objects.update(number_of_retries=settings.POST_OFFICE["MAX_RETRIES"])
    smtp(closed_port)
    mail.deliver.call(letter_id)
    given_up = [letter.given_up for letter in mail.troubled()]

    mail.send_again(letter_id)

    assert given_up == [True]
    assert Email.objects.get().status == STATUS.queued
    assert mail.troubled() == []


def test_a_mailbox_that_does_not_exist_bounces_at_once(database_tasks, smtp, refusing_server):
    letter_id = mail.send("core/mail/answer", "nobody@example.test", CONTEXT)
    smtp(refusing_server)

    mail.deliver.call(letter_id)

    (letter,) = mail.troubled()
    assert (letter.to, letter.bounced, letter.given_up) == (("nobody@example.test",), True, True)
    assert "550" in letter.last_error


def test_a_letter_is_taken_by_one_worker_only(database_tasks):
    letter_id = mail.send("core/mail/answer", "a@example.test", CONTEXT)
    Email.objects.update(scheduled_time=timezone.now() + mail.DELIVERY_LEASE)

    mail.deliver.call(letter_id)

    assert django_mail.outbox == []


def test_a_letter_whose_task_was_lost_is_queued_again(database_tasks):
    letter_id = mail.send("core/mail/answer", "a@example.test", CONTEXT)
    DBTaskResult.objects.all().delete()
    fresh = mail.queue_due()
    Email.objects.update(last_updated=timezone.now() - timedelta(hours=1))

    assert (fresh, mail.queue_due()) == (0, 1)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [letter_id]


def test_letters_of_other_packages_take_the_same_way(database_tasks, settings):
    settings.EMAIL_BACKEND = "core.mail.QueueBackend"
    message = EmailMultiAlternatives(
        "Mã đăng nhập {{ x }}",
        "123456",
        to=["a@example.test"],
        reply_to=["centre@example.test"],
        attachments=[("a.txt", "nội dung", "text/plain")],
    )
    message.attach_alternative("<b>123456</b>", "text/html")

    message.send()

    letter = Email.objects.get()
    assert (letter.subject, letter.message) == ("Mã đăng nhập {{ x }}", "123456")
    assert letter.html_message == "<b>123456</b>"
    assert letter.headers == {"Reply-To": "centre@example.test"}
    assert [attachment.name for attachment in letter.attachments.all()] == ["a.txt"]
    assert DBTaskResult.objects.get().args_kwargs["args"] == [letter.pk]
