"""Evidence, decisions, delays, and money that waits for its milestone (PRG-18)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone
from post_office.models import Email

from accounts.choices import Role
from core.files import FileRefusedError
from core.journal import about
from core.lifecycle import ObstacleError, WrongStateError
from programs.cohorts.actions import instalments, members, milestones
from programs.cohorts.actions.errors import CohortError
from programs.cohorts.choices import InstalmentStatus, MilestoneStatus
from programs.cohorts.models import Instalment, Milestone, MilestoneFile
from programs.cohorts.selectors.states import Mark, standing
from tests.factories import UserFactory

from .rows import accepted, firm_of, first, handed_in, make_member, owner_of, paper

pytestmark = pytest.mark.django_db


def letters() -> list[str]:
    return [letter.subject for letter in Email.objects.order_by("pk")]


# Evidence


def test_evidence_is_kept_and_the_officer_waits_for_it(member):
    milestone = milestones.hand_in(
        first(member), [paper(), paper("anh.pdf")], note="Ba hộ đã thử.", by=firm_of(member)
    )

    assert milestone.status == MilestoneStatus.HANDED_IN
    assert [row.file.name for row in milestone.files.all()] == ["bien-ban.pdf", "anh.pdf"]
    assert letters()[-1] == f"Đã nhận bằng chứng, khoá {member.cohort.code}"


def test_a_double_click_hands_in_once(member):
    key = uuid4()

    for _click in range(2):
        milestones.hand_in(first(member), [paper()], note="", by=firm_of(member), key=key)

    assert MilestoneFile.objects.count() == 1
    assert about(first(member)).filter(verb="hand_in").count() == 1


def test_nothing_at_all_is_no_evidence(member):
    with pytest.raises(CohortError, match="ít nhất một tệp"):
        milestones.hand_in(first(member), [], note="  ", by=firm_of(member))


def test_a_refused_file_leaves_nothing_behind(member):
    bad = paper()
    bad.file.write(b"%!PS")
    bad.file.seek(0)

    with pytest.raises(FileRefusedError):
        milestones.hand_in(first(member), [paper("mot.pdf"), bad], note="", by=firm_of(member))

    assert first(member).status == MilestoneStatus.PLANNED
    assert not MilestoneFile.objects.exists()


def test_too_many_files_are_refused_with_the_number(member):
    many = [paper(f"{number}.pdf") for number in range(milestones.MAX_FILES + 1)]

    with pytest.raises(CohortError, match="10 tệp"):
        milestones.hand_in(first(member), many, note="", by=firm_of(member))


def test_sent_back_says_why_and_can_be_handed_in_again(member, officer):
    milestone = handed_in(member)

    with pytest.raises(CohortError, match="còn thiếu gì"):
        milestones.send_back(milestone, by=officer, answer=" ")
    milestones.send_back(milestone, by=officer, answer="Thiếu chữ ký của hai hộ.")
    again = milestones.hand_in(milestone, [paper()], note="", by=firm_of(member))

    assert (again.status, again.answer, again.decided_by) == (MilestoneStatus.HANDED_IN, "", None)
    assert about(milestone).get(verb="send_back").reason == "Thiếu chữ ký của hai hộ."


def test_a_firm_that_has_left_hands_in_nothing(member):
    members.withdraw(member, by=firm_of(member), reason="Đổi hướng.")

    with pytest.raises(ObstacleError) as refused:
        milestones.hand_in(first(member), [paper()], note="", by=firm_of(member))

    assert refused.value.obstacle.name == "has_left"


# Delays


@time_machine.travel("2026-10-14 09:00+07:00", tick=False)
def test_a_late_milestone_is_asked_about_once_a_day(member, officer):
    for _click in range(2):
        milestones.ask_delay(first(member), by=officer)
    milestones.explain_delay(first(member), by=firm_of(member), reason="Mưa, xong ngày 20.")
    milestones.put_off(first(member), by=officer, due_on=date(2026, 10, 20), reason="Mưa ba tuần.")

    milestone = first(member)
    assert letters()[1:] == [
        f"Một mốc của khoá {member.cohort.code} đã trễ hạn",
        f"Hạn mới cho một mốc của khoá {member.cohort.code}",
    ]
    assert (milestone.delay_reason, milestone.due_on) == (
        "Mưa, xong ngày 20.",
        date(2026, 10, 20),
    )
    assert about(milestone).get(verb="put_off").before == {"due": "2026-10-10"}


@time_machine.travel("2026-10-10 23:00+07:00", tick=False)
def test_on_its_last_day_nothing_is_late(member, officer):
    with pytest.raises(WrongStateError):
        milestones.ask_delay(first(member), by=officer)

    assert standing(first(member), timezone.localdate()).mark == Mark.PLANNED


def test_a_day_is_not_put_off_to_an_earlier_one(member, officer):
    with pytest.raises(CohortError, match="sau hạn"):
        milestones.put_off(first(member), by=officer, due_on=date(2026, 10, 9), reason="Sớm.")


def test_each_standing_has_its_words(member, officer):
    day = date(2026, 10, 14)
    planned, late = member.milestones.get(plan__position=4), first(member)

    said = [standing(planned, day), standing(late, day), standing(handed_in(member), day)]
    said.append(standing(milestones.accept(first(member), by=officer), day))

    assert [one.mark for one in said] == [Mark.PLANNED, Mark.LATE, Mark.WAITING, Mark.ACCEPTED]
    assert [one.words for one in said] == ["chưa nộp", "trễ 4 ngày", "chờ xem", "đã nhận"]
    assert said[1].detail == "hạn 10/10"


# Money


def test_an_instalment_waits_for_its_milestone(member, officer):  # PRG-18
    instalment = first(member).instalment
    handed_in(member)

    for person in (officer, firm_of(member)):
        with pytest.raises(ObstacleError) as refused:
            instalments.ask(instalment, by=person)
        assert refused.value.obstacle.name == "milestone_not_accepted"
    milestones.accept(first(member), by=officer)
    instalments.ask(instalment, by=firm_of(member))

    instalment.refresh_from_db()
    assert instalment.status == InstalmentStatus.ASKED


@pytest.mark.parametrize("status", [InstalmentStatus.ASKED, InstalmentStatus.ORDERED])
def test_the_database_refuses_money_before_its_milestone(member, officer, status):  # PRG-18
    handed_in(member)
    values = {"asked_at": timezone.now(), "asked_by": officer, "status": status}
    if status == InstalmentStatus.ORDERED:
        values |= {"order_number": "1", "order_date": date(2026, 11, 1), "ordered_by": officer}

    with pytest.raises(DatabaseError, match="accepted milestone only"), transaction.atomic():
        Instalment.objects.filter(milestone=first(member)).update(**values)


def test_the_database_keeps_a_milestone_accepted_once_money_is_asked(member, officer):
    milestone = accepted(member)
    instalments.ask(milestone.instalment, by=officer)

    with pytest.raises(DatabaseError, match="stays accepted"), transaction.atomic():
        Milestone.objects.filter(pk=milestone.pk).update(status=MilestoneStatus.HANDED_IN)


def test_asked_twice_it_is_asked_once(member):
    instalment = accepted(member).instalment

    for _click in range(2):
        instalments.ask(instalment, by=firm_of(member))

    assert about(instalment).filter(verb="ask").count() == 1


def test_the_order_is_written_down_by_another(member, officer, other_officer):
    instalment = instalments.ask(accepted(member).instalment, by=officer)
    today = timezone.localdate()

    with pytest.raises(ObstacleError) as refused:
        instalments.order(instalment, by=officer, number="LC-15", on=today)
    instalments.order(instalment, by=other_officer, number=" LC-15 ", on=today)

    instalment.refresh_from_db()
    assert refused.value.obstacle.name == "asked_by_you"
    assert (instalment.status, instalment.order_number, instalment.order_date) == (
        InstalmentStatus.ORDERED,
        "LC-15",
        today,
    )
    assert letters()[-1] == f"Đã có lệnh chi, khoá {member.cohort.code}"


@pytest.mark.parametrize(
    ("number", "days", "words"), [(" ", 0, "Nhập số"), ("LC-15", 1, "chưa tới")]
)
def test_an_order_without_number_or_from_tomorrow_is_refused(
    member, officer, other_officer, number, days, words
):
    instalment = instalments.ask(accepted(member).instalment, by=officer)

    with pytest.raises(CohortError, match=words):
        instalments.order(
            instalment,
            by=other_officer,
            number=number,
            on=timezone.localdate() + timedelta(days=days),
        )


def test_given_back_it_can_be_asked_again(member, officer):
    instalment = instalments.ask(accepted(member).instalment, by=firm_of(member))

    instalments.give_back(instalment, by=officer, reason="Sai tài khoản nhận.")
    instalments.ask(instalment, by=firm_of(member))

    assert about(instalment).get(verb="give_back").reason == "Sai tài khoản nhận."
    assert Instalment.objects.asked().get() == instalment


def test_letters_hold_a_code_and_a_link_only(member, officer):  # PRV-5
    milestones.send_back(handed_in(member), by=officer, answer="BIMAT thiếu chữ ký")
    accepted(member)
    instalments.ask(first(member).instalment, by=officer)

    bodies = "".join(letter.subject + letter.message for letter in Email.objects.all())
    secrets = ("BIMAT", "Đã thử với ba hộ", "80.000.000", "20.000.000", member.project)
    assert member.cohort.code in bodies
    assert [word for word in secrets if word in bodies] == []


def test_another_firm_and_another_role_can_do_nothing(member):
    stranger = owner_of(make_member(member.cohort).organization)
    registrar = UserFactory(roles=[Role.REGISTRY_LEAD])
    milestone = handed_in(member)

    refused = []
    for step in (
        lambda: milestones.accept(milestone, by=stranger),
        lambda: milestones.accept(milestone, by=registrar),
        lambda: milestones.hand_in(
            member.milestones.get(plan__position=2), [], note="x", by=stranger
        ),
        lambda: instalments.ask(milestone.instalment, by=stranger),
    ):
        with pytest.raises(ObstacleError) as error:
            step()
        refused.append(error.value.obstacle.name)

    assert refused == ["not_officer", "not_officer", "not_member", "milestone_not_accepted"]
