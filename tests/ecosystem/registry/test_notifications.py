"""Letters that go out by themselves, and when."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from post_office.models import Email

from core.calendar import add_working_days
from core.journal import about
from ecosystem.registry.actions import drafts, reminders
from ecosystem.registry.choices import CaseStatus
from ecosystem.registry.models import Case

pytestmark = pytest.mark.django_db


def draft(email: str = "chu@vuonchin.example", days: int = 0) -> Case:
    case = drafts.start("company", email=email, by=None).case
    Email.objects.all().delete()
    Case.objects.filter(pk=case.pk).update(saved_at=timezone.now() - timedelta(days=days))
    return case


def waiting(working_days: int) -> Case:
    case = draft()
    day = timezone.localdate()
    while add_working_days(day, working_days) > timezone.localdate():
        day -= timedelta(days=1)
    Case.objects.filter(pk=case.pk).update(
        status=CaseStatus.NEEDS_INFORMATION,
        submitted_at=timezone.now() - timedelta(days=90),
        clock_stopped_at=timezone.now() - (timezone.localdate() - day),
        days_left=3,
    )
    return case


@pytest.mark.parametrize(("days", "letters"), [(6, 0), (7, 1), (29, 1), (31, 1)])
def test_draft_is_remembered_after_a_week_and_a_month(days, letters):  # REGN-4
    case = draft(days=days)

    call_command("send_reminders")
    call_command("send_reminders")

    assert Email.objects.filter(to=case.email).count() == letters


def test_second_reminder_follows_the_first():  # REGN-4
    case = draft(days=31)
    Case.objects.filter(pk=case.pk).update(reminded_at=timezone.now() - timedelta(days=24))

    reminders.send_reminders()

    letter = Email.objects.get()
    assert case.number in letter.subject
    assert "chưa được gửi" in letter.message


def test_draft_without_address_is_left_alone():
    case = drafts.start("company", phone="0912345678", by=None).case
    Case.objects.filter(pk=case.pk).update(saved_at=timezone.now() - timedelta(days=8))

    assert reminders.send_reminders() == reminders.Sent()


def test_old_draft_is_deleted_with_notice(capsys):  # REGN-4
    old, new = draft(days=91), draft("khac@vuonchin.example", days=89)

    call_command("run_retention", "--dry-run")
    assert Case.objects.count() == 2
    call_command("run_retention")
    call_command("run_retention")

    assert list(Case.objects.all()) == [new]
    assert [letter.to for letter in Email.objects.all()] == [[old.email]]
    assert about(old).first().verb == "delete_draft"
    assert capsys.readouterr().out.splitlines() == [
        "drafts to delete: 1",
        "drafts deleted: 1",
        "drafts deleted: 0",
    ]


@pytest.mark.parametrize(("days", "reminded"), [(14, 0), (15, 1), (29, 1)])
def test_open_questions_are_remembered_once(days, reminded):  # REGN-6
    waiting(days)

    first, second = reminders.send_reminders(), reminders.send_reminders()

    assert first.information_reminders == reminded
    assert second.information_reminders == 0
    assert Case.objects.get().status == CaseStatus.NEEDS_INFORMATION


def test_unanswered_case_is_closed_and_can_be_opened_again():  # REGN-6
    waiting(30)

    sent = reminders.send_reminders()

    case = Case.objects.get()
    assert sent == reminders.Sent(closed_unanswered=1)
    assert case.status == CaseStatus.WITHDRAWN
    assert "mở lại thành bản nháp" in Email.objects.get().message
    drafts.reopen(case, by=None)
    case.refresh_from_db()
    assert case.status == CaseStatus.DRAFT
    assert case.answers["contact_email"] == "chu@vuonchin.example"
