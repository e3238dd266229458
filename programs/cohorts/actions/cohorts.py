"""Opening a cohort, and bringing accepted applicants into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import journal
from core.lifecycle import Obstacle, ObstacleError, WrongStateError
from core.numbering import next_number
from core.vietnamese import fold, normalize
from programs.calls.actions import enrolment
from programs.calls.choices import ApplicationStatus
from programs.calls.models import Application, Call
from programs.cohorts import notifications, policies
from programs.cohorts.models import (
    Cohort,
    Instalment,
    Member,
    Milestone,
    MilestonePlan,
    SupportCheck,
)
from programs.cohorts.selectors.overlaps import Overlap, doubles

from .errors import CohortError, DoubleSupportError


@dataclass(frozen=True)
class Planned:
    """A milestone to come: its day, what proves it, and the percentage of the support it opens."""

    title: str
    due_on: date
    share: int = 0
    wanted: str = ""
    title_en: str = ""


@transaction.atomic
def open_cohort(
    call: Call,
    plan: Sequence[Planned],
    *,
    by: User,
    title: str,
    starts_on: date,
    ends_on: date,
    budget_line: str,
    period: str,
    title_en: str = "",
    officer: User | None = None,
    at: datetime | None = None,
    is_demo: bool = False,
) -> Cohort:
    """Open a cohort of a call with its plan. Its number counts within the year it begins.

    Raises ObstacleError, CohortError.
    """
    _refuse(policies.open_cohort(by))
    if ends_on <= starts_on:
        raise CohortError(_("Ngày kết thúc phải sau ngày bắt đầu."))
    if not plan:
        raise CohortError(_("Nhập ít nhất một mốc."))
    if sum(step.share for step in plan) > 100:
        raise CohortError(_("Các phần hỗ trợ cộng lại quá 100%; xin sửa các mốc."))
    if any(not starts_on <= step.due_on <= ends_on for step in plan):
        raise CohortError(_("Hạn của mỗi mốc nằm trong thời gian của khoá."))
    year = starts_on.year
    cohort = Cohort.objects.create(
        code=f"KH-{year}-{next_number(f'cohort-{year}'):02d}",
        call=call,
        title=normalize(title),
        title_en=normalize(title_en),
        starts_on=starts_on,
        ends_on=ends_on,
        budget_line=normalize(budget_line),
        period=normalize(period),
        officer=officer or by,
        opened_at=at or timezone.now(),
        is_demo=is_demo,
    )
    MilestonePlan.objects.bulk_create(
        MilestonePlan(
            cohort=cohort,
            position=place,
            title=step.title,
            title_en=step.title_en,
            wanted=step.wanted,
            due_on=step.due_on,
            share=step.share,
        )
        for place, step in enumerate(plan, 1)
    )
    journal.write(
        "open_cohort",
        cohort,
        by=by,
        at=at,
        after={"call": call.code, "title": cohort.title, "milestones": len(plan)},
    )
    return cohort


@transaction.atomic
def enroll(
    application: Application,
    *,
    cohort: Cohort,
    by: User,
    project: str,
    support_amount: Decimal,
    allowed_because: str = "",
    owner: User | None = None,
    on: date | None = None,
) -> Member:
    """Bring an accepted applicant into the cohort, with its milestones and instalments.

    Pressed twice, it is still one member. `allowed_because` is what the officer writes about a
    support that may be double (PRG-17); without it such a support raises DoubleSupportError.
    Raises ObstacleError, WrongStateError, CohortError.
    """
    # One person's firms may be enrolled in two programmes at the same moment: one waits, and sees
    # the other. There are dozens of cohorts, not thousands.
    list(Cohort.objects.select_for_update().order_by("pk").values_list("pk"))
    application = Application.objects.select_for_update().get(pk=application.pk)
    if member := Member.objects.filter(application=application, cohort=cohort).first():
        return member
    _check_enrolment(application, cohort, support_amount, by)
    found = doubles(application, cohort, project)
    if found and not allowed_because.strip():
        raise DoubleSupportError(found)
    _write_checks(
        application, cohort, found, support_amount, allowed_because, by=by, is_allowed=True
    )
    enrolment.enroll(application, by=by)
    member = Member.objects.create(
        cohort=cohort,
        application=application,
        organization=application.organization,
        project=normalize(project),
        folded_project=fold(project)[:200],
        support_amount=support_amount,
        enrolled_on=on or timezone.localdate(),
        enrolled_by=by,
    )
    _give_plan(member, owner or application.applicant)
    journal.write(
        "enroll",
        member,
        by=by,
        after={
            "application": application.number,
            "cohort": cohort.code,
            "support": f"{support_amount:f}",
        },
        reason=allowed_because,
    )
    notifications.enrolled(member)
    return member


@transaction.atomic
def refuse_support(
    application: Application,
    *,
    cohort: Cohort,
    by: User,
    project: str,
    support_amount: Decimal,
    reason: str,
) -> tuple[SupportCheck, ...]:
    """Write down why a double support is not allowed; the application stays where it is (PRG-17).

    Raises ObstacleError, CohortError.
    """
    _refuse(policies.enroll(by, application))
    if not reason.strip():
        raise CohortError(_("Viết vì sao không được hỗ trợ trùng."))
    found = doubles(application, cohort, project)
    if not found:
        raise CohortError(_("Không còn hỗ trợ trùng; xem lại rồi nhận vào khoá."))
    return _write_checks(
        application, cohort, found, support_amount, reason, by=by, is_allowed=False
    )


def _check_enrolment(application: Application, cohort: Cohort, amount: Decimal, by: User) -> None:
    _refuse(policies.enroll(by, application))
    if application.status != ApplicationStatus.ACCEPTED:
        raise WrongStateError(application, "enroll")
    if application.call_id != cohort.call_id:
        raise CohortError(_("Hồ sơ này thuộc đợt khác; chọn khoá của đúng đợt."))
    if amount < 0:
        raise CohortError(_("Mức hỗ trợ không âm; không hỗ trợ tiền thì nhập 0."))


def _give_plan(member: Member, owner: User) -> None:
    """Copy the cohort's plan; an instalment stands where a part of the support does."""
    steps = list(member.cohort.plan.all())
    milestones = Milestone.objects.bulk_create(
        Milestone(member=member, plan=step, due_on=step.due_on, owner=owner) for step in steps
    )
    shares = _amounts(member.support_amount, [step.share for step in steps])
    Instalment.objects.bulk_create(
        Instalment(member=member, milestone=milestone, amount=amount)
        for milestone, amount in zip(milestones, shares, strict=True)
        if amount
    )


def _amounts(support: Decimal, shares: Sequence[int]) -> list[Decimal]:
    """Divide the support; the last part takes what rounding left, so that the sum is exact."""
    parts = [(support * share / 100).quantize(Decimal(1)) for share in shares]
    if sum(shares) == 100:
        last = max(place for place, share in enumerate(shares) if share)
        parts[last] += support - sum(parts)
    return parts


def _write_checks(
    application: Application,
    cohort: Cohort,
    found: Sequence[Overlap],
    amount: Decimal,
    reason: str,
    *,
    by: User,
    is_allowed: bool,
) -> tuple[SupportCheck, ...]:
    checks = tuple(
        SupportCheck.objects.create(
            application=application,
            cohort=cohort,
            other=row.other,
            grounds=[ground.value for ground in row.grounds],
            amount=amount,
            other_amount=row.amount,
            is_allowed=is_allowed,
            reason=reason.strip(),
            decided_by=by,
        )
        for row in found
    )
    if checks:
        verb = "allow_double_support" if is_allowed else "refuse_double_support"
        journal.write(verb, application, by=by, reason=reason.strip())
    return checks


def _refuse(obstacle: Obstacle | None) -> None:
    if obstacle:
        raise ObstacleError(obstacle)
