"""The form with which an officer changes a record."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from ecosystem.registry import policies
from ecosystem.registry.models import Organization
from ecosystem.registry.selectors.answers import answers_of
from ecosystem.registry.selectors.display import Words
from ecosystem.taxonomy.models import AdministrativeUnit, Sector

COLUMNS = ("legal_name", "short_name", "tax_code", "description", "website")
"""Fields of the model that are also answers of the registration."""

DETAIL_COLUMNS = (
    "name_en",
    "registration_number",
    "first_registration_date",
    "status",
    "main_industry",
    "stage",
    "technologies",
    "description_en",
    "raising_until",
    "logo",
)


class OrganizationForm(WagtailAdminModelForm):
    """Shows a record as it stands; saving is done by the actions, which close and write rows."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    street = forms.CharField(
        label=gettext_lazy("Số nhà, đường, ấp"), max_length=300, required=False
    )
    commune = forms.ModelChoiceField(
        label=gettext_lazy("Xã, phường"),
        queryset=AdministrativeUnit.objects.current(),
        required=False,
    )
    sectors = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Lĩnh vực"),
        queryset=Sector.objects.active(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Lĩnh vực chính hiện nay giữ nguyên nếu vẫn được chọn."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = Organization.objects.filter(pk=self.instance.pk).first()
        if self.stored is None:
            return
        self.before = answers_of(self.stored)
        self.fields["seen_version"].initial = self.stored.version
        self.fields["street"].initial = self.before["street"]
        self.fields["commune"].initial = self._unit(self.before["commune"]["unit"])
        self.fields["sectors"].initial = self.before["sectors"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        code = policies.parse_tax_code(cleaned.get("tax_code") or "", self.instance.kind)
        if not code.is_valid and code.canonical != (self.stored and self.stored.tax_code):
            self.add_error("tax_code", str(code.sentence))
        cleaned["tax_code"] = code.canonical or None
        if self.stored is not None and cleaned.get("seen_version") != self.stored.version:
            self._show_both_versions()
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return what was typed in the shape of the registration's answers."""
        cleaned = self.cleaned_data
        chosen = [sector.code for sector in cleaned["sectors"]]
        kept = [code for code in self.before["sectors"] if code in chosen]
        unit = cleaned["commune"].code if cleaned["commune"] else ""
        same_unit = unit == self.before["commune"]["unit"]
        return {
            **{name: cleaned[name] or "" for name in COLUMNS},
            "street": cleaned["street"],
            "commune": {
                "unit": unit,
                "former_unit": self.before["commune"]["former_unit"] if same_unit else "",
                "text": "",
            },
            "sectors": kept + [code for code in chosen if code not in kept],
        }

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in DETAIL_COLUMNS}

    def _show_both_versions(self) -> None:
        """Put the stored value beside each field that differs; the next save is deliberate."""
        stored = answers_of(self.stored)
        typed = {name: self.cleaned_data.get(name) or "" for name in COLUMNS}
        typed["street"] = self.cleaned_data.get("street") or ""
        words = Words(stored)
        for key, value in typed.items():
            if value != stored[key]:
                self.add_error(
                    key,
                    _("Bản người kia vừa lưu: %(value)s")
                    % {"value": words.text(key, stored[key]) or "—"},
                )
        self.add_error(
            None,
            _("Có người vừa sửa hồ sơ này. Xem hai bản rồi chọn từng ô; chưa có gì bị ghi đè."),
        )
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_version")] = str(self.stored.version)

    def _unit(self, code: str) -> AdministrativeUnit | None:
        return AdministrativeUnit.objects.current().filter(code=code).first() if code else None
