"""What a reviewer types in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.calls.choices import ConflictKind
from programs.calls.models import Review
from programs.calls.selectors.form import said
from programs.calls.selectors.reviewing import Sheet

NOT_ASSESSED = "na"


class ConflictForm(forms.Form):
    """What the reviewer is to the applicant; nothing is chosen beforehand."""

    kind = forms.ChoiceField(
        label=_("Bạn có liên quan gì đến hồ sơ này?"),
        choices=ConflictKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn một câu trả lời")},
    )
    note = forms.CharField(label=_("Nói rõ"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("kind") == ConflictKind.OTHER and not answers.get("note"):
            self.add_error("note", _("Nói rõ là liên quan gì"))
        return answers


class ReviewForm(forms.Form):
    """One choice per criterion, and two texts. A draft accepts what is missing."""

    def __init__(self, data: Any = None, *, sheet: Sheet) -> None:
        review = sheet.review or Review()
        initial = {"comment": review.comment, "advice": review.advice}
        for criterion in sheet.criteria:
            key = str(criterion.pk)
            if key in review.scores:
                score = review.scores[key]
                initial[f"score_{key}"] = NOT_ASSESSED if score is None else str(score)
        super().__init__(data, initial=initial)
        for criterion in sheet.criteria:
            name = said(criterion.name, criterion.name_en)
            points = [(str(score), str(score)) for score in range(criterion.scale + 1)]
            self.fields[f"score_{criterion.pk}"] = forms.ChoiceField(
                label=f"{name} ({criterion.weight}%)",
                help_text=criterion.guidance,
                required=False,
                choices=[("", "—"), *points, (NOT_ASSESSED, _("không đánh giá"))],
            )
        texts = {"widget": forms.Textarea(attrs={"rows": 4}), "required": False}
        self.fields["comment"] = forms.CharField(label=_("Nhận xét cho hội đồng"), **texts)
        self.fields["advice"] = forms.CharField(
            label=_("Lời khuyên cho người nộp"),
            help_text=_("Người nộp đọc được sau khi có kết quả."),
            **texts,
        )

    @property
    def scores(self) -> dict[str, int | None]:
        return {
            name.removeprefix("score_"): None if value == NOT_ASSESSED else int(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("score_") and value
        }
