"""What the tests of these pages ask and send."""

import json
from datetime import timedelta
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone


def page(way, name="shipment", *args):
    return reverse(f"transport:{name}", args=[way.shipment.reference, *args])


def report(client, way, *events, batch=None):
    body = json.dumps({"batch": str(batch or uuid4()), "events": list(events)})
    return client.post(page(way, "events"), body, content_type="application/json")


def temperature(celsius, *, ago=0, **more):
    at = (timezone.now() - timedelta(minutes=ago)).isoformat()
    return {"kind": "temperature", "occurred_at": at, "temperature_c": celsius, **more}
