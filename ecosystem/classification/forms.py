"""Input of officers. Rules are asked in the actions; forms read and keep what was typed."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ecosystem.registry.choices import EvidenceKind
from ecosystem.registry.models import Evidence, Organization
from ecosystem.taxonomy.models import LegalDocument

from .choices import CountSource
from .models import Classification, SchemeClass
from .selectors import subgroup_labels


class DayField(forms.DateField):
    """A day typed as 20/11/2026."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(widget=widget, **kwargs)


class OrganizationCodeForm(forms.Form):
    """Which organization is meant."""

    organization = forms.CharField(
        label=_("Mã tổ chức"), max_length=16, help_text=_("Ví dụ TN-000123, xem ở trang hồ sơ")
    )

    def clean_organization(self) -> Organization:
        code = self.cleaned_data["organization"].strip().upper()
        found = Organization.objects.live().filter(code=code).first()
        if found is None:
            raise forms.ValidationError(
                _("Không có tổ chức mang mã %(code)s."), params={"code": code}
            )
        return found


class ProposalForm(forms.Form):
    """Which class, from when, on what ground."""

    scheme_class = forms.ModelChoiceField(
        label=_("Phân loại"),
        queryset=SchemeClass.objects.filter(
            scheme__count_source=CountSource.DECISIONS
        ).select_related("scheme"),
    )
    subgroup = forms.ChoiceField(label=_("Nhóm"), required=False)
    valid_from = DayField(label=_("Có hiệu lực từ ngày"))
    valid_to = DayField(
        label=_("Đến trước ngày"),
        required=False,
        help_text=_("Để trống: kết thúc theo bằng chứng, thời hạn hoặc chưa có ngày kết thúc"),
    )
    evidence = forms.ModelMultipleChoiceField(
        label=_("Bằng chứng"),
        queryset=Evidence.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    legal_basis = forms.ModelChoiceField(
        label=_("Căn cứ pháp lý"),
        queryset=LegalDocument.objects.all(),
        required=False,
        help_text=_("Để trống: văn bản của hệ phân loại"),
    )
    reason = forms.CharField(
        label=_("Dữ kiện dựa vào"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In vào văn bản gửi doanh nghiệp"),
    )

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        evidence = cast(forms.ModelMultipleChoiceField, self.fields["evidence"])
        evidence.queryset = organization.evidence.all()
        self.fields["valid_from"].initial = timezone.localdate()
        classes = cast(forms.ModelChoiceField, self.fields["scheme_class"]).queryset
        labels = [pair for klass in classes or () for pair in subgroup_labels(klass).items()]
        subgroup = cast(forms.ChoiceField, self.fields["subgroup"])
        subgroup.choices = [("", gettext("không có nhóm")), *labels]


class ClassificationChoiceField(forms.ModelChoiceField):
    """A class in force, by its name."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.scheme_class.name


class EndForm(forms.Form):
    """Which class ends, and from which day on."""

    classification = ClassificationChoiceField(
        label=_("Phân loại"), queryset=Classification.objects.none()
    )
    on = DayField(label=_("Không còn thuộc lớp từ ngày"))
    reason = forms.CharField(label=_("Dữ kiện dựa vào"), widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["classification"])
        field.queryset = organization.classifications.in_force().select_related(
            "scheme_class__scheme"
        )
        self.fields["on"].initial = timezone.localdate()


class EvidenceForm(forms.Form):
    """A paper: what it is, since when it holds, and its file or where it is kept."""

    kind = forms.ChoiceField(label=_("Loại giấy tờ"), choices=EvidenceKind.choices)
    title = forms.CharField(label=_("Tên giấy tờ"), max_length=300)
    issuer = forms.CharField(label=_("Bên ký, bên cấp"), max_length=200, required=False)
    issued_on = DayField(label=_("Ngày ký"))
    valid_until = DayField(
        label=_("Hết giá trị từ ngày"),
        required=False,
        help_text=_("Để trống: theo thời hạn của lớp, thường là 36 tháng"),
    )
    file = forms.FileField(
        label=_("Tệp"), required=False, help_text=_("PDF hoặc ảnh, tối đa 10 MB")
    )
    note = forms.CharField(
        label=_("Nơi giữ bản giấy"),
        max_length=300,
        required=False,
        help_text=_("Cần khi không có tệp"),
    )


class AnswerForm(forms.Form):
    """Why not."""

    answer = forms.CharField(
        label=_("Lý do không chấp nhận"), widget=forms.Textarea(attrs={"rows": 3})
    )
