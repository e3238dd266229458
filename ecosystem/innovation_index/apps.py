from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InnovationIndexConfig(AppConfig):
    name = "ecosystem.innovation_index"
    verbose_name = _("chỉ số đổi mới sáng tạo")
