"""Pending decisions, one release, letters that wait, offers and who is next."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from post_office.models import Email

from core.lifecycle import ObstacleError, WrongStateError
from core.models import Holiday
from ecosystem.taxonomy.models import Sector
from programs.calls import tasks
from programs.calls.actions import council, decisions, drafts, enrolment, offers
from programs.calls.actions.errors import CallError
from programs.calls.choices import (
    ApplicationStatus,
    CallStatus,
    ConflictKind,
    LetterStatus,
    OfferAnswer,
    Outcome,
)
from programs.calls.models import Application, Decision, Letter, Offer
from programs.calls.selectors import applications as read
from programs.calls.selectors import minutes, ranking, results

from .world import chair, in_review, make_call, make_council, no_stake, officer, scored

pytestmark = pytest.mark.django_db
RELEASED = datetime(2026, 12, 29, 3, tzinfo=UTC)
LATER = RELEASED + timedelta(hours=1)


@pytest.fixture
def by():
    return officer()


@pytest.fixture
def head():
    return chair()


class Killed(BaseException):
    """The process is gone, and with it its transaction."""


def release(call, head, at=RELEASED):
    stamp = ranking.preview(call, head).stamp
    return decisions.release(call, by=head, stamp=stamp, at=at)


def decided(by, *outcomes, **fields):
    """Return a call and one application per outcome, scored and planned."""
    call = make_call(by, **fields)
    members = make_council(call)
    made = []
    for place, outcome in enumerate(outcomes, start=1):
        application = scored(call, by, members)
        decisions.plan(application, outcome, by=by, reason=f"Lý do {place}", rank=place)
        made.append(application)
    return call, made


def status_of(application: Application) -> str:
    return Application.objects.get(pk=application.pk).status


def test_nobody_outside_learns_of_a_pending_decision(by):  # PRG-14
    _call, (chosen,) = decided(by, Outcome.ACCEPT)

    assert read.public_status(chosen) == "Đang xét chọn"
    assert results.own_result(chosen) is None
    assert not Letter.objects.exists()


def test_decision_needs_reviews_without_conflict(by):  # PRG-12
    call = make_call(by)
    make_council(call)
    application = in_review(call, by)

    with pytest.raises(CallError, match="0 trên 2 phiếu"):
        decisions.plan(application, Outcome.ACCEPT, by=by)


def test_release_lets_everything_out_and_letters_wait(by, head):  # PRG-14
    call, (chosen, listed, refused) = decided(by, Outcome.ACCEPT, Outcome.WAIT, Outcome.REFUSE)

    made = release(call, head)
    waiting = tasks.send_due_letters(made.leaves_at - timedelta(seconds=1))
    before = [status_of(each) for each in (chosen, listed, refused)]
    sent = tasks.send_due_letters(made.leaves_at)

    assert (waiting, sent) == (0, 3)
    assert before == ["pending_accept", "pending_wait", "pending_refuse"]
    assert [status_of(each) for each in (chosen, listed, refused)] == [
        ApplicationStatus.OFFERED,
        ApplicationStatus.WAITING,
        ApplicationStatus.REFUSED,
    ]
    call.refresh_from_db()
    assert call.status == CallStatus.DECIDED
    assert results.own_result(refused).reason == "Lý do 3"
    assert tasks.send_due_letters(LATER) == 0
    assert Email.objects.filter(subject__startswith="Đã có kết quả").count() == 3


def test_release_waits_for_the_last_decision(by, head):  # PRG-14
    call, _made = decided(by, Outcome.ACCEPT)
    in_review(call, by)

    with pytest.raises(CallError, match="Còn 1 hồ sơ"):
        release(call, head)


def test_release_of_another_list_than_the_one_seen_is_refused(by, head):  # PRG-14
    call, (first, _second) = decided(by, Outcome.ACCEPT, Outcome.REFUSE)
    stamp = ranking.preview(call, head).stamp
    decisions.plan(first, Outcome.REFUSE, by=by, reason="Đổi ý")

    with pytest.raises(CallError, match="vừa đổi"):
        decisions.release(call, by=head, stamp=stamp)

    assert not Letter.objects.exists()


def test_only_approver_or_head_releases(by):  # ADM-1
    call, _made = decided(by, Outcome.ACCEPT)

    with pytest.raises(ObstacleError):
        release(call, by)


def test_recalled_letters_do_not_leave_and_decisions_are_pending_again(by, head):  # PRG-F3
    call, (chosen,) = decided(by, Outcome.ACCEPT)
    made = release(call, head)
    with pytest.raises(CallError, match="thu hồi"):
        decisions.plan(chosen, Outcome.REFUSE, by=by)

    assert decisions.recall(made, by=head) == 1
    decisions.plan(chosen, Outcome.REFUSE, by=by, reason="Nhầm")
    again = release(call, head)
    tasks.send_due_letters(again.leaves_at)

    assert status_of(chosen) == ApplicationStatus.REFUSED
    assert [each.status for each in chosen.letters.order_by("pk")] == [
        LetterStatus.RECALLED,
        LetterStatus.SENT,
    ]
    with pytest.raises(CallError, match="đính chính"):
        decisions.recall(again, by=head)


def test_after_the_letter_only_a_correction_changes_the_result(by, head):  # PRG-14
    call, (refused,) = decided(by, Outcome.REFUSE)
    tasks.send_due_letters(release(call, head).leaves_at)
    no_stake(refused, head)

    with pytest.raises(WrongStateError):
        decisions.plan(refused, Outcome.WAIT, by=by)
    with pytest.raises(CallError, match="lý do"):
        decisions.correct(refused, Outcome.ACCEPT, " ", by=head)
    decisions.correct(refused, Outcome.ACCEPT, "Cộng sai điểm", by=head)
    tasks.send_due_letters(release(call, head).leaves_at)

    assert status_of(refused) == ApplicationStatus.OFFERED
    assert refused.letters.order_by("pk").last().kind == "correction"
    assert Email.objects.filter(subject__startswith="Đính chính").count() == 1
    assert results.own_result(refused).is_correction


def test_no_other_decision_is_noted_while_a_correction_waits(by, head):  # PRG-14
    call, (listed,) = decided(by, Outcome.WAIT)
    tasks.send_due_letters(release(call, head).leaves_at)
    no_stake(listed, head)
    decisions.correct(listed, Outcome.REFUSE, "Nhầm hồ sơ", by=head)

    with pytest.raises(CallError, match="đính chính"):
        decisions.plan(listed, Outcome.ACCEPT, by=by)
    tasks.send_due_letters(release(call, head).leaves_at)

    assert status_of(listed) == ApplicationStatus.REFUSED


def test_correction_that_comes_after_the_answer_does_not_leave(by, head):
    call, (chosen,) = decided(by, Outcome.ACCEPT)
    tasks.send_due_letters(release(call, head).leaves_at)
    no_stake(chosen, head)
    decisions.correct(chosen, Outcome.REFUSE, "Nhầm hồ sơ", by=head)
    made = release(call, head)
    offers.accept(chosen.offers.get(), by=chosen.applicant, at=RELEASED)

    assert tasks.send_due_letters(made.leaves_at) == 0
    assert status_of(chosen) == ApplicationStatus.ACCEPTED


def test_places_are_not_given_twice(by):
    call, _made = decided(by, Outcome.ACCEPT, Outcome.ACCEPT)
    third = scored(call, by, list(call.reviewers.all()))

    with pytest.raises(CallError, match="hết 2 chỗ"):
        decisions.plan(third, Outcome.ACCEPT, by=by)


def test_outside_the_quota_a_reason_goes_into_the_minutes(by):  # PRG-16, PRG-21
    sector = Sector.objects.get(code="nong-nghiep-cong-nghe-cao")
    call = make_call(by, priority_sectors=[sector], priority_places=2)
    members = make_council(call)
    fits = scored(call, by, members, sector=sector.code)
    other = scored(call, by, members)
    decisions.plan(fits, Outcome.ACCEPT, by=by)

    with pytest.raises(CallError, match="chỉ tiêu"):
        decisions.plan(other, Outcome.ACCEPT, by=by)
    decisions.plan(
        other, Outcome.ACCEPT, by=by, quota_reason="Không còn hồ sơ ưu tiên", votes=(2, 1)
    )

    quota = ranking.quota(call)
    assert (quota.taken, quota.priority, quota.missing_priority) == (2, 1, 1)
    html = minutes.html(call)
    assert "Không còn hồ sơ ưu tiên" in html
    assert "2/1" in html


def test_offer_is_answered_until_the_end_of_its_last_day_over_new_year(by, head):  # PRG-15
    Holiday.objects.get_or_create(day="2027-01-01", defaults={"name": "Tết Dương lịch"})
    call, (chosen,) = decided(by, Outcome.ACCEPT)
    tasks.send_due_letters(release(call, head).leaves_at)
    offer = chosen.offers.get()
    last_second = datetime(2027, 1, 6, 16, 59, 59, tzinfo=UTC)  # 23:59:59 in the province

    with pytest.raises(CallError, match="hết hạn"):
        offers.accept(offer, by=chosen.applicant, at=last_second + timedelta(seconds=1))
    offers.accept(offer, by=chosen.applicant, at=last_second)
    offers.accept(offer, by=chosen.applicant, at=last_second)

    assert f"{offer.reply_by:%d/%m/%Y}" == "06/01/2027"
    assert status_of(chosen) == ApplicationStatus.ACCEPTED
    with pytest.raises(CallError):
        offers.decline(offer, by=chosen.applicant, at=last_second)


def test_expired_offer_proposes_the_next_and_sends_nothing(by, head):  # PRG-15
    call, (chosen, second, first) = decided(
        by, Outcome.ACCEPT, Outcome.WAIT, Outcome.WAIT, places=1
    )
    Decision.objects.filter(application=first).update(rank=1)
    tasks.send_due_letters(release(call, head).leaves_at)
    offer = chosen.offers.get()
    nobody_yet = ranking.next_on_list(call, by)

    assert tasks.expire_offers(offer.reply_by) == 0
    assert tasks.expire_offers(offer.reply_by + timedelta(days=1)) == 1

    assert status_of(chosen) == ApplicationStatus.EXPIRED
    assert nobody_yet is None
    assert ranking.next_on_list(call, by) == first
    assert Letter.objects.count() == 3
    decisions.plan(first, Outcome.ACCEPT, by=by)
    tasks.send_due_letters(release(call, head, LATER).leaves_at)
    assert status_of(first) == ApplicationStatus.OFFERED
    assert status_of(second) == ApplicationStatus.WAITING


def test_withdrawal_stops_the_letter_that_waits(by, head):
    call, (chosen,) = decided(by, Outcome.ACCEPT)
    made = release(call, head)

    drafts.withdraw(chosen, by=chosen.applicant)

    assert tasks.send_due_letters(made.leaves_at) == 0
    assert not Offer.objects.exists()


def test_worker_killed_in_the_middle_sends_each_letter_once(by, head):
    """The process dies while the second letter is on its way; another begins from what is left."""
    call, _made = decided(by, Outcome.ACCEPT, Outcome.REFUSE, Outcome.REFUSE)
    out = release(call, head)
    first, second, _third = Letter.objects.values_list("pk", flat=True)
    tasks.send_letter(first, out.leaves_at)
    with contextlib.suppress(Killed), transaction.atomic():
        tasks.send_letter(second, out.leaves_at)
        raise Killed

    with time_machine.travel(LATER, tick=False):
        tasks.send_letters.func(out.pk)
        tasks.send_letters.func(out.pk)

    assert Email.objects.filter(subject__startswith="Đã có kết quả").count() == 3
    assert {each.status for each in Letter.objects.all()} == {LetterStatus.SENT}


def test_chair_with_a_stake_sees_neither_name_nor_score(by, head):  # PRG-11
    call, (chosen, hidden) = decided(by, Outcome.ACCEPT, Outcome.REFUSE)
    council.answer_conflict(hidden, ConflictKind.FAMILY, by=head)

    preview = ranking.preview(call, head)

    shown = [line.number for lines in preview.by_outcome.values() for line in lines]
    assert (shown, preview.count, preview.hidden) == ([chosen.number], 2, 1)
    assert [line.application for line in ranking.lines(call, head)] == [chosen]


def test_public_result_names_members_recusals_and_winners_only(by, head):  # PRG-9, PRV-9
    call, (chosen, refused) = decided(by, Outcome.ACCEPT, Outcome.REFUSE)
    tasks.send_due_letters(release(call, head).leaves_at)
    council.answer_conflict(refused, ConflictKind.FAMILY, by=call.reviewers.first().user)

    found = results.public_result(call)

    assert [each.name for each in found.winners] == [chosen.organization.name]
    assert (len(found.members), found.recusals, found.applications) == (2, 1, 2)


def test_enrolled_firm_leaves_by_itself_or_with_a_reason(by, head):  # PRG-20
    call, (chosen,) = decided(by, Outcome.ACCEPT)
    tasks.send_due_letters(release(call, head).leaves_at)
    offers.accept(chosen.offers.get(), by=chosen.applicant, at=RELEASED)
    chosen.refresh_from_db()

    enrolment.enroll(chosen, by=by)
    with pytest.raises(CallError):
        enrolment.terminate(chosen, " ", by=by)
    enrolment.terminate(chosen, "Bỏ ba buổi liền", by=by)

    assert status_of(chosen) == ApplicationStatus.TERMINATED
    assert chosen.offers.get().answer == OfferAnswer.ACCEPTED
