from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TaxonomyConfig(AppConfig):
    name = "ecosystem.taxonomy"
    verbose_name = _("danh mục")

    def ready(self) -> None:
        from . import actions

        actions.register_loader(10, "documents", actions.load_documents)
        actions.register_loader(20, "units", actions.load_units)
        actions.register_loader(21, "boundaries", actions.load_boundaries)
        actions.register_loader(30, "vocabularies", actions.load_vocabularies)
        actions.register_loader(31, "holidays", actions.load_holidays)
        actions.register_loader(40, "roles", actions.load_roles)
