"""What a monitoring system measures of log, relay and deliveries, in Prometheus' form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from transplant_site import documents
from transplant_site.audit.proof.state import State, present


class Measurements(Collector):
    """Asks both stores when it is asked: a fixed number of questions, however long the log is."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        state, waiting = present(), documents.state()
        for name, meaning, value in (*_of_log(state), *_of_relay(state), *_of_deliveries(waiting)):
            yield GaugeMetricFamily(f"transplant_{name}", meaning, value=float(value))


def _of_log(state: State) -> Iterator[tuple[str, str, float]]:
    yield "audit_entries", "Entries of the audit log in PostgreSQL.", state.entries
    yield "audit_lag_entries", "Entries that the copy in MongoDB doesn't hold yet.", state.waiting
    yield "audit_lag_seconds", "Age of the oldest entry that waits for the relay.", state.lag.total_seconds()
    yield "audit_unsigned_entries", "Entries that no checkpoint covers.", state.unsigned
    yield (
        "audit_checkpoint_time_seconds",
        "When the last checkpoint was signed, 0 for never.",
        _seconds(state.signed.checkpoint.signed_at if state.signed else None),
    )
    yield (
        "audit_verified_time_seconds",
        "When the log was last verified, 0 for never.",
        _seconds(state.last.at if state.last else None),
    )
    yield (
        "audit_verified_clean",
        "1 if the last verification found nothing wrong, 0 if it did or there was none.",
        bool(state.last and state.last.is_clean),
    )


def _of_relay(state: State) -> Iterator[tuple[str, str, float]]:
    relay = state.relay
    yield "relay_leads", "1 while a relay leads.", relay.leads
    yield "relay_hindered", "1 while the relay says that something hinders it.", relay.is_hindered
    yield "relay_last_trouble_time_seconds", "When it last began to, 0 for never.", _seconds(relay.began_at)


def _of_deliveries(waiting: documents.DocumentsState) -> Iterator[tuple[str, str, float]]:
    oldest = waiting.oldest_waiting
    yield "mongodb_up", "1 while MongoDB answers.", waiting.up
    yield "documents_waiting", "Documents that wait for MongoDB.", waiting.waiting
    yield (
        "documents_oldest_waiting_seconds",
        "Age of the oldest document that waits.",
        (timezone.now() - oldest).total_seconds() if oldest else 0,
    )
    yield "documents_refused", "Documents that MongoDB will not take as they are.", waiting.refused


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0


REGISTRY = CollectorRegistry()
REGISTRY.register(Measurements())
