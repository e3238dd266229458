from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CohortsConfig(AppConfig):
    name = "programs.cohorts"
    verbose_name = _("khoá ươm tạo")

    def ready(self) -> None:
        from ecosystem.registry.actions import reminders as registry

        from .actions import guards, reminders

        post_migrate.connect(guards.install_guards, sender=self)
        registry.register(self.label, reminders.send_reminders)
