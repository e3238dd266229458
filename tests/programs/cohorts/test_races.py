"""Two at once: one wins, the other is told, nothing is done twice or lost. Real threads."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone
from post_office.models import Email

from accounts.choices import Role
from accounts.models import User
from core.journal import about
from core.lifecycle import WrongStateError
from core.models import StoredFile
from programs.cohorts.actions import (
    certificates,
    cohorts,
    follow_ups,
    instalments,
    members,
    milestones,
)
from programs.cohorts.actions.errors import CohortError
from programs.cohorts.choices import Answers, InstalmentStatus, MilestoneStatus, RevenueBand
from programs.cohorts.models import Certificate, FollowUp, Instalment, Member, Milestone
from tests.factories import UserFactory

from .rows import (
    AMOUNT,
    accepted,
    all_accepted,
    firm_of,
    handed_in,
    make_application,
    make_cohort,
    make_member,
    program_officer,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Run all calls at the same moment; return how each ended: "done" or the error's name."""
    start, ends = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        try:
            start.wait()
            call()
            ends.append("done")
        except (WrongStateError, CohortError) as error:
            ends.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


@pytest.fixture
def officers() -> list[User]:
    return [program_officer() for _ in range(2)]


def test_two_officers_enroll_one_applicant(officers):
    cohort = make_cohort(officers[0])
    application = make_application(cohort.call)

    def enroll(by: User) -> Callable[[], object]:
        return lambda: cohorts.enroll(
            application, cohort=cohort, by=by, project="Máy tưới", support_amount=AMOUNT
        )

    assert at_once(*map(enroll, officers)) == ["done", "done"]
    assert Member.objects.get().milestones.count() == 4
    assert about(application).filter(verb="enroll").count() == 1


def test_one_person_is_enrolled_in_two_programmes_at_once(officers):  # PRG-17
    person = UserFactory()
    both = [make_cohort(officers[0]) for _ in range(2)]
    applications = [make_application(cohort.call, applicant=person) for cohort in both]

    def enroll(place: int) -> Callable[[], object]:
        return lambda: cohorts.enroll(
            applications[place],
            cohort=both[place],
            by=officers[place],
            project=f"Dự án {place}",
            support_amount=AMOUNT,
        )

    assert at_once(enroll(0), enroll(1)) == ["DoubleSupportError", "done"]
    assert Member.objects.count() == 1


def test_two_officers_decide_one_milestone(officers):
    milestone = handed_in(make_member(make_cohort(officers[0])))
    own = [Milestone.objects.get(pk=milestone.pk) for _ in range(2)]

    ends = at_once(
        lambda: milestones.accept(own[0], by=officers[0]),
        lambda: milestones.send_back(own[1], by=officers[1], answer="Thiếu."),
    )

    decided = about(milestone).filter(verb__in=["accept", "send_back"])
    assert ends == ["WrongStateError", "done"]
    assert decided.count() == 1


def test_the_firm_and_an_officer_ask_for_one_instalment(officers):
    member = make_member(make_cohort(officers[0]))
    instalment = accepted(member).instalment

    def ask(by: User) -> Callable[[], object]:
        return lambda: instalments.ask(Instalment.objects.get(pk=instalment.pk), by=by)

    assert at_once(ask(firm_of(member)), ask(officers[0])) == ["WrongStateError", "done"]
    assert about(instalment).filter(verb="ask").count() == 1


def test_two_write_down_one_payment_order(officers):
    member = make_member(make_cohort(officers[0]))
    instalment = instalments.ask(accepted(member).instalment, by=firm_of(member))

    def order(by: User, number: str) -> Callable[[], object]:
        own = Instalment.objects.get(pk=instalment.pk)
        return lambda: instalments.order(own, by=by, number=number, on=date(2026, 9, 2))

    assert at_once(order(officers[0], "LC-1"), order(officers[1], "LC-2")) == [
        "WrongStateError",
        "done",
    ]
    instalment.refresh_from_db()
    assert instalment.status == InstalmentStatus.ORDERED
    assert about(instalment).get(verb="order").reason == instalment.order_number


def test_a_certificate_issued_twice_at_once_is_one(officers):
    member = all_accepted(make_member(make_cohort(officers[0])))
    members.graduate(member, by=officers[0])
    signers = [UserFactory(roles=[Role.HEAD]) for _ in range(2)]

    def issue(by: User) -> Callable[[], object]:
        own = Member.objects.get(pk=member.pk)
        return lambda: certificates.issue(own, by=by, title="Giám đốc")

    assert at_once(*map(issue, signers)) == ["done", "done"]
    assert Certificate.objects.get().file is not None
    assert StoredFile.objects.count() == 1


def test_a_link_used_twice_at_once_is_answered_once(officers):  # PRG-19
    member = make_member(make_cohort(officers[0]))
    members.withdraw(member, by=firm_of(member), reason="Đổi hướng.", on=date(2026, 1, 15))
    follow_up = FollowUp.objects.get(months=6)
    asked = datetime(2026, 7, 15, 2, tzinfo=UTC)

    def ask() -> object:
        return follow_ups.ask(FollowUp.objects.get(pk=follow_up.pk), at=asked)

    def answer(staff: int) -> Callable[[], object]:
        said = Answers(True, staff, RevenueBand.NONE, Decimal(0), is_in_province=True)
        return lambda: follow_ups.answer(follow_up, said, at=asked)

    sent = at_once(ask, ask)
    ends = at_once(answer(5), answer(6))

    follow_up.refresh_from_db()
    facts = member.organization.facts.filter(kind="staff", recorded_until=None)
    assert sent == ["done", "done"]
    assert Email.objects.filter(subject__startswith="Năm câu hỏi thăm").count() == 1
    assert ends == ["LinkOverError", "done"]
    assert facts.get().value == follow_up.staff


def test_withdrawing_and_graduating_at_once_end_one_way(officers):
    member = all_accepted(make_member(make_cohort(officers[0])))
    own = [Member.objects.get(pk=member.pk) for _ in range(2)]

    ends = at_once(
        lambda: members.graduate(own[0], by=officers[0]),
        lambda: members.withdraw(own[1], by=firm_of(member), reason="Đổi hướng."),
    )

    member.refresh_from_db()
    assert ends == ["WrongStateError", "done"]
    assert member.follow_ups.count() == 3
    assert member.application.status == member.status
    assert member.ended_on == timezone.localdate()
    assert set(member.milestones.values_list("status", flat=True)) == {MilestoneStatus.ACCEPTED}
