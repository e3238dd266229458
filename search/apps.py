from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("tìm kiếm")

    def ready(self) -> None:
        from .models import triggers

        post_migrate.connect(triggers.install, sender=self)
