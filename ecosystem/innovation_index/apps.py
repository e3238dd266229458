from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InnovationIndexConfig(AppConfig):
    name = "ecosystem.innovation_index"
    verbose_name = _("chỉ số đổi mới sáng tạo")

    def ready(self) -> None:
        from ecosystem.taxonomy.actions import register_loader

        from .actions import frameworks

        register_loader(70, "index frameworks", frameworks.load_frameworks)
        register_loader(71, "published results", frameworks.load_results)
