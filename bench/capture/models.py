"""A model of twelve fields, as each variant declares it."""

import os
import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

VARIANT = os.environ.get("BENCH_VARIANT", "")


class SampleFields(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=100)
    code = models.CharField(max_length=20)
    note = models.TextField()
    count = models.IntegerField()
    weight = models.DecimalField(max_digits=8, decimal_places=2)
    share = models.FloatField()
    is_good = models.BooleanField()
    day = models.DateField()
    at = models.DateTimeField()
    facts = models.JSONField()
    owner = models.UUIDField()

    class Meta:
        abstract = True


def track(model: type[models.Model]) -> type[models.Model]:
    """Have the variant's library watch a model, as its documentation says."""
    if VARIANT == "auditlog":
        from auditlog.registry import auditlog

        auditlog.register(model)
    elif VARIANT == "pghistory":
        import pghistory

        return pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())(
            model
        )
    return model


@track
class Sample(SampleFields):
    if VARIANT == "simple_history":
        from simple_history.models import HistoricalRecords

        history = HistoricalRecords()

    class Meta:
        app_label = "capture"
        db_table = "bench_sample"


def values(number: int) -> dict[str, Any]:
    """Twelve values, all of which change with the number but the key."""
    return {
        "name": f"Sample {number}",
        "code": f"S-{number}",
        "note": f"A note of some length on sample {number}, as people write it. " * 2,
        "count": number,
        "weight": Decimal(number) / 4,
        "share": number / 7,
        "is_good": bool(number % 2),
        "day": date(2026, 1, 1 + number % 28),
        "at": timezone.now(),
        "facts": {"a": number, "b": ["x", "y"]},
        "owner": uuid.uuid4(),
    }
