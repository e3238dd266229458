"""Scoring: drafts kept on the server, sent once, then the others' scores are open."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import journal
from core.lifecycle import ObstacleError
from programs.calls import policies
from programs.calls.choices import UNDER_REVIEW
from programs.calls.models import Application, Assignment, Remark, Review

from .errors import CallError, VersionConflictError

NOT_ASSESSED = None
Scores = Mapping[str, int | None]


@transaction.atomic
def save(
    assignment: Assignment,
    scores: Scores,
    *,
    by: User,
    version: int,
    comment: str = "",
    advice: str = "",
) -> Review:
    """Keep a draft, as far as it is (PRG-F1). Raises VersionConflictError, CallError."""
    locked = _open_to(assignment, by)
    review, _made = Review.objects.get_or_create(assignment=locked)
    if review.submitted_at:
        raise CallError(_("Phiếu chấm đã gửi, không sửa được nữa."))
    if review.version != version:
        raise VersionConflictError
    criteria = {str(each.pk): each for each in locked.application.call.criteria.all()}
    review.scores = {
        key: score
        for key, score in scores.items()
        if key in criteria and (score is NOT_ASSESSED or 0 <= score <= criteria[key].scale)
    }
    review.comment, review.advice = comment, advice
    review.saved_at = timezone.now()
    review.version += 1
    review.save()
    return review


@transaction.atomic
def submit(assignment: Assignment, *, by: User) -> Review:
    """Send the scores; afterwards the others' are open (PRG-13). Every criterion is answered."""
    locked = _open_to(assignment, by)
    review = Review.objects.filter(assignment=locked).first()
    criteria = [str(pk) for pk in locked.application.call.criteria.values_list("pk", flat=True)]
    if review is None or any(key not in review.scores for key in criteria):
        raise CallError(_("Cho điểm hoặc chọn “không đánh giá” ở từng tiêu chí rồi gửi."))
    if review.submitted_at:
        return review
    review.submitted_at = timezone.now()
    review.save(update_fields=["submitted_at"])
    journal.write("submit_review", locked.application, by=by)
    return review


@transaction.atomic
def remark(application: Application, text: str, *, by: User) -> Remark:
    """Say something in the council's discussion, after one's own score. Raises ObstacleError."""
    assignment = (
        Assignment.objects.standing()
        .filter(application=application, reviewer__user=by, review__submitted_at__isnull=False)
        .first()
    )
    if assignment is None:
        raise CallError(_("Gửi phiếu chấm của mình trước khi thảo luận."))
    if obstacle := policies.impartial(by, application):
        raise ObstacleError(obstacle)
    if not text.strip():
        raise CallError(_("Viết ý kiến trước khi gửi."))
    return Remark.objects.create(application=application, by=by, text=text.strip()[:5000])


def _open_to(assignment: Assignment, by: User) -> Assignment:
    """Return the assignment under a lock, if this person may score it now."""
    locked = (
        Assignment.objects.standing()
        .select_for_update(of=("self",))
        .select_related("application__call", "reviewer")
        .filter(pk=assignment.pk, reviewer__user=by)
        .first()
    )
    if locked is None:
        raise ObstacleError(policies.CONFLICT)
    if obstacle := policies.impartial(by, locked.application):
        raise ObstacleError(obstacle)
    if locked.application.status not in UNDER_REVIEW:
        raise CallError(_("Hồ sơ này không còn ở bước chấm."))
    return locked
