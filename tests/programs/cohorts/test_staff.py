"""The staff's pages: who gets in, what they show, the same queries for 3 firms and for 300."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import ensure_roles
from accounts.choices import Role
from accounts.models import User
from programs.calls.choices import ConflictKind
from programs.calls.models import ConflictAnswer
from programs.cohorts import selectors
from programs.cohorts.actions import instalments, members, milestones
from programs.cohorts.choices import InstalmentStatus, MemberStatus, MilestoneStatus
from programs.cohorts.models import Cohort, Instalment, Member
from programs.cohorts.selectors.board import board, milestone_table
from tests.factories import OrganizationFactory, UserFactory

from .rows import (
    PDF,
    accepted,
    all_accepted,
    firm_of,
    first,
    handed_in,
    make_application,
    make_call,
    make_cohort,
    make_member,
    paper,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk(officer) -> Client:
    User.objects.filter(pk=officer.pk).update(is_staff=True)
    ensure_roles()
    return signed_in(officer)


def step_url(kind: str, case, step: str) -> str:
    return reverse("cohorts_cohort:step", args=[kind, case.pk, step])


def member_url(member: Member) -> str:
    return reverse("cohorts_cohort:member", args=[member.pk])


def board_url(cohort: Cohort) -> str:
    return reverse("cohorts_cohort:board", args=[cohort.code])


# Who gets in


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR, None])
def test_no_other_role_sees_a_board(cohort, member, role):
    ensure_roles()
    client = signed_in(UserFactory(roles=[role] if role else [], is_staff=bool(role)))

    for url in (
        reverse("cohorts_cohort:index"),
        board_url(cohort),
        member_url(member),
        reverse("cohorts_cohort:table", args=[cohort.code]),
        reverse("cohorts_cohort:outcomes"),
        step_url("member", member, "withdraw"),
    ):
        response = client.get(url)
        assert response.status_code in (302, 403)
        assert member.organization.name not in response.content.decode()


def test_an_analyst_reads_outcomes_and_no_evidence(cohort, member):
    ensure_roles()
    client = signed_in(UserFactory(roles=[Role.ANALYST], is_staff=True))

    assert client.get(reverse("cohorts_cohort:outcomes")).status_code == 200
    for url in (board_url(cohort), member_url(member), step_url("member", member, "withdraw")):
        assert client.get(url).status_code == 302


# The board


@time_machine.travel("2026-11-20 09:00+07:00", tick=False)
def test_the_board_shows_marks_money_and_one_action(desk, cohort, member, officer):
    paid = accepted(member)
    instalments.ask(paid.instalment, by=firm_of(member))
    instalments.order(paid.instalment, by=officer, number="LC-15", on=DAY)
    waiting = make_member(cohort)
    handed_in(waiting)

    shown = board(cohort, officer, DAY)
    html = desk.get(board_url(cohort)).content.decode()

    rows = {row.member.pk: row for row in shown.rows}
    assert [cell.standing.mark for cell in rows[member.pk].cells] == [
        "accepted",
        "late",
        "planned",
        "planned",
    ]
    assert rows[member.pk].money == "20 / 80 triệu"
    assert rows[member.pk].action.words == "Hỏi lý do"
    assert rows[waiting.pk].action.words == "Xem bằng chứng"
    assert (shown.waiting, shown.late, shown.money) == (1, 2, "20 trên 160 triệu đồng")
    assert "1. Khách hàng thử" in html
    assert "trễ 4 ngày" in html
    assert "Tổng đã chi 20 trên 160 triệu đồng" in html


def test_an_answer_is_the_next_action_only_when_it_is_there(member, officer, cohort):
    with time_machine.travel("2026-11-20 09:00+07:00", tick=False):
        members.propose_termination(member, by=officer, reason="Bỏ mốc.")
        before = board(cohort, officer, DAY).rows[0].action
        members.answer_termination(member, by=firm_of(member), answer="Máy hỏng.")
        after = board(cohort, officer, DAY).rows[0].action

    assert (before.words, before.is_main) == ("Chờ giải trình", False)
    assert (after.words, after.is_main) == ("Xem giải trình", True)


def _fill(cohort: Cohort, count: int) -> None:
    for _firm in range(count):
        handed_in(make_member(cohort))


def _queries(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


@time_machine.travel("2026-11-20 09:00+07:00", tick=False)
def test_board_and_desk_ask_the_same_number_of_queries(cohort, officer):
    """More firms mean more rows, never more queries."""
    reader = User.objects.get(pk=officer.pk)
    pages = (
        lambda: board(cohort, reader, DAY),
        lambda: selectors.work_items(reader, DAY),
        lambda: milestone_table(cohort, reader, DAY),
    )
    assert reader.roles
    _fill(cohort, 1)
    make_application(cohort.call)
    few = [_queries(page) for page in pages]

    _fill(cohort, 8)
    make_application(cohort.call)
    many = [_queries(page) for page in pages]

    assert many == few
    assert len(board(cohort, reader, DAY).rows) == 9
    assert len(selectors.work_items(reader, DAY)) == 20


# Steps


def test_a_milestone_is_accepted_and_paid_through_the_pages(desk, member, other_officer):
    milestone = handed_in(member)
    page = desk.get(step_url("milestone", milestone, "accept"))
    desk.post(step_url("milestone", milestone, "accept"))
    desk.post(step_url("instalment", milestone.instalment, "ask"))
    order = step_url("instalment", milestone.instalment, "order")
    own = desk.post(order, {"number": "LC-15", "on": "2026-11-01"})
    other = signed_in(other_officer).post(order, {"number": "LC-15", "on": "2026-11-01"})

    instalment = Instalment.objects.get(milestone=milestone)
    assert "xin được từ bây giờ" in page.content.decode()
    assert own.status_code == 422
    assert "người khác ghi" in own.content.decode()
    assert other.status_code == 302
    assert (instalment.status, instalment.order_number) == (InstalmentStatus.ORDERED, "LC-15")


def test_a_refused_step_keeps_what_was_typed(desk, member, other_officer):
    milestone = handed_in(member)
    milestones.accept(milestone, by=other_officer)

    late = desk.post(step_url("milestone", milestone, "send_back"), {"answer": "Thiếu chữ ký."})

    html = late.content.decode()
    assert late.status_code == 422
    assert "đã chuyển sang bước khác" in html
    assert "Thiếu chữ ký." in html
    milestone.refresh_from_db()
    assert milestone.status == MilestoneStatus.ACCEPTED


def test_each_step_has_its_page(desk, member, head):
    for step in ("graduate", "withdraw", "propose_termination"):
        assert desk.get(step_url("member", member, step)).status_code == 200
    assert desk.get(step_url("member", member, "terminate")).status_code == 200
    assert desk.get(step_url("member", member, "fly")).status_code == 404
    assert desk.get(reverse("cohorts_cohort:step", args=["x", 1, "accept"])).status_code == 404


def test_a_cohort_is_opened_with_the_rows_that_were_filled_in(desk, officer):
    call = make_call()
    rows = {
        "moc-TOTAL_FORMS": "6",
        "moc-INITIAL_FORMS": "0",
        "moc-0-title": "Khách hàng thử",
        "moc-0-due_on": "2026-10-10",
        "moc-0-share": "50",
        "moc-1-title": "Hợp đồng đầu",
        "moc-1-due_on": "2026-12-15",
        "moc-1-share": "50",
    }
    rows |= {f"moc-{number}-share": "0" for number in range(2, 6)}
    said = {
        "call": call.pk,
        "title": "Khoá thử",
        "starts_on": "2026-09-01",
        "ends_on": "2027-01-31",
        "budget_line": "Dòng thử",
        "period": "2026",
    }

    wrong = desk.post(reverse("cohorts_cohort:open"), said | rows | {"moc-1-share": "60"})
    right = desk.post(reverse("cohorts_cohort:open"), said | rows)

    cohort = Cohort.objects.get()
    assert wrong.status_code == 422
    assert "quá 100%" in wrong.content.decode()
    assert right.url == board_url(cohort)
    assert [step.title for step in cohort.plan.all()] == ["Khách hàng thử", "Hợp đồng đầu"]
    assert cohort.officer == officer


def test_enrolling_shows_the_double_support_with_amounts(desk, cohort, officer):  # PRG-17
    firm = OrganizationFactory(tax_code="0100112437")
    make_member(make_cohort(officer), organization=firm)
    application = make_application(cohort.call, firm)
    url = reverse("cohorts_cohort:enroll", args=[cohort.code, application.number])
    said = {"project": "Máy tưới", "support_amount": "50 triệu"}

    page = desk.get(url).content.decode()
    silent = desk.post(url, said)
    spoken = desk.post(url, said | {"reason": "Hai việc khác nhau."})

    member = Member.objects.get(application=application)
    assert "80.000.000 đồng" in page
    assert "cùng mã số thuế" in page
    assert silent.status_code == 422
    assert 'value="50 triệu"' in silent.content.decode()
    assert spoken.url == member_url(member)
    assert member.support_amount == 50_000_000
    assert "Hai việc khác nhau." in desk.get(member_url(member)).content.decode()


def test_the_table_to_take_away_runs_no_formula(desk, cohort, officer):
    member = make_member(cohort, organization=OrganizationFactory(legal_name="=1+1"))
    milestones.send_back(handed_in(member), by=officer, answer="Thiếu.")

    text = desk.get(reverse("cohorts_cohort:table", args=[cohort.code])).content.decode()

    assert "'=1+1" in text
    assert "1. Khách hàng thử" in text


# Evidence is for those who may see it


def test_an_officer_with_a_conflict_sees_no_evidence(desk, officer, other_officer, member):
    milestones.hand_in(first(member), [paper()], note="", by=firm_of(member))
    link = desk.get(member_url(member)).content.decode().split('href="/chuong-trinh/khoa')[1]
    href = "/chuong-trinh/khoa" + link.partition('"')[0]
    handed_over = desk.get(href)
    assert b"".join(handed_over) == PDF

    ConflictAnswer.objects.create(
        application=member.application, user=officer, kind=ConflictKind.FINANCIAL
    )

    table = desk.get(reverse("cohorts_cohort:table", args=[member.cohort.code]))
    assert desk.get(href).status_code == 404
    assert desk.get(member_url(member)).status_code == 302
    assert desk.get(step_url("member", member, "withdraw")).status_code == 302
    assert member.organization.legal_name not in table.content.decode()
    # A link is the reader's own, whoever else may read.
    assert signed_in(other_officer).get(href).status_code == 302


# The desk


@time_machine.travel("2026-11-20 09:00+07:00", tick=False)
def test_the_desk_says_what_is_due_and_for_whom(cohort, officer, head):
    late, waiting, done = (make_member(cohort) for _ in range(3))
    handed_in(waiting)
    all_accepted(done)
    members.graduate(done, by=officer)
    make_application(cohort.call)
    bound = make_application(cohort.call)
    ConflictAnswer.objects.create(application=bound, user=officer, kind=ConflictKind.FAMILY)

    items = selectors.work_items(officer, DAY)

    found = {(item.title, item.action, item.waits_for_others) for item in items}
    assert (waiting.organization.name, "Xem bằng chứng", False) in found
    assert (late.organization.name, "Hỏi lý do", False) in found
    assert (done.organization.name, "Xem", True) in found
    signed = [item for item in selectors.work_items(head, DAY) if item.action == "Cấp chứng nhận"]
    assert [(item.title, item.holder_key) for item in signed] == [(done.organization.name, None)]
    assert {item.holder_key for item in items} == {officer.pk}
    assert "Nhận vào khoá" in {item.action for item in items}
    assert bound.number not in {item.code for item in items}
    assert selectors.work_items(UserFactory(roles=[Role.ANALYST]), DAY) == ()
    assert [line.count for line in selectors.watch_lines(head, DAY)] == [0, 0]
    assert selectors.watch_lines(UserFactory(), DAY) == ()


@time_machine.travel("2026-11-20 09:00+07:00", tick=False)
def test_who_was_asked_why_is_waited_for(member, officer):
    milestones.ask_delay(first(member), by=officer)
    waits = [item.waits_for_others for item in selectors.work_items(officer, DAY)]
    milestones.explain_delay(first(member), by=firm_of(member), reason="Mưa.")
    after = [item.action for item in selectors.work_items(officer, timezone.localdate())]

    assert waits == [True, False]
    assert after == ["Xem lý do trễ", "Hỏi lý do"]
    assert member.status == MemberStatus.ENROLLED
