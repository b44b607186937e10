from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransportConfig(AppConfig):
    name = "transport"
    verbose_name = _("Transport")

    def ready(self) -> None:
        from messaging import subjects
        from messaging.models import SubjectKind
        from organs import panels
        from transplant_site.access.permissions import Permission
        from transplant_site.interface import navigation, statuses
        from transplant_site.interface.navigation import Entry, Section
        from transplant_site.interface.statuses import Look
        from transport import (
            audit_sentences,  # noqa: F401  # what the log says
            reconciling,
        )
        from transport.models import ShipmentStatus
        from transport.panels import shipments_of_donor, shipments_of_offer, shipments_of_organ
        from transport.subjects import shipment_changes, shipment_subject

        reconciling.register()
        navigation.register(
            Entry(
                _("Shipments"),
                "transport:shipment_list",
                icon="truck",
                section=Section.TRANSPORT,
                permission=Permission.SHIPMENT_READ,
            )
        )
        statuses.register(
            "transport.Shipment",
            "status",
            {
                ShipmentStatus.PLANNED: Look("neutral", "calendar-check"),
                ShipmentStatus.READY: Look("info", "clipboard2-check"),
                ShipmentStatus.IN_TRANSIT: Look("primary", "truck"),
                ShipmentStatus.ARRIVED: Look("info", "geo-alt"),
                ShipmentStatus.DELIVERED: Look("success", "check-circle"),
                ShipmentStatus.CANCELLED: Look("neutral", "slash-circle"),
            },
        )
        subjects.register(SubjectKind.SHIPMENT, shipment_subject, changes=shipment_changes)
        panels.on_donor_page(shipments_of_donor)
        panels.on_organ_page(shipments_of_organ)
        panels.on_offer_page(shipments_of_offer)
