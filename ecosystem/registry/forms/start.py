"""The first screen, the way back, and the claim."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.registry.choices import (
    CLAIM_PROOFS,
    SELF_REGISTERED,
    OrganizationKind,
    ProofLevel,
)
from ecosystem.registry.policies import TaxCode, parse_tax_code
from ecosystem.registry.selectors import reading
from ecosystem.registry.selectors.drafts import tidy

from .fields import AnyChoice, AnyText, Paper, Text, add_errors

KIND_HINTS: dict[str, Text] = {
    OrganizationKind.PROJECT: gettext_lazy("chưa lập doanh nghiệp"),
    OrganizationKind.PERSON: gettext_lazy("người giúp các doanh nghiệp khác"),
    OrganizationKind.SUPPORT: gettext_lazy("vườn ươm, không gian làm việc chung, hội, tổ chức"),
}


class StartForm(forms.Form):
    """What is asked first, and nothing more (REGN-1)."""

    organization_kind = AnyChoice(
        label=gettext_lazy("Bạn đăng ký cho ai?"),
        choices=[(kind.value, kind.label) for kind in SELF_REGISTERED],
        choice_hints=KIND_HINTS,
    )
    tax_code = AnyText(
        label=gettext_lazy("Mã số thuế, nếu có"),
        help_text=gettext_lazy(
            "10 số, hoặc 13 số nếu là chi nhánh. Hộ kinh doanh và cá nhân có thể dùng 12 số."
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    contact = AnyText(
        label=gettext_lazy("E-mail hoặc số điện thoại"),
        help_text=gettext_lazy("Để vào lại bản nháp và báo kết quả. Không hiện công khai."),
        widget=forms.TextInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code = TaxCode("", is_valid=True)
        if self.is_bound:
            self.code = parse_tax_code(
                self.data.get("tax_code", ""), self.data.get("organization_kind", "")
            )
        if self.code.is_disputable and not self.code.is_valid:
            contact = self.fields.pop("contact")
            self.fields["tax_code_disputed"] = forms.BooleanField(
                required=False,
                label=_("Nhập như trên giấy chứng nhận, có kèm ảnh"),
                help_text=_("Cán bộ đối chiếu mã số với giấy chứng nhận."),
            )
            self.fields["certificate"] = Paper(label=_("Ảnh giấy chứng nhận"))
            self.fields["contact"] = contact

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        errors: list[tuple[str, Any]] = []
        if not values.get("organization_kind"):
            errors.append(("organization_kind", _("Chọn bạn đăng ký cho ai")))
        if not self.code.is_valid and not self._is_disputed(values):
            errors.append(("tax_code", self.code.sentence))
        elif self._is_disputed(values) and values.get("certificate") is None:
            errors.append(("certificate", _("Chọn ảnh hoặc PDF của giấy chứng nhận")))
        email, phone = read_contact(values.get("contact") or "")
        if not email and not phone:
            errors.append(("contact", _("Nhập e-mail, hoặc số điện thoại 10 chữ số")))
        values.update(email=email, phone=phone)
        add_errors(self, errors)
        return values

    def _is_disputed(self, values: dict[str, Any]) -> bool:
        return self.code.is_disputable and bool(values.get("tax_code_disputed"))

    def answers(self) -> dict[str, Any]:
        """Return what the draft begins with."""
        if not self.code.canonical:
            return {}
        disputed = not self.code.is_valid
        return {"tax_code": self.code.canonical, "tax_code_disputed": disputed}


def read_contact(text: str) -> tuple[str, str]:
    """Return an e-mail address or a telephone number from one field; the other is empty."""
    email = reading.canonical("contact_email", text, "")
    if reading.is_email(email):
        return email, ""
    phone = reading.phone(text)
    return ("", phone) if reading.is_phone(phone) else ("", "")


class ResumeForm(forms.Form):
    """The way back: by letter, or by number and code."""

    email = AnyText(
        label=gettext_lazy("Thư điện tử đã dùng"),
        help_text=gettext_lazy("Chúng tôi gửi lại đường dẫn mở bản nháp."),
        widget=forms.TextInput(
            attrs={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"}
        ),
    )
    number = AnyText(
        label=gettext_lazy("Số hồ sơ"),
        help_text=gettext_lazy("Ví dụ DK-2026-000123."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    code = AnyText(
        label=gettext_lazy("Mã mở lại"),
        help_text=gettext_lazy("Mã 16 chữ và số đã hiện lúc bắt đầu."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        email = reading.canonical("contact_email", values.get("email") or "", "")
        number = reading.canonical("number", values.get("number") or "", "").upper()
        code = tidy(values.get("code") or "")
        if number or code:
            if not number:
                add_errors(self, [("number", _("Nhập số hồ sơ, ví dụ DK-2026-000123"))])
            if not code:
                add_errors(self, [("code", _("Nhập mã mở lại"))])
        elif not reading.is_email(email):
            add_errors(self, [("email", _("Nhập thư điện tử, hoặc số hồ sơ và mã mở lại ở dưới"))])
        values.update(email=email, number=number, code=code)
        return values


class ClaimForm(forms.Form):
    """Who asks to look after a record, and how they show their right (REGN-10)."""

    claimant_name = AnyText(
        label=gettext_lazy("Họ và tên"), widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    claimant_role = AnyText(
        label=gettext_lazy("Chức vụ, vai trò trong tổ chức"),
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    contact = AnyText(
        label=gettext_lazy("E-mail hoặc số điện thoại"),
        help_text=gettext_lazy("Để báo kết quả. Không hiện công khai."),
        widget=forms.TextInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
    )
    proof = AnyChoice(
        label=gettext_lazy("Chứng minh quyền đại diện bằng cách nào?"),
        choices=[(level.value, level.label) for level in CLAIM_PROOFS],
        choice_hints={
            ProofLevel.LETTER: gettext_lazy("Được yêu cầu sửa cả tên, mã số thuế, trụ sở"),
            ProofLevel.CALL: gettext_lazy(
                "Trung tâm gọi số đã có trong đăng ký; không sửa được các ô pháp lý"
            ),
        },
    )
    letter = Paper(
        label=gettext_lazy("Văn bản có ký tên"),
        hint=gettext_lazy("Chỉ cần khi chọn cách gửi văn bản."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        errors: list[tuple[str, Any]] = []
        name = reading.canonical("claimant_name", values.get("claimant_name") or "", "")
        role = reading.canonical("claimant_role", values.get("claimant_role") or "", "")
        if not name:
            errors.append(("claimant_name", _("Nhập họ và tên")))
        for key, value in (("claimant_name", name), ("claimant_role", role)):
            if sentence := reading.problem(key, value, "", {}):
                errors.append((key, sentence))
        email, phone = read_contact(values.get("contact") or "")
        if not email and not phone:
            errors.append(("contact", _("Nhập e-mail, hoặc số điện thoại 10 chữ số")))
        if not values.get("proof"):
            errors.append(("proof", _("Chọn cách chứng minh quyền đại diện")))
        elif values["proof"] == ProofLevel.LETTER and values.get("letter") is None:
            errors.append(("letter", _("Chọn tệp văn bản có ký tên")))
        values.update(claimant_name=name, claimant_role=role, email=email, phone=phone)
        add_errors(self, errors)
        return values

    def answers(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {
            "claimant_name": values["claimant_name"],
            "claimant_role": values["claimant_role"],
            "contact_email": values["email"],
            "contact_phone": values["phone"],
        }
