"""What waits for the investment officer, and the short list of counts for the desk."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.selectors import WatchLine, WorkItem
from core import calendar, mail
from programs.investors import policies
from programs.investors.choices import RENEWAL_NOTICE_DAYS, AccountStatus
from programs.investors.models import Complaint, Deal, Introduction, InvestorAccount

CHECK_WORKING_DAYS = 5


def bounced_letters() -> frozenset[int]:
    """Return the letters that never arrived."""
    return frozenset(letter.id for letter in mail.troubled() if letter.bounced)


def bounced_introductions() -> list[Introduction]:
    """Return the open requests whose letter came back (INV-F1)."""
    bounced = bounced_letters()
    if not bounced:
        return []
    waiting = Introduction.objects.unanswered().select_related("account", "organization")
    return [each for each in waiting if not bounced.isdisjoint(each.letters)]


def work_items(user: User, day: date) -> tuple[WorkItem, ...]:
    """Return everything that waits for an investment officer; nothing for others."""
    if policies.work(user):
        return ()
    return (*_accounts(), *_introductions(), *_bounced(), *_complaints(), *_deals())


def _accounts() -> list[WorkItem]:
    found = list(InvestorAccount.objects.to_check().order_by("requested_at"))
    return [
        WorkItem(
            title=account.name,
            code=account.number,
            why=gettext_lazy("nhà đầu tư chờ kiểm giấy tờ")
            if account.status == AccountStatus.REQUESTED
            else gettext_lazy("đã kiểm giấy tờ, chờ mở"),
            action=gettext_lazy("Kiểm giấy tờ"),
            url=reverse("investors_account:screen", args=[account.number]),
            due=calendar.add_working_days(
                timezone.localdate(account.requested_at), CHECK_WORKING_DAYS
            ),
        )
        for account in found
    ]


def _introductions() -> list[WorkItem]:
    found = Introduction.objects.to_check().select_related("account", "organization")
    return [
        WorkItem(
            title=f"{each.account.name} – {each.organization.legal_name}",
            code=each.number,
            why=gettext_lazy("lời đề nghị chờ cán bộ xem"),
            action=gettext_lazy("Xem lời đề nghị"),
            url=reverse("investors_introduction:screen", args=[each.number]),
            due=timezone.localdate(each.asked_at) + timedelta(days=2),
        )
        for each in found
    ]


def _bounced() -> list[WorkItem]:
    return [
        WorkItem(
            title=f"{each.account.name} – {each.organization.legal_name}",
            code=each.number,
            why=gettext_lazy("thư báo không tới; gọi điện cho bên được hỏi"),
            action=gettext_lazy("Ghi đã báo"),
            url=reverse("investors_introduction:screen", args=[each.number]),
            due=each.answer_by,
        )
        for each in bounced_introductions()
    ]


def _complaints() -> list[WorkItem]:
    found = Complaint.objects.undecided().select_related("introduction")
    return [
        WorkItem(
            title=_("Khiếu nại trong %(number)s") % {"number": complaint.introduction.number},
            code=complaint.number,
            why=gettext_lazy("khiếu nại về cách cư xử"),
            action=gettext_lazy("Xem khiếu nại"),
            url=reverse("investors_introduction:screen", args=[complaint.introduction.number]),
            due=complaint.answer_by,
        )
        for complaint in found
    ]


def _deals() -> list[WorkItem]:
    found = Deal.objects.with_unread_document().select_related("introduction")
    return [
        WorkItem(
            title=_("Giấy tờ về khoản đầu tư"),
            code=deal.introduction.number,
            why=gettext_lazy("một bên đã nộp giấy tờ"),
            action=gettext_lazy("Đọc giấy tờ"),
            url=reverse("investors_introduction:screen", args=[deal.introduction.number]),
            due=None,
        )
        for deal in found
    ]


def watch_lines(user: User, day: date) -> tuple[WatchLine, ...]:
    """Return counts for the investment officer; nothing for others."""
    if policies.work(user):
        return ()
    accounts = reverse("investors_account:index")
    introductions = reverse("investors_introduction:index")
    soon = day + timedelta(days=RENEWAL_NOTICE_DAYS)
    lines = (
        WatchLine(
            gettext_lazy("Lời đề nghị giới thiệu chờ trả lời"),
            Introduction.objects.unanswered().count(),
            f"{introductions}?status=waiting",
        ),
        WatchLine(
            gettext_lazy("Nhà đầu tư sắp hết 12 tháng xác minh"),
            InvestorAccount.objects.verified(day).filter(active_until__lte=soon).count(),
            f"{accounts}?status=active",
        ),
        WatchLine(
            gettext_lazy("Khoản đầu tư hai bên khai chưa khớp"),
            Deal.objects.contradicted().count(),
            f"{introductions}?status=released",
        ),
    )
    return tuple(line for line in lines if line.count)
