"""One form for any of the registration's questions: a step, the questions asked, a change."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Purpose
from ecosystem.registry.choices import (
    CONSENT_PURPOSES,
    FIELDS_BY_KEY,
    FILE_FIELDS,
    PERSONAL_TAX_CODE,
    PROPOSABLE_CLASSES,
    WITHOUT_TAX_CODE,
    EvidenceKind,
)
from ecosystem.registry.policies import parse_tax_code
from ecosystem.registry.selectors import reading
from ecosystem.registry.selectors.drafts import Problem
from ecosystem.taxonomy.models import Sector

from . import seat
from .fields import AnyChoice, AnyChoices, AnyText, Paper, add_errors

Text = str | Promise

PAPER_NAMES = {"tax_code": "certificate", "proposed_classes": "evidence"}
"""The upload that stands beside a question."""


def paper_name(field: str) -> str:
    """Return the name of the upload that belongs to a question."""
    return PAPER_NAMES.get(field, "")


EVIDENCE_KINDS = (
    EvidenceKind.CONTRACT,
    EvidenceKind.ACCEPTANCE,
    EvidenceKind.PREFERRED_PRODUCT,
    EvidenceKind.DEPLOYMENT_LETTER,
    EvidenceKind.PRODUCT,
    EvidenceKind.OTHER,
)

CLASS_HINTS: dict[str, Text] = {
    "DTF/DIGITAL": gettext_lazy("Tạo ra phần mềm, nội dung số, thiết bị số hoặc dịch vụ số"),
    "DTF/ABLE": gettext_lazy(
        "Cần hợp đồng, biên bản nghiệm thu, thư xác nhận triển khai hoặc sản phẩm ưu tiên"
    ),
    "STARTUP/INNOVATIVE": gettext_lazy("Có sản phẩm hoặc cách làm mới, chưa quá năm năm"),
}

CONSENT_HINTS: dict[str, Text] = {
    Purpose.PUBLIC_LISTING: gettext_lazy(
        "Cần có để vào danh bạ. Khi rút: hồ sơ thôi hiện ngay; số liệu đã chốt giữ nguyên."
    ),
    Purpose.INVESTOR_SHARING: gettext_lazy(
        "Khi rút: nhà đầu tư thôi thấy phần dành riêng ngay; ai đã xem vẫn còn ghi lại."
    ),
    Purpose.MENTOR_SHARING: gettext_lazy(
        "Khi rút: cố vấn thôi thấy ngay; buổi làm việc đã hẹn do hai bên tự quyết."
    ),
    Purpose.STATISTICS: gettext_lazy(
        "Khi rút: không dùng cho thống kê mới; báo cáo đã công bố không đổi."
    ),
}

_HINTS: dict[str, Text] = {
    "tax_code": gettext_lazy(
        "10 số, hoặc 13 số nếu là chi nhánh. Có dấu cách, dấu chấm cũng được."
    ),
    "legal_name": gettext_lazy("Ghi như trên giấy chứng nhận."),
    "short_name": gettext_lazy("Tên mọi người quen gọi, hiện trong danh bạ."),
    "first_registration_date": gettext_lazy("Ngày, tháng, năm. Ví dụ 26/01/2021."),
    "representative": gettext_lazy("Không hiện công khai."),
    "street": gettext_lazy("Ghi như trên giấy chứng nhận."),
    "commune": gettext_lazy("Tên mới hay tên cũ đều tìm được, không cần gõ dấu."),
    "description": gettext_lazy("Hai, ba câu: làm gì, cho ai. Hiện công khai."),
    "sectors": gettext_lazy("Chọn một hoặc nhiều."),
    "products": gettext_lazy("Mỗi dòng một sản phẩm hoặc dịch vụ."),
    "staff": gettext_lazy("Số người đang làm việc."),
    "website": gettext_lazy("Ví dụ congty.vn."),
    "proposed_classes": gettext_lazy("Đề nghị thôi; cán bộ đối chiếu rồi mới quyết định."),
    "class_grounds": gettext_lazy("Vì sao đề nghị như vậy. Chỉ cán bộ đọc."),
    "contact_email": gettext_lazy("Để gửi kết quả. Không hiện công khai."),
    "contact_phone": gettext_lazy("Không hiện công khai."),
    "contact_name": gettext_lazy("Người trung tâm sẽ hỏi khi cần. Không hiện công khai."),
    "consents": gettext_lazy("Mỗi mục một việc, rút lại lúc nào cũng được trong Hồ sơ của tôi."),
}

_ATTRS: dict[str, dict[str, str]] = {
    "tax_code": {"inputmode": "numeric", "autocomplete": "off"},
    "legal_name": {"autocomplete": "organization"},
    "first_registration_date": {"inputmode": "numeric", "class": "short", "autocomplete": "off"},
    "street": {"autocomplete": "street-address"},
    "commune": {"autocomplete": "off", "enterkeyhint": "search"},
    "staff": {"inputmode": "numeric", "class": "short"},
    "website": {"inputmode": "url", "autocomplete": "url", "autocapitalize": "none"},
    "contact_name": {"autocomplete": "name"},
    "contact_email": {"inputmode": "email", "autocomplete": "email", "autocapitalize": "none"},
    "contact_phone": {"inputmode": "tel", "autocomplete": "tel"},
}

_LONG = {"description": 4, "products": 4, "class_grounds": 5}


class AnswersForm(forms.Form):
    """The questions of `keys`, drawn from what was typed or, without it, from what is stored.

    Always bound and always valid by itself: `answers()` gives what to store, `show()` takes the
    problems that were found in it.
    """

    def __init__(
        self,
        data: MultiValueDict | None = None,
        files: MultiValueDict | None = None,
        *,
        keys: Iterable[str],
        kind: str,
        stored: Mapping[str, Any],
        with_papers: bool = True,
    ) -> None:
        self.keys, self.kind, self.stored = tuple(keys), kind, stored
        given = as_data(stored) if data is None else data.copy()
        self.places = seat.places(given.get("commune", ""))
        self.asked_places = bool(self.places.text) and (
            data is None or given.get("asked") == self.places.text
        )
        given["asked"] = self.places.text
        super().__init__(given, files)
        for key in self.keys:
            field = self._field(key)
            field.is_optional = not _is_needed(key, kind)
            self.fields[key] = field
            if key == "commune":
                self._add_places()
            if key == "tax_code":
                self._add_dispute()
            if with_papers and key in FILE_FIELDS:
                self._add_paper(key)

    def _field(self, key: str) -> AnyText | AnyChoices:
        label, hint = FIELDS_BY_KEY[key].label, _HINTS.get(key, "")
        match key:
            case "sectors":
                sectors = [(sector.code, sector.name) for sector in Sector.objects.active()]
                return AnyChoices(label=label, help_text=hint, choices=sectors)
            case "proposed_classes":
                return AnyChoices(
                    label=label,
                    help_text=hint,
                    choices=PROPOSABLE_CLASSES,
                    choice_hints=CLASS_HINTS,
                )
            case "consents":
                return AnyChoices(
                    label=_("Bạn đồng ý những việc nào?"),
                    help_text=hint,
                    choices=[(purpose.value, purpose.label) for purpose in CONSENT_PURPOSES],
                    choice_hints=CONSENT_HINTS,
                )
        if key == "tax_code" and self.kind in PERSONAL_TAX_CODE:
            hint = _("10 số, hoặc số định danh cá nhân 12 số (không hiện công khai).")
        attrs: dict[str, Any] = dict(_ATTRS.get(key, {}))
        if key in _LONG:
            attrs["rows"] = _LONG[key]
        widget = forms.Textarea if key in _LONG else forms.TextInput
        return AnyText(label=label, help_text=hint, widget=widget(attrs))

    def _add_places(self) -> None:
        self.fields["asked"] = AnyText(widget=forms.HiddenInput())
        if self.places.text:
            self.fields["commune_choice"] = AnyChoice(
                label=self.places.legend,
                help_text=self.places.hint,
                choices=[(line.value, line.label) for line in self.places.lines],
                choice_hints={line.value: line.hint for line in self.places.lines},
            )

    def _add_dispute(self) -> None:
        code = parse_tax_code(self.data.get("tax_code", ""), self.kind)
        if code.is_disputable and not code.is_valid:
            self.fields["tax_code_disputed"] = forms.BooleanField(
                required=False,
                label=_("Nhập như trên giấy chứng nhận, có kèm ảnh"),
                help_text=_("Cán bộ đối chiếu mã số với giấy chứng nhận."),
            )

    def _add_paper(self, key: str) -> None:
        if key == "tax_code":
            self.fields["certificate"] = Paper(label=_("Giấy chứng nhận đăng ký"))
        else:
            self.fields["evidence_kind"] = forms.ChoiceField(
                required=False,
                label=_("Loại bằng chứng"),
                choices=[(kind.value, kind.label) for kind in EVIDENCE_KINDS],
            )
            self.fields["evidence"] = Paper(label=_("Tệp bằng chứng"))

    def fields_of(self, key: str) -> list[forms.BoundField]:
        """Return the boxes that belong to one question."""
        names = {
            "tax_code": ["tax_code", "tax_code_disputed", "certificate"],
            "commune": ["commune", "asked", "commune_choice"],
            "proposed_classes": ["proposed_classes", "evidence_kind", "evidence"],
        }.get(key, [key])
        return [self[name] for name in names if name in self.fields]

    # What to store ------------------------------------------------------------------------------

    @property
    def stored_keys(self) -> tuple[str, ...]:
        """The keys that `answers()` gives, always in this order, for the form's stamp."""
        return tuple(
            name
            for key in self.keys
            for name in ((key, "tax_code_disputed") if key == "tax_code" else (key,))
        )

    def answers(self) -> dict[str, Any]:
        """Return what was typed in the shapes of `Case.answers`, readable or not."""
        self.is_valid()
        return {name: self._answer(name, self.cleaned_data) for name in self.stored_keys}

    def _answer(self, name: str, typed: Mapping[str, Any]) -> Any:
        match name:
            case "commune":
                return seat.answer(self.places, typed.get("commune_choice", ""))
            case "tax_code_disputed":
                return bool(typed.get(name))
            case "sectors":
                # The first one is the main sector: what was there before stays in front.
                chosen = typed.get(name, [])
                before = [code for code in self.stored.get(name) or () if code in chosen]
                return [*before, *(code for code in chosen if code not in before)]
            case "proposed_classes" | "consents":
                return list(typed.get(name, []))
            case "products":
                return self._products(typed.get(name, ""))
            case "staff":
                return self._staff(typed.get(name, ""))
        return reading.canonical(name, typed.get(name) or "", self.kind)

    def _products(self, text: str) -> list[dict[str, str]]:
        known = {product["name"]: product for product in self.stored.get("products") or ()}
        return [known.get(product["name"], product) for product in reading.products(text)]

    def _staff(self, text: str) -> dict[str, str]:
        before = self.stored.get("staff") or {}
        value = reading.staff(text)
        if value == before.get("value"):
            return {"value": value, "period": before.get("period", "")}
        return {"value": value, "period": ""}

    @property
    def needs_a_place(self) -> bool:
        """Whether the list of communes has to be shown before somebody can go on."""
        return (
            "commune" in self.keys
            and bool(self.places.text)
            and not self.answers()["commune"]["how"]
            and not self.asked_places
        )

    # What to say --------------------------------------------------------------------------------

    def show(self, problems: Sequence[Problem]) -> None:
        """Say beside each question what to do about it."""
        add_errors(self, [(self._place_of(found.key), found.sentence) for found in problems])

    def _place_of(self, key: str) -> str:
        return "commune_choice" if key == "commune" and "commune_choice" in self.fields else key

    def refuse_paper(self, field: str, sentence: str) -> None:
        add_errors(self, [(PAPER_NAMES.get(field, field), sentence)])

    def papers(self) -> list[tuple[str, str, Any]]:
        """Return field, kind and upload of the files that came along."""
        found = []
        for field, name in PAPER_NAMES.items():
            uploaded = self.cleaned_data.get(name) if name in self.fields else None
            if uploaded is not None:
                kind = self.cleaned_data.get("evidence_kind") if name == "evidence" else ""
                found.append((field, kind or FILE_FIELDS[field], uploaded))
        return found


def _is_needed(key: str, kind: str) -> bool:
    if key == "tax_code":
        return kind not in WITHOUT_TAX_CODE
    return FIELDS_BY_KEY[key].required or key in {"contact_email", "contact_phone", "consents"}


def as_data(stored: Mapping[str, Any]) -> MultiValueDict:
    """Return stored answers as a browser would send them."""
    data: MultiValueDict = MultiValueDict()
    for key, value in stored.items():
        match key:
            case "commune":
                data["commune"] = value.get("text") or _unit_name(value)
                data["commune_choice"] = seat.chosen_value(value)
            case "sectors" | "proposed_classes" | "consents":
                data.setlist(key, list(value))
            case "products":
                data[key] = "\n".join(product["name"] for product in value)
            case "staff":
                data[key] = value.get("value", "")
            case "first_registration_date":
                data[key] = _day(value)
            case "tax_code_disputed":
                if value:
                    data[key] = "on"
            case _ if isinstance(value, str):
                data[key] = value
    return data


def _unit_name(value: Mapping[str, str]) -> str:
    unit = reading.former_unit(value) or reading.current_unit(value)
    return unit.full_name if unit else ""


def _day(text: str) -> str:
    parts = text.split("-")
    return "/".join(reversed(parts)) if len(parts) == 3 and text[:4].isdigit() else text
