"""Time the regulator's pages on a short log and on a long one: no page should ask in proportion to the log.

    python -m bench.audit_pages [--entries 1000000] [--rounds 5]

The demo's log is the short one; then the ledger is filled through the real capture, and the same pages are
asked for again. Printed are the medians in milliseconds, how many times as long the long log takes, and the
queries of each page. Stores of its own are started and erased.
"""

import argparse
import statistics
import time
from typing import Any

from bench.ledger import fill
from bench.site import manage, scratch_site

SLOWEST = 2.0


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the regulator's pages on a short and on a long log.")
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with scratch_site():
        manage("load_demo")
        manage("relay", "--once", role="relay")
        pages = addresses()
        short = measured(pages, arguments.rounds)
        fill(arguments.entries)
        manage("relay", "--once", role="relay")
        long = measured(pages, arguments.rounds)
    print(f"{'page':<34}{'demo ms':>9}{'long ms':>9}{'ratio':>7}{'queries':>9}")
    for name, (before, _queries) in short.items():
        after, queries = long[name]
        mark = "  slower" if after / before > SLOWEST else ""
        print(f"{name:<34}{before:>9.1f}{after:>9.1f}{after / before:>7.1f}{queries:>9}{mark}")


def addresses() -> dict[str, str]:
    """Name the pages, each with something of the demo to show."""
    from django.urls import reverse

    from organs.models import Donor, Offer
    from patients.models import Patient
    from transplant_site.audit.models import LedgerEntry

    patient = Patient.objects.filter(registrations__match_rows__isnull=False).order_by("reference").first()
    donor = Donor.objects.filter(match_runs__offers__isnull=False).order_by("reference").first()
    offer = Offer.objects.exclude(answered_at=None).order_by("reference").first()
    entry = LedgerEntry.objects.filter(model="organs.offer").order_by("id").first()
    day = entry.timestamp.date().isoformat()
    timeline = reverse("audit:timeline")
    filters = {
        "newest": "",
        "of a day": f"since={day}&until={day}",
        "of a kind": "kind=read",
        "of an action": "action=organs.offer.sent",
        "of an action never done": "action=organs.nothing",
        "by a person": "actor=coordinator@demo.example",
        "by a role": "role=clinician",
        "refused": "outcome=refused",
        "of a donor": f"donor={donor.reference}",
        "of a patient": f"patient={patient.reference}",
        "unnamed": "unnamed=on",
        "with noise": "noise=on",
    }
    return {
        **{f"timeline, {name}": f"{timeline}?{query}" for name, query in filters.items()},
        "refusals": reverse("audit:refusals"),
        "unnamed writes": reverse("audit:unnamed"),
        "state of the proof": reverse("audit:proof"),
        "entry": reverse("audit:entry", args=[entry.event]),
        "history of an offer": reverse("audit:history", args=["organs.offer", offer.pk]),
        "case of a donor": reverse("audit:case", args=[donor.reference]),
        "case of a patient": reverse("audit:case", args=[patient.reference]),
        "who has seen a patient": reverse("audit:seen", args=[patient.reference]),
        "who has seen a donor": reverse("audit:seen", args=[donor.reference]),
    }


def measured(pages: dict[str, str], rounds: int) -> dict[str, tuple[float, int]]:
    """Give each page's median in milliseconds, after one round that warms up, and its queries."""
    import logging

    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from transplant_site.staff.models import StaffMember

    logging.disable(logging.INFO)
    client = Client(headers={"host": "localhost"})
    client.force_login(
        StaffMember.objects.get(email="regulator@demo.example"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    found: dict[str, Any] = {}
    for name, address in pages.items():
        milliseconds = []
        for _ in range(rounds + 1):
            with CaptureQueriesContext(connection) as queries:
                start = time.perf_counter()
                answer = client.get(address)
                milliseconds.append((time.perf_counter() - start) * 1000)
            assert answer.status_code == 200, (name, answer.status_code)
        found[name] = (statistics.median(milliseconds[1:]), len(queries))
    return found


if __name__ == "__main__":
    main()
