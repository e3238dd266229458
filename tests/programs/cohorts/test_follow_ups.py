"""Five questions by one link, answers as stated, silence reported as such (PRG-19)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command
from post_office.models import Email

from accounts import actions as accounts
from accounts.choices import Purpose
from ecosystem.registry.choices import FactKind, FactState, Source
from programs.cohorts.actions import follow_ups, members, reminders
from programs.cohorts.choices import Answers, FollowUpStatus, RevenueBand
from programs.cohorts.models import Cohort, FollowUp, Member
from programs.cohorts.selectors.figures import figures
from programs.cohorts.selectors.links import follow_up_token, follow_up_url
from programs.cohorts.selectors.outcomes import outcomes

from .rows import firm_of, make_member, owner_of

pytestmark = pytest.mark.django_db

LEFT = date(2026, 1, 15)
ASKED = datetime(2026, 7, 15, 2, tzinfo=UTC)
SAID = Answers(True, 12, RevenueBand.UNDER_3B, Decimal(500_000_000), is_in_province=True)


def leave(member: Member, day: date = LEFT) -> FollowUp:
    members.withdraw(member, by=firm_of(member), reason="Đổi hướng.", on=day)
    return member.follow_ups.get(months=6)


@pytest.fixture
def follow_up(member) -> FollowUp:
    """The first question after a firm left, asked on its day."""
    one = leave(member)
    assert follow_ups.ask(one, at=ASKED)
    one.refresh_from_db()
    return one


def letters(subject: str) -> list[Email]:
    return list(Email.objects.filter(subject__startswith=subject))


def url(follow_up: FollowUp) -> str:
    return f"/chuong-trinh/hoi-tham/{follow_up_token(follow_up)}/"


def form(**changes: str) -> dict[str, str]:
    said = {
        "is_alive": "yes",
        "staff": "12",
        "revenue_band": "under_3b",
        "capital": "500 triệu",
        "is_in_province": "yes",
    }
    return said | changes


# Asking


def test_the_link_leaves_on_its_day_and_once(member):
    one = leave(member)

    early = reminders.send_reminders(ASKED - timedelta(days=1))
    sent = [reminders.send_reminders(ASKED)["follow-ups sent"] for _run in range(2)]

    assert early["follow-ups sent"] == 0
    assert sent == [1, 0]
    (letter,) = letters("Năm câu hỏi thăm")
    assert follow_up_url(one) in letter.message
    assert one.member.organization.legal_name not in letter.message


def test_each_who_may_act_gets_a_letter_of_their_own(member):
    second = owner_of(member.organization)

    follow_ups.ask(leave(member), at=ASKED)

    to = sorted(letter.to for letter in letters("Năm câu hỏi thăm"))
    assert to == sorted([[firm_of(member).email], [second.email]])


def test_one_reminder_after_two_weeks_and_the_end_after_thirty_days(follow_up):
    days = [13, 14, 15, 30, 31, 32]
    done = [reminders.send_reminders(ASKED + timedelta(days=day)) for day in days]

    assert [run["follow-up reminders"] for run in done] == [0, 1, 0, 0, 0, 0]
    assert [run["follow-ups closed without an answer"] for run in done] == [0, 0, 0, 0, 1, 0]
    follow_up.refresh_from_db()
    assert follow_up.status == FollowUpStatus.UNANSWERED
    assert follow_up.is_alive is None


def test_who_withdrew_the_consent_is_not_asked(member):  # PRV-1
    code = member.organization.code
    consent = accounts.give_consent(code, Purpose.FOLLOW_UP, text_version="1", by=firm_of(member))
    accounts.withdraw_consent(consent, by=firm_of(member))
    one = leave(member)

    assert not follow_ups.ask(one, at=ASKED)

    one.refresh_from_db()
    assert one.status == FollowUpStatus.NOT_ASKED
    assert letters("Năm câu hỏi thăm") == []


def test_the_scheduled_command_sends_them(member, capsys):
    leave(member)

    with time_machine.travel(ASKED, tick=False):
        call_command("send_reminders")
        call_command("send_reminders")

    assert len(letters("Năm câu hỏi thăm")) == 1
    assert "follow-ups sent: 1" in capsys.readouterr().out


def test_a_milestone_is_reminded_of_once_five_working_days_before(member):
    monday = datetime(2026, 10, 5, 2, tzinfo=UTC)  # due on Saturday 10 October

    sent = [
        reminders.send_reminders(moment)["milestone reminders"]
        for moment in (monday - timedelta(days=7), monday, monday + timedelta(days=1))
    ]

    assert sent == [0, 1, 0]
    (letter,) = letters(f"Một mốc của khoá {member.cohort.code} sắp đến hạn")
    assert "10/10/2026" in letter.message


# Answering


def test_answers_are_facts_as_stated(follow_up):  # PRG-19
    follow_ups.answer(follow_up, SAID, at=ASKED)

    organization = follow_up.member.organization
    facts = {fact.kind: fact for fact in organization.facts.all()}
    assert set(facts) == {FactKind.STAFF, FactKind.FUNDING}
    assert facts[FactKind.STAFF].value == 12
    assert facts[FactKind.FUNDING].value == Decimal(500_000_000)
    assert {(fact.state, fact.source) for fact in facts.values()} == {
        (FactState.STATED, Source.OWNER)
    }


def test_what_was_checked_is_not_replaced_by_what_is_stated(follow_up):
    organization = follow_up.member.organization
    organization.facts.create(
        kind=FactKind.STAFF, value=9, unit="người", period="2026-07", state=FactState.CHECKED
    )

    follow_ups.answer(follow_up, SAID, at=ASKED)

    staff = organization.facts.get(kind=FactKind.STAFF, recorded_until=None)
    assert (staff.value, staff.state) == (9, FactState.CHECKED)


def test_who_is_closed_answers_one_question(follow_up):
    follow_ups.answer(follow_up, Answers(is_alive=False, staff=12), at=ASKED)

    follow_up.refresh_from_db()
    assert (follow_up.status, follow_up.is_alive, follow_up.staff) == (
        FollowUpStatus.ANSWERED,
        False,
        None,
    )
    assert not follow_up.member.organization.facts.exists()


@time_machine.travel(ASKED, tick=False)
def test_a_visitor_with_the_link_answers_without_password(client, follow_up):
    page = client.get(url(follow_up))
    done = client.post(url(follow_up), form())
    again = client.post(url(follow_up), form(staff="99"))
    opened = client.get(url(follow_up))

    follow_up.refresh_from_db()
    assert page.status_code == done.status_code == 200
    assert (again.status_code, opened.status_code) == (410, 410)
    assert "đã dùng" in again.content.decode()
    assert (follow_up.staff, follow_up.capital) == (12, Decimal(500_000_000))
    assert 'name="robots" content="noindex"' in page.content.decode()


@time_machine.travel(ASKED, tick=False)
def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(client, follow_up):
    response = client.post(url(follow_up), form(capital="nhiều", revenue_band=""))

    html = response.content.decode()
    assert response.status_code == 422
    assert "Chọn một khoảng doanh thu" in html
    assert "Nhập số tiền bằng đồng" in html
    assert 'value="12"' in html
    assert 'value="nhiều"' in html


def test_an_expired_link_says_so(client, follow_up):
    with time_machine.travel(ASKED + timedelta(days=31), tick=False):
        seen = client.get(url(follow_up))
        sent = client.post(url(follow_up), form())

    follow_up.refresh_from_db()
    assert (seen.status_code, sent.status_code) == (410, 410)
    assert "không còn mở" in seen.content.decode()
    assert follow_up.answered_at is None


def test_a_link_before_its_day_or_of_somebody_else_opens_nothing(client, member):
    one = leave(member)
    foreign = url(one).replace(f"{one.pk}:", f"{one.pk + 1}:")

    early, other = client.get(url(one)), client.get(foreign)

    assert (early.status_code, other.status_code) == (410, 404)
    for response in (early, other):
        assert member.organization.name not in response.content.decode()


# Outcomes


def answered(cohort: Cohort, said: Answers | None) -> FollowUp:
    one = leave(make_member(cohort))
    follow_ups.ask(one, at=ASKED)
    if said:
        follow_ups.answer(one, said, at=ASKED)
    else:
        follow_ups.close(one, at=ASKED + timedelta(days=31))
    return one


def test_silence_is_counted_as_silence(cohort):  # PRG-19
    answered(cohort, SAID)
    answered(cohort, Answers(is_alive=False))
    answered(cohort, None)

    (table,) = outcomes([cohort])
    six, twelve, _last = table.rows
    assert (table.left, six.asked, six.answered, six.unanswered) == (3, 3, 2, 1)
    assert (six.alive, six.closed, six.in_province) == (1, 1, 1)
    assert (six.staff, six.capital) == (12, Decimal(500_000_000))
    assert six.bands == (("Từ 1 đến dưới 3 tỷ đồng", 1),)
    assert (twelve.is_due, twelve.alive) == (False, None)


def test_where_nobody_answered_nothing_is_known(cohort):
    answered(cohort, None)

    six = outcomes([cohort])[0].rows[0]

    assert (six.asked, six.answered, six.alive, six.staff) == (1, 0, None, None)


def test_outcomes_need_one_query_for_any_number(cohort, django_assert_num_queries):
    for _firm in range(3):
        answered(cohort, SAID)

    with django_assert_num_queries(1):
        outcomes([cohort])


def test_figures_are_those_of_the_day(cohort):
    answered(cohort, SAID)
    answered(cohort, None)
    make_member(cohort)
    known = datetime(2027, 1, 1, tzinfo=UTC)

    before = figures(date(2026, 8, 31), known)
    after = figures(date(2026, 12, 31), known)

    assert (before.cohorts, before.enrolled) == (0, 0)
    assert (after.cohorts, after.enrolled, after.withdrawn) == (1, 3, 2)
    assert (after.asked, after.answered, after.alive) == (2, 1, 1)
