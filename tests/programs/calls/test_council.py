"""The council: conflicts first, balanced assignment, one's own score before the others'."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.choices import Role
from core import sheets
from core.journal import about
from core.lifecycle import ObstacleError
from ecosystem.registry.choices import AmountBand, Instrument, OrganizationKind, RoleType
from ecosystem.registry.models import FundingRound, Person
from programs.calls.actions import council, reviews, screening
from programs.calls.actions.errors import CallError, ConflictOfInterestError, VersionConflictError
from programs.calls.choices import ApplicationStatus, ConflictKind
from programs.calls.models import Assignment, Review
from programs.calls.selectors import blind, conflicts, ranking, reviewing
from tests.factories import OrganizationFactory, RoleFactory, UserFactory

from .world import (
    field,
    in_review,
    make_call,
    make_council,
    make_founder,
    no_stake,
    officer,
    score,
    scored,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return officer()


def person_of(reviewer) -> Person:
    return Person.objects.create(full_name=str(reviewer.user), user=reviewer.user)


@pytest.mark.parametrize(
    ("role", "kind"),
    [(RoleType.MENTOR, ConflictKind.MENTOR), (RoleType.ACCOUNTANT, ConflictKind.EMPLOYER)],
)
def test_role_in_the_registry_is_a_conflict_and_nobody_is_assigned_to_it(by, role, kind):
    # PRG-11, PRG-12
    call = make_call(by)
    (reviewer,) = make_council(call, 1)
    application = in_review(call, by)
    RoleFactory(
        person=person_of(reviewer),
        organization=application.organization,
        role=role,
        may_act=False,
    )

    with pytest.raises(ConflictOfInterestError, match=str(kind.label).lower()):
        council.assign(application, [reviewer], by=by)

    assert not Assignment.objects.exists()


def test_investor_of_the_firm_cannot_be_assigned(by):  # PRG-11
    call = make_call(by)
    (reviewer,) = make_council(call, 1)
    application = in_review(call, by)
    fund = OrganizationFactory(kind=OrganizationKind.FUND)
    RoleFactory(person=person_of(reviewer), organization=fund)
    FundingRound.objects.create(
        organization=application.organization,
        reference="GV-1",
        closed_on=date(2026, 1, 1),
        instrument=Instrument.values[0],
        amount_band=AmountBand.values[0],
        investor_organization=fund,
    )

    with pytest.raises(ConflictOfInterestError):
        council.assign(application, [reviewer], by=by)


def test_conflict_said_takes_the_application_away_and_is_logged(by):  # PRG-11
    call = make_call(by)
    (reviewer,) = make_council(call, 1)
    application = in_review(call, by)
    council.assign(application, [reviewer], by=by)

    council.answer_conflict(application, ConflictKind.FAMILY, by=reviewer.user)

    assert reviewing.review_list(reviewer.user) == ()
    assert reviewing.assignment_of(reviewer.user, application.number) is None
    assert about(application).filter(verb="answer_conflict").first().after == {"conflict": "family"}
    with pytest.raises(ObstacleError):
        council.answer_conflict(application, ConflictKind.NONE, by=reviewer.user)
    with pytest.raises(ConflictOfInterestError):
        council.assign(application, [reviewer], by=by)


def test_nobody_scores_before_saying_that_there_is_no_conflict(by):  # PRG-11
    call = make_call(by)
    (reviewer,) = make_council(call, 1)
    (assignment,) = council.assign(in_review(call, by), [reviewer], by=by)

    with pytest.raises(ObstacleError):
        reviews.save(assignment, {}, by=reviewer.user, version=1)

    assert not Review.objects.exists()


def test_officer_of_the_firm_cannot_screen_it(by):  # PRG-11: staff and chairs too
    call = make_call(by)
    application = submitted(call)
    RoleFactory(
        person=Person.objects.create(full_name="Cán bộ", user=by),
        organization=application.organization,
        may_act=False,
    )

    council.answer_conflict(application, ConflictKind.NONE, by=by)
    with pytest.raises(ObstacleError):
        screening.take(application, by=by)


def test_balance_gives_everybody_the_same_and_nobody_a_conflict(by):  # PRG-12
    call = make_call(by, minimum_reviewers=2)
    members = make_council(call, 3)
    applications = [in_review(call, by) for _ in range(6)]
    for application in applications[:2]:
        council.answer_conflict(application, ConflictKind.OTHER, by=members[0].user)

    made = council.balance(call, by=by)

    loads = [each.assignments.filter(removed_at=None).count() for each in members]
    assert (made, sorted(loads)) == (12, [4, 4, 4])
    assert not members[0].assignments.filter(application__in=applications[:2]).exists()
    assert council.short_of_reviewers(call) == []
    assert council.balance(call, by=by) == 0


def test_conflicts_that_leave_too_few_are_named(by):  # PRG-12
    call = make_call(by, minimum_reviewers=2)
    members = make_council(call, 2)
    application = in_review(call, by)
    council.answer_conflict(application, ConflictKind.OTHER, by=members[0].user)

    council.balance(call, by=by)

    assert council.short_of_reviewers(call) == [application]


def test_assignments_come_from_a_workbook_but_never_to_a_conflict(by):  # PRG-12
    call = make_call(by)
    first, second = make_council(call, 2)
    application = in_review(call, by)
    council.answer_conflict(application, ConflictKind.FINANCIAL, by=second.user)
    rows = [
        (application.number, first.user.email),
        (application.number, second.user.email),
        ("DT-2026-99999", first.user.email),
    ]
    content = sheets.write_xlsx(["Số hồ sơ", "Thư điện tử"], rows)

    count, left_out = council.import_assignments(call, content, by=by)

    assert count == 1
    assert [each[:7] for each in left_out] == ["Dòng 3:", "Dòng 4:"]
    assert [each.reviewer for each in Assignment.objects.all()] == [first]


def test_draft_review_is_kept_and_a_second_tab_overwrites_nothing(by):  # PRG-F1
    call = make_call(by)
    (reviewer,) = make_council(call, 1)
    application = in_review(call, by)
    (assignment,) = council.assign(application, [reviewer], by=by)
    no_stake(application, reviewer.user)
    criterion = str(call.criteria.first().pk)

    kept = reviews.save(assignment, {criterion: 8}, by=reviewer.user, version=1, comment="Khá")

    with pytest.raises(VersionConflictError):
        reviews.save(assignment, {criterion: 1}, by=reviewer.user, version=1)
    with pytest.raises(CallError, match="từng tiêu chí"):
        reviews.submit(assignment, by=reviewer.user)
    kept.refresh_from_db()
    assert (kept.scores, kept.comment, kept.submitted_at) == ({criterion: 8}, "Khá", None)


def test_others_scores_are_seen_after_ones_own(by):  # PRG-13
    call = make_call(by)
    first, second = make_council(call, 2)
    application = in_review(call, by)
    score(application, first, 9, 9)
    council.assign(application, [second], by=by)
    no_stake(application, second.user)

    before = reviewing.sheet(reviewing.assignment_of(second.user, application.number))
    with pytest.raises(CallError):
        reviews.remark(application, "Ai cũng thấy?", by=second.user)
    score(application, second, 5, 5)
    after = reviewing.sheet(reviewing.assignment_of(second.user, application.number))

    assert before.others == ()
    assert [(each.reviewer, each.total) for each in after.others] == [
        (str(first.user), Decimal("90.0"))
    ]


def test_not_assessed_is_left_out_of_the_mean(by):  # PRG-10
    call = make_call(by)
    first, second, third = make_council(call, 3)
    application = in_review(call, by)
    score(application, first, 10, 5)
    score(application, second, 5, None)
    score(application, third, None, None)

    (line,) = ranking.lines(call, by)

    found = line.statistics
    assert (found.count, found.mean, found.median, found.spread) == (
        3,
        Decimal("65.0"),
        Decimal("65.0"),
        Decimal("30.0"),
    )
    assert found.is_spread


def test_lone_review_has_no_spread(by):  # PRG-10
    call = make_call(by)
    score(in_review(call, by), make_council(call, 1)[0], 7, 7)

    (line,) = ranking.lines(call, by)

    assert (line.statistics.mean, line.statistics.spread) == (Decimal("70.0"), None)


def test_name_in_the_anonymous_copy_keeps_it_from_the_council(by):  # PRG-13
    call = make_call(by, is_blind=True)
    founder, organization = make_founder()
    organization.legal_name = "Công ty TNHH Hạt Sương"
    organization.save()
    application = submitted(call, "Ở HẠT SƯƠNG chúng tôi tưới", founder=(founder, organization))
    no_stake(application, by)
    screening.take(application, by=by)
    screening.find_eligible(application, by=by)
    key = field(call).key

    found = screening.save_blind(application, {key: "Ở hạt sương tưới"}, set(), by=by)
    held = application.status
    clean = screening.save_blind(application, {key: "Ở công ty tưới"}, set(), by=by)

    assert (found, held) == (("“Bài toán” còn tên",), ApplicationStatus.ELIGIBLE)
    assert (clean, application.status) == ((), ApplicationStatus.REVIEW)
    assert blind.names_of(application)


def test_review_list_asks_as_much_for_three_as_for_thirty(by, django_assert_num_queries):
    call = make_call(by, minimum_reviewers=1)
    (reviewer,) = make_council(call, 1)
    for _ in range(3):
        in_review(call, by)
    council.balance(call, by=by)
    with django_assert_num_queries(2):
        assert len(reviewing.review_list(reviewer.user)) == 3

    for _ in range(9):
        in_review(call, by)
    council.balance(call, by=by)

    with django_assert_num_queries(2):
        assert len(reviewing.review_list(reviewer.user)) == 12


def test_only_officers_of_programs_manage_the_council(by):
    call = make_call(by)

    for roles in ([], [Role.HEAD], [Role.ADMINISTRATOR]):
        with pytest.raises(ObstacleError):
            council.add_reviewer(call, UserFactory(), by=UserFactory(roles=roles))


def test_removed_reviewers_scores_are_not_counted(by):
    call = make_call(by)
    members = make_council(call, 2)
    application = scored(call, by, members)

    council.remove_reviewer(members[0], by=by, reason="Bận")

    assert ranking.review_count(application) == 1


def test_chair_sees_who_stood_back_but_not_from_what_they_must_not_see(by):  # PRG-11
    call = make_call(by)
    head, member = make_council(call, 2)
    first, second = in_review(call, by), in_review(call, by)
    council.answer_conflict(first, ConflictKind.FAMILY, by=member.user)
    council.answer_conflict(second, ConflictKind.FAMILY, by=member.user)
    council.answer_conflict(second, ConflictKind.FINANCIAL, by=head.user)

    seen = conflicts.declared_for_chair(head.user)

    assert [(each.number, each.kind) for each in seen] == [(first.number, "Người thân")]
    assert conflicts.declared_for_chair(member.user) == ()
