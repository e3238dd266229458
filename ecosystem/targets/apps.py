from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TargetsConfig(AppConfig):
    name = "ecosystem.targets"
    verbose_name = _("mục tiêu")
