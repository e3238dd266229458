"""Two at once: one wins, the other is told, nothing is done twice or lost. Real threads."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from post_office.models import Email

from core.journal import about
from core.lifecycle import WrongStateError
from programs.calls import tasks
from programs.calls.actions import decisions, drafts, offers
from programs.calls.actions.errors import CallError
from programs.calls.choices import ApplicationStatus, LetterStatus, Outcome
from programs.calls.models import Application, Call, Letter, Offer, Release
from programs.calls.selectors import ranking

from .world import (
    DURING,
    chair,
    make_call,
    make_council,
    make_draft,
    make_founder,
    no_stake,
    officer,
    scored,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Run all calls at the same moment; return how each ended: "done" or the error's name."""
    start, ends = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        try:
            start.wait()
            call()
            ends.append("done")
        except (CallError, WrongStateError) as error:
            ends.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(DURING, tick=False):
        yield


def decided(by, *outcomes, **fields) -> tuple[Call, list[Application]]:
    call = make_call(by, **fields)
    members = make_council(call)
    made = []
    for rank, outcome in enumerate(outcomes, start=1):
        application = scored(call, by, members)
        decisions.plan(application, outcome, by=by, reason="Lý do", rank=rank)
        made.append(application)
    return call, made


def test_a_double_click_submits_once():  # PRG-9
    draft, key = make_draft(make_call(None)), uuid4()

    def submit() -> object:
        own = Application.objects.get(pk=draft.pk)
        return drafts.submit(own, key=key, by=draft.applicant, at=DURING)

    assert at_once(submit, submit) == ["done", "done"]
    assert about(draft).filter(verb="submit").count() == 1
    assert Email.objects.filter(subject__contains=draft.number).count() == 1


def test_two_people_of_one_firm_begin_one_application():
    call = make_call(None)
    first, organization = make_founder()
    second, _ = make_founder(organization)

    ends = at_once(
        *(
            lambda by=by: drafts.start(call, organization, by=by, at=DURING)
            for by in (first, second)
        )
    )

    assert ends == ["AlreadyAppliedError", "done"]
    assert Application.objects.count() == 1


def test_two_chairs_release_at_once_and_each_letter_stands_once():  # PRG-14
    by, heads = officer(), [chair(), chair()]
    call, _made = decided(by, Outcome.ACCEPT, Outcome.REFUSE)
    stamp = ranking.preview(call, heads[0]).stamp

    ends = at_once(
        *(
            lambda head=head: decisions.release(
                Call.objects.get(pk=call.pk), by=head, stamp=stamp, at=DURING
            )
            for head in heads
        )
    )

    assert ends == ["CallError", "done"]
    assert (Release.objects.count(), Letter.objects.count()) == (1, 2)


def test_recall_against_the_letters_that_leave():  # PRG-F3
    """Whoever is first with a letter has it; none is both recalled and sent."""
    by, head = officer(), chair()
    call, made = decided(by, *[Outcome.REFUSE] * 4)
    stamp = ranking.preview(call, head).stamp
    release = decisions.release(call, by=head, stamp=stamp, at=DURING)

    at_once(
        lambda: decisions.recall(Release.objects.get(pk=release.pk), by=head),
        lambda: tasks.send_due_letters(release.leaves_at),
        lambda: tasks.send_due_letters(release.leaves_at),
    )

    letters = list(Letter.objects.all())
    sent = [each for each in letters if each.status == LetterStatus.SENT]
    recalled = [each for each in letters if each.status == LetterStatus.RECALLED]
    states = [each.status for each in Application.objects.filter(pk__in=[a.pk for a in made])]
    assert len(sent) + len(recalled) == 4
    assert states.count(ApplicationStatus.REFUSED) == len(sent)
    assert states.count(ApplicationStatus.PENDING_REFUSE) == len(recalled)
    assert Email.objects.filter(subject__startswith="Đã có kết quả").count() == len(sent)


def test_the_last_place_is_planned_once():  # PRG-15
    by = officer()
    call = make_call(by, places=1)
    members = make_council(call)
    waiting = [scored(call, by, members) for _ in range(2)]

    ends = at_once(
        *(
            lambda each=each: decisions.plan(
                Application.objects.get(pk=each.pk), Outcome.ACCEPT, by=by
            )
            for each in waiting
        )
    )

    assert ends == ["CallError", "done"]
    assert ranking.quota(call).taken == 1


def test_an_offer_is_accepted_or_expired_not_both():  # PRG-15
    by, head = officer(), chair()
    call, (chosen,) = decided(by, Outcome.ACCEPT)
    stamp = ranking.preview(call, head).stamp
    tasks.send_due_letters(decisions.release(call, by=head, stamp=stamp, at=DURING).leaves_at)
    offer = chosen.offers.get()
    day_after = timezone.localdate(DURING) + timedelta(days=60)

    at_once(
        lambda: offers.accept(Offer.objects.get(pk=offer.pk), by=chosen.applicant, at=DURING),
        lambda: tasks.expire_offers(day_after),
    )

    chosen.refresh_from_db()
    offer.refresh_from_db()
    assert (chosen.status, offer.answer) in {("accepted", "accepted"), ("expired", "expired")}


def test_two_officers_decide_one_application():
    by = [officer(), officer()]
    call = make_call(by[0])
    application = scored(call, by[0], make_council(call))
    no_stake(application, by[1])

    ends = at_once(
        lambda: decisions.plan(
            Application.objects.get(pk=application.pk), Outcome.ACCEPT, by=by[0]
        ),
        lambda: decisions.plan(Application.objects.get(pk=application.pk), Outcome.WAIT, by=by[1]),
    )

    decision = application.decisions.get()
    application.refresh_from_db()
    assert ends == ["done", "done"]
    assert application.status == f"pending_{decision.outcome}"
