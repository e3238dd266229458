"""What somebody says about a search they keep."""

from django import forms

from core.vietnamese import normalize
from search.models import SavedSearch


class SavedSearchForm(forms.ModelForm):
    """Its name, and how often to be told."""

    class Meta:
        model = SavedSearch
        fields = ["name", "frequency"]
        widgets = {"frequency": forms.RadioSelect}

    def clean_name(self) -> str:
        return normalize(self.cleaned_data["name"])
