from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CohortsConfig(AppConfig):
    name = "programs.cohorts"
    verbose_name = _("khoá ươm tạo")
