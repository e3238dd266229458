from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class InnovationIndexConfig(AppConfig):
    name = "ecosystem.innovation_index"
    verbose_name = _("chỉ số đổi mới sáng tạo")

    def ready(self) -> None:
        from ecosystem.taxonomy.actions import register_loader

        from .actions import frameworks, guards

        post_migrate.connect(guards.install_guards, sender=self)
        register_loader(70, "index frameworks", frameworks.load_frameworks)
        register_loader(71, "published results", frameworks.load_results)
