from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassificationConfig(AppConfig):
    name = "ecosystem.classification"
    verbose_name = _("phân loại")

    def ready(self) -> None:
        from ecosystem.taxonomy.actions import register_loader

        from . import actions

        register_loader(50, "classification", actions.load_schemes)
