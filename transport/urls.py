from django.urls import path

from transport.views import custody, printing, shipments, telemetry

app_name = "transport"
urlpatterns = [
    path("shipments/", shipments.shipment_list, name="shipment_list"),
    path("shipments/plan/<slug:offer>/", shipments.plan, name="plan"),
    path("shipments/<slug:reference>/", shipments.shipment, name="shipment"),
    path("shipments/<slug:reference>/label.pdf", printing.label, name="label"),
    path("shipments/<slug:reference>/downtime.pdf", printing.downtime_forms, name="downtime_forms"),
    path("shipments/<slug:reference>/courier/", shipments.assign, name="assign"),
    path("shipments/<slug:reference>/ready/", shipments.ready, name="ready"),
    path("shipments/<slug:reference>/cancel/", shipments.cancel, name="cancel"),
    path("shipments/<slug:reference>/deliver/", shipments.deliver, name="deliver"),
    path(
        "shipments/<slug:reference>/deliver/unchecked/", shipments.deliver_unchecked, name="deliver_unchecked"
    ),
    path("shipments/<slug:reference>/expect/", shipments.expect, name="expect"),
    path("shipments/<slug:reference>/hand-over/", custody.hand_over, name="hand_over"),
    path("shipments/<slug:reference>/hand-overs/<uuid:hand_over>/receive/", custody.receive, name="receive"),
    path("shipments/<slug:reference>/hand-overs/<uuid:hand_over>/refuse/", custody.refuse, name="refuse"),
    path(
        "shipments/<slug:reference>/hand-overs/<uuid:hand_over>/withdraw/", custody.withdraw, name="withdraw"
    ),
    path("shipments/<slug:reference>/hand-overs/<uuid:hand_over>/confirm/", custody.confirm, name="confirm"),
    path("shipments/<slug:reference>/divert/<slug:offer>/", shipments.divert, name="divert"),
    path(
        "shipments/<slug:reference>/excursions/<uuid:excursion>/", telemetry.acknowledge, name="acknowledge"
    ),
    path("shipments/<slug:reference>/carry/", telemetry.carry, name="carry"),
    path("shipments/<slug:reference>/events/", telemetry.events, name="events"),
    path("shipments/<slug:reference>/events.csv", telemetry.events_csv, name="events_csv"),
]
