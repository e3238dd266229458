"""How a membership ends, and that its record stays (PRG-20)."""

from datetime import date, timedelta

import pytest
import time_machine
from post_office.models import Email

from core.journal import about
from core.lifecycle import ObstacleError, WrongStateError
from core.models import Holiday
from programs.calls.choices import ApplicationStatus
from programs.cohorts.actions import members
from programs.cohorts.actions.errors import CohortError
from programs.cohorts.choices import FollowUpStatus, MemberStatus
from programs.cohorts.models import Member

from .rows import accepted, all_accepted, firm_of, handed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ordinary_weeks")]

FRIDAY = "2026-11-20 09:00+07:00"


@pytest.fixture
def ordinary_weeks():
    """No holidays but those that a test names."""
    Holiday.objects.all().delete()


def application_status(member: Member) -> str:
    return Member.objects.get(pk=member.pk).application.status


def test_with_all_milestones_accepted_a_firm_graduates(member, officer):
    with pytest.raises(ObstacleError) as refused:
        members.graduate(member, by=officer)
    members.graduate(all_accepted(member), by=officer, on=date(2027, 1, 31))

    follow_ups = list(member.follow_ups.order_by("months"))
    assert refused.value.obstacle.name == "milestones_left"
    assert (member.status, application_status(member)) == (
        MemberStatus.GRADUATED,
        ApplicationStatus.GRADUATED,
    )
    assert [(one.months, one.due_on) for one in follow_ups] == [
        (6, date(2027, 7, 31)),
        (12, date(2028, 1, 31)),
        (24, date(2029, 1, 31)),
    ]
    assert {one.status for one in follow_ups} == {FollowUpStatus.PLANNED}


def test_a_firm_that_withdraws_keeps_its_record(member, officer):  # PRG-20
    accepted(member)

    members.withdraw(member, by=firm_of(member), reason="Đổi hướng kinh doanh.")

    assert (member.status, member.end_reason) == (MemberStatus.WITHDRAWN, "Đổi hướng kinh doanh.")
    assert application_status(member) == ApplicationStatus.WITHDRAWN
    assert member.milestones.count() == 4
    assert member.instalments.count() == 4
    assert member.follow_ups.count() == 3


def test_nobody_withdraws_or_is_terminated_without_a_reason(member, officer):  # PRG-20
    with pytest.raises(CohortError, match="vì sao rút"):
        members.withdraw(member, by=firm_of(member), reason=" ")
    with pytest.raises(CohortError, match="lý do chấm dứt"):
        members.propose_termination(member, by=officer, reason="")

    assert member.status == MemberStatus.ENROLLED


@time_machine.travel(FRIDAY, tick=False)
def test_a_termination_waits_for_the_answer_and_another_person(member, officer, head):  # PRG-20
    members.propose_termination(member, by=officer, reason="Bỏ hai mốc liền.")
    refused = []
    for person in (head, officer):
        with pytest.raises(ObstacleError) as error:
            members.terminate(member, by=person)
        refused.append(error.value.obstacle.name)

    members.answer_termination(member, by=firm_of(member), answer="Máy hỏng, đã sửa.")
    members.terminate(member, by=head)

    assert refused == ["may_still_answer", "not_signer"]
    assert (member.status, member.end_reason) == (MemberStatus.TERMINATED, "Bỏ hai mốc liền.")
    assert member.answer_by == date(2026, 12, 4)
    assert application_status(member) == ApplicationStatus.TERMINATED
    assert about(member).get(verb="terminate").actor_key == str(head.pk)


def test_days_to_answer_are_working_days_over_tet(member, officer):  # PRG-20
    """Five closed days around Tết push the last day by a week, and a worked Saturday counts."""
    closed = [date(2027, 2, 4) + timedelta(days=offset) for offset in (0, 1, 4, 5, 6)]
    Holiday.objects.bulk_create(Holiday(day=day, name="Tết") for day in closed)
    Holiday.objects.create(day=date(2027, 2, 13), name="Làm bù", is_working_day=True)

    with time_machine.travel("2027-01-29 16:00+07:00", tick=False):  # a Friday
        members.propose_termination(member, by=officer, reason="Bỏ hai mốc liền.")

    assert member.answer_by == date(2027, 2, 18)


def test_silence_until_the_day_is_over_ends_it_too(member, officer, head):
    with time_machine.travel(FRIDAY, tick=False):
        members.propose_termination(member, by=officer, reason="Bỏ hai mốc liền.")
    with (
        time_machine.travel("2026-12-04 23:59+07:00", tick=False),
        pytest.raises(ObstacleError) as refused,
    ):
        members.terminate(member, by=head)
    with time_machine.travel("2026-12-05 00:01+07:00", tick=False):
        with pytest.raises(ObstacleError) as too_late:
            members.answer_termination(member, by=firm_of(member), answer="Xin thêm.")
        members.terminate(member, by=head)

    assert refused.value.obstacle.name == "may_still_answer"
    assert too_late.value.obstacle.name == "too_late"
    assert member.status == MemberStatus.TERMINATED


@time_machine.travel(FRIDAY, tick=False)
def test_kept_it_goes_on(member, officer, head):
    members.propose_termination(member, by=officer, reason="Bỏ hai mốc liền.")
    members.answer_termination(member, by=firm_of(member), answer="Máy hỏng, đã sửa.")

    members.keep(member, by=head, reason="Có biên bản sửa máy.")

    assert (member.status, member.end_reason, member.answer_by) == (MemberStatus.ENROLLED, "", None)
    assert handed_in(member).member == member
    assert {entry.verb for entry in about(member)} >= {"propose_termination", "keep"}


@time_machine.travel(FRIDAY, tick=False)
def test_the_answer_is_given_once(member, officer):
    members.propose_termination(member, by=officer, reason="Bỏ hai mốc liền.")

    for _click in range(2):
        members.answer_termination(member, by=firm_of(member), answer="Máy hỏng.")
    with pytest.raises(WrongStateError):
        members.answer_termination(member, by=firm_of(member), answer="Khác.")

    assert about(member).filter(verb="answer_termination").count() == 1


@time_machine.travel(FRIDAY, tick=False)
def test_the_letter_holds_no_reason(member, officer):  # PRV-5
    members.propose_termination(member, by=officer, reason="BIMAT bỏ hai mốc liền.")

    letter = Email.objects.order_by("-pk").first()
    assert "04/12/2026" in letter.message
    assert "BIMAT" not in letter.subject + letter.message
