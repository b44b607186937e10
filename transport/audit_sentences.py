"""What the log says of shipments."""

from django.utils.translation import gettext_lazy as _

from transplant_site.audit import registry

registry.describe_all(
    {
        "transport.shipment.planned": _("Shipment {subject} was planned"),
        "transport.shipment.courier_assigned": _("A courier was assigned to shipment {subject}"),
        "transport.shipment.readied": _("Shipment {subject} was checked and may leave"),
        "transport.shipment.handed_over": _("Shipment {subject} was handed over, to be confirmed"),
        "transport.shipment.received": _("Custody of shipment {subject} passed to {actor}"),
        "transport.shipment.hand_over_refused": _("{actor} refused to take shipment {subject}"),
        "transport.shipment.hand_over_withdrawn": _("A hand-over of shipment {subject} was taken back"),
        "transport.shipment.hand_over_confirmed": _(
            "{actor} confirmed what was recorded in their name about shipment {subject}"
        ),
        "transport.shipment.diverted": _("Shipment {subject} was diverted to another centre"),
        "transport.shipment.arrival_expected": _("Shipment {subject} is expected at another time"),
        "transport.cold_limit.told": _("It was told that a shipment passes its cold limit"),
        "transport.shipment.delivered": _("Shipment {subject} was delivered and checked"),
        "transport.shipment.cancelled": _("Shipment {subject} was cancelled"),
        "transport.shipment.read": _("Shipment {subject} was shown to {actor}"),
        "transport.shipments.exported": _("{actor} exported a list of shipments"),
        "transport.label.printed": _("{actor} printed the label of shipment {subject}"),
        "transport.downtime_forms.printed": _("{actor} printed downtime forms for shipment {subject}"),
        "transport.events.exported": _("{actor} exported the events of a shipment"),
        "transport.excursion.acknowledged": _("A temperature excursion was assessed"),
    }
)
registry.describe(
    "transport.events.recorded", _("Events of shipment {subject} were reported"), about="transport.shipment"
)
