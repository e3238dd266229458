"""What the database itself promises: each named constraint refuses the row it is there for."""

from collections.abc import Callable
from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.utils import timezone

from accounts.choices import Role
from programs.cohorts.actions import certificates, instalments, members
from programs.cohorts.models import (
    Certificate,
    Cohort,
    FollowUp,
    Instalment,
    Member,
    Milestone,
    MilestonePlan,
    SupportCheck,
)
from tests.factories import UserFactory

from .rows import (
    accepted,
    all_accepted,
    firm_of,
    first,
    handed_in,
    make_application,
    make_cohort,
    make_member,
)

pytestmark = pytest.mark.django_db

Break = Callable[[], object]


def again(row: models.Model, **fields: object) -> None:
    row.pk = None
    row._state.adding = True
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def changed(row: models.Model, **fields: object) -> None:
    type(row).objects.filter(pk=row.pk).update(**fields)


def own_decision() -> None:
    milestone = handed_in(make_member())
    changed(
        milestone,
        status="accepted",
        decided_at=timezone.now(),
        decided_by=milestone.handed_in_by,
    )


def asked() -> Instalment:
    member = make_member()
    return instalments.ask(accepted(member).instalment, by=member.cohort.officer)


def follow_up() -> FollowUp:
    member = make_member()
    members.withdraw(member, by=firm_of(member), reason="Đổi hướng.")
    return member.follow_ups.get(months=6)


def check(reason: str) -> None:
    member, other = make_member(), make_member()
    SupportCheck.objects.create(
        application=member.application,
        cohort=member.cohort,
        other=other,
        amount=1,
        other_amount=1,
        is_allowed=True,
        reason=reason,
        decided_by=member.enrolled_by,
    )


def certificate(**fields: object) -> None:
    member = make_member()
    Certificate.objects.create(
        **{
            "number": "GCN-1",
            "check_code": "ABCD-2345-EFGH",
            "member": member,
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2026, 2, 1),
            "issued_on": date(2026, 2, 1),
            "issued_by": member.enrolled_by,
            "signer_title": "Giám đốc",
            **fields,
        }
    )


BREAKS: dict[str, Break] = {
    "cohort_ends_after_it_begins": lambda: changed(make_cohort(), ends_on=date(2026, 9, 1)),
    "cohort_has_budget_and_period": lambda: changed(make_cohort(), budget_line=""),
    "plan_position_once": lambda: again(make_cohort().plan.first()),
    "plan_share_is_a_percentage": lambda: changed(make_cohort().plan.first(), share=101),
    "member_once_per_project": lambda: again(
        (one := make_member()), application=make_application(one.cohort.call)
    ),
    "member_support_not_negative": lambda: changed(make_member(), support_amount=-1),
    "member_ended_has_a_day": lambda: changed(make_member(), status="graduated"),
    "member_terminated_for_a_reason": lambda: changed(make_member(), status="answering"),
    "milestone_once_per_member": lambda: again(first(make_member())),
    "milestone_handed_in_by_somebody": lambda: changed(first(make_member()), status="handed_in"),
    "milestone_decided_by_somebody": lambda: changed(handed_in(make_member()), status="accepted"),
    "milestone_sent_back_says_why": lambda: changed(
        handed_in(make_member()),
        status="sent_back",
        decided_at=timezone.now(),
        decided_by=UserFactory(),
    ),
    "milestone_accepted_by_another": own_decision,
    "instalment_amount_positive": lambda: changed(first(make_member()).instalment, amount=0),
    "instalment_asked_by_somebody": lambda: changed(asked(), asked_by=None),
    "instalment_ordered_has_number_and_day": lambda: changed(asked(), order_number="LC-1"),
    "support_check_says_why": lambda: check(""),
    "certificate_names_the_signer": lambda: certificate(signer_title=""),
    "certificate_check_code_readable": lambda: certificate(check_code="ABCD-0000-EFGH"),
    "follow_up_once": lambda: again(follow_up()),
    "follow_up_answered_or_empty": lambda: changed(follow_up(), staff=3),
    "follow_up_asked_has_an_end": lambda: changed(follow_up(), status="unanswered"),
}


def constraints() -> dict[str, models.BaseConstraint]:
    models_here = (Certificate, Cohort, FollowUp, Instalment, Member, Milestone, MilestonePlan)
    assert {*models_here, SupportCheck} <= set(apps.get_app_config("cohorts").get_models())
    return {
        constraint.name: constraint
        for model in apps.get_app_config("cohorts").get_models()
        for constraint in model._meta.constraints
    }


def test_each_constraint_has_a_row_that_it_refuses():
    assert sorted(BREAKS) == sorted(constraints())


@pytest.mark.parametrize("constraint", sorted(BREAKS))
def test_database_refuses(constraint):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREAKS[constraint]()

    promise, sentence = constraints()[constraint], str(refused.value)
    if connection.vendor == "sqlite" and isinstance(promise, models.UniqueConstraint):
        # SQLite names the columns of a broken unique index, not the index.
        assert sentence.startswith("UNIQUE constraint failed")
        assert all(
            f".{apps.get_model(label)._meta.get_field(name).column}" in sentence
            for name in promise.fields
            for label in [_model_of(constraint)]
        )
    else:
        assert constraint in sentence


def _model_of(constraint: str) -> str:
    return next(
        model._meta.label
        for model in apps.get_app_config("cohorts").get_models()
        for each in model._meta.constraints
        if each.name == constraint
    )


@pytest.mark.parametrize("fields", [{"organization_name": "Tên khác"}, {"number": "GCN-9"}])
def test_an_issued_certificate_is_immutable(fields):
    member = all_accepted(make_member())
    members.graduate(member, by=member.cohort.officer)
    paper = certificates.issue(member, by=UserFactory(roles=[Role.HEAD]), title="Giám đốc")

    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        Certificate.objects.filter(pk=paper.pk).update(**fields)
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        Certificate.objects.filter(pk=paper.pk).delete()
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        Certificate.objects.filter(pk=paper.pk).update(file=None)
