"""Runs for heart, lung, pancreas and intestine: from registrations to the frozen run, pages and command."""

import csv
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organs.allocation.heart.status import NOTHING, Present, Stated, present_status
from organs.models import MatchRun
from organs.services.matching import compute_match, replay
from patients.services import organ_facts, waiting_list
from tests.factories import (
    candidate,
    characterised_donor,
    client_for,
    coordinator,
    hospital,
    match_run,
    programme,
)

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def place(longitude, *kinds):
    """A hospital on the equator, where a degree of longitude is 60.04 NM."""
    made = hospital(*kinds)
    made.latitude, made.longitude = Decimal(0), Decimal(longitude)
    made.save()
    return made


def waiting(organ_kind, at_hospital=None, **fields):
    fields = {"vpra": "0", "blood_group": "A", **fields}
    return candidate(programme(at_hospital or place(1), organ_kind=organ_kind), **fields)


def heart(status="adult_1", *, days=10, longitude=1, until=None, **fields):
    found = waiting("heart", place(longitude), **fields)
    organ_facts.state_heart_status(
        registration=found,
        status=status,
        started_at=days_ago(days),
        valid_until=until,
        by=None,
        at=timezone.now(),
    )
    return found


def lung(score, **fields):
    found = waiting("lung", **fields)
    organ_facts.enter_lung_score(
        registration=found,
        score=Decimal(score),
        calculated_on=date(2026, 1, 2),
        source="Demo calculator",
        by=None,
        at=timezone.now(),
    )
    return found


def combine(leading, following):
    return organ_facts.combine_organs(
        leading=leading, following=following, valid_from=date(2026, 1, 1), by=None, at=timezone.now()
    )


def donor_of(organ_kind, by=None, **fields):
    return characterised_donor(by=by, organ_kind=organ_kind, hospital=place(0, "donor_hospital"), **fields)


def ranked(donor, organ_kind):
    match = compute_match(donor, organ_kind=organ_kind, matched_at=timezone.now())
    return list(match.ranking.as_rows()), {
        name: reason.step
        for part in (match.ranking.excluded, match.ranking.handle_first)
        for _place, name, reason in part
    }


def order(rows):
    return [row["candidate_id"] for row in rows]


def test_hearts_go_by_status_distance_and_time_at_the_status():
    far = heart("adult_1", longitude=10)  # 600 NM: class 7
    near = heart("adult_3", longitude=4)  # 240 NM: class 5
    longer = heart("adult_3", longitude=4, days=20)
    unstated = waiting("heart")
    ended = heart(days=9, until=timezone.localdate())
    nowhere = waiting("heart", hospital())
    organ_facts.state_heart_status(
        registration=nowhere, status="adult_1", started_at=days_ago(1), by=None, at=timezone.now()
    )
    rows, left_out = ranked(donor_of("heart"), "heart")
    assert order(rows) == [longer.reference, near.reference, far.reference]
    assert [row["class"] for row in rows] == [5, 5, 7]
    assert rows[2]["distance_nm"] == pytest.approx(600.4, abs=0.1)
    assert left_out == {
        unstated.reference: "no_heart_status",
        ended.reference: "heart_status_ended",
        nowhere.reference: "data_incomplete",
    }


def test_the_newest_score_counts_and_none_is_computed():
    low, high, none = lung("12.5"), lung("11"), waiting("lung")
    organ_facts.enter_lung_score(
        registration=high,
        score=Decimal("30.0001"),
        calculated_on=date(2026, 1, 3),
        source="Demo calculator",
        by=None,
        at=timezone.now(),
    )
    rows, left_out = ranked(donor_of("lung"), "lung")
    assert [(row["candidate_id"], row["score"], row["score_date"]) for row in rows] == [
        (high.reference, 30.0001, "2026-01-03"),
        (low.reference, 12.5, "2026-01-02"),
    ]
    assert left_out == {none.reference: "no_score"}


@pytest.mark.parametrize("organ_kind", ["pancreas", "intestine"])
def test_only_time_active_on_the_list_counts_as_waiting(organ_kind):
    paused = waiting(organ_kind, registered_on=date(2020, 1, 1))
    steady = waiting(organ_kind, registered_on=date(2022, 1, 1))
    later = waiting(organ_kind, registered_on=date(2018, 1, 1), blood_group="AB")
    for status, since in (("NT", datetime(2020, 2, 1, tzinfo=UTC)), ("T", days_ago(5))):
        waiting_list.change_status(
            registration=paused,
            status=status,
            reason="Infection",
            starts_at=since,
            by=None,
            at=timezone.now(),
        )
    rows, _left_out = ranked(donor_of(organ_kind), organ_kind)
    assert order(rows) == [steady.reference, paused.reference, later.reference]
    assert rows[1]["waiting_seconds"] == pytest.approx((31 + 5) * 86_400, abs=600)


def test_the_leading_organ_takes_the_other_with_it():
    leading = heart()
    following = candidate(programme(leading.programme.hospital, organ_kind="lung"), of=leading.patient)
    combined = combine(leading, following)
    rows, _ = ranked(donor_of("heart"), "heart")
    assert rows[0]["takes_with"] == "lung"
    _, left_out = ranked(donor_of("lung"), "lung")
    assert left_out == {following.reference: "combined_organ"}

    organ_facts.separate_organs(combined=combined, by=None, at=timezone.now())
    rows, _ = ranked(donor_of("heart"), "heart")
    assert rows[0]["takes_with"] == ""
    _, left_out = ranked(donor_of("lung"), "lung")
    assert left_out == {following.reference: "no_score"}


def test_a_kidney_that_goes_with_a_pancreas_comes_before_the_kidney_list():
    leading = waiting("pancreas")
    following = candidate(programme(leading.programme.hospital), of=leading.patient)
    combine(leading, following)
    _, left_out = ranked(donor_of("kidney"), "kidney")
    assert left_out == {following.reference: "combined_organ"}


def test_reading_takes_as_many_queries_for_many_candidates_as_for_one():
    donor = donor_of("heart")
    compute_match(donor, organ_kind="heart", matched_at=timezone.now())  # the donor's hospital is read once
    counted = []
    for more in (1, 4):
        for _ in range(more):
            heart()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            compute_match(donor, organ_kind="heart", matched_at=timezone.now())
        counted.append(len(queries))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("organ_kind", ["heart", "lung", "pancreas", "intestine"])
def test_a_run_is_frozen_replayed_shown_and_printed(organ_kind):
    {"heart": heart, "lung": lambda: lung("50.25")}.get(organ_kind, lambda: waiting(organ_kind))()
    waiting(organ_kind, blood_group="O")
    by = coordinator()
    donor = donor_of(organ_kind, by=by)
    browser = client_for(by)
    answer = browser.post(
        reverse("organs:start_run", args=[donor.reference]), {"organ_kind": organ_kind, "seen_runs": ""}
    )
    run = MatchRun.objects.get(donor=donor)
    assert answer.status_code == 302
    assert (run.policy, run.candidates_count, run.excluded_count) == (organ_kind, 1, 1)
    assert replay(run).differences == []
    for name in ("match_run", "match_run_excluded", "match_run_print", "match_run_csv"):
        assert browser.get(reverse(f"organs:{name}", args=[run.reference])).status_code == 200
    page = browser.get(reverse("organs:match_candidate", args=[run.reference, 1]))
    assert "First on the list." in page.content.decode()
    assert "simulator" not in page.content.decode()

    send = reverse("organs:send_offer", args=[run.reference])
    row = run.candidates.get()
    assert browser.get(send, {"candidate": row.registration.reference}).status_code == 200

    again = match_run(donor, by=by, organ_kind=organ_kind)
    changes = browser.get(reverse("organs:match_run_changes", args=[again.reference]))
    assert changes.status_code == 200

    def printed(show):
        out = StringIO()
        call_command(
            "match", donor.reference, "--policy", organ_kind, "--format", "csv", "--show", show, stdout=out
        )
        return list(csv.DictReader(StringIO(out.getvalue())))

    assert [row["rank"] for row in printed("list")] == ["1"]
    assert [row["reason"] for row in printed("excluded")] == ["abo_incompatible"]


# The status that holds

START = datetime(2026, 1, 1, tzinfo=UTC)


def day(number):
    return START + timedelta(days=number)


def stating(*statements):
    return [Stated(status, day(number), None) for status, number in statements]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ([], NOTHING),
        ([Stated("adult_1", day(50), None)], NOTHING),
        ([Stated("adult_4", day(0), None)], Present("adult_4", day(0), None)),
        (
            [Stated("adult_4", day(0), None), Stated("adult_2", day(5), None)],
            Present("adult_2", day(5), None),
        ),
        (
            [Stated("adult_2", day(0), date(2026, 1, 8)), Stated("adult_2", day(6), date(2026, 1, 15))],
            Present("adult_2", day(0), date(2026, 1, 15)),
        ),
        (
            [Stated("adult_2", day(0), date(2026, 1, 5)), Stated("adult_2", day(6), None)],
            Present("adult_2", day(6), None),
        ),
        (
            [
                Stated("adult_2", day(0), None),
                Stated("adult_4", day(3), None),
                Stated("adult_2", day(6), None),
            ],
            Present("adult_2", day(6), None),
        ),
        (
            [
                Stated("adult_2", day(6), None),
                Stated("adult_4", day(0), None),
                Stated("adult_3", day(6), None),
            ],
            Present("adult_3", day(6), None),
        ),
    ],
    ids=[
        "none",
        "still ahead",
        "one",
        "another",
        "renewed in time",
        "renewed after a gap",
        "came back",
        "corrected",
    ],
)
def test_time_at_a_status_runs_from_its_first_statement_without_a_break(stated, expected):
    assert present_status(stated, at=day(10)) == expected
