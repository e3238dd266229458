"""One record per legal entity, with the dated rows that belong to it."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin, RevisionMixin

from core.temporal import TemporalQuerySet, TemporalRow
from ecosystem.registry.choices import (
    DatePrecision,
    EventKind,
    HowChosen,
    IdentifierState,
    NameType,
    OrganizationKind,
    OrganizationStatus,
    PlaceType,
    Source,
    Visibility,
)
from ecosystem.registry.querysets import AddressQuerySet, OrganizationQuerySet
from ecosystem.taxonomy.models import (
    AdministrativeUnit,
    IndustryCode,
    Sector,
    Stage,
    Technology,
)


class Organization(PreviewableMixin, RevisionMixin, models.Model):
    """A firm, household business, co-operative, team, expert, fund or body of the ecosystem.

    What is counted about it (seat, sector, listing, classification) is dated rows beside it.
    """

    code = models.CharField(_("mã"), max_length=16, unique=True)
    kind = models.CharField(_("loại"), max_length=16, choices=OrganizationKind)
    legal_name = models.CharField(_("tên đầy đủ"), max_length=300)
    short_name = models.CharField(_("tên thường gọi"), max_length=150, blank=True)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=300, blank=True)
    folded_name = models.CharField(max_length=300, db_index=True, editable=False)
    sort_key = models.CharField(max_length=900, db_index=True, editable=False)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, null=True, blank=True)
    identifier_state = models.CharField(
        _("tình trạng mã số"),
        max_length=16,
        choices=IdentifierState,
        default=IdentifierState.NONE,
    )
    registration_number = models.CharField(_("số đăng ký"), max_length=32, blank=True)
    first_registration_date = models.DateField(_("ngày đăng ký lần đầu"), null=True, blank=True)
    status = models.CharField(
        _("tình trạng"),
        max_length=16,
        choices=OrganizationStatus,
        default=OrganizationStatus.ACTIVE,
    )
    head_office = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="branches"
    )
    description = models.TextField(_("giới thiệu"), blank=True)
    description_en = models.TextField(_("giới thiệu bằng tiếng Anh"), blank=True)
    website = models.URLField(_("trang web"), blank=True)
    main_industry = models.ForeignKey(
        IndustryCode, models.PROTECT, null=True, blank=True, verbose_name=_("ngành chính")
    )
    stage = models.ForeignKey(
        Stage, models.PROTECT, null=True, blank=True, verbose_name=_("giai đoạn")
    )
    technologies = models.ManyToManyField(Technology, blank=True, verbose_name=_("công nghệ"))
    raising_until = models.DateField(_("gọi vốn đến ngày"), null=True, blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    visibility = models.CharField(
        _("hiển thị"), max_length=16, choices=Visibility, default=Visibility.UNPUBLISHED
    )
    last_confirmed_on = models.DateField(_("xác nhận lần cuối"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_records"
    )
    is_demo = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="organization")

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("tổ chức")
        verbose_name_plural = _("tổ chức")
        ordering = ["sort_key", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["tax_code"],
                condition=Q(merged_into=None),
                name="organization_tax_code_once_among_live",
            ),
            models.CheckConstraint(
                condition=Q(tax_code=None) | ~Q(tax_code=""), name="organization_tax_code_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(head_office=None) | ~Q(head_office=F("id")),
                name="organization_not_its_own_head_office",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="organization_not_merged_into_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["visibility", "sort_key", "code"], name="organization_listing"),
        ]

    def __str__(self) -> str:
        return self.legal_name

    def get_absolute_url(self) -> str:
        return reverse("registry:profile", args=[self.code])

    @property
    def name(self) -> str:
        return self.short_name or self.legal_name

    @property
    def revisions(self) -> models.Manager:
        return self._revisions

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "registry/profile_preview.html"


class Name(TemporalRow):
    """A name an organization had, with its days and source."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="names")
    text = models.CharField(max_length=300)
    folded = models.CharField(max_length=300, db_index=True, editable=False)
    name_type = models.CharField(max_length=16, choices=NameType, default=NameType.LEGAL)
    source = models.CharField(max_length=16, choices=Source, default=Source.OWNER)

    objects = TemporalQuerySet.as_manager()

    class Meta(TemporalRow.Meta):
        verbose_name = _("tên")
        verbose_name_plural = _("tên")

    def __str__(self) -> str:
        return self.text


class Address(TemporalRow):
    """Where an organization sits, as written, with the commune in the list valid on its days."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="addresses")
    text = models.CharField(_("địa chỉ"), max_length=300)
    unit = models.ForeignKey(
        AdministrativeUnit,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("xã, phường"),
        help_text=_("để trống khi ở ngoài tỉnh hoặc chưa rõ"),
    )
    former_unit = models.ForeignKey(
        AdministrativeUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("xã, phường cũ mà chủ hồ sơ đã gõ"),
    )
    place_type = models.CharField(max_length=16, choices=PlaceType, default=PlaceType.SEAT)
    how = models.CharField(max_length=16, choices=HowChosen, default=HowChosen.OWNER)
    needs_settling = models.BooleanField(default=False)

    objects = AddressQuerySet.as_manager()

    class Meta(TemporalRow.Meta):
        verbose_name = _("địa chỉ")
        verbose_name_plural = _("địa chỉ")
        constraints = [
            *TemporalRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(place_type=PlaceType.SEAT, valid_to=None, recorded_until=None),
                name="address_one_open_seat",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class SectorAssignment(TemporalRow):
    """An organization works in a sector."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="sector_rows")
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="assignments")
    is_main = models.BooleanField(default=False)

    objects = TemporalQuerySet.as_manager()

    class Meta(TemporalRow.Meta):
        verbose_name = _("lĩnh vực")
        verbose_name_plural = _("lĩnh vực")
        constraints = [
            *TemporalRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "sector"],
                condition=Q(valid_to=None, recorded_until=None),
                name="sector_once_per_organization",
            ),
        ]

    def __str__(self) -> str:
        return str(self.sector)


class Listing(TemporalRow):
    """An organization stands in the public directory; counted as scheme REGISTRY, class LISTED."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="listings")

    objects = TemporalQuerySet.as_manager()

    class Meta(TemporalRow.Meta):
        verbose_name = _("lượt đăng trong danh bạ")
        verbose_name_plural = _("lượt đăng trong danh bạ")
        constraints = [
            *TemporalRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(valid_to=None, recorded_until=None),
                name="listing_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.valid_from}"


class Product(models.Model):
    """A product or service, as the organization states it."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="products")
    name = models.CharField(_("tên sản phẩm"), max_length=200)
    text = models.CharField(_("mô tả"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("sản phẩm, dịch vụ")
        verbose_name_plural = _("sản phẩm, dịch vụ")

    def __str__(self) -> str:
        return self.name


class OrganizationEvent(models.Model):
    """Something that happened to an organization."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=EventKind)
    day = models.DateField()
    precision = models.CharField(max_length=8, choices=DatePrecision, default=DatePrecision.DAY)
    text = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=16, choices=Source, default=Source.OWNER)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = _("sự kiện của tổ chức")
        verbose_name_plural = _("sự kiện của tổ chức")

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.get_kind_display()}"
