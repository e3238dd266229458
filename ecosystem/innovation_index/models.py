"""Frameworks of the index, what was published, and reports of ours."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import StoredFile
from ecosystem.targets.models import Snapshot
from ecosystem.taxonomy.models import Boundary, LegalDocument, MarkedRow, in_language

from .choices import Half, OutlierRule, ReportKind, ReportState
from .querysets import ReportQuerySet, ResultQuerySet


class Framework(MarkedRow):
    """One year's version of the index: PII 2023, 2024, 2025.

    How indicators become scores is a setting of the version, since the ministry has not published
    its rule for outliers and for missing values.
    """

    code = models.SlugField(max_length=24)
    year = models.PositiveSmallIntegerField()
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    act = models.ForeignKey(LegalDocument, models.PROTECT, null=True, blank=True)
    announced_on = models.DateField(null=True, blank=True)
    field_size = models.PositiveSmallIntegerField(help_text=_("số tỉnh, thành phố được xếp"))
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    outlier_rule = models.CharField(max_length=8, choices=OutlierRule, default=OutlierRule.NONE)
    least_coverage = models.DecimalField(
        max_digits=3,
        decimal_places=2,
        default=0,
        help_text=_("phần chỉ số ít nhất phải có số, từ 0 đến 1, để một nửa có điểm"),
    )

    class Meta:
        ordering = ["-year", "code"]
        verbose_name = _("khung chỉ số")
        verbose_name_plural = _("khung chỉ số")
        constraints = [
            models.UniqueConstraint(fields=["code", "year"], name="framework_once_a_year"),
            models.CheckConstraint(
                condition=Q(least_coverage__gte=0) & Q(least_coverage__lte=1),
                name="framework_coverage_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_vi, self.name_en)

    @property
    def note_label(self) -> str:
        return in_language(self.note, self.note_en)

    def get_absolute_url(self) -> str:
        return reverse("innovation_index:framework", args=[self.code, self.year])


class Pillar(MarkedRow):
    """One of the seven pillars, in the input or the output half."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="pillars")
    code = models.CharField(max_length=8)
    half = models.CharField(max_length=8, choices=Half)
    weight = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    is_count_verified = models.BooleanField(
        default=False, help_text=_("số chỉ số trong trụ cột đã đối chiếu với văn bản")
    )

    class Meta:
        ordering = ["framework", "code"]
        verbose_name = _("trụ cột")
        verbose_name_plural = _("trụ cột")
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="pillar_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"

    @property
    def name(self) -> str:
        return in_language(self.name_vi, self.name_en)


class Group(MarkedRow):
    """A group of indicators within a pillar."""

    pillar = models.ForeignKey(Pillar, models.CASCADE, related_name="groups")
    code = models.CharField(max_length=8)
    weight = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)

    class Meta:
        ordering = ["pillar", "code"]
        verbose_name = _("nhóm chỉ số")
        verbose_name_plural = _("nhóm chỉ số")
        constraints = [
            models.UniqueConstraint(fields=["pillar", "code"], name="group_once_per_pillar"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_language(self.name_vi, self.name_en)


class IndicatorVersion(MarkedRow):
    """An indicator as one framework defines it (IND-1)."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="indicators")
    code = models.CharField(max_length=8)
    weight = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    unit_vi = models.CharField(max_length=100, blank=True)
    unit_en = models.CharField(max_length=100, blank=True)
    source_kind = models.CharField(max_length=24, blank=True)
    higher_is_better = models.BooleanField(default=True)
    is_local = models.BooleanField(
        null=True, blank=True, help_text=_("tỉnh thu thập; trống: chưa rõ")
    )
    source_body = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("chỉ số thành phần")
        verbose_name_plural = _("chỉ số thành phần")
        constraints = [
            models.UniqueConstraint(fields=["group", "code"], name="indicator_once_per_group"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def unit(self) -> str:
        return in_language(self.unit_vi, self.unit_en)

    @property
    def name(self) -> str:
        return in_language(self.name_vi, self.name_en)


class PublishedResult(MarkedRow):
    """What the ministry published for an area in a year (IND-5). Missing stays missing."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="results")
    boundary = models.ForeignKey(Boundary, models.PROTECT, null=True, blank=True)
    area_name = models.CharField(max_length=100)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    input_score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    output_score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    source_name = models.CharField(max_length=200, blank=True)
    source_url = models.URLField(max_length=300, blank=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["-framework__year", "area_name"]
        verbose_name = _("kết quả đã công bố")
        verbose_name_plural = _("kết quả đã công bố")
        constraints = [
            models.UniqueConstraint(fields=["framework", "area_name"], name="result_once_per_area"),
        ]

    def __str__(self) -> str:
        return f"{self.framework_id} {self.area_name}"


class Report(models.Model):
    """A report run: frozen data, then one file that is never rendered again (REP-1, REP-8)."""

    number = models.CharField(_("số"), max_length=20, unique=True, null=True, blank=True)
    kind = models.CharField(max_length=12, choices=ReportKind, default=ReportKind.INDEX)
    title = models.CharField(_("trích yếu"), max_length=300)
    framework = models.ForeignKey(Framework, models.PROTECT, null=True, blank=True)
    boundary = models.ForeignKey(Boundary, models.PROTECT)
    on_date = models.DateField(_("số liệu ngày"))
    known_at = models.DateTimeField(_("theo hiểu biết lúc"))
    language = models.CharField(max_length=5, default="vi")
    template_version = models.CharField(max_length=16, default="1")
    snapshots = models.ManyToManyField(Snapshot, blank=True, related_name="reports")
    data = models.JSONField(default=dict)
    status = models.CharField(max_length=12, choices=ReportState, default=ReportState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approver_title = models.CharField(max_length=200, blank=True)
    reserved_number = models.CharField(
        max_length=20,
        unique=True,
        null=True,
        blank=True,
        help_text=_("số sẽ in vào tệp; thành số chính thức khi công bố"),
    )
    publish_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    publish_asked_at = models.DateTimeField(null=True, blank=True)
    publish_error = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor"
    )
    correction_note = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-drafted_at"]
        verbose_name = _("báo cáo")
        verbose_name_plural = _("báo cáo")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=[ReportState.PUBLISHED, ReportState.SUPERSEDED])
                | Q(number__isnull=False, file__isnull=False, published_at__isnull=False),
                name="report_published_has_number_and_file",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[ReportState.PUBLISHED, ReportState.SUPERSEDED])
                | Q(number=None),
                name="report_number_only_when_published",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("drafted_by")),
                name="report_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by")),
                name="report_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title
