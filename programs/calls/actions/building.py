"""The form builder and the criteria."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import journal
from core.lifecycle import ObstacleError
from programs.calls import policies
from programs.calls.choices import CallStatus
from programs.calls.lifecycles import CALL
from programs.calls.models import Call, Criterion, FormField, FormVersion, Review
from programs.calls.selectors import form

from .errors import CallError

HELP = frozenset({"help_text", "help_text_en"})
GUIDANCE = frozenset({"guidance"})


def reviews_began(call: Call) -> bool:
    """Whether somebody has begun to score (PRG-F2)."""
    return Review.objects.filter(assignment__application__call=call).exists()


@transaction.atomic
def save_field(
    call: Call, values: Mapping[str, Any], *, by: User | None, identity: UUID | None = None
) -> FormField:
    """Add a question, or change the one with this identity.

    A form that has been submitted, or is being filled in, is left as it is: the change goes into
    a new version (PRG-6). After reviews began only help texts change (PRG-F2).
    """
    locked = _locked(call, by)
    if identity is None:
        _refuse_after_reviews(locked, set(values), frozenset())
        version = _open_version(locked)
        last = version.fields.order_by("-position").first()
        field = FormField(version=version, position=last.position + 1 if last else 1)
    else:
        present = _field(form.current_version(locked), identity)
        changed = {name for name, value in values.items() if getattr(present, name) != value}
        _refuse_after_reviews(locked, changed, HELP)
        field = _field(_open_version(locked), identity)
    for name, value in values.items():
        setattr(field, name, value)
    field.save()
    _test_again(locked, by)
    journal.write("change_form", locked, by=by, after={"field": field.label})
    call.status = locked.status
    return field


@transaction.atomic
def remove_field(call: Call, identity: UUID, *, by: User) -> None:
    """Take a question out of the form; answers that were sent keep theirs."""
    locked = _locked(call, by)
    _refuse_after_reviews(locked, {"field"}, frozenset())
    field = _field(_open_version(locked), identity)
    journal.write("change_form", locked, by=by, before={"field": field.label})
    field.delete()
    _test_again(locked, by)
    call.status = locked.status


@transaction.atomic
def move_field(call: Call, identity: UUID, *, up: bool, by: User) -> None:
    """Change places with the question before or after."""
    locked = _locked(call, by)
    _refuse_after_reviews(locked, {"position"}, frozenset())
    fields = list(_open_version(locked).fields.all())
    place = next(i for i, field in enumerate(fields) if field.identity == identity)
    other = place - 1 if up else place + 1
    if 0 <= other < len(fields):
        fields[place], fields[other] = fields[other], fields[place]
        for position, field in enumerate(fields, start=1):
            field.position = position
        FormField.objects.bulk_update(fields, ["position"])
    _test_again(locked, by)
    call.status = locked.status


@transaction.atomic
def save_criterion(
    call: Call, values: Mapping[str, Any], *, by: User | None, criterion: Criterion | None = None
) -> Criterion:
    """Add or change what is scored; after reviews began only the guidance (PRG-F2)."""
    locked = _locked(call, by)
    if criterion is None:
        _refuse_after_reviews(locked, set(values), frozenset())
        kept = Criterion(call=locked, position=locked.criteria.count() + 1)
    else:
        kept = locked.criteria.get(pk=criterion.pk)
        changed = {name for name, value in values.items() if getattr(kept, name) != value}
        _refuse_after_reviews(locked, changed, GUIDANCE)
    for name, value in values.items():
        setattr(kept, name, value)
    if kept.minimum is not None and kept.minimum > kept.scale:
        raise CallError(_("Điểm sàn không được cao hơn điểm cao nhất."))
    kept.save()
    journal.write("change_criterion", locked, by=by, after={"criterion": kept.name})
    return kept


@transaction.atomic
def remove_criterion(criterion: Criterion, *, by: User) -> None:
    locked = _locked(criterion.call, by)
    _refuse_after_reviews(locked, {"criterion"}, frozenset())
    journal.write("change_criterion", locked, by=by, before={"criterion": criterion.name})
    criterion.delete()


def _locked(call: Call, by: User | None) -> Call:
    if by is not None and (obstacle := policies.manage_calls(by, call)):
        raise ObstacleError(obstacle)
    return Call.objects.select_for_update().get(pk=call.pk)


def _field(version: FormVersion | None, identity: UUID) -> FormField:
    return FormField.objects.get(version=version, identity=identity)


def _refuse_after_reviews(call: Call, changed: set[str], free: frozenset[str]) -> None:
    if changed - free and reviews_began(call):
        raise CallError(_("Hội đồng đã bắt đầu chấm: chỉ còn sửa được lời chỉ dẫn, hướng dẫn."))


def _open_version(call: Call) -> FormVersion:
    """Return the version that may be written to; a copy of the last where that is in use."""
    latest = form.current_version(call)
    if latest is None:
        return FormVersion.objects.create(call=call, number=1)
    is_served = call.status == CallStatus.PUBLISHED and latest.pk == call.checked_form_id
    if latest.frozen_at is None and not is_served:
        return latest
    if latest.frozen_at is None:
        latest.frozen_at = timezone.now()
        latest.save(update_fields=["frozen_at"])
    fresh = FormVersion.objects.create(call=call, number=latest.number + 1)
    copies = list(latest.fields.all())
    for field in copies:
        field.pk, field.version = None, fresh
        field._state.adding = True
    FormField.objects.bulk_create(copies)
    return fresh


def _test_again(call: Call, by: User | None) -> None:
    if call.status == CallStatus.CHECKED:
        CALL.take(call, "reopen", by=by)
