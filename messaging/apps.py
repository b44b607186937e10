from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "messaging"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from messaging import (
            audit_sentences,  # noqa: F401  # what the log says
            reconciling,
        )
        from messaging.views import bell
        from transplant_site.access.permissions import Permission
        from transplant_site.interface import navigation, slots
        from transplant_site.interface.navigation import Entry, Section

        reconciling.register()
        navigation.register(
            Entry(
                _("Conversations"),
                "messaging:conversation_list",
                icon="chat-left-text",
                section=Section.WORK,
                permission=Permission.CONVERSATION_READ,
                order=80,
            ),
            Entry(
                _("Notices"),
                "messaging:notice_list",
                icon="bell",
                section=Section.WORK,
                permission=Permission.CONVERSATION_READ,
                order=90,
            ),
        )
        slots.fill(slots.Slot.BELL, bell)
