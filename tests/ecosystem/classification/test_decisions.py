"""One officer proposes, another puts in force; classes end by themselves (REG-11 to REG-14)."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.choices import Role
from core import journal
from core.lifecycle import ObstacleError, WrongStateError
from ecosystem.classification import actions, selectors
from ecosystem.classification.choices import ProposalStatus
from ecosystem.classification.models import Classification, Proposal, SchemeClass
from ecosystem.registry.choices import EvidenceKind, OrganizationKind
from tests.factories import EvidenceFactory, PersonFactory, RoleFactory, UserFactory

from .conftest import firm, moment

pytestmark = pytest.mark.django_db
NOW = "TN-TU-20250701"


def begin(organization, klass, officer, lead, valid_from=date(2025, 1, 1), **fields):
    proposal = actions.propose(
        organization, klass, by=officer, valid_from=valid_from, reason="Hồ sơ đủ.", **fields
    )
    return actions.put_in_force(proposal, by=lead)


def test_class_counts_from_its_day_once_another_officer_has_put_it_in_force(digital, officer, lead):
    # REG-14
    organization = firm()
    proposal = actions.propose(
        organization,
        digital,
        by=officer,
        valid_from=date(2025, 1, 1),
        subgroup="ict",
        reason="Sản xuất phần mềm.",
    )
    before = selectors.count("DTF", "DIGITAL", NOW, date(2026, 1, 1)).number

    row = actions.put_in_force(proposal, by=lead)

    count = selectors.count("DTF", "DIGITAL", NOW, date(2026, 1, 1))
    assert (before, count.codes) == (0, (organization.code,))
    assert (row.decided_by, row.reason, row.subgroup) == (lead, "Sản xuất phần mềm.", "ict")
    assert row.legal_basis == digital.scheme.legal_document
    assert proposal.status == ProposalStatus.IN_FORCE
    assert [entry.verb for entry in journal.about(proposal)] == ["put_in_force", "propose"]
    assert [entry.verb for entry in journal.about(organization)] == ["classify"]


def test_proposer_cannot_put_the_own_proposal_in_force(digital, lead):
    # REG-14
    proposal = actions.propose(
        firm(), digital, by=lead, valid_from=date(2025, 1, 1), reason="Hồ sơ đủ."
    )

    with pytest.raises(ObstacleError) as refused:
        actions.put_in_force(proposal, by=lead)

    assert refused.value.obstacle.name == "proposer"
    assert Classification.objects.count() == 0


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ADMINISTRATOR, Role.EDITOR])
def test_who_is_no_officer_neither_proposes_nor_decides(digital, officer, role):
    stranger = UserFactory(roles=[role])
    proposal = actions.propose(
        firm(), digital, by=officer, valid_from=date(2025, 1, 1), reason="Hồ sơ đủ."
    )

    with pytest.raises(ObstacleError):
        actions.propose(firm(), digital, by=stranger, valid_from=date(2025, 1, 1), reason="x")
    with pytest.raises(ObstacleError):
        actions.put_in_force(proposal, by=stranger)


def test_officer_with_a_role_in_the_firm_does_not_decide_about_it(digital, officer, lead):
    organization = firm()
    RoleFactory(organization=organization, person=PersonFactory(user=lead))
    proposal = actions.propose(
        organization, digital, by=officer, valid_from=date(2025, 1, 1), reason="Hồ sơ đủ."
    )

    with pytest.raises(ObstacleError) as refused:
        actions.put_in_force(proposal, by=lead)

    assert refused.value.obstacle.name == "own_organization"


def test_refused_and_withdrawn_proposals_change_no_count(digital, officer, lead):
    first = actions.propose(
        firm(), digital, by=officer, valid_from=date(2025, 1, 1), reason="Hồ sơ đủ."
    )
    second = actions.propose(
        firm(), digital, by=officer, valid_from=date(2025, 1, 1), reason="Hồ sơ đủ."
    )

    actions.refuse(first, by=lead, answer="Không có sản phẩm công nghệ số.")
    actions.withdraw(second, by=officer)

    assert Classification.objects.count() == 0
    with pytest.raises(WrongStateError):
        actions.put_in_force(first, by=lead)
    with pytest.raises(WrongStateError):
        actions.put_in_force(second, by=lead)


def test_approval_at_half_past_midnight_does_not_count_on_the_day_before(digital, officer, lead):
    # TGT-8
    organization = firm()
    after_midnight = moment(2026, 1, 1, 0, 30)
    proposal = actions.propose(
        organization,
        digital,
        by=officer,
        valid_from=timezone.localdate(after_midnight),
        reason="Hồ sơ đủ.",
        moment=moment(2025, 12, 31, 16, 0),
    )

    row = actions.put_in_force(proposal, by=lead, moment=after_midnight)

    numbers = [
        selectors.count("DTF", "DIGITAL", NOW, day).number
        for day in (date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert numbers == [0, 1]
    assert row.decided_on == date(2026, 1, 1)


def test_approval_after_midnight_counts_before_if_the_decision_says_so(digital, officer, lead):
    # TGT-8
    proposal = actions.propose(
        firm(), digital, by=officer, valid_from=date(2025, 12, 15), reason="Hồ sơ đủ."
    )

    actions.put_in_force(proposal, by=lead, moment=moment(2026, 1, 1, 0, 30))

    on_the_day = selectors.count("DTF", "DIGITAL", NOW, date(2025, 12, 31))
    as_known_then = selectors.count(
        "DTF", "DIGITAL", NOW, date(2025, 12, 31), moment(2025, 12, 31, 23, 59)
    )
    assert (on_the_day.number, as_known_then.number) == (1, 0)


def test_branch_is_not_classified(digital, officer, lead):
    # REG-6
    branch = firm(kind=OrganizationKind.BRANCH, head_office=firm())

    with pytest.raises(actions.ClassificationError):
        begin(branch, digital, officer, lead)


def test_second_open_proposal_and_overlapping_class_are_refused(digital, officer, lead):
    organization = firm()
    proposal = actions.propose(
        organization, digital, by=officer, valid_from=date(2025, 1, 1), reason="Hồ sơ đủ."
    )

    with pytest.raises(actions.ClassificationError):
        begin(organization, digital, officer, lead)
    actions.put_in_force(proposal, by=lead)
    with pytest.raises(actions.ClassificationError):
        begin(organization, digital, officer, lead, date(2026, 1, 1))


def test_failed_decision_leaves_the_proposal_open(able, digital, officer, lead):
    organization = firm()
    outer = begin(organization, digital, officer, lead)
    contract = EvidenceFactory(organization=organization, issued_on=date(2025, 1, 10))
    proposal = actions.propose(
        organization,
        able,
        by=officer,
        valid_from=date(2025, 2, 1),
        reason="Hồ sơ đủ.",
        evidence=[contract],
    )
    actions.end(outer, by=lead, on=date(2025, 1, 15), reason="Ghi nhầm.")

    with pytest.raises(actions.ClassificationError):
        actions.put_in_force(proposal, by=lead)

    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.PROPOSED


def test_evidence_is_checked_by_a_second_person(officer, lead):
    organization = firm()
    evidence = actions.record_evidence(
        organization,
        by=officer,
        kind=EvidenceKind.CONTRACT,
        title="Hợp đồng số 1",
        issued_on=date(2025, 1, 10),
        note="Bản giấy ở tủ hồ sơ 3",
    )

    with pytest.raises(ObstacleError) as refused:
        actions.check_evidence(evidence, by=officer)
    actions.check_evidence(evidence, by=lead)

    assert refused.value.obstacle.name == "recorder"
    assert evidence.checked_by == lead
    with pytest.raises(ObstacleError):
        actions.check_evidence(evidence, by=lead)


def test_evidence_needs_a_file_or_a_place(officer):
    with pytest.raises(actions.ClassificationError):
        actions.record_evidence(
            firm(),
            by=officer,
            kind=EvidenceKind.CONTRACT,
            title="Hợp đồng số 1",
            issued_on=date(2025, 1, 10),
        )


def test_proposal_waits_on_the_desk_of_the_others_and_ending_evidence_is_watched(
    digital, able, officer, lead
):
    # REG-11, ADM-4
    organization = firm()
    today = timezone.localdate()
    begin(organization, digital, officer, lead, today - timedelta(days=900))
    contract = EvidenceFactory(
        organization=organization,
        issued_on=today - timedelta(days=800),
        valid_until=today + timedelta(days=90),
    )
    begin(organization, able, officer, lead, today - timedelta(days=700), evidence=[contract])
    proposal = actions.propose(firm(), digital, by=officer, valid_from=today, reason="Hồ sơ đủ.")

    (mine,) = selectors.work_items(officer, today)
    (theirs,) = selectors.work_items(lead, today)
    (watched,) = selectors.watch_lines(lead, today)

    assert (mine.code, mine.waits_for_others) == (proposal.number, True)
    assert theirs.waits_for_others is False
    assert watched.count == 1
    assert selectors.work_items(UserFactory(), today) == ()
    assert selectors.watch_lines(UserFactory(), today) == ()


@pytest.mark.django_db(transaction=True)
def test_two_officers_put_the_same_proposal_in_force_once():
    # REG-14
    klass = SchemeClass.objects.get(scheme__code="DTF", code="DIGITAL")
    officer, first, second = (UserFactory(roles=[Role.REGISTRY_LEAD]) for _ in range(3))
    proposal = actions.propose(
        firm(), klass, by=officer, valid_from=date(2025, 1, 1), reason="Hồ sơ đủ."
    )
    outcomes = []
    start = threading.Barrier(2)

    def decide(user):
        own = Proposal.objects.get(pk=proposal.pk)
        start.wait()
        try:
            actions.put_in_force(own, by=user)
            outcomes.append("done")
        except WrongStateError:
            outcomes.append("late")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[user]) for user in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["done", "late"]
    assert Classification.objects.count() == 1
