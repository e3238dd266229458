"""Fields that accept anything: a draft keeps what was typed, and says beside it what to do."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _

Text = str | Promise


class AnyText(forms.CharField):
    """Text as it was typed. What is wrong with it is said by the selectors, not by the field."""

    is_optional = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, strip=False, **kwargs)
        self.validators = []

    def validate(self, value: Any) -> None:
        """Accept everything."""


class AnyChoices(forms.MultipleChoiceField):
    """Check boxes, of which unknown values are left out."""

    is_optional = False
    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, choice_hints: Mapping[str, Text] | None = None, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.choice_hints = dict(choice_hints or {})

    def to_python(self, value: Any) -> list[str]:
        return [str(code) for code in value or () if self.valid_value(str(code))]

    def validate(self, value: Any) -> None:
        """Accept everything that is known."""


class AnyChoice(forms.ChoiceField):
    """Radio buttons, of which none need be chosen."""

    widget = forms.RadioSelect

    def __init__(self, *, choice_hints: Mapping[str, Text] | None = None, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.choice_hints = dict(choice_hints or {})

    def to_python(self, value: Any) -> str:
        return str(value) if value and self.valid_value(str(value)) else ""

    def validate(self, value: Any) -> None:
        """Accept everything that is known."""


class Paper(forms.FileField):
    """One file. What it is and how large it may be is checked where it is kept."""

    def __init__(self, *, label: Any, hint: Text = "") -> None:
        super().__init__(
            required=False,
            allow_empty_file=True,
            label=label,
            help_text=lazy(lambda: f"{hint} {limits()}".strip(), str)(),
            widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp"}),
        )


def limits() -> str:
    """Say kinds and size before the choice (REGN-F2)."""
    return _("PDF hoặc ảnh JPG, PNG, WEBP; tối đa %(limit)s MB.") % {
        "limit": settings.MAX_UPLOAD_BYTES // (1024 * 1024)
    }


def add_errors(form: forms.Form, errors: Sequence[tuple[str, Text]]) -> None:
    """Put sentences beside the fields they are about, once each."""
    for name, sentence in errors:
        target = name if name in form.fields else None
        if str(sentence) not in form.errors.get(target or "__all__", []):
            form.add_error(target, str(sentence))
