from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from . import journal

        post_migrate.connect(journal.install_guards, sender=self)
