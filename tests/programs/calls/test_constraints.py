"""What the database itself promises about calls: each named constraint refuses its row."""

from collections.abc import Callable
from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from programs.calls.choices import (
    ApplicationStatus,
    ConflictKind,
    LetterKind,
    LetterStatus,
    Outcome,
)
from programs.calls.models import (
    Assignment,
    ConflictAnswer,
    Decision,
    FormField,
    FormVersion,
    LateCode,
    Letter,
    Offer,
    Question,
    Release,
    Reviewer,
)
from tests.factories import UserFactory

from .world import OPENS, field, make_call, submitted

pytestmark = pytest.mark.django_db


def again(row: models.Model, **fields: object) -> None:
    row.pk = None
    row._state.adding = True
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def changed(row: models.Model, **fields: object) -> None:
    type(row).objects.filter(pk=row.pk).update(**fields)


def breaks() -> dict[str, Callable[[], object]]:
    call = make_call(None)
    application = submitted(call)
    person, now = UserFactory(), timezone.now()
    reviewer = Reviewer.objects.create(call=call, user=person, is_chair=True)
    release = Release.objects.create(call=call, by=person, leaves_at=now)
    released = Decision.objects.create(
        application=application, outcome=Outcome.ACCEPT, by=person, release=release
    )
    pending = Decision.objects.create(application=application, outcome=Outcome.REFUSE, by=person)
    letter = Letter.objects.create(
        application=application,
        decision=released,
        release=release,
        kind=LetterKind.ACCEPT,
        leaves_at=now,
    )
    day = date(2027, 1, 5)
    offer = Offer.objects.create(application=application, decision=released, reply_by=day)
    asked = {"application": application, "field": field(call).identity, "text": "?", "by": person}
    question = Question.objects.create(**asked)
    code = LateCode.objects.create(
        call=call, user=person, code="A", expires_at=now, reason="Lý do", issued_by=person
    )
    assignment = Assignment.objects.create(application=application, reviewer=reviewer)
    answer = ConflictAnswer.objects.create(
        application=application, user=person, kind=ConflictKind.NONE
    )
    criterion = call.criteria.first()
    open_version = FormVersion.objects.create(call=call, number=7)
    return {
        "call_closes_after_it_opens": lambda: changed(call, closes_at=OPENS),
        "call_quota_within_places": lambda: changed(call, priority_places=99),
        "call_published_after_test": lambda: changed(call, checked_form=None),
        "call_published_has_moment": lambda: changed(call, published_at=None),
        "form_version_number_once": lambda: again(open_version, frozen_at=now),
        "form_version_one_open": lambda: FormVersion.objects.create(call=call, number=8),
        "form_field_identity_once": lambda: again(FormField.objects.first()),
        "criterion_weight_in_percent": lambda: changed(criterion, weight=101),
        "criterion_minimum_within_scale": lambda: changed(criterion, minimum=11),
        "late_code_one_unused": lambda: again(code, code="B"),
        "application_one_per_call_and_organization": lambda: again(
            application, number="DT-X", submit_key=None, status=ApplicationStatus.DRAFT
        ),
        "application_submitted_is_complete": lambda: changed(application, registry_copy=None),
        "application_not_eligible_has_reason": lambda: changed(
            application, status=ApplicationStatus.NOT_ELIGIBLE
        ),
        "question_one_open_per_field": lambda: again(question),
        "reviewer_once_per_call": lambda: again(reviewer, is_chair=False),
        "reviewer_one_chair_per_call": lambda: again(reviewer, user=UserFactory()),
        "assignment_once": lambda: again(assignment),
        "conflict_answer_once": lambda: again(answer),
        "decision_one_pending": lambda: again(pending),
        "decision_correction_has_reason": lambda: changed(pending, corrects=released),
        "letter_one_waiting_per_application": lambda: again(letter, kind=LetterKind.REFUSE),
        "letter_sent_has_moment": lambda: changed(letter, status=LetterStatus.SENT),
        "letter_recalled_has_moment": lambda: changed(letter, recalled_at=now),
        "offer_one_open": lambda: again(offer, decision=pending),
        "offer_answered_has_moment": lambda: changed(offer, answered_at=now),
    }


def names() -> list[str]:
    return sorted(
        constraint.name
        for model in apps.get_app_config("calls").get_models()
        for constraint in model._meta.constraints
    )


def test_each_constraint_has_its_row():
    assert sorted(breaks()) == names()


@pytest.mark.parametrize("name", names())
def test_constraint_refuses_its_row(name):
    attempt = breaks()[name]

    with pytest.raises(IntegrityError), transaction.atomic():
        attempt()
