"""The tables of steps, walked in full: every state, every step, every role."""

from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.choices import Role
from core.lifecycle import ObstacleError, WrongStateError
from programs.calls.choices import ApplicationStatus, CallStatus, ConflictKind
from programs.calls.lifecycles import APPLICATION, CALL
from programs.calls.models import Application, Call, ConflictAnswer
from tests.factories import UserFactory

from .world import DURING, make_call, make_draft

pytestmark = pytest.mark.django_db

STAFF = {
    "take",
    "ask",
    "go_on",
    "find_eligible",
    "find_not_eligible",
    "invite_to_interview",
    "plan_accept",
    "plan_wait",
    "plan_refuse",
    "reconsider",
    "plan_next",
    "return_to_list",
}
OFFICERS_WITHOUT_OPENING = {"send_to_review", "enroll", "graduate", "leave", "terminate"}
APPLICANT = {"submit", "answer", "accept", "decline", "withdraw"}
SYSTEM = {
    "offer",
    "put_on_list",
    "refuse",
    "correct_to_offer",
    "correct_to_list",
    "correct_to_refusal",
    "expire",
}


def put(application: Application, status: str) -> Application:
    """Bring the row into a state as the database allows it."""
    Application.objects.filter(pk=application.pk).update(
        status=status,
        submitted_at=DURING,
        submit_key=uuid4(),
        registry_copy={"kind": "company", "sectors": [], "rows": []},
        reason="Lý do" if status == ApplicationStatus.NOT_ELIGIBLE else "",
    )
    return Application.objects.get(pk=application.pk)


def test_every_step_belongs_to_somebody():
    assert set(APPLICATION.steps) == STAFF | OFFICERS_WITHOUT_OPENING | APPLICANT | SYSTEM


@pytest.mark.parametrize("name", sorted(APPLICATION.steps))
def test_step_is_taken_from_its_states_only(name):
    application, step = make_draft(make_call(None)), APPLICATION.steps[name]

    for status in ApplicationStatus:
        found = put(application, status)
        changes = {"reason": "Lý do"} if step.target == ApplicationStatus.NOT_ELIGIBLE else None
        if status.value in step.sources:
            APPLICATION.take(found, name, by=None, changes=changes)
            assert found.status == step.target
        else:
            with pytest.raises(WrongStateError):
                APPLICATION.take(found, name, by=None)


@pytest.mark.parametrize("name", sorted(set(APPLICATION.steps) - SYSTEM))
def test_step_is_open_to_its_role_only(name):
    application, step = make_draft(make_call(None)), APPLICATION.steps[name]
    found = put(application, min(step.sources))
    people = {role.value: UserFactory(roles=[role]) for role in Role}
    people |= {"applicant": found.applicant, "visitor": UserFactory()}
    for person in people.values():
        ConflictAnswer.objects.create(
            application=found, user=person, kind=ConflictKind.NONE, at=timezone.now()
        )

    allowed = {
        who for who, person in people.items() if not APPLICATION.obstacle(found, name, by=person)
    }

    assert allowed == ({"applicant"} if name in APPLICANT else {Role.PROGRAM_OFFICER.value})


@pytest.mark.parametrize("name", sorted(STAFF))
def test_staff_take_no_step_before_answering_about_conflicts(name):  # PRG-11
    application, step = make_draft(make_call(None)), APPLICATION.steps[name]
    found = put(application, min(step.sources))

    with pytest.raises(ObstacleError):
        APPLICATION.take(found, name, by=UserFactory(roles=[Role.PROGRAM_OFFICER]))


@pytest.mark.parametrize("name", sorted(CALL.steps))
def test_step_of_a_call_is_taken_from_its_states_by_officers_only(name):
    call, step = make_call(None), CALL.steps[name]

    for status in CallStatus:
        Call.objects.filter(pk=call.pk).update(status=status)
        found = Call.objects.get(pk=call.pk)
        if status.value not in step.sources:
            with pytest.raises(WrongStateError):
                CALL.take(found, name, by=None)
            continue
        people = {role: UserFactory(roles=[role]) for role in Role}
        allowed = {role for role in Role if not CALL.obstacle(found, name, by=people[role])}
        assert allowed == ({Role.PROGRAM_OFFICER} if step.policy else set(Role))
        CALL.take(found, name, by=None)
        assert found.status == step.target
