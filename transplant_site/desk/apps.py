from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "transplant_site.desk"
    label = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        from transplant_site import documents
        from transplant_site.interface import navigation, slots
        from transplant_site.interface.navigation import Entry, Section

        slots.fill(slots.Slot.STORE_BANNER, documents.banner)
        navigation.register(Entry(_("My work"), "desk:home", icon="house", section=Section.WORK, order=1))
