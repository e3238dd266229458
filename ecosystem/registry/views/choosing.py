"""How editors choose an organization for a page: only what the public may see."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views import chooser

from core.vietnamese import fold
from ecosystem.registry.models import Organization


class OrganizationSearchForm(BaseFilterForm):
    """One box for name or code, with or without accents."""

    q = forms.CharField(label=_("Tên hoặc mã"), required=False)

    def filter(self, objects: QuerySet[Organization]) -> QuerySet[Organization]:
        asked = self.cleaned_data.get("q", "").strip()
        if not asked:
            return objects
        self.is_searching = True
        self.search_query = asked
        named = Q()
        for word in fold(asked).split():
            named &= Q(folded_name__contains=word)
        return objects.filter(named | Q(code__iexact=asked))


class PublicOnly:
    """Whoever may open a chooser is staff, but not of the registry: hidden records stay hidden."""

    filter_form_class = OrganizationSearchForm
    ordering = ("sort_key", "code")

    def get_object_list(self) -> QuerySet[Organization]:
        return Organization.objects.published()

    def get_object(self, pk: str) -> Organization:
        return Organization.objects.published().get(pk=pk)

    def get_objects(self, pks: list[str]) -> QuerySet[Organization]:
        return Organization.objects.published().filter(pk__in=pks)


class OrganizationChooseView(PublicOnly, chooser.ChooseView):
    pass


class OrganizationChooseResultsView(PublicOnly, chooser.ChooseResultsView):
    pass


class OrganizationChosenView(PublicOnly, chooser.SnippetChosenView):
    pass


class OrganizationChosenMultipleView(PublicOnly, chooser.SnippetChosenMultipleView):
    pass


class OrganizationChooserViewSet(chooser.SnippetChooserViewSet):
    choose_view_class = OrganizationChooseView
    choose_results_view_class = OrganizationChooseResultsView
    chosen_view_class = OrganizationChosenView
    chosen_multiple_view_class = OrganizationChosenMultipleView

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.per_page = 15
