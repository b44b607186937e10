"""What the worker does by itself for this app."""

from django.utils import timezone
from procrastinate.contrib.django import app

from transport.services.watching import watch_cold_limits


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="transport.watch_cold_limits", lock="transport.watch_cold_limits")
def watch_cold_limits_of_shipments(timestamp: int) -> None:
    """Tell of shipments whose contents pass the cold limit on the way."""
    watch_cold_limits(at=timezone.now())
