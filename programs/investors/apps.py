from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvestorsConfig(AppConfig):
    name = "programs.investors"
    verbose_name = _("nhà đầu tư")
