"""What the worker does by itself for this app."""

from django.utils import timezone
from procrastinate.contrib.django import app

from organs.services.deadlines import watch_deadlines


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="organs.watch_deadlines", lock="organs.watch_deadlines")
def watch_deadlines_of_offers(timestamp: int) -> None:
    """Tell of offers that wait for an answer or are overdue."""
    watch_deadlines(at=timezone.now())
