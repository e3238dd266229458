"""Making a call and bringing it before the public."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import journal
from core.lifecycle import ObstacleError
from core.numbering import next_number
from ecosystem.taxonomy.models import Sector
from programs.calls import policies
from programs.calls.choices import CALL_UNPUBLISHED, CallStatus
from programs.calls.lifecycles import CALL
from programs.calls.models import Call, FormVersion
from programs.calls.selectors import form

from .errors import CallError, IncompleteError, VersionConflictError

RESERVED_SLUGS = frozenset({"cham", "don-cua-toi"})
FREE_AFTER_PUBLISHING = frozenset(
    {
        "title_en",
        "summary",
        "summary_en",
        "closes_at",
        "screening_until",
        "review_until",
        "results_on",
        "starts_on",
        "spread_limit",
        "reply_days",
        "information_days",
        "letter_delay_minutes",
    }
)
"""What may still change once people rely on the rest; a deadline only moves later."""


@transaction.atomic
def create(values: Mapping[str, Any], *, by: User | None, is_demo: bool = False) -> Call:
    """Make a draft of a call with an empty form. Raises ObstacleError, CallError."""
    if by is not None and (obstacle := policies.manage_calls(by)):
        raise ObstacleError(obstacle)
    fields = dict(values)
    sectors: Collection[Sector] = fields.pop("priority_sectors", ())
    _check_slug(fields["slug"])
    year = timezone.localdate(fields["opens_at"]).year
    call = Call(
        code=f"KG-{year}-{next_number(f'call-{year}'):02}",
        created_by=by,
        is_demo=is_demo,
        **fields,
    )
    _save_new(call)
    call.priority_sectors.set(sectors)
    FormVersion.objects.create(call=call, number=1)
    journal.write("create", call, by=by, after={"title": call.title})
    return call


@transaction.atomic
def change(call: Call, values: Mapping[str, Any], *, by: User, version: int) -> Call:
    """Change a call. After publishing only what nobody relies on; the deadline moves later only.

    Raises ObstacleError, VersionConflictError, CallError.
    """
    if obstacle := policies.manage_calls(by, call):
        raise ObstacleError(obstacle)
    locked = Call.objects.select_for_update().get(pk=call.pk)
    if locked.version != version:
        raise VersionConflictError
    fields = dict(values)
    sectors = fields.pop("priority_sectors", None)
    changed = {name: value for name, value in fields.items() if getattr(locked, name) != value}
    if locked.status not in CALL_UNPUBLISHED:
        _check_published_change(locked, changed, sectors)
    if "slug" in changed:
        _check_slug(changed["slug"])
    before = {name: str(getattr(locked, name)) for name in changed}
    for name, value in changed.items():
        setattr(locked, name, value)
    locked.version += 1
    _save_new(locked)
    if sectors is not None:
        locked.priority_sectors.set(sectors)
    journal.write(
        "change",
        locked,
        by=by,
        before=before,
        after={name: str(value) for name, value in changed.items()},
    )
    return locked


def _check_published_change(call: Call, changed: Mapping[str, Any], sectors: Any) -> None:
    fixed = sorted(set(changed) - FREE_AFTER_PUBLISHING)
    if sectors is not None and set(sectors) != set(call.priority_sectors.all()):
        fixed.append("priority_sectors")
    if fixed:
        labels = {each.name: str(each.verbose_name) for each in Call._meta.fields}
        names = ", ".join(labels.get(name, _("lĩnh vực ưu tiên")) for name in fixed)
        raise CallError(_("Đợt đã công bố, không đổi được: %(names)s.") % {"names": names})
    if "closes_at" in changed and changed["closes_at"] < call.closes_at:
        raise CallError(_("Đợt đã công bố: hạn nộp chỉ lùi về sau, không sớm hơn."))


def _check_slug(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise CallError(_("Tên này đã dùng cho trang khác; xin chọn tên khác."))


def _save_new(call: Call) -> None:
    try:
        with transaction.atomic():
            call.save()
    except IntegrityError as error:
        if Call.objects.filter(slug=call.slug).exclude(pk=call.pk).exists():
            raise CallError(_("Đã có đợt khác dùng tên này trong địa chỉ.")) from error
        raise CallError(
            _("Xem lại: giờ đóng phải sau giờ mở, chỗ ưu tiên không quá số chỗ.")
        ) from error


@transaction.atomic
def pass_test(
    call: Call, answers: Mapping[str, Any], files: Collection[str], *, by: User | None
) -> Call:
    """Try the form with a test application: every required question, of every branch (PRG-5).

    Nothing of it is kept but the fact. On a published call the tested form is served from now on.
    Raises IncompleteError, CallError, ObstacleError.
    """
    if by is not None and (obstacle := policies.manage_calls(by, call)):
        raise ObstacleError(obstacle)
    locked = Call.objects.select_for_update().get(pk=call.pk)
    version = form.current_version(locked)
    if version is None or not version.fields.exists():
        raise CallError(_("Biểu mẫu chưa có câu hỏi nào."))
    if found := form.problems(version.fields.all(), answers, files):
        raise IncompleteError(found)
    if locked.status == CallStatus.DRAFT:
        CALL.take(locked, "pass_test", by=by, changes={"checked_form": version})
    else:
        locked.checked_form = version
        locked.save(update_fields=["checked_form"])
        journal.write("pass_test", locked, by=by, after={"form": version.number})
    call.status, call.checked_form = locked.status, version
    return locked


@transaction.atomic
def publish(call: Call, *, by: User | None, at: datetime | None = None) -> Call:
    """Bring a tested call before the public. Raises CallError, ObstacleError, WrongStateError."""
    now = at or timezone.now()
    locked = Call.objects.select_for_update().get(pk=call.pk)
    weights = sum(locked.criteria.values_list("weight", flat=True))
    if weights != 100:
        raise CallError(
            _("Trọng số các tiêu chí cộng lại là %(sum)s%%, cần đúng 100%%.") % {"sum": weights}
        )
    if locked.closes_at <= now:
        raise CallError(_("Giờ đóng đã qua; xin đặt lại trước khi công bố."))
    if locked.checked_form != form.current_version(locked):
        raise CallError(_("Biểu mẫu đã đổi sau lần nộp thử; xin nộp thử lại."))
    CALL.take(call, "publish", by=by, changes={"published_at": now})
    return call


@transaction.atomic
def archive(call: Call, *, by: User) -> Call:
    """Put a decided call away; its page and its result stay."""
    CALL.take(call, "archive", by=by)
    return call
