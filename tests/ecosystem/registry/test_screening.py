"""An officer decides a case: field by field, as a whole, and never their own."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role as StaffRole
from core import journal
from core.lifecycle import ObstacleError, WrongStateError
from ecosystem.registry import policies
from ecosystem.registry.actions import errors, screening
from ecosystem.registry.actions.screening import Notes, Said
from ecosystem.registry.choices import (
    CaseKind,
    CaseStatus,
    Decision,
    RefusalCode,
)
from ecosystem.registry.lifecycles import CASE
from ecosystem.registry.models import Case, FieldDecision
from ecosystem.registry.selectors import cases, letters
from tests.factories import OrganizationFactory, PersonFactory, RoleFactory, UserFactory

from .cases import ANSWERS, DECIDED, REASON, accept_all, make_case

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2026, 11, 25, 2, tzinfo=UTC)


# Who -------------------------------------------------------------------------------------------


def test_taking_a_submitted_case_starts_its_screening(officer):
    case = make_case(status=CaseStatus.SUBMITTED)

    screening.take(case, by=officer)

    case.refresh_from_db()
    assert (case.status, case.assignee) == (CaseStatus.SCREENING, officer)
    assert journal.about(case).first().verb == "take"


def test_nobody_decides_the_case_they_submitted(officer):  # REGN-14
    case = make_case(applicant=officer, assignee=officer)

    with pytest.raises(ObstacleError) as refused:
        screening.decide_field(case, "legal_name", Said(Decision.ACCEPT), by=officer, version=1)

    sentence = "Việc này cần người khác quyết định: bạn là người nộp hồ sơ."
    assert refused.value.obstacle.name == "own_case"
    assert str(refused.value) == sentence
    assert not FieldDecision.objects.exists()


def test_nobody_decides_for_an_organization_in_which_they_hold_a_role(lead):  # REGN-14
    organization = OrganizationFactory()
    RoleFactory(organization=organization, person=PersonFactory(user=lead), may_act=False)
    case = make_case(kind=CaseKind.CHANGE, organization=organization, assignee=lead)

    with pytest.raises(ObstacleError) as refused:
        screening.send_decision(case, by=lead, version=1)

    assert refused.value.obstacle.name == "own_organization"
    assert Case.objects.get().status == CaseStatus.SCREENING


def test_only_the_holder_or_the_lead_decides(officer, lead):  # REGN-14
    case = make_case(assignee=officer)
    other = UserFactory(roles=[StaffRole.REGISTRY_OFFICER])

    assert policies.decide_case(other, case).name == "not_holder"
    assert policies.decide_case(lead, case) is None
    assert policies.decide_case(officer, case) is None


def test_the_administrator_has_no_business_right():  # ADM-1
    case = make_case()
    administrator = UserFactory(roles=[StaffRole.ADMINISTRATOR], is_superuser=True)

    assert policies.screen_case(administrator, case).name == "not_staff"


def test_a_case_is_handed_to_a_colleague_but_never_to_its_applicant(officer):
    colleague = UserFactory(roles=[StaffRole.REGISTRY_OFFICER])
    case = make_case(assignee=officer, applicant=colleague)
    third = UserFactory(roles=[StaffRole.REGISTRY_OFFICER])

    screening.assign(case, third, by=officer)
    with pytest.raises(ObstacleError):
        screening.assign(case, colleague, by=third)

    assert Case.objects.get().assignee == third


# Field by field --------------------------------------------------------------------------------


def test_two_officers_at_once_overwrite_nothing(officer, lead):  # REG-F3
    case = make_case(assignee=officer)
    screening.decide_field(
        case, "street", Said(Decision.ASK, text="Số nhà?"), by=officer, version=1
    )

    with pytest.raises(errors.VersionConflictError) as conflict:
        screening.decide_field(case, "street", Said(Decision.ACCEPT), by=lead, version=1)

    assert conflict.value.current.version == 2
    assert [each.decision for each in FieldDecision.objects.all()] == [Decision.ASK]


def test_an_answer_that_was_not_given_cannot_be_decided(officer):
    case = make_case(assignee=officer, answers={"legal_name": "Nhóm"})

    screening.decide_field(case, "street", Said(Decision.ACCEPT), by=officer, version=1)

    assert not FieldDecision.objects.exists()


@time_machine.travel(WEDNESDAY, tick=False)
def test_asking_opens_only_the_field_in_question_and_stops_the_clock(officer):  # REGN-6
    case = make_case(assignee=officer)
    case = screening.decide_field(
        case,
        "staff",
        Said(Decision.ASK, text="Có gồm người làm theo vụ không?"),
        by=officer,
        version=1,
    )

    case = screening.send_decision(case, by=officer, version=case.version)

    assert case.status == CaseStatus.NEEDS_INFORMATION
    assert (case.clock_stopped_at, case.days_left) == (WEDNESDAY, 2)
    assert cases.open_fields(case) == {"staff"}
    letter = letters.decision_letter(case)
    assert [question.text for question in letter.questions] == ["Có gồm người làm theo vụ không?"]


@time_machine.travel(WEDNESDAY, tick=False)
def test_the_clock_goes_on_from_what_was_left(officer):  # REGN-6, REGN-7
    founder = UserFactory()
    case = make_case(assignee=officer, applicant=founder)
    case = screening.decide_field(
        case, "staff", Said(Decision.ASK, text="?"), by=officer, version=1
    )
    case = screening.send_decision(case, by=officer, version=case.version)

    with time_machine.travel(datetime(2026, 12, 7, 3, tzinfo=UTC), tick=False):
        CASE.take(case, "resubmit", by=founder, changes=screening.resume_clock(case))

    assert (case.status, case.answer_by) == (CaseStatus.SCREENING, date(2026, 12, 9))
    assert (case.clock_stopped_at, case.days_left) == (None, None)
    row = next(row for row in cases.rows_of(case) if row.key == "staff")
    assert (row.decision, row.asked) == ("", "?")


def test_a_question_without_words_is_not_sent(officer):
    case = make_case(assignee=officer)
    case = screening.decide_field(case, "staff", Said(Decision.ASK), by=officer, version=1)

    with pytest.raises(screening.IncompleteError) as incomplete:
        screening.send_decision(case, by=officer, version=case.version)

    assert incomplete.value.missing == ("Số lao động: viết câu hỏi cho chủ hồ sơ",)
    assert Case.objects.get().status == CaseStatus.SCREENING


def test_a_refused_field_needs_a_code_and_thirty_characters(officer):  # REGN-8
    case = make_case(assignee=officer)
    case = accept_all(case, officer, but=("website", "staff"))
    notes = Notes(
        fields={
            "website": Said(Decision.REFUSE, text=REASON),
            "staff": Said(Decision.REFUSE, RefusalCode.FALSE_DOCUMENT, "Sai"),
        }
    )
    case = screening.save_notes(case, notes, by=officer, version=case.version)

    with pytest.raises(screening.IncompleteError) as incomplete:
        screening.send_decision(case, by=officer, version=case.version)

    assert incomplete.value.missing == (
        "Số lao động: viết lý do từ chối ít nhất 30 ký tự",
        "Trang web: chọn mã lý do từ chối",
    )


# As a whole ------------------------------------------------------------------------------------


def test_refusing_a_case_needs_thirty_characters(officer):  # REGN-8
    case = make_case(assignee=officer)

    with pytest.raises(screening.IncompleteError):
        screening.refuse(case, RefusalCode.OUT_OF_SCOPE, "Không hợp", by=officer, version=1)
    case = screening.refuse(case, RefusalCode.OUT_OF_SCOPE, REASON, by=officer, version=1)

    assert (case.status, case.refusal_code, case.message) == (
        CaseStatus.REFUSED,
        RefusalCode.OUT_OF_SCOPE,
        REASON,
    )
    assert len(letters.decision_letter(case).closing) == 2


def test_a_duplicate_case_names_the_record(officer):
    organization = OrganizationFactory()
    case = make_case(assignee=officer)

    case = screening.mark_duplicate(case, organization, by=officer, version=1)

    assert (case.status, case.duplicate_of) == (CaseStatus.DUPLICATE, organization)
    assert organization.code in letters.decision_letter(case).opening


def test_a_decided_case_is_not_decided_again(officer):
    case = make_case(assignee=officer)
    screening.refuse(case, RefusalCode.OUT_OF_SCOPE, REASON, by=officer, version=1)

    with pytest.raises(WrongStateError):
        screening.refuse(case, RefusalCode.AUTHORITY, REASON, by=officer, version=1)

    assert Case.objects.get().refusal_code == RefusalCode.OUT_OF_SCOPE


@time_machine.travel(datetime(2026, 12, 24, 3, tzinfo=UTC), tick=False)
def test_an_overdue_case_stays_undecided(officer):  # REGN-7
    case = make_case(assignee=officer)

    clock = cases.clock(case)

    assert (clock.days_late, clock.is_late) == (19, True)
    assert case.status == CaseStatus.SCREENING


def test_a_review_takes_the_same_queries_for_few_and_for_many_answers(
    officer, django_assert_num_queries
):
    short = make_case(assignee=officer)
    many = [{"name": f"Sản phẩm {number}", "text": ""} for number in range(300)]
    long = make_case(
        assignee=officer,
        answers={**ANSWERS, "products": many, "sectors": ["du-lich", "thuong-mai-dien-tu"]},
    )
    for number in range(30):
        OrganizationFactory(legal_name=f"Công ty {number} Nông nghiệp Gò Dầu Xanh")
    assert [row.key for row in cases.rows_of(long)] == [*DECIDED, "consents"]

    with CaptureQueriesContext(connection) as few:
        cases.review(short)

    assert len(few) <= 12
    with django_assert_num_queries(len(few)):
        cases.review(long)
