"""Applying: eligibility, drafts, the deadline, one submit, answers, withdrawal."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from post_office.models import Email

from accounts.choices import Purpose
from accounts.models import Consent
from core.journal import about
from core.lifecycle import ObstacleError
from core.models import Holiday
from programs.calls.actions import drafts, screening
from programs.calls.actions.errors import (
    AlreadyAppliedError,
    CallError,
    IncompleteError,
    VersionConflictError,
)
from programs.calls.choices import ApplicationStatus
from programs.calls.models import Application
from programs.calls.selectors import applications as read
from programs.calls.selectors import eligibility
from tests.factories import OrganizationFactory, RoleFactory, UserFactory

from .world import (
    CLOSES,
    DURING,
    field,
    make_call,
    make_draft,
    make_founder,
    no_stake,
    officer,
    submitted,
)

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def call():
    return make_call(None, kinds=["company"])


def test_eligibility_says_why_not(call):  # PRG-8
    call.conditions = [{"question": "Có sản phẩm chạy thử?", "reason": "Cần chạy thử trước."}]
    outside = OrganizationFactory(kind="cooperative")

    verdict = eligibility.check(call, outside, {"0": "no"})

    assert not verdict.is_met
    assert [line.reason for line in verdict.missing] == [
        "Danh bạ ghi: Hợp tác xã",
        "Danh bạ chưa ghi trụ sở ở một xã, phường trong tỉnh",
        "Cần chạy thử trước.",
    ]


def test_only_who_may_act_for_an_organization_applies_for_it(call):
    _founder, organization = make_founder()

    with pytest.raises(ObstacleError):
        drafts.start(call, organization, by=UserFactory(), at=DURING)

    assert Application.objects.count() == 0


def test_organization_applies_once_whoever_acts_for_it(call):
    draft = make_draft(call)
    colleague, _ = make_founder(draft.organization)

    with pytest.raises(AlreadyAppliedError) as refused:
        drafts.start(call, draft.organization, by=colleague, at=DURING)

    assert refused.value.application == draft


def test_one_person_applies_with_two_firms(call):
    person, first = make_founder()
    second = OrganizationFactory()
    RoleFactory(person=person.person, organization=second)

    numbers = {drafts.start(call, each, by=person, at=DURING).number for each in (first, second)}

    assert len(numbers) == 2


def test_registry_is_copied_as_it_was_when_sent(call):  # PRG-7
    application = submitted(call)
    organization = application.organization
    before = dict(read.registry_rows(application))["Tên đầy đủ"]

    organization.legal_name = "Công ty TNHH Tên Mới"
    organization.save()

    application.refresh_from_db()
    assert dict(read.registry_rows(application))["Tên đầy đủ"] == before
    assert before != "Công ty TNHH Tên Mới"


def test_what_is_missing_is_named_and_nothing_is_sent(call):
    person, organization = make_founder()
    draft = drafts.start(call, organization, by=person, at=DURING)

    with pytest.raises(IncompleteError) as refused:
        drafts.submit(draft, key=uuid4(), by=person, at=DURING)

    assert [each.sentence for each in refused.value.problems] == [
        "Xác nhận thông tin trong danh bạ",
        "Trả lời câu “Bài toán”",
    ]
    draft.refresh_from_db()
    assert draft.status == ApplicationStatus.DRAFT


@pytest.mark.parametrize(
    ("at", "is_sent"),
    [
        (CLOSES - SECOND, True),
        (CLOSES, True),  # begun before, within the grace
        (CLOSES + timedelta(minutes=15) - SECOND, True),
        (CLOSES + timedelta(minutes=15), False),
    ],
)
def test_deadline_is_to_the_second_with_grace_for_drafts_begun_before(call, at, is_sent):  # PRG-9
    draft = make_draft(call)

    if is_sent:
        drafts.submit(draft, key=uuid4(), by=draft.applicant, at=at)
    else:
        with pytest.raises(ObstacleError, match="hết hạn"):
            drafts.submit(draft, key=uuid4(), by=draft.applicant, at=at)

    draft.refresh_from_db()
    assert (draft.status == ApplicationStatus.SUBMITTED) is is_sent


def test_nobody_begins_in_the_grace(call):  # PRG-9
    person, organization = make_founder()

    with pytest.raises(ObstacleError):
        drafts.start(call, organization, by=person, at=CLOSES)


def test_late_code_is_personal_expires_and_is_logged(call):  # PRG-9
    draft, other = make_draft(call), make_draft(call)
    late, until = CLOSES + timedelta(days=1), CLOSES + timedelta(days=2)
    with time_machine.travel(late, tick=False):
        screening.issue_late_code(
            call,
            draft.applicant,
            expires_at=until,
            reason="Mất điện cả xã",
            code="TRE-1",
            by=officer(),
        )

    with pytest.raises(ObstacleError):
        drafts.submit(other, key=uuid4(), by=other.applicant, at=late)
    with pytest.raises(ObstacleError):
        drafts.submit(draft, key=uuid4(), by=draft.applicant, at=until)
    drafts.submit(draft, key=uuid4(), by=draft.applicant, at=until - SECOND)

    draft.refresh_from_db()
    assert draft.late_code.used_at == until - SECOND
    assert about(draft).get(verb="submit").reason == "Mất điện cả xã"
    assert about(call).get(verb="issue_late_code").reason == "Mất điện cả xã"


def test_one_key_sends_once(call):
    draft, key = make_draft(call), uuid4()

    for _ in range(2):
        drafts.submit(draft, key=key, by=draft.applicant, at=DURING)

    assert about(draft).filter(verb="submit").count() == 1
    assert Email.objects.filter(subject__contains=draft.number).count() == 1


def test_sending_writes_down_the_consent(call):  # PRV-1
    application = submitted(call)

    consent = Consent.objects.get(subject_key=application.number)

    assert (consent.purpose, consent.user) == (
        Purpose.PROGRAM_SELECTION,
        application.applicant,
    )


def test_letter_holds_number_and_link_only(call):  # PRV-5
    application = submitted(call, "Bí mật Tám Bốn")

    (letter,) = Email.objects.all()

    assert application.number in letter.message
    assert f"/chuong-trinh/{call.slug}/nop/{application.number}/" in letter.message
    assert "Bí mật" not in letter.message
    assert application.organization.legal_name not in letter.message


def test_second_tab_overwrites_nothing(call):  # REGN-2
    draft = make_draft(call, "Bản một")
    key = field(call).key
    stamp = read.stamp_of(draft, [key])
    drafts.save(draft, {key: "Bản hai"}, stamp, by=draft.applicant)

    with pytest.raises(VersionConflictError):
        drafts.save(draft, {key: "Bản ba"}, stamp, by=draft.applicant)

    draft.refresh_from_db()
    assert draft.answers[key] == "Bản hai"


def test_sent_application_is_closed_to_its_applicant(call):
    application = submitted(call)
    key = field(call).key

    with pytest.raises(ObstacleError):
        drafts.save(
            application, {key: "Khác"}, read.stamp_of(application, [key]), by=application.applicant
        )


def test_only_what_was_asked_opens_again(call):  # REGN-6
    by, application = officer(), submitted(call)
    no_stake(application, by)
    screening.take(application, by=by)
    asked, other = field(call), field(call, "Số hộ dùng thử")
    screening.ask(application, {asked.key: "Ở ấp nào?"}, by=by, at=DURING)

    answers = {asked.key: "Ấp Mẫu", other.key: "99"}
    drafts.answer_questions(application, answers, by=application.applicant)

    application.refresh_from_db()
    assert application.status == ApplicationStatus.SCREENING
    assert application.answers == {asked.key: "Ấp Mẫu"}
    assert read.open_questions(application) == ()


def test_days_to_answer_are_working_days_over_tet(call):
    """From Friday before Tết; the five days of the holiday and weekends do not count."""
    for day in range(16, 21):
        Holiday.objects.get_or_create(day=f"2026-02-{day}", defaults={"name": "Tết"})
    by, application = officer(), submitted(call)
    no_stake(application, by)
    screening.take(application, by=by)

    screening.ask(
        application, {field(call).key: "Ở đâu?"}, by=by, at=datetime(2026, 2, 13, 3, tzinfo=UTC)
    )

    assert f"{application.answer_by:%d/%m/%Y}" == "27/02/2026"


def test_officer_goes_on_only_after_the_last_day(call):
    by, application = officer(), submitted(call)
    no_stake(application, by)
    screening.take(application, by=by)
    screening.ask(application, {field(call).key: "Ở đâu?"}, by=by, at=DURING)

    last_day = datetime(2026, 11, 30, 3, tzinfo=UTC)  # 24 November is a holiday
    with time_machine.travel(last_day, tick=False), pytest.raises(CallError):
        screening.go_on(application, by=by)
    with time_machine.travel(last_day + timedelta(days=1), tick=False):
        screening.go_on(application, by=by)

    application.refresh_from_db()
    assert application.status == ApplicationStatus.SCREENING


def test_withdrawn_application_makes_room_for_another(call):  # PRG-20
    application = submitted(call)
    drafts.withdraw(application, by=application.applicant)

    again = drafts.start(call, application.organization, by=application.applicant, at=DURING)

    assert again.number != application.number
    assert Application.objects.get(pk=application.pk).status == ApplicationStatus.WITHDRAWN


def test_not_eligible_needs_a_reason_that_the_applicant_can_read(call):
    by, application = officer(), submitted(call)
    no_stake(application, by)
    screening.take(application, by=by)

    with pytest.raises(CallError):
        screening.find_not_eligible(application, "Không đạt", by=by)
    reason = "Sản phẩm chưa chạy thử ở ruộng nào trong tỉnh."
    screening.find_not_eligible(application, reason, by=by)

    application.refresh_from_db()
    assert (application.status, application.reason) == (ApplicationStatus.NOT_ELIGIBLE, reason)
