"""Introductions: asked, answered by the other side, contacts open to both at once (INV-7, 8)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import journal, numbering
from core.calendar import add_working_days
from core.lifecycle import WrongStateError
from core.vietnamese import date_short, local_day
from ecosystem.registry.models import Organization
from programs.investors import notifications, policies
from programs.investors.choices import (
    ANSWER_DAYS,
    COMPLAINT_WORKING_DAYS,
    OPEN_REQUESTS,
    RELEASED,
    REST_DAYS,
    ROOM_DAYS,
    STANDING,
    UNANSWERED,
    WAITING_AT_ONE,
    WHY_LENGTH,
    ComplaintStatus,
    IntroductionStatus,
    Side,
)
from programs.investors.lifecycles import COMPLAINT, INTRODUCTION
from programs.investors.models import Complaint, Introduction, InvestorAccount
from programs.investors.selectors import facts
from programs.investors.selectors.cards import mentions_contact
from programs.investors.selectors.matching import mask_of, names_in

from .errors import MatchingError, refuse


@transaction.atomic
def ask(
    account: InvestorAccount,
    organization: Organization,
    *,
    side: Side,
    why: str,
    by: User,
    key: UUID | None = None,
    at: datetime | None = None,
    is_demo: bool = False,
) -> Introduction:
    """Ask to meet the other side. If that side has asked already, this is its answer (INV-F2).

    Raises MatchingError, ObstacleError. Both rows are locked, so limits hold for two at once.
    """
    moment = at or timezone.now()
    day = local_day(moment)
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    account = InvestorAccount.objects.select_for_update().get(pk=account.pk)
    if key and (standing := Introduction.objects.filter(request_key=key).first()):
        return standing
    _may_ask(account, organization, side, by)
    if not 0 < len(why.strip()) <= WHY_LENGTH:
        raise MatchingError(
            _("Viết vì sao muốn gặp, nhiều nhất %(count)s chữ.") % {"count": WHY_LENGTH}
        )
    if mentions_contact(why):
        raise MatchingError(
            _("Bỏ thư điện tử, điện thoại khỏi lời viết: liên hệ mở khi cả hai bên đồng ý.")
        )
    standing = Introduction.objects.filter(
        account=account, organization=organization, status__in=STANDING
    ).first()
    if standing is not None:
        return _asked_by_both(standing, side, by, moment)
    _check_pair(account, organization, day)
    _check_limits(account, organization, side)
    needs_check = settings.INTRODUCTION_NEEDS_CHECK
    year = day.year
    introduction = Introduction.objects.create(
        number=f"GT-{year}-{numbering.next_number(f'introduction-{year}'):05d}",
        account=account,
        organization=organization,
        status=IntroductionStatus.ASKED if needs_check else IntroductionStatus.WAITING,
        asked_side=side,
        asked_by=by,
        asked_at=moment,
        request_key=key,
        why=why.strip(),
        factors=_factors(account, organization, day),
        answer_by=day + timedelta(days=ANSWER_DAYS),
        is_demo=is_demo,
        **{f"{side}_accepted_at": moment},
    )
    journal.write("ask", introduction, by=by, at=moment, after={"status": introduction.status})
    if not needs_check:
        _write_to_asked(introduction)
    return introduction


def _may_ask(account: InvestorAccount, organization: Organization, side: Side, by: User) -> None:
    if side == Side.INVESTOR:
        refuse(policies.see_firms(by, account))
        complaints = Complaint.objects.undecided().about_investor(account)
    else:
        refuse(policies.act_for_firm(by, organization))
        if not policies.is_verified(account):
            raise MatchingError(_("Nhà đầu tư này hiện không nhận lời đề nghị."))
        complaints = Complaint.objects.undecided().about_firm(organization)
    if complaints.exists():  # INV-12
        raise MatchingError(
            _("Trung tâm đang xem xét một khiếu nại; lời đề nghị mới mở lại sau khi có kết luận.")
        )


def _check_pair(account: InvestorAccount, organization: Organization, day: date) -> None:
    if (account.pk, organization.pk) in facts.own_pairs(account.pk):
        raise MatchingError(
            _("Người của nhà đầu tư có vai trò trong doanh nghiệp này nên không cần giới thiệu.")
        )
    if not facts.is_open(organization, day):
        raise MatchingError(
            _("Doanh nghiệp không đang gọi vốn qua trung tâm nên chưa nhận lời đề nghị.")
        )
    resting = Introduction.objects.resting(timezone.now()).filter(
        account=account, organization=organization
    )
    if declined := resting.order_by("-ended_at").first():
        until = timezone.localdate(declined.ended_at) + timedelta(days=REST_DAYS)
        raise MatchingError(
            _("Lời đề nghị trước đã khép lại; có thể đề nghị lại từ ngày %(day)s.")
            % {"day": date_short(until)}
        )


def _check_limits(account: InvestorAccount, organization: Organization, side: Side) -> None:
    asked = Introduction.objects.unanswered().asked_from(side)
    if side == Side.INVESTOR:
        if asked.filter(account=account).count() >= OPEN_REQUESTS:
            raise MatchingError(
                _("Đã có %(count)s lời đề nghị chưa được trả lời; chờ hoặc rút bớt rồi gửi tiếp.")
                % {"count": OPEN_REQUESTS}
            )
        if asked.filter(organization=organization).count() >= WAITING_AT_ONE:
            raise MatchingError(
                _("Doanh nghiệp đang có đủ %(count)s lời đề nghị chờ trả lời; thử lại sau.")
                % {"count": WAITING_AT_ONE}
            )
    elif asked.filter(organization=organization).count() >= WAITING_AT_ONE:
        raise MatchingError(
            _("Đã có %(count)s lời đề nghị chưa được trả lời; chờ hoặc rút bớt rồi gửi tiếp.")
            % {"count": WAITING_AT_ONE}
        )


def _factors(account: InvestorAccount, organization: Organization, day: date) -> list[str]:
    mandate = getattr(account, "mandate", None)
    if mandate is None:
        return []
    mandates = facts.mandates(day, [mandate.pk])
    firms = facts.firms(day, [organization.pk])
    return names_in(mask_of(mandates[0], firms[0])) if mandates and firms else []


def _asked_by_both(standing: Introduction, side: Side, by: User, moment: datetime) -> Introduction:
    """The other side has asked before: one introduction, accepted by both (INV-F2)."""
    if standing.status in UNANSWERED and standing.asked_side != side:
        if standing.status == IntroductionStatus.WAITING:
            return accept(standing, by=by, at=moment)
        field = f"{side}_accepted_at"
        Introduction.objects.filter(pk=standing.pk).update(**{field: moment})
        setattr(standing, field, moment)
        journal.write("ask_too", standing, by=by, at=moment)
        return standing
    raise MatchingError(_("Hai bên đã có lời đề nghị %(number)s.") % {"number": standing.number})


def _write_to_asked(introduction: Introduction) -> None:
    introduction.letters = notifications.asked(introduction)
    introduction.save(update_fields=["letters"])


@transaction.atomic
def check(introduction: Introduction, *, by: User, at: datetime | None = None) -> Introduction:
    """Pass the request on to the other side; if both have asked, open the contacts."""
    moment = at or timezone.now()
    locked = (
        Introduction.objects.select_for_update(of=("self",))
        .select_related("account", "organization")
        .get(pk=introduction.pk)
    )
    _still_possible(locked, local_day(moment))
    introduction.refresh_from_db()
    if introduction.investor_accepted_at and introduction.firm_accepted_at:
        INTRODUCTION.take(introduction, "check_both", by=by, changes=_opened(moment))
        notifications.released(introduction)
        return introduction
    answer_by = local_day(moment) + timedelta(days=ANSWER_DAYS)
    INTRODUCTION.take(introduction, "check", by=by, changes={"answer_by": answer_by})
    _write_to_asked(introduction)
    return introduction


@transaction.atomic
def let_fall(introduction: Introduction, *, by: User, reason: str) -> Introduction:
    """Do not pass it on; both get a neutral text, the reason stays with the officers."""
    INTRODUCTION.take(
        introduction, "fall", by=by, reason=reason, changes={"ended_at": timezone.now()}
    )
    notifications.fell(introduction)
    return introduction


@transaction.atomic
def accept(introduction: Introduction, *, by: User, at: datetime | None = None) -> Introduction:
    """Open the contacts to both sides, in this one transaction. Letters leave after commit.

    Pressed twice it is done once. Raises MatchingError, WrongStateError, ObstacleError.
    """
    moment = at or timezone.now()
    locked = (
        Introduction.objects.select_for_update(of=("self",))
        .select_related("account", "organization")
        .get(pk=introduction.pk)
    )
    side = Side(locked.asked_side).other
    if locked.status in RELEASED and side in policies.sides_of(by, locked):
        introduction.refresh_from_db()
        return introduction
    _still_possible(locked, local_day(moment))
    changes = {f"{side}_accepted_at": moment, **_opened(moment)}
    INTRODUCTION.take(introduction, "accept", by=by, changes=changes)
    notifications.released(introduction)
    return introduction


def _still_possible(introduction: Introduction, day: date) -> None:
    if introduction.status == IntroductionStatus.WAITING and introduction.answer_by < day:
        raise MatchingError(
            _("Lời đề nghị đã hết hạn trả lời ngày %(day)s; liên hệ không mở.")
            % {"day": date_short(introduction.answer_by)}
        )
    if not policies.is_verified(introduction.account):
        raise MatchingError(_("Nhà đầu tư đang tạm ngừng; liên hệ chưa mở được."))
    shared = Organization.objects.filter(
        facts.shared_organizations(), pk=introduction.organization_id
    )
    if not shared.exists():
        raise MatchingError(_("Doanh nghiệp không còn đồng ý chia sẻ; liên hệ không mở được."))


def _opened(moment: datetime) -> dict[str, object]:
    until = local_day(moment) + timedelta(days=ROOM_DAYS)
    return {"released_at": moment, "room_until": until}


@transaction.atomic
def decline(
    introduction: Introduction, *, by: User, reason: str = "", at: datetime | None = None
) -> Introduction:
    """Say no. The other side gets one polite sentence; the reason goes nowhere (INV-7).

    It is not in the journal either, which more people read.
    """
    changes = {
        "declined_side": Side(introduction.asked_side).other.value,
        "decline_reason": reason.strip(),
        "ended_at": at or timezone.now(),
    }
    INTRODUCTION.take(introduction, "decline", by=by, changes=changes)
    notifications.declined(introduction)
    return introduction


@transaction.atomic
def withdraw(introduction: Introduction, *, by: User) -> Introduction:
    """Take one's own request back."""
    was_known = introduction.status == IntroductionStatus.WAITING
    INTRODUCTION.take(introduction, "withdraw", by=by, changes={"ended_at": timezone.now()})
    if was_known:
        notifications.withdrawn(introduction)
    return introduction


@transaction.atomic
def meet(introduction: Introduction, on: date, *, by: User) -> Introduction:
    """Say that the two have met."""
    if on > timezone.localdate():
        raise MatchingError(_("Ngày gặp không thể ở tương lai."))
    INTRODUCTION.take(introduction, "meet", by=by, changes={"met_on": on})
    return introduction


@transaction.atomic
def told_by_phone(introduction: Introduction, *, by: User) -> Introduction:
    """The letter came back; the officer has rung. The days to answer begin anew (INV-F1)."""
    refuse(policies.check_introduction(by, introduction))
    locked = Introduction.objects.select_for_update().get(pk=introduction.pk)
    if locked.status not in UNANSWERED:
        raise WrongStateError(locked, "told_by_phone")
    locked.letters = []
    locked.answer_by = timezone.localdate() + timedelta(days=ANSWER_DAYS)
    locked.save(update_fields=["letters", "answer_by"])
    journal.write("told_by_phone", locked, by=by, after={"answer_by": locked.answer_by})
    return locked


@transaction.atomic
def complain(introduction: Introduction, text: str, *, by: User) -> Complaint:
    """Say that the other side behaved badly; its new requests wait until it is decided (INV-12)."""
    sides = policies.sides_of(by, introduction)
    refuse(policies.take_part(by, introduction))
    side = sorted(sides)[0]
    Introduction.objects.select_for_update().get(pk=introduction.pk)
    standing = introduction.complaints.undecided().filter(by_side=side).first()
    if standing:
        return standing
    now = timezone.now()
    year = local_day(now).year
    complaint = Complaint.objects.create(
        number=f"KN-{year}-{numbering.next_number(f'complaint-{year}'):05d}",
        introduction=introduction,
        by_side=side,
        text=text,
        made_by=by,
        made_at=now,
        answer_by=add_working_days(local_day(now), COMPLAINT_WORKING_DAYS),
    )
    journal.write("complain", complaint, by=by, after={"introduction": introduction.number})
    return complaint


@transaction.atomic
def decide_complaint(
    complaint: Complaint, status: ComplaintStatus | str, answer: str, *, by: User
) -> Complaint:
    """Uphold or dismiss; new requests are possible again unless the officer suspends as well."""
    step = {ComplaintStatus.UPHELD: "uphold", ComplaintStatus.DISMISSED: "dismiss"}[
        ComplaintStatus(status)
    ]
    changes = {"decided_by": by, "decided_at": timezone.now(), "answer": answer}
    COMPLAINT.take(complaint, step, by=by, changes=changes)
    notifications.complaint_decided(complaint)
    return complaint
