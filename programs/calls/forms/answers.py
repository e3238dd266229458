"""The form of a call as controls: a draft keeps whatever is typed, and says what to do."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.files import FileRefusedError
from ecosystem.registry.forms.fields import AnyChoice, AnyText
from ecosystem.registry.models import Organization
from programs.calls.choices import FieldKind
from programs.calls.models import Call, FormField
from programs.calls.selectors.eligibility import NO, YES
from programs.calls.selectors.form import Problem, label, said


def name_of(field: FormField) -> str:
    """The name of the control; the hidden identity, so that a new label changes nothing."""
    return f"f{field.identity.hex}"


class AnyFile(forms.FileField):
    """A file; what it is and how large is checked where it is kept."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx"})
        super().__init__(required=False, allow_empty_file=True, widget=widget, **kwargs)


class ApplicationForm(forms.Form):
    """Controls for some questions of a form version."""

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        fields: Iterable[FormField],
        stored: Mapping[str, Any] | None = None,
    ) -> None:
        self.asked = tuple(fields)
        self._read: dict[str, Any] | None = None
        initial = {name_of(f): (stored or {}).get(f.key, "") for f in self.asked}
        super().__init__(data, files, initial=initial)
        for field in self.asked:
            self.fields[name_of(field)] = _control(field)

    def answers(self) -> dict[str, str]:
        """Return what was typed, by identity; files apart."""
        typed = self._typed()
        return {
            field.key: str(typed.get(name_of(field)) or "").strip()
            for field in self.asked
            if field.kind != FieldKind.FILE
        }

    def uploads(self) -> list[tuple[FormField, UploadedFile]]:
        typed = self._typed()
        return [
            (field, upload)
            for field in self.asked
            if field.kind == FieldKind.FILE and (upload := typed.get(name_of(field)))
        ]

    def _typed(self) -> dict[str, Any]:
        """Return what was read once; a field that has an error by now has lost its value."""
        if self._read is None:
            self.full_clean()
            self._read = dict(self.cleaned_data)
        return self._read

    def show(self, problems: Iterable[Problem]) -> None:
        """Put what is wrong beside the questions it is about."""
        names = {field.key: name_of(field) for field in self.asked}
        for problem in problems:
            if problem.key in names:
                self.add_error(names[problem.key], problem.sentence)

    def refuse_file(self, field: FormField, error: FileRefusedError) -> None:
        self.add_error(name_of(field), str(error))


def _control(field: FormField) -> forms.Field:
    words = {"label": label(field), "help_text": said(field.help_text, field.help_text_en)}
    control: forms.Field
    match field.kind:
        case FieldKind.LONG_TEXT:
            control = AnyText(widget=forms.Textarea(attrs={"rows": 6}), **words)
        case FieldKind.CHOICE:
            control = AnyChoice(choices=[(each, each) for each in field.options], **words)
        case FieldKind.NUMBER:
            widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
            control = AnyText(widget=widget, **words)
        case FieldKind.DATE:
            hint = words["help_text"] or _("Ví dụ 20/11/2026")
            widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
            control = AnyText(widget=widget, label=words["label"], help_text=hint)
        case FieldKind.FILE:
            limit = _("PDF, ảnh, DOCX hoặc XLSX; tối đa %(limit)s MB.") % {
                "limit": field.max_megabytes
            }
            control = AnyFile(
                label=words["label"], help_text=f"{words['help_text']} {limit}".strip()
            )
        case _:
            control = AnyText(**words)
    control.is_optional = not field.is_required
    return control


class StartForm(forms.Form):
    """For whom, in which track, and the questions of the eligibility test (PRG-8)."""

    def __init__(
        self, data: Any = None, *, call: Call, organizations: list[Organization], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.call = call
        self.by_code = {each.code: each for each in organizations}
        self.fields["organization"] = forms.ChoiceField(
            label=gettext_lazy("Nộp cho tổ chức nào?"),
            choices=[(each.code, f"{each.name} ({each.code})") for each in organizations],
            widget=forms.RadioSelect,
            error_messages={"required": gettext_lazy("Chọn một tổ chức")},
        )
        if call.tracks:
            self.fields["track"] = forms.ChoiceField(
                label=gettext_lazy("Nhánh"),
                choices=[(each, each) for each in call.tracks],
                widget=forms.RadioSelect,
                error_messages={"required": gettext_lazy("Chọn một nhánh")},
            )
        for place, condition in enumerate(call.conditions):
            self.fields[f"condition_{place}"] = forms.ChoiceField(
                label=condition["question"],
                choices=[(YES, gettext_lazy("Có")), (NO, gettext_lazy("Không"))],
                widget=forms.RadioSelect,
                error_messages={"required": gettext_lazy("Trả lời có hoặc không")},
            )

    @property
    def organization(self) -> Organization:
        return self.by_code[self.cleaned_data["organization"]]

    @property
    def eligibility(self) -> dict[str, str]:
        return {
            str(place): self.cleaned_data[f"condition_{place}"]
            for place in range(len(self.call.conditions))
        }
