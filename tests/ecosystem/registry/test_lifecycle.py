"""The table of steps of a case."""

import pytest

from accounts.choices import Role as StaffRole
from core.lifecycle import ObstacleError, WrongStateError
from ecosystem.registry.choices import CaseStatus
from ecosystem.registry.lifecycles import CASE
from ecosystem.registry.models import Case
from tests.factories import UserFactory

from .cases import make_case

pytestmark = pytest.mark.django_db

STEPS = {
    "submit": ({"draft"}, "submitted"),
    "take": ({"submitted"}, "screening"),
    "ask": ({"screening"}, "needs_information"),
    "resubmit": ({"needs_information"}, "screening"),
    "approve": ({"screening"}, "approved"),
    "refuse": ({"screening"}, "refused"),
    "mark_duplicate": ({"screening"}, "duplicate"),
    "withdraw": ({"draft", "submitted", "screening", "needs_information"}, "withdrawn"),
    "close_unanswered": ({"needs_information"}, "withdrawn"),
    "reopen": ({"refused", "withdrawn"}, "draft"),
}


def test_the_steps_are_those_of_the_specification():
    assert {name: (set(step.sources), step.target) for name, step in CASE.steps.items()} == STEPS


@pytest.mark.parametrize("name", sorted(STEPS))
@pytest.mark.parametrize("status", CaseStatus.values)
def test_a_step_is_taken_only_from_its_sources(name, status):
    case = make_case(status=CaseStatus.DRAFT)
    Case.objects.filter(pk=case.pk).update(**_values(status))
    case.refresh_from_db()
    sources, target = STEPS[name]
    changes = _values(target)
    changes.pop("status")

    if status in sources:
        CASE.take(case, name, by=None, changes=changes)
        assert Case.objects.get().status == target
    else:
        with pytest.raises(WrongStateError):
            CASE.take(case, name, by=None, changes=changes)
        assert Case.objects.get().status == status


def test_an_officer_does_not_withdraw_somebody_s_case():
    case = make_case(applicant=UserFactory())
    officer = UserFactory(roles=[StaffRole.REGISTRY_OFFICER])

    with pytest.raises(ObstacleError):
        CASE.take(case, "withdraw", by=officer)

    assert Case.objects.get().status == CaseStatus.SCREENING


def test_the_applicant_does_not_approve_their_case():
    founder = UserFactory()
    case = make_case(applicant=founder, assignee=founder)

    with pytest.raises(ObstacleError):
        CASE.take(case, "approve", by=founder)

    assert Case.objects.get().status == CaseStatus.SCREENING


def _values(status: str) -> dict[str, object]:
    """Return a status with what the database demands of it."""
    from tests.factories import OrganizationFactory

    values: dict[str, object] = {"status": status}
    if status == CaseStatus.REFUSED:
        values["refusal_code"] = "out_of_scope"
    if status == CaseStatus.DUPLICATE:
        values["duplicate_of"] = OrganizationFactory()
    return values
