"""Whatever is killed, whenever: nothing is lost, nothing is invented, and both proofs come out clean."""

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
from uuid import uuid4

import pytest
from django.db import connection as postgresql

from tests.documents.builders import NOON
from tests.integration import load
from tests.integration.installation import ROOT, ended
from transplant_site import documents
from transplant_site.documents import Collection, connection
from transplant_site.documents.models import Delivery
from transplant_site.stores.state import Role

RECORD_AND_DIE = """
import os, signal, sys
import django
django.setup()
from datetime import datetime
from uuid import UUID
from django.db import transaction
from transplant_site import documents
from transplant_site.audit import action
from transplant_site.documents import delivery

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

when, shipment = sys.argv[1], UUID(sys.argv[2])
noon = datetime.fromisoformat("{noon}")
with action("tests.documents.recorded"):
    if when == "after the commit":
        transaction.on_commit(die)
    if when == "after MongoDB confirmed":
        delivery._delete_unless_held = die
    event = {{"shipment_id": shipment, "kind": "note", "recorded_by": None}}
    events = [{{**event, "occurred_at": noon, "recorded_at": noon}}] * 3
    documents.record_many(documents.Collection.TRANSPORT_EVENTS, events)
    if when == "before the commit":
        die()
"""


def record_and_die(when, shipment):
    """Record three events in a process of its own that is killed at that moment."""
    at = postgresql.settings_dict
    url = f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    process = subprocess.run(
        [sys.executable, "-c", RECORD_AND_DIE.format(noon=NOON.isoformat()), when, str(shipment)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_OWNER_URL": url},
        cwd=ROOT,
        check=False,
    )
    assert process.returncode == -signal.SIGKILL


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("when", "recorded", "waiting", "delivered"),
    [
        ("before the commit", 0, 0, 0),
        ("after the commit", 3, 1, 0),
        ("after MongoDB confirmed", 3, 1, 3),
    ],
)
def test_a_process_that_dies_leaves_its_documents_to_the_relay(
    when, recorded, waiting, delivered, empty_collections
):
    shipment = uuid4()
    record_and_die(when, shipment)

    assert Delivery.objects.count() == waiting
    with connection.collection(Collection.TRANSPORT_EVENTS) as there:
        assert len(list(there.find({"shipment_id": shipment}))) == delivered
    assert len(documents.read(Collection.TRANSPORT_EVENTS, key=shipment)) == recorded

    documents.deliver_waiting()
    assert not Delivery.objects.exists()
    with connection.collection(Collection.TRANSPORT_EVENTS) as there:
        assert len(list(there.find({"shipment_id": shipment}))) == recorded
    assert len(documents.read(Collection.TRANSPORT_EVENTS, key=shipment)) == recorded


@pytest.mark.slow
def test_killing_a_store_or_the_relay_at_any_moment_loses_and_invents_nothing(installation):
    relay = installation.start_relay()
    writers = installation.start("-m", "tests.integration.load")
    assert writers.stdout.readline() == "ready\n"

    victims = itertools.cycle(["relay", "mongodb", "postgresql"])
    for victim in itertools.islice(victims, 9):
        time.sleep(random.uniform(0.5, 2))
        if victim == "relay":
            relay.kill()
            relay = installation.start_relay()
            continue
        (installation.kill_mongodb if victim == "mongodb" else installation.kill_postgresql)()
        time.sleep(random.uniform(0, 1))
        installation.stores.start()
    result = json.loads(ended(writers))
    ended(relay)

    assert result["faults"] == []
    confirmed = result["confirmed"]
    assert len(confirmed) >= load.THREADS * load.AT_LEAST
    once = installation.manage("relay", "--once", role=Role.RELAY)
    assert once.returncode == 0, once.stderr

    rows = dict(installation.query("SELECT submission::text, id FROM messaging_messageheader"))
    assert set(rows) == set(confirmed)
    verified = installation.manage("verify_audit", "--json", role=Role.AUDITOR)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    verdict = json.loads(verified.stdout)
    assert (verdict["proven"]["size"], verdict["warnings"]) == (verdict["entries"], [])
    reconciled = installation.manage("reconcile", "--late-after", "0")
    assert (reconciled.returncode, reconciled.stdout) == (0, "Both stores agree.\n"), reconciled.stderr
    assert installation.query("SELECT count(*) FROM documents_delivery") == [(0,)]
