from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterfaceConfig(AppConfig):
    """How pages look and how people enter things: tags, fields, lists. It knows no model."""

    name = "transplant_site.interface"
    label = "interface"
    verbose_name = _("Interface")

    def ready(self) -> None:
        from transplant_site.interface import checks  # noqa: F401
