"""Opening a cohort, enrolling, and supports that may be double (PRG-17)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.journal import about
from core.lifecycle import ObstacleError, WrongStateError
from ecosystem.registry.models import Organization
from programs.calls.choices import ApplicationStatus, ConflictKind
from programs.calls.models import ConflictAnswer
from programs.cohorts.actions import cohorts
from programs.cohorts.actions.errors import CohortError, DoubleSupportError
from programs.cohorts.choices import Ground, MilestoneStatus
from programs.cohorts.models import Member, SupportCheck
from programs.cohorts.selectors.overlaps import overlaps
from tests.factories import OrganizationFactory, RoleFactory, UserFactory

from .rows import (
    AMOUNT,
    PLAN,
    firm_of,
    make_application,
    make_call,
    make_cohort,
    make_member,
    owner_of,
)

pytestmark = pytest.mark.django_db


def enroll(application, cohort, officer, **fields) -> Member:
    said = {"project": "Máy tưới", "support_amount": AMOUNT, **fields}
    return cohorts.enroll(application, cohort=cohort, by=officer, **said)


# The cohort


def test_cohorts_of_one_year_are_numbered(officer):
    codes = [make_cohort(officer).code for _ in range(2)]
    next_year = make_cohort(
        officer,
        plan=[replace(PLAN[0], due_on=date(2027, 3, 1))],
        starts_on=date(2027, 2, 1),
        ends_on=date(2027, 6, 1),
    )

    assert codes == ["KH-2026-01", "KH-2026-02"]
    assert next_year.code == "KH-2027-01"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ends_on": date(2026, 9, 1)}, "sau ngày bắt đầu"),
        ({"plan": []}, "ít nhất một mốc"),
        ({"plan": [replace(step, share=30) for step in PLAN]}, "quá 100%"),
        ({"plan": [replace(PLAN[0], due_on=date(2027, 5, 1))]}, "thời gian của khoá"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_a_sentence(officer, fields, words):
    with pytest.raises(CohortError, match=words):
        make_cohort(officer, **fields)


def test_only_a_program_officer_opens_a_cohort(head):
    with pytest.raises(ObstacleError) as refused:
        make_cohort(head)

    assert refused.value.obstacle.name == "not_officer"


# Enrolment


def test_an_accepted_applicant_gets_the_plan_and_its_money(cohort, officer):  # PRG-18
    application = make_application(cohort.call)

    member = enroll(application, cohort, officer, support_amount=Decimal(50_000_001))

    milestones = list(member.milestones.order_by("plan__position"))
    application.refresh_from_db()
    assert application.status == ApplicationStatus.ENROLLED
    assert [one.due_on for one in milestones] == [step.due_on for step in PLAN]
    assert {one.owner for one in milestones} == {application.applicant}
    assert {one.status for one in milestones} == {MilestoneStatus.PLANNED}
    assert sum(one.amount for one in member.instalments.all()) == Decimal(50_000_001)
    assert about(member).get().after["application"] == application.number


def test_a_plan_without_money_has_no_instalments(cohort, officer):
    member = enroll(make_application(cohort.call), cohort, officer, support_amount=Decimal(0))

    assert member.milestones.count() == 4
    assert member.instalments.count() == 0


def test_pressed_twice_it_is_one_member(cohort, officer):
    application = make_application(cohort.call)

    one, other = (enroll(application, cohort, officer) for _ in range(2))

    assert one == other
    assert Member.objects.count() == 1
    assert one.milestones.count() == 4


@pytest.mark.parametrize(
    "status", sorted(set(ApplicationStatus) - {ApplicationStatus.ACCEPTED, "not_eligible"})
)
def test_nobody_else_is_enrolled(cohort, officer, status):
    application = make_application(cohort.call, status=status)

    with pytest.raises(WrongStateError):
        enroll(application, cohort, officer)

    assert not Member.objects.exists()


def test_an_application_to_another_call_is_refused(cohort, officer):
    with pytest.raises(CohortError, match="đợt khác"):
        enroll(make_application(make_call()), cohort, officer)


def test_an_officer_with_a_stake_enrolls_nobody(cohort, officer):  # PRG-11
    own, said = make_application(cohort.call), make_application(cohort.call)
    RoleFactory(
        organization=own.organization, person__user=officer, person__full_name="Người Trong Cuộc"
    )
    ConflictAnswer.objects.create(application=said, user=officer, kind=ConflictKind.FAMILY)

    refused = []
    for application in (own, said):
        with pytest.raises(ObstacleError) as error:
            enroll(application, cohort, officer)
        refused.append(error.value.obstacle.name)

    assert refused == ["own_organization", "conflict"]


# Double support


def earlier(officer, organization: Organization, **fields) -> Member:
    """A membership in another programme, on the same line of the budget and in the same period."""
    cohort = make_cohort(officer, **fields.pop("cohort", {}))
    return make_member(cohort, organization=organization, allowed_because="Đã xét.", **fields)


def grounds(application, cohort, project: str = "Máy tưới") -> list[tuple[Ground, ...]]:
    return [row.grounds for row in overlaps(application, cohort, project)]


def test_same_tax_code_person_and_project_are_found(cohort, officer):  # PRG-17
    firm = OrganizationFactory(tax_code="0100112437")
    application = make_application(cohort.call, firm)
    branch = OrganizationFactory()
    person = firm.roles.get().person
    RoleFactory(organization=branch, person=person)
    earlier(officer, firm)
    earlier(officer, branch, applicant=owner_of(branch))
    earlier(officer, OrganizationFactory(), project="MÁY TƯỚI")
    earlier(officer, OrganizationFactory(), project="Việc khác")

    assert sorted(grounds(application, cohort)) == [
        (Ground.PERSON,),
        (Ground.PROJECT,),
        (Ground.TAX_CODE,),
    ]


def test_a_firm_without_tax_code_is_found_by_itself(cohort, officer):  # PRG-17
    team = OrganizationFactory(kind="project")
    earlier(officer, team)

    assert grounds(make_application(cohort.call, team), cohort) == [(Ground.ORGANIZATION,)]


def test_two_firms_of_one_applicant_are_found(cohort, officer):
    person = UserFactory()
    earlier(officer, OrganizationFactory(), applicant=person)

    application = make_application(cohort.call, applicant=person)

    assert grounds(application, cohort) == [(Ground.PERSON,)]


def test_a_double_support_waits_for_the_officers_words(cohort, officer):  # PRG-17
    firm = OrganizationFactory(tax_code="0100112437")
    other = earlier(officer, firm, support_amount=Decimal(30_000_000))
    application = make_application(cohort.call, firm)

    with pytest.raises(DoubleSupportError) as refused:
        enroll(application, cohort, officer)
    member = enroll(application, cohort, officer, allowed_because="Chi cho hai việc khác nhau.")

    (row,) = refused.value.overlaps
    check = SupportCheck.objects.get()
    assert (row.other, row.amount) == (other, Decimal(30_000_000))
    assert (check.amount, check.other_amount) == (AMOUNT, Decimal(30_000_000))
    assert (check.is_allowed, check.reason) == (True, "Chi cho hai việc khác nhau.")
    assert member.application == application


def test_not_allowed_is_written_down_and_the_applicant_stays_outside(cohort, officer):  # PRG-17
    firm = OrganizationFactory(tax_code="0100112437")
    earlier(officer, firm)
    application = make_application(cohort.call, firm)

    (check,) = cohorts.refuse_support(
        application,
        cohort=cohort,
        by=officer,
        project="Máy tưới",
        support_amount=AMOUNT,
        reason="Cùng một máy.",
    )

    application.refresh_from_db()
    assert (check.is_allowed, check.reason) == (False, "Cùng một máy.")
    assert application.status == ApplicationStatus.ACCEPTED
    assert about(application).filter(verb="refuse_double_support").count() == 1


@pytest.mark.parametrize("fields", [{"period": "2025"}, {"budget_line": "Dòng khác"}])
def test_another_period_or_line_is_shown_but_not_asked_about(cohort, officer, fields):
    firm = OrganizationFactory(tax_code="0100112437")
    earlier(officer, firm, cohort=fields)
    application = make_application(cohort.call, firm)

    assert len(overlaps(application, cohort, "Máy tưới")) == 1
    assert enroll(application, cohort, officer).application == application


def test_another_cohort_of_the_same_call_is_no_other_programme(cohort, officer):
    member = make_member(cohort)
    second = make_cohort(officer, call=cohort.call)
    application = make_application(cohort.call, applicant=firm_of(member))

    assert overlaps(application, second, "Máy tưới") == ()
