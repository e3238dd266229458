"""The tables of steps walked in full: each state, each step, each kind of person."""

from datetime import date

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from core.lifecycle import Lifecycle, ObstacleError, WrongStateError
from programs.cohorts.choices import (
    FollowUpStatus,
    InstalmentStatus,
    MemberStatus,
    MilestoneStatus,
    RevenueBand,
)
from programs.cohorts.lifecycles import FOLLOW_UP, INSTALMENT, MEMBER, MILESTONE
from programs.cohorts.models import FollowUp, Instalment, Member, Milestone
from tests.factories import UserFactory

from .rows import firm_of, first, owner_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("friday"),
]

PEOPLE = (
    "firm",
    "other firm",
    "officer",
    "second officer",
    "approver",
    "head",
    "analyst",
    "registry officer",
    "administrator",
    "visitor",
)
STAFF = {
    "second officer": Role.PROGRAM_OFFICER,
    "approver": Role.APPROVER,
    "head": Role.HEAD,
    "analyst": Role.ANALYST,
    "registry officer": Role.REGISTRY_OFFICER,
    "administrator": Role.ADMINISTRATOR,
}
OFFICERS, SIGNERS = {"officer", "second officer"}, {"approver", "head"}
# Which state each step leads from and to, and who may take it. Written by hand from the
# specification, so that a change of the tables is seen here. The milestone is accepted, all other
# milestones are too, the first officer proposed and asked, and the days to answer are over.
TABLES = {
    MEMBER: {
        "graduate": ({"enrolled"}, "graduated", OFFICERS),
        "withdraw": ({"enrolled", "answering"}, "withdrawn", {"firm"} | OFFICERS),
        "propose_termination": ({"enrolled"}, "answering", OFFICERS),
        "answer_termination": ({"answering"}, "answering", {"firm"}),
        "keep": ({"answering"}, "enrolled", SIGNERS),
        "terminate": ({"answering"}, "terminated", SIGNERS),
    },
    MILESTONE: {
        "hand_in": ({"planned", "sent_back"}, "handed_in", {"firm"}),
        "accept": ({"handed_in"}, "accepted", OFFICERS),
        "send_back": ({"handed_in"}, "sent_back", OFFICERS),
    },
    INSTALMENT: {
        "ask": ({"planned"}, "asked", {"firm"} | OFFICERS),
        "give_back": ({"asked"}, "planned", OFFICERS),
        "order": ({"asked"}, "ordered", {"second officer"} | SIGNERS),
    },
}
STATES = {MEMBER: MemberStatus, MILESTONE: MilestoneStatus, INSTALMENT: InstalmentStatus}


@pytest.fixture
def friday():
    with time_machine.travel("2026-11-20 09:00+07:00", tick=False):
        yield


@pytest.fixture
def people(member, officer) -> dict[str, User]:
    found = {"firm": firm_of(member), "officer": officer, "visitor": UserFactory()}
    found["other firm"] = owner_of(type(member.organization).objects.create(code="TN-777777"))
    return found | {name: UserFactory(roles=[role]) for name, role in STAFF.items()}


def put(lifecycle: Lifecycle, member: Member, status: str, officer: User):
    """Put the case of this lifecycle into a state, with what the database wants beside it."""
    now = timezone.now()
    milestones = Milestone.objects.filter(member=member)
    decided = {"decided_at": now, "decided_by": officer, "answer": "Thiếu."}
    handed = {"handed_in_at": now, "handed_in_by": firm_of(member)}
    if lifecycle is MILESTONE:
        milestones.update(status=status, **handed, **decided)
        return first(member)
    milestones.update(status=MilestoneStatus.ACCEPTED, **handed, **decided)
    if lifecycle is INSTALMENT:
        values = {"status": status}
        if status != InstalmentStatus.PLANNED:
            values |= {"asked_at": now, "asked_by": officer}
        if status == InstalmentStatus.ORDERED:
            order = {"order_number": "1", "order_date": date(2026, 11, 1), "ordered_by": officer}
            values |= order
        Instalment.objects.filter(milestone=first(member)).update(**values)
        return first(member).instalment
    ended = None if status in ("enrolled", "answering") else date(2026, 11, 1)
    Member.objects.filter(pk=member.pk).update(
        status=status,
        ended_on=ended,
        end_reason="Bỏ mốc.",
        proposed_by=officer,
        answer_by=date(2026, 11, 20),
    )
    return Member.objects.get(pk=member.pk)


def outcome(lifecycle: Lifecycle, case, step: str, by: User, extra: dict | None = None) -> str:
    try:
        lifecycle.take(case, step, by=by, changes=extra)
    except WrongStateError:
        return "wrong state"
    except ObstacleError:
        return "refused"
    return case.status


def changes(lifecycle: Lifecycle, step: str, by: User) -> dict:
    """What the action sets with the step, so that the database's promises hold."""
    now = timezone.now()
    return {
        "graduate": {"ended_on": date(2026, 11, 20)},
        "withdraw": {"ended_on": date(2026, 11, 20)},
        "terminate": {"ended_on": date(2026, 11, 20)},
        "hand_in": {"handed_in_by": by, "handed_in_at": now},
        "accept": {"decided_by": by, "decided_at": now},
        "send_back": {"decided_by": by, "decided_at": now, "answer": "Thiếu."},
        "ask": {"asked_by": by, "asked_at": now},
        "give_back": {"asked_by": None, "asked_at": None},
        "order": {"order_number": "1", "order_date": date(2026, 11, 1), "ordered_by": by},
    }.get(step, {})


@pytest.mark.parametrize("lifecycle", TABLES, ids=lambda lifecycle: lifecycle.name)
def test_the_table_has_these_steps_and_no_others(lifecycle):
    table = {name: (set(step.sources), step.target) for name, step in lifecycle.steps.items()}

    assert table == {name: said[:2] for name, said in TABLES[lifecycle].items()}


@pytest.mark.parametrize(
    ("lifecycle", "step"),
    [(lifecycle, step) for lifecycle, table in TABLES.items() for step in table],
    ids=lambda value: getattr(value, "name", value),
)
def test_each_step_from_each_state_by_each_person(lifecycle, step, member, officer, people):
    sources, target, allowed = TABLES[lifecycle][step]

    expected, found = {}, {}
    for status in STATES[lifecycle].values:
        for name in PEOPLE:
            point = transaction.savepoint()
            case = put(lifecycle, member, status, officer)
            with time_machine.travel(_day_of(step), tick=False):
                found[status, name] = outcome(
                    lifecycle, case, step, people[name], changes(lifecycle, step, people[name])
                )
            transaction.savepoint_rollback(point)
            if status not in sources:
                expected[status, name] = "wrong state"
            else:
                expected[status, name] = target if name in allowed else "refused"

    assert found == expected


def test_the_steps_of_a_follow_up(member):
    """Nobody signs in to answer, so the system takes each step; the link is asked elsewhere."""
    expected = {
        "ask": ({"planned"}, "asked"),
        "skip": ({"planned"}, "not_asked"),
        "answer": ({"asked"}, "answered"),
        "close": ({"asked"}, "unanswered"),
    }
    asked = {"asked_at": timezone.now(), "closes_on": date(2026, 12, 1)}
    said = {"answered_at": timezone.now(), "is_alive": True, "revenue_band": RevenueBand.NONE}
    needed = {"ask": asked, "answer": said}

    found = {}
    for name, step in FOLLOW_UP.steps.items():
        for status in FollowUpStatus.values:
            point = transaction.savepoint()
            values = asked if status != FollowUpStatus.PLANNED else {}
            values = values | (said if status == FollowUpStatus.ANSWERED else {})
            case = FollowUp.objects.create(
                member=member, months=6, due_on=date(2026, 11, 1), status=status, **values
            )
            end = outcome(FOLLOW_UP, case, name, None, needed.get(name))
            transaction.savepoint_rollback(point)
            if end != "wrong state":
                found.setdefault(name, (set(), step.target))[0].add(status)

    assert found == expected


def _day_of(step: str) -> str:
    """Answering happens on the last day, ending on the day after."""
    return "2026-11-21 09:00+07:00" if step == "terminate" else "2026-11-20 09:00+07:00"
