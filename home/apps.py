from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("trang")

    def ready(self) -> None:
        from ecosystem.taxonomy.actions import register_loader

        from . import actions
        from .forms import ArticleForm, CallForm, PageForm
        from .models import ArticlePage, CallPage, GuidePage, ProgramsPage, SectionPage

        # Pages cannot name their forms: forms stand above models.
        ArticlePage.base_form_class = ArticleForm
        CallPage.base_form_class = CallForm
        for model in (GuidePage, ProgramsPage, SectionPage):
            model.base_form_class = PageForm
        register_loader(90, "pages", actions.make_pages)
