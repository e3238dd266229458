from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvestorsConfig(AppConfig):
    name = "programs.investors"
    verbose_name = _("nhà đầu tư")

    def ready(self) -> None:
        from ecosystem.registry.actions import reminders as registry

        from .actions import reminders

        registry.register(self.label, reminders.counted)
