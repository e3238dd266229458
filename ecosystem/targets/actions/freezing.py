"""Numbers frozen with their list and evidence; closing a target; restating (TGT-3, TGT-11, 12)."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import journal, numbering
from core.lifecycle import ObstacleError
from core.vietnamese import local_day
from ecosystem.classification import selectors as classification
from ecosystem.targets import policies, selectors
from ecosystem.targets.choices import RestatementReason, TargetState
from ecosystem.targets.models import Restatement, Snapshot, Target


class SnapshotError(Exception):
    """The number cannot be frozen or restated like that. The text says what to do."""


@transaction.atomic
def freeze(
    target: Target,
    *,
    by: User | None,
    on_date: date,
    known_at: datetime | None = None,
    moment: datetime | None = None,
) -> Snapshot:
    """Freeze the target's number on a day with its list, rows and evidence hashes (TGT-11).

    `by=None` is the scheduled job. `moment` is when it is made, by default now, and `known_at` by
    default the same. Raises ObstacleError, SnapshotError.
    """
    if by is not None and (refused := policies.freeze(by, target)):
        raise ObstacleError(refused)
    return _freeze(target, by=by, on_date=on_date, known_at=known_at, moment=moment)


@transaction.atomic
def close_target(
    target: Target, *, by: User | None, moment: datetime | None = None
) -> tuple[Snapshot, ...]:
    """Close a target and its parts; freeze their numbers at the due day (TGT-3).

    Raises ObstacleError.
    """
    locked = Target.objects.select_for_update().get(pk=target.pk)
    if by is not None and (refused := policies.close(by, locked)):
        raise ObstacleError(refused)
    closing = [locked, *Target.objects.active().filter(parent=locked)]
    snapshots = []
    for one in closing:
        if one.is_counted:
            snapshots.append(
                selectors.closing_snapshot(one)
                or _freeze(one, by=by, on_date=one.due_date, known_at=None, moment=moment)
            )
        before, one.state = one.state, TargetState.CLOSED
        one.save(update_fields=["state"])
        journal.write(
            "close_target",
            one,
            by=by,
            before={"state": before},
            after={"state": one.state},
        )
    target.state = TargetState.CLOSED
    return tuple(snapshots)


@transaction.atomic
def restate(
    snapshot: Snapshot,
    *,
    by: User,
    reasons: Mapping[str, tuple[RestatementReason | str, str]] | None = None,
    moment: datetime | None = None,
) -> Snapshot:
    """Freeze the same question again with what is known now, with a reason per firm (TGT-12).

    `reasons` gives reason and note by organization code where the officer knows better than what
    the rows say. The old snapshot stays. Raises ObstacleError, SnapshotError.
    """
    given = reasons or {}
    # Two officers restate one after the other; the second finds it done.
    Snapshot.objects.select_for_update().get(pk=snapshot.pk)
    if Snapshot.objects.filter(restates=snapshot).exists():
        raise SnapshotError(_("Số này đã có bản điều chỉnh; điều chỉnh bản mới nhất."))
    if refused := policies.freeze(by, snapshot.target):
        raise ObstacleError(refused)
    changes = selectors.frozen_figure(snapshot).differences
    if not changes:
        raise SnapshotError(_("Số liệu hiện biết không khác số đã chốt."))
    successor = _freeze(
        snapshot.target,
        by=by,
        on_date=snapshot.on_date,
        known_at=None,
        moment=moment,
        restates=snapshot,
    )
    Restatement.objects.bulk_create(
        Restatement(
            snapshot=successor,
            organization_code=change.code,
            organization_name=change.name,
            direction=change.direction,
            reason=given.get(change.code, (change.reason, ""))[0],
            note=given.get(change.code, ("", change.detail))[1],
        )
        for change in changes
    )
    return successor


def _freeze(
    target: Target,
    *,
    by: User | None,
    on_date: date,
    known_at: datetime | None,
    moment: datetime | None,
    restates: Snapshot | None = None,
) -> Snapshot:
    if not target.is_counted:
        raise SnapshotError(str(policies.NOT_COUNTED.sentence))
    made_at = (moment or timezone.now()).astimezone(UTC)
    known = (known_at or made_at).astimezone(UTC)
    boundary = restates.boundary if restates else target.boundary
    if on_date > local_day(made_at):
        raise SnapshotError(_("Không chốt số cho ngày chưa tới."))
    count = classification.counts([target.counted_class], boundary, on_date, known)[0]
    if not count.is_consistent:
        raise SnapshotError(_("Số và danh sách không khớp; không chốt."))
    code = f"SN-{local_day(made_at).year}-{numbering.next_number('snapshot'):06d}"
    text = selectors.canonical_text(
        count,
        code=code,
        target=target.code,
        made_at=made_at,
        made_by=str(by) if by else "",
        restates=restates.code if restates else "",
    )
    snapshot = Snapshot.objects.create(
        code=code,
        target=target,
        scheme_class=target.counted_class,
        boundary=boundary,
        on_date=on_date,
        known_at=known,
        number=count.number,
        definition_version=count.definition_version,
        canonical_text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        made_at=made_at,
        made_by=by,
        restates=restates,
    )
    journal.write(
        "restate" if restates else "freeze",
        snapshot,
        by=by,
        after={"target": target.code, "number": count.number, "sha256": snapshot.sha256},
    )
    return snapshot
