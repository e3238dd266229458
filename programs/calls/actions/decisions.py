"""Pending decisions, letting them out together, recalling, correcting."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import default_task_backend

from accounts.models import User
from core import journal
from core.lifecycle import ObstacleError, WrongStateError
from programs.calls import policies, tasks
from programs.calls.choices import (
    CORRECTABLE,
    ApplicationStatus,
    LetterKind,
    LetterStatus,
    Outcome,
)
from programs.calls.lifecycles import APPLICATION
from programs.calls.models import Application, Call, Decision, Letter, Release
from programs.calls.selectors import ranking

from .errors import CallError

PLAN_STEPS = {
    Outcome.ACCEPT: "plan_accept",
    Outcome.WAIT: "plan_wait",
    Outcome.REFUSE: "plan_refuse",
}


@transaction.atomic
def plan(
    application: Application,
    outcome: str,
    *,
    by: User,
    reason: str = "",
    quota_reason: str = "",
    rank: int | None = None,
    votes: tuple[int, int] | None = None,
) -> Decision:
    """Note what is to become of an application; nobody outside learns of it (PRG-14).

    Of the waiting list, the next may be planned for a place. Raises CallError, ObstacleError,
    WrongStateError.
    """
    chosen = Outcome(outcome)
    call = Call.objects.select_for_update().get(pk=application.call_id)
    if Letter.objects.waiting().filter(application=application).exists():
        raise CallError(_("Thư kết quả đang chờ gửi; thu hồi thư trước khi đổi quyết định."))
    current = Application.objects.get(pk=application.pk)
    if current.decisions.filter(release=None).exclude(corrects=None).exists():
        raise CallError(
            _("Đang có bản đính chính chờ công bố; chưa ghi quyết định khác cho hồ sơ này được.")
        )
    is_next = current.status == ApplicationStatus.WAITING
    if is_next and chosen != Outcome.ACCEPT:
        raise WrongStateError(current, PLAN_STEPS[chosen])
    if not is_next:
        _enough_reviews(call, current)
    if chosen == Outcome.ACCEPT:
        _a_place_is_free(call, current, quota_reason)
    APPLICATION.take(
        application, "plan_next" if is_next else PLAN_STEPS[chosen], by=by, reason=quota_reason
    )
    for_votes, against = votes or (None, None)
    decision, _made = Decision.objects.update_or_create(
        application=application,
        release=None,
        defaults={
            "outcome": chosen,
            "reason": reason.strip(),
            "quota_reason": quota_reason.strip() if chosen == Outcome.ACCEPT else "",
            "rank": rank if chosen == Outcome.WAIT else None,
            "votes_for": for_votes,
            "votes_against": against,
            "by": by,
            "at": timezone.now(),
        },
    )
    return decision


@transaction.atomic
def unplan(application: Application, *, by: User) -> Application:
    """Take a pending decision back, before it is let out."""
    Call.objects.select_for_update().get(pk=application.call_id)
    if Letter.objects.waiting().filter(application=application).exists():
        raise CallError(_("Thư kết quả đang chờ gửi; thu hồi thư trước khi đổi quyết định."))
    was_listed = Decision.objects.filter(
        application=application, outcome=Outcome.WAIT, letters__status=LetterStatus.SENT
    ).exists()
    APPLICATION.take(application, "return_to_list" if was_listed else "reconsider", by=by)
    application.decisions.filter(release=None).delete()
    return application


@transaction.atomic
def correct(
    application: Application, outcome: str, reason: str, *, by: User, quota_reason: str = ""
) -> Decision:
    """Note that what was said was wrong. A correction letter goes out with the next release.

    Raises CallError, ObstacleError, WrongStateError.
    """
    chosen = Outcome(outcome)
    call = Call.objects.select_for_update().get(pk=application.call_id)
    current = Application.objects.select_for_update().get(pk=application.pk)
    if current.status not in CORRECTABLE:
        raise WrongStateError(current, "correct")
    if obstacle := policies.chair_application(by, current):
        raise ObstacleError(obstacle)
    if not reason.strip():
        raise CallError(_("Viết lý do đính chính."))
    last = current.decisions.exclude(release=None).order_by("-at", "-pk").first()
    if last is None or last.outcome == chosen:
        raise CallError(_("Kết quả đã gửi không khác; không có gì để đính chính."))
    if Letter.objects.waiting().filter(application=current).exists():
        raise CallError(_("Thư kết quả đang chờ gửi; thu hồi thư trước khi đổi quyết định."))
    if chosen == Outcome.ACCEPT:
        _a_place_is_free(call, current, quota_reason)
    decision, _made = Decision.objects.update_or_create(
        application=current,
        release=None,
        defaults={
            "outcome": chosen,
            "reason": reason.strip(),
            "quota_reason": quota_reason.strip(),
            "corrects": last,
            "by": by,
            "at": timezone.now(),
        },
    )
    journal.write(
        "correct",
        current,
        by=by,
        before={"outcome": last.outcome},
        after={"outcome": chosen.value},
        reason=reason,
    )
    return decision


@transaction.atomic
def release(call: Call, *, by: User, stamp: str, at: datetime | None = None) -> Release:
    """Let all pending decisions of a call out as one act; letters wait before they leave.

    `stamp` is that of the preview the person saw. Raises CallError, ObstacleError.
    """
    if obstacle := policies.release_decisions(by, call):
        raise ObstacleError(obstacle)
    now = at or timezone.now()
    locked = Call.objects.select_for_update().get(pk=call.pk)
    preview = ranking.preview(locked, by)
    if not preview.count:
        raise CallError(_("Không có quyết định nào chờ công bố."))
    if preview.stamp != stamp:
        raise CallError(_("Danh sách quyết định vừa đổi; xem lại rồi công bố."))
    if preview.obstacles:
        raise CallError(" ".join(preview.obstacles))
    made = Release.objects.create(
        call=locked,
        by=by,
        at=now,
        leaves_at=now + timedelta(minutes=locked.letter_delay_minutes),
    )
    decisions = list(
        Decision.objects.filter(application__call=locked, release=None).select_related(
            "application"
        )
    )
    Letter.objects.bulk_create(
        Letter(
            application=decision.application,
            decision=decision,
            release=made,
            kind=LetterKind.CORRECTION if decision.corrects_id else LetterKind(decision.outcome),
            leaves_at=made.leaves_at,
        )
        for decision in decisions
    )
    Decision.objects.filter(pk__in=[each.pk for each in decisions]).update(release=made)
    counts = {name: len(lines) for name, lines in preview.by_outcome.items()}
    journal.write("release", locked, by=by, after=counts)
    if default_task_backend.supports_defer:
        tasks.send_letters.using(run_after=made.leaves_at).enqueue(made.pk)
    return made


@transaction.atomic
def recall(release: Release, *, by: User) -> int:
    """Stop every letter of a release that has not left yet; return how many (PRG-F3).

    Their decisions are pending again. What has left can only be corrected.
    """
    if obstacle := policies.release_decisions(by, release.call):
        raise ObstacleError(obstacle)
    Call.objects.select_for_update().get(pk=release.call_id)
    letters = list(
        Letter.objects.waiting().select_for_update().filter(release=release).order_by("pk")
    )
    if not letters:
        raise CallError(_("Thư đã đi hết; chỉ còn cách gửi thư đính chính."))
    stopped = [letter.pk for letter in letters]
    Letter.objects.filter(pk__in=stopped).update(
        status=LetterStatus.RECALLED, recalled_at=timezone.now(), recalled_by=by
    )
    Decision.objects.filter(letters__in=stopped).update(release=None)
    journal.write("recall", release.call, by=by, after={"letters": len(stopped)})
    return len(stopped)


def _enough_reviews(call: Call, application: Application) -> None:
    count = ranking.review_count(application)
    if count < call.minimum_reviewers:
        raise CallError(
            _("Hồ sơ %(number)s mới có %(count)s trên %(needed)s phiếu chấm không vướng liên quan.")
            % {"number": application.number, "count": count, "needed": call.minimum_reviewers}
        )


def _a_place_is_free(call: Call, application: Application, quota_reason: str) -> None:
    """Refuse the place that does not exist; outside the quota ask for a reason (PRG-16)."""
    quota = ranking.quota(call, leaving_out=application)
    if quota.taken >= call.places:
        raise CallError(_("Đã hết %(places)s chỗ của đợt.") % {"places": call.places})
    if (
        not ranking.is_priority(application, quota.priority_sectors)
        and quota.others >= call.places - call.priority_places
        and not quota_reason.strip()
    ):
        raise CallError(
            _("Chọn hồ sơ này là vượt chỉ tiêu lĩnh vực ưu tiên; viết lý do, lý do vào biên bản.")
        )
