from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class TargetsConfig(AppConfig):
    name = "ecosystem.targets"
    verbose_name = _("mục tiêu")

    def ready(self) -> None:
        from ecosystem.taxonomy.actions import register_loader

        from . import actions

        post_migrate.connect(actions.install_guards, sender=self)
        register_loader(60, "targets", actions.load_targets)
