"""What the registry's words, places and legal grounds are."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .choices import DocumentKind, DocumentLevel, Mark, UnitKind, UnitSystem
from .querysets import (
    BoundaryQuerySet,
    DocumentQuerySet,
    MarkedQuerySet,
    TermQuerySet,
    UnitQuerySet,
)


def in_language(vietnamese: str, english: str) -> str:
    """Return the text of the active language; Vietnamese where the other is missing."""
    return english if english and (get_language() or "vi").startswith("en") else vietnamese


class MarkedRow(models.Model):
    """A fact with its source and how far it can be trusted."""

    mark = models.CharField(_("mức tin cậy"), max_length=1, choices=Mark, default=Mark.UNVERIFIED)
    source = models.CharField(_("nguồn"), max_length=500, blank=True)

    class Meta:
        abstract = True

    @property
    def is_official(self) -> bool:
        """Whether pages may show this as the official wording."""
        return self.mark == Mark.VERIFIED


class Province(models.Model):
    """The province that this installation serves; its names on the site and on paper."""

    code = models.SlugField(_("mã"), max_length=32, unique=True)
    prefix = models.CharField(
        _("tiền tố mã"), max_length=4, help_text=_("đứng đầu mã tổ chức, ví dụ TN-000123")
    )
    administrative_code = models.CharField(_("mã hành chính"), max_length=2)
    name = models.CharField(_("tên"), max_length=100)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=100)
    site_name = models.CharField(_("tên trang"), max_length=200)
    site_name_en = models.CharField(_("tên trang tiếng Anh"), max_length=200)
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200)
    issuer_en = models.CharField(_("cơ quan ban hành (tiếng Anh)"), max_length=200, blank=True)
    superior_body = models.CharField(
        _("cơ quan chủ quản"), max_length=200, help_text=_("dòng trên, góc trái của văn bản")
    )
    issuer_body = models.CharField(
        _("tên cơ quan trên văn bản"), max_length=200, help_text=_("dòng dưới, góc trái")
    )
    issuer_symbol = models.CharField(_("ký hiệu cơ quan"), max_length=20)
    place_name = models.CharField(
        _("địa danh"), max_length=100, help_text=_("đứng trước ngày tháng của văn bản")
    )
    center_name = models.CharField(_("tên trung tâm"), max_length=200)
    center_name_en = models.CharField(_("tên trung tâm (tiếng Anh)"), max_length=200, blank=True)
    center_phone = models.CharField(_("điện thoại trung tâm"), max_length=30, blank=True)
    center_email = models.EmailField(_("thư điện tử trung tâm"), blank=True)

    class Meta:
        verbose_name = _("tỉnh")
        verbose_name_plural = _("tỉnh")

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)

    @property
    def site_label(self) -> str:
        return in_language(self.site_name, self.site_name_en)

    @property
    def center_label(self) -> str:
        return in_language(self.center_name, self.center_name_en)


class AdministrativeUnit(models.Model):
    """A commune, ward or township of one of the two systems. The key is code and system."""

    code = models.CharField(_("mã"), max_length=5)
    system = models.CharField(_("hệ thống"), max_length=16, choices=UnitSystem)
    kind = models.CharField(_("loại"), max_length=10, choices=UnitKind)
    name = models.CharField(_("tên"), max_length=100)
    full_name = models.CharField(_("tên đầy đủ"), max_length=120)
    name_variant = models.CharField(
        _("cách viết khác"), max_length=100, blank=True, help_text=_("cách đặt dấu khác")
    )
    folded = models.CharField(max_length=120, db_index=True)
    sort_key = models.CharField(max_length=255, db_index=True)
    former_province = models.CharField(_("tỉnh cũ"), max_length=100)
    district_name = models.CharField(_("huyện cũ"), max_length=200, blank=True)
    contains = models.TextField(
        _("gồm"), blank=True, help_text=_("các đơn vị cũ nhập thành đơn vị này")
    )
    latitude = models.DecimalField(
        _("vĩ độ"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("kinh độ"), max_digits=9, decimal_places=6, null=True, blank=True
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "code"]
        verbose_name = _("đơn vị hành chính")
        verbose_name_plural = _("đơn vị hành chính")
        constraints = [
            models.UniqueConstraint(fields=["code", "system"], name="unit_code_once_per_system"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_current(self) -> bool:
        return self.system == UnitSystem.SINCE


class UnitChange(models.Model):
    """Where an old unit, or a part of it, went on 1/7/2025."""

    old_unit = models.ForeignKey(AdministrativeUnit, models.CASCADE, related_name="changes_to_new")
    new_unit = models.ForeignKey(
        AdministrativeUnit, models.CASCADE, related_name="changes_from_old"
    )
    is_partial = models.BooleanField(
        _("chỉ một phần"), default=False, help_text=_("đơn vị cũ bị chia cho nhiều đơn vị mới")
    )

    class Meta:
        ordering = ["old_unit__code", "new_unit__code"]
        verbose_name = _("thay đổi đơn vị hành chính")
        verbose_name_plural = _("thay đổi đơn vị hành chính")
        constraints = [
            models.UniqueConstraint(fields=["old_unit", "new_unit"], name="unit_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.old_unit_id} → {self.new_unit_id}"


class Boundary(models.Model):
    """A boundary version: which communes a number is counted in, and for which days (REG-9)."""

    code = models.CharField(_("mã"), max_length=32, unique=True)
    name = models.CharField(_("tên"), max_length=200)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=200)
    first_day = models.DateField(_("ngày đầu"))
    last_day = models.DateField(_("ngày cuối"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    units = models.ManyToManyField(AdministrativeUnit, related_name="boundaries")

    objects = BoundaryQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "code"]
        verbose_name = _("ranh giới")
        verbose_name_plural = _("ranh giới")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="boundary_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)

    @property
    def is_current(self) -> bool:
        return self.last_day is None


class LegalDocument(MarkedRow):
    """A law, resolution, plan …: what targets, schemes and terms are grounded in (SUP-5)."""

    code = models.SlugField(_("mã"), max_length=64, unique=True)
    kind = models.CharField(_("loại"), max_length=16, choices=DocumentKind)
    level = models.CharField(_("cấp"), max_length=16, choices=DocumentLevel)
    number = models.CharField(_("số, ký hiệu"), max_length=64, blank=True)
    date = models.DateField(_("ngày ban hành"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("năm"), null=True, blank=True)
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True)
    subject = models.CharField(_("trích yếu"), max_length=500)
    subject_en = models.CharField(_("trích yếu (tiếng Anh)"), max_length=500, blank=True)
    in_force_from = models.DateField(_("có hiệu lực từ"), null=True, blank=True)
    in_force_to = models.DateField(_("hết hiệu lực từ"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces"
    )
    link = models.URLField(_("đường dẫn"), max_length=500, blank=True)
    note = models.TextField(_("ghi chú"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("văn bản")
        verbose_name_plural = _("văn bản")
        constraints = [
            models.CheckConstraint(
                condition=Q(in_force_to=None) | Q(in_force_to__gte=F("in_force_from")),
                name="legal_document_force_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Kind and number, e.g. "Nghị quyết 24/NQ-HĐND"; the subject where no number is known."""
        return f"{self.get_kind_display()} {self.number}" if self.number else self.subject_label

    @property
    def subject_label(self) -> str:
        return in_language(self.subject, self.subject_en)


class Term(MarkedRow):
    """A word of a vocabulary (ADM-7). Retired, never deleted: old records keep it."""

    code = models.SlugField(_("mã"), max_length=64, unique=True)
    name_vi = models.CharField(_("tên"), max_length=200)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=200)
    sort_key = models.CharField(max_length=500, blank=True, editable=False)
    legal_source = models.ForeignKey(
        LegalDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("căn cứ"),
    )
    valid_from = models.DateField(_("dùng từ"), null=True, blank=True)
    valid_to = models.DateField(_("thôi dùng từ"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("thay bằng"),
    )
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["sort_key", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="%(class)s_valid_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return in_language(self.name_vi, self.name_en)


class Sector(Term):
    """A field of the economy that an organization works in."""

    is_priority = models.BooleanField(
        _("ưu tiên"), default=False, help_text=_("được nêu trong định hướng của tỉnh")
    )

    class Meta(Term.Meta):
        verbose_name = _("lĩnh vực")
        verbose_name_plural = _("lĩnh vực")


class Technology(Term):
    """A technology that an organization makes or uses: the second axis beside the sector."""

    class Meta(Term.Meta):
        verbose_name = _("công nghệ")
        verbose_name_plural = _("công nghệ")


class Stage(Term):
    """How far a firm has come, from idea to growth; ordered by position."""

    class Meta(Term.Meta):
        ordering = ["position", "code"]
        verbose_name = _("giai đoạn")
        verbose_name_plural = _("giai đoạn")


class IndustryCode(MarkedRow):
    """A code of VSIC with its version. The name stays empty until it has been compared."""

    code = models.CharField(_("mã ngành"), max_length=5)
    version = models.CharField(_("phiên bản"), max_length=16)
    name = models.CharField(_("tên"), max_length=300, blank=True)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=300, blank=True)

    objects = MarkedQuerySet.as_manager()

    class Meta:
        ordering = ["version", "code"]
        verbose_name = _("mã ngành kinh tế")
        verbose_name_plural = _("mã ngành kinh tế")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="industry_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}".strip()

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)
