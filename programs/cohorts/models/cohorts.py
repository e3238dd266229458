"""A cohort, its plan, and the firms in it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import StoredFile
from ecosystem.registry.models import Organization
from ecosystem.taxonomy.models import in_language
from programs.calls.models import Application, Call
from programs.cohorts.choices import InstalmentStatus, MemberStatus, MilestoneStatus
from programs.cohorts.querysets import InstalmentQuerySet, MemberQuerySet, MilestoneQuerySet


class Cohort(models.Model):
    """The firms that one call brought together, with a common plan and one line of the budget."""

    code = models.CharField(_("mã"), max_length=16, unique=True)
    call = models.ForeignKey(Call, models.PROTECT, related_name="cohorts", verbose_name=_("đợt"))
    title = models.CharField(_("tên khoá"), max_length=200)
    title_en = models.CharField(_("tên tiếng Anh"), max_length=200, blank=True)
    starts_on = models.DateField(_("bắt đầu"))
    ends_on = models.DateField(_("kết thúc"))
    budget_line = models.CharField(_("dòng ngân sách"), max_length=100)
    period = models.CharField(_("kỳ ngân sách"), max_length=16, help_text=_("ví dụ 2026"))
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("cán bộ phụ trách"),
    )
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["-starts_on", "-code"]
        verbose_name = _("khoá ươm tạo")
        verbose_name_plural = _("khoá ươm tạo")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="cohort_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(budget_line="") & ~Q(period=""), name="cohort_has_budget_and_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def name(self) -> str:
        return in_language(self.title, self.title_en)


class MilestonePlan(models.Model):
    """A milestone that each member gets: until when, and which part of the support it opens."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="plan")
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    title = models.CharField(_("tên mốc"), max_length=100)
    title_en = models.CharField(_("tên tiếng Anh"), max_length=100, blank=True)
    wanted = models.CharField(_("bằng chứng cần có"), max_length=300, blank=True)
    due_on = models.DateField(_("hạn"))
    share = models.PositiveSmallIntegerField(
        _("phần hỗ trợ, %"), default=0, help_text=_("phần của mức hỗ trợ chi khi mốc được nhận")
    )

    class Meta:
        ordering = ["cohort_id", "position"]
        verbose_name = _("mốc của khoá")
        verbose_name_plural = _("mốc của khoá")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "position"], name="plan_position_once"),
            models.CheckConstraint(condition=Q(share__lte=100), name="plan_share_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"

    @property
    def name(self) -> str:
        return in_language(self.title, self.title_en)


class Member(models.Model):
    """A firm in a cohort, from enrolment on. What happens to it, the record stays (PRG-20)."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="members")
    application = models.OneToOneField(Application, models.PROTECT, related_name="member")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships")
    project = models.CharField(_("dự án"), max_length=200)
    folded_project = models.CharField(max_length=200, db_index=True, editable=False)
    support_amount = models.DecimalField(_("mức hỗ trợ"), max_digits=14, decimal_places=0)
    currency = models.CharField(max_length=3, default="VND")
    status = models.CharField(
        _("tình trạng"), max_length=12, choices=MemberStatus, default=MemberStatus.ENROLLED
    )
    enrolled_on = models.DateField(_("ngày vào khoá"))
    enrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_on = models.DateField(_("ngày kết thúc"), null=True, blank=True)
    end_reason = models.TextField(_("lý do"), blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer_by = models.DateField(_("giải trình đến hết ngày"), null=True, blank=True)
    answer = models.TextField(_("giải trình"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["cohort_id", "organization__sort_key"]
        verbose_name = _("thành viên khoá")
        verbose_name_plural = _("thành viên khoá")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "organization", "folded_project"], name="member_once_per_project"
            ),
            models.CheckConstraint(
                condition=Q(support_amount__gte=0), name="member_support_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[MemberStatus.ENROLLED, MemberStatus.ANSWERING], ended_on=None
                )
                | Q(
                    status__in=[
                        MemberStatus.GRADUATED,
                        MemberStatus.WITHDRAWN,
                        MemberStatus.TERMINATED,
                    ],
                    ended_on__isnull=False,
                ),
                name="member_ended_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[MemberStatus.ANSWERING, MemberStatus.TERMINATED])
                | (~Q(end_reason="") & Q(answer_by__isnull=False, proposed_by__isnull=False)),
                name="member_terminated_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization.name} ({self.cohort.code})"


class Milestone(models.Model):
    """A milestone of one member: when it is due, who owns it, what was handed in, what was said."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="milestones")
    plan = models.ForeignKey(MilestonePlan, models.PROTECT, related_name="milestones")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người phụ trách"),
    )
    due_on = models.DateField(_("hạn"))
    status = models.CharField(
        _("tình trạng"), max_length=12, choices=MilestoneStatus, default=MilestoneStatus.PLANNED
    )
    note = models.TextField(_("ghi chú của đơn vị"), blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    hand_in_key = models.UUIDField(null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(_("trả lời của cán bộ"), blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    delay_asked_at = models.DateTimeField(null=True, blank=True)
    delay_reason = models.TextField(_("lý do trễ"), blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["member_id", "plan__position"]
        verbose_name = _("mốc")
        verbose_name_plural = _("mốc")
        constraints = [
            models.UniqueConstraint(fields=["member", "plan"], name="milestone_once_per_member"),
            models.CheckConstraint(
                condition=Q(status=MilestoneStatus.PLANNED)
                | Q(handed_in_at__isnull=False, handed_in_by__isnull=False),
                name="milestone_handed_in_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[MilestoneStatus.ACCEPTED, MilestoneStatus.SENT_BACK])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="milestone_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status=MilestoneStatus.SENT_BACK) | ~Q(answer=""),
                name="milestone_sent_back_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(status=MilestoneStatus.ACCEPTED) | ~Q(decided_by=F("handed_in_by")),
                name="milestone_accepted_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.plan_id}"


class MilestoneFile(models.Model):
    """A paper that a firm handed in for a milestone. Kept, also when the milestone is sent back."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("tệp bằng chứng")
        verbose_name_plural = _("tệp bằng chứng")

    def __str__(self) -> str:
        return self.file.name


class Instalment(models.Model):
    """A part of the support that an accepted milestone opens (PRG-18).

    That the milestone is accepted before anything is asked is held by a trigger, since it stands
    in another table.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="instalments")
    milestone = models.OneToOneField(Milestone, models.PROTECT, related_name="instalment")
    amount = models.DecimalField(_("số tiền"), max_digits=14, decimal_places=0)
    status = models.CharField(
        _("tình trạng"), max_length=8, choices=InstalmentStatus, default=InstalmentStatus.PLANNED
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    order_number = models.CharField(_("số lệnh chi"), max_length=32, blank=True)
    order_date = models.DateField(_("ngày lệnh chi"), null=True, blank=True)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = InstalmentQuerySet.as_manager()

    class Meta:
        ordering = ["member_id", "milestone__plan__position"]
        verbose_name = _("đợt chi")
        verbose_name_plural = _("đợt chi")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_amount_positive"),
            models.CheckConstraint(
                condition=Q(status=InstalmentStatus.PLANNED, asked_at=None, asked_by=None)
                | Q(
                    status__in=[InstalmentStatus.ASKED, InstalmentStatus.ORDERED],
                    asked_at__isnull=False,
                    asked_by__isnull=False,
                ),
                name="instalment_asked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    ~Q(order_number=""),
                    status=InstalmentStatus.ORDERED,
                    order_date__isnull=False,
                    ordered_by__isnull=False,
                )
                | Q(
                    status__in=[InstalmentStatus.PLANNED, InstalmentStatus.ASKED],
                    order_number="",
                    order_date=None,
                    ordered_by=None,
                ),
                name="instalment_ordered_has_number_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.milestone_id}"


class SupportCheck(models.Model):
    """What an officer wrote about a support that may be double (PRG-17). Never edited."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="support_checks", verbose_name=_("hồ sơ")
    )
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="support_checks")
    other = models.ForeignKey(Member, models.PROTECT, related_name="+")
    grounds = models.JSONField(default=list)
    amount = models.DecimalField(max_digits=14, decimal_places=0)
    other_amount = models.DecimalField(max_digits=14, decimal_places=0)
    is_allowed = models.BooleanField()
    reason = models.TextField(_("lý do"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = _("xét hỗ trợ trùng")
        verbose_name_plural = _("xét hỗ trợ trùng")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="support_check_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} – {self.other_id}"
