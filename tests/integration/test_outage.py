"""MongoDB is away while people work: they go on, are told, and nothing is lost."""

import json
import time

import pytest

from tests.integration.installation import ended
from transplant_site.stores.state import Role

AWAY_SECONDS = 12
DRAINED_WITHIN_SECONDS = 60


@pytest.mark.slow
def test_while_mongodb_is_away_people_work_on_and_what_waits_is_delivered_afterwards(installation):
    relay = installation.start_relay()
    people = installation.start("-m", "tests.integration.people")
    assert people.stdout.readline() == "ready\n"
    time.sleep(3)

    installation.stores.mongodb.stop()
    time.sleep(AWAY_SECONDS)
    waiting = installation.query("SELECT count(*) FROM documents_delivery")[0][0]
    installation.stores.start()
    time.sleep(5)
    told = json.loads(ended(people))

    assert told["faults"] == []
    assert set(told["answers"]) == {"GET 200", "POST 302"}, told["answers"]
    assert waiting > 0
    assert told["told_later"] > 0
    posted = installation.query("SELECT submission::text FROM messaging_messageheader")
    assert {one for (one,) in posted} == set(told["posted"])

    deadline = time.monotonic() + DRAINED_WITHIN_SECONDS
    while installation.query("SELECT count(*) FROM documents_delivery") != [(0,)]:
        assert time.monotonic() < deadline, "The relay did not deliver what waited."
        time.sleep(0.5)
    ended(relay)
    assert installation.manage("relay", "--once", role=Role.RELAY).returncode == 0
    verified = installation.manage("verify_audit", role=Role.AUDITOR)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    reconciled = installation.manage("reconcile", "--late-after", "0")
    assert (reconciled.returncode, reconciled.stdout) == (0, "Both stores agree.\n"), reconciled.stderr
