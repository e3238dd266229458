from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("trang")

    def ready(self) -> None:
        from ecosystem.taxonomy.actions import register_loader

        from . import actions
        from .forms import ArticleForm
        from .models import ArticlePage

        # The page cannot name its form: forms stand above models.
        ArticlePage.base_form_class = ArticleForm
        register_loader(90, "pages", actions.make_pages)
