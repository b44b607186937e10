from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _

OUR_PACKAGES = ("transplant_site", "patients", "organs", "transport", "messaging")


def is_ours(module: str) -> bool:
    """Whether a module belongs to this project."""
    return module.partition(".")[0] in OUR_PACKAGES


class AuditConfig(AppConfig):
    name = "transplant_site.audit"
    label = "audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        from transplant_site import documents
        from transplant_site.access.permissions import Permission
        from transplant_site.audit import (
            lookups,  # noqa: F401  # what the log is asked by
            receivers,
        )
        from transplant_site.audit.notarised import NotarisedDocuments
        from transplant_site.interface import navigation
        from transplant_site.interface.navigation import Entry, Section

        documents.register_ledger(NotarisedDocuments())
        receivers.connect()
        navigation.register(
            Entry(
                _("Audit log"),
                "audit:timeline",
                icon="journal-check",
                section=Section.OVERSIGHT,
                permission=Permission.AUDIT_READ,
            )
        )
        for config in apps.get_app_configs():
            for name in ("audit_sentences", "audit_case"):
                if is_ours(config.name) and find_spec(f"{config.name}.{name}"):
                    import_module(f"{config.name}.{name}")
