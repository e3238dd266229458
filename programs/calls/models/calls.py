"""A call, the form that it asks, and what is scored."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.models import StoredFile
from ecosystem.taxonomy.models import Sector
from programs.calls.choices import CALL_PUBLIC, CallState, CallStatus, FieldKind
from programs.calls.querysets import CallQuerySet


class Call(models.Model):
    """An announcement to which many apply and from which few are chosen.

    `kinds`, `tracks` and `conditions` are lists: kinds of organization that may apply (empty:
    all), names of tracks, and yes/no questions of the eligibility test, each a mapping with
    `question` and `reason` (what a "no" means).
    """

    code = models.CharField(_("mã"), max_length=20, unique=True)
    slug = models.SlugField(_("tên trong địa chỉ"), max_length=80, unique=True)
    title = models.CharField(_("tên đợt"), max_length=200)
    title_en = models.CharField(_("tên đợt bằng tiếng Anh"), max_length=200, blank=True)
    program = models.CharField(_("chương trình"), max_length=200)
    summary = models.CharField(_("giới thiệu ngắn"), max_length=400, blank=True)
    summary_en = models.CharField(_("giới thiệu ngắn bằng tiếng Anh"), max_length=400, blank=True)
    status = models.CharField(
        _("tình trạng"), max_length=16, choices=CallStatus, default=CallStatus.DRAFT
    )

    opens_at = models.DateTimeField(_("mở lúc"))
    closes_at = models.DateTimeField(_("đóng lúc"), help_text=_("tính đến giây"))
    grace_minutes = models.PositiveSmallIntegerField(
        _("số phút gia hạn cho bản nháp đã mở"), default=15
    )
    screening_until = models.DateField(_("xét điều kiện đến ngày"), null=True, blank=True)
    review_until = models.DateField(_("chấm đến ngày"), null=True, blank=True)
    results_on = models.DateField(_("trả kết quả ngày"), null=True, blank=True)
    starts_on = models.DateField(_("bắt đầu ngày"), null=True, blank=True)

    places = models.PositiveSmallIntegerField(
        _("số chỗ"), default=10, validators=[MinValueValidator(1)]
    )
    budget_line = models.CharField(_("nguồn kinh phí"), max_length=200, blank=True)
    priority_places = models.PositiveSmallIntegerField(
        _("chỗ dành cho lĩnh vực ưu tiên"), default=0
    )
    priority_sectors = models.ManyToManyField(
        Sector, blank=True, related_name="+", verbose_name=_("lĩnh vực ưu tiên")
    )
    kinds = models.JSONField(_("loại tổ chức được nộp"), default=list, blank=True)
    province_only = models.BooleanField(_("chỉ nhận trụ sở trong tỉnh"), default=True)
    tracks = models.JSONField(_("nhánh"), default=list, blank=True)
    conditions = models.JSONField(_("câu hỏi điều kiện"), default=list, blank=True)

    is_blind = models.BooleanField(_("chấm ẩn danh"), default=False)
    minimum_reviewers = models.PositiveSmallIntegerField(
        _("số người chấm ít nhất"), default=3, validators=[MinValueValidator(1)]
    )
    spread_limit = models.DecimalField(
        _("chênh lệch điểm cần thảo luận"), max_digits=5, decimal_places=2, default=Decimal("25")
    )
    reply_days = models.PositiveSmallIntegerField(
        _("số ngày làm việc để trả lời lời mời"), default=5, validators=[MinValueValidator(1)]
    )
    information_days = models.PositiveSmallIntegerField(
        _("số ngày làm việc để bổ sung"), default=5, validators=[MinValueValidator(1)]
    )
    letter_delay_minutes = models.PositiveSmallIntegerField(
        _("số phút thư chờ trước khi gửi"), default=30
    )

    checked_form = models.ForeignKey(
        "FormVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    minutes = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    minutes_asked_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-closes_at", "-pk"]
        verbose_name = _("đợt tuyển chọn")
        verbose_name_plural = _("đợt tuyển chọn")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="call_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(priority_places__lte=F("places")), name="call_quota_within_places"
            ),
            models.CheckConstraint(
                condition=Q(status=CallStatus.DRAFT) | Q(checked_form__isnull=False),
                name="call_published_after_test",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(CALL_PUBLIC)) | Q(published_at__isnull=False),
                name="call_published_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def name(self) -> str:
        """The title in the language that is read."""
        return (get_language() == "en" and self.title_en) or self.title

    @property
    def grace_ends_at(self) -> datetime:
        return self.closes_at + timedelta(minutes=self.grace_minutes)

    def state_at(self, now: datetime) -> CallState:
        """Return what the call is for a visitor at this moment (PRG-9: to the second)."""
        if self.status in (CallStatus.DECIDED, CallStatus.ARCHIVED):
            return CallState.DECIDED
        if self.status != CallStatus.PUBLISHED:
            return CallState.HIDDEN
        if now < self.opens_at:
            return CallState.COMING
        return CallState.OPEN if now < self.closes_at else CallState.CLOSED


class FormVersion(models.Model):
    """The questions of a call. Frozen at the first submit; a later change makes a new version."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="form_versions")
    number = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["call", "-number"]
        verbose_name = _("phiên bản biểu mẫu")
        verbose_name_plural = _("phiên bản biểu mẫu")
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="form_version_number_once"),
            models.UniqueConstraint(
                fields=["call"], condition=Q(frozen_at=None), name="form_version_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} v{self.number}"


class FormField(models.Model):
    """One question. `identity` stays the same through versions, whatever the label says (PRG-6).

    An empty list of kinds, sectors or tracks means that the question is asked of all.
    """

    version = models.ForeignKey(FormVersion, models.CASCADE, related_name="fields")
    identity = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    section = models.CharField(_("phần"), max_length=120, default="Nội dung")
    section_en = models.CharField(_("phần, bằng tiếng Anh"), max_length=120, blank=True)
    kind = models.CharField(
        _("loại câu hỏi"), max_length=16, choices=FieldKind, default=FieldKind.TEXT
    )
    label = models.CharField(_("câu hỏi"), max_length=250)
    label_en = models.CharField(_("câu hỏi bằng tiếng Anh"), max_length=250, blank=True)
    help_text = models.CharField(_("chỉ dẫn"), max_length=500, blank=True)
    help_text_en = models.CharField(_("chỉ dẫn bằng tiếng Anh"), max_length=500, blank=True)
    is_required = models.BooleanField(_("bắt buộc"), default=True)
    is_identifying = models.BooleanField(
        _("lộ danh tính"), default=False, help_text=_("không đưa vào bản ẩn danh")
    )
    options = models.JSONField(_("các lựa chọn"), default=list, blank=True)
    minimum = models.DecimalField(
        _("nhỏ nhất"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    maximum = models.DecimalField(
        _("lớn nhất"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    max_length = models.PositiveIntegerField(
        _("số ký tự nhiều nhất"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(20_000)],
    )
    max_megabytes = models.PositiveSmallIntegerField(
        _("tệp lớn nhất, MB"), default=10, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    kinds = models.JSONField(_("chỉ hỏi loại tổ chức"), default=list, blank=True)
    sectors = models.JSONField(_("chỉ hỏi lĩnh vực"), default=list, blank=True)
    tracks = models.JSONField(_("chỉ hỏi nhánh"), default=list, blank=True)

    class Meta:
        ordering = ["version", "position", "pk"]
        verbose_name = _("câu hỏi của biểu mẫu")
        verbose_name_plural = _("câu hỏi của biểu mẫu")
        constraints = [
            models.UniqueConstraint(fields=["version", "identity"], name="form_field_identity_once")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def key(self) -> str:
        """The name under which the answer is kept."""
        return str(self.identity)


class Criterion(models.Model):
    """What reviewers score, with its weight in percent and its scale."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    name = models.CharField(_("tiêu chí"), max_length=200)
    name_en = models.CharField(_("tiêu chí bằng tiếng Anh"), max_length=200, blank=True)
    guidance = models.TextField(_("hướng dẫn chấm"), blank=True)
    weight = models.PositiveSmallIntegerField(
        _("trọng số, %"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    scale = models.PositiveSmallIntegerField(
        _("điểm cao nhất"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    minimum = models.PositiveSmallIntegerField(_("điểm sàn"), null=True, blank=True)

    class Meta:
        ordering = ["call", "position", "pk"]
        verbose_name = _("tiêu chí")
        verbose_name_plural = _("tiêu chí")
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=100), name="criterion_weight_in_percent"
            ),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(minimum__lte=F("scale")),
                name="criterion_minimum_within_scale",
            ),
        ]

    def __str__(self) -> str:
        return self.name
