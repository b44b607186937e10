"""Two coordinators press the button in the same second."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from organs.models import MatchRun
from organs.policies.matching import MatchRefused
from organs.services.matching import run_match
from tests.factories import candidate, characterised_donor, coordinator


@pytest.mark.django_db(transaction=True)
def test_of_two_runs_started_at_once_one_is_made():
    by = coordinator()
    colleague = coordinator(by.hospital)
    candidate(blood_group="A", vpra="0")
    donor = characterised_donor(by=by)
    both_are_ready = Barrier(2)

    def start(person):
        try:
            both_are_ready.wait(timeout=20)
            run_match(donor=donor, organ_kind="kidney", by=person, at=timezone.now(), seen_run=None)
        except MatchRefused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(start, [by, colleague]))

    assert answers[0] == ""
    assert "since you opened this page" in answers[1]
    assert MatchRun.objects.filter(donor=donor, invalidated_at__isnull=True).count() == 1
    assert MatchRun.objects.filter(donor=donor).count() == 1
