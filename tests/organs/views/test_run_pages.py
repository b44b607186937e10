"""What the pages of a run say of the run before, and what its file holds."""

import csv
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from organs.services.matching import run_to_csv
from patients.services import waiting_list
from tests.factories import candidate, characterised_donor, client_for, coordinator, match_run, offer_case

pytestmark = pytest.mark.django_db


def page_of(case, run, name="match_run"):
    run.refresh_from_db()
    return client_for(case.coordinator).get(reverse(f"organs:{name}", args=[run.reference]))


def test_a_rerun_marks_the_rows_that_are_new():
    case = offer_case(1)
    assert "New</span>" not in page_of(case, case.run).content.decode()
    arrived = candidate(blood_group="A", vpra="0")
    rerun = match_run(case.donor, by=case.coordinator)
    rows = page_of(case, rerun).context["table"].data
    assert {row.registration: row.is_new for row in rows} == {case.candidates[0]: False, arrived: True}


@pytest.mark.parametrize("name", ["match_run", "match_run_excluded", "match_run_changes"])
def test_every_part_of_a_rerun_warns_of_an_accepted_candidate_who_is_gone(name):
    case = offer_case(2)
    offer = case.accepted(0)
    gone = "An accepted candidate is not on the list any more"
    assert gone not in page_of(case, match_run(case.donor, by=case.coordinator), name).content.decode()
    waiting_list.change_status(
        registration=case.candidates[0], status="NT", reason="Fever", by=None, at=timezone.now()
    )
    page = page_of(case, match_run(case.donor, by=case.coordinator), name).content.decode()
    assert page.count(gone) == 1
    assert offer.get_absolute_url() in page


def test_the_file_of_a_run_has_its_rows_and_nothing_that_a_spreadsheet_would_run():
    by = coordinator()
    candidate(blood_group="A", vpra="0", external_id="=1+1")
    candidate(blood_group="A", vpra="0", external_id="7")
    run = match_run(characterised_donor(by=by), by=by)
    run.refresh_from_db()
    answer = client_for(by).get(reverse("organs:match_run_csv", args=[run.reference]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    rows = list(csv.DictReader(StringIO(text)))
    stored = run.candidates.order_by("rank")
    assert [int(row["rank"]) for row in rows] == [1, 2]
    assert [int(row["total_points"]) for row in rows] == [row.total_points for row in stored]
    assert {row["candidate_id"] for row in rows} == {"'=1+1", "7"}
    assert ",=1+1," in run_to_csv(run)
