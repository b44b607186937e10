"""Runs through the database: ranked, frozen, replaced, compared, replayed, made invalid."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from messaging.models import Notice
from organs.models import MatchRun, OfferStatus
from organs.policies.offers import OfferRefused
from organs.services import offers
from organs.services.matching import compare_runs, replay
from patients.models import UnacceptableAntigen
from patients.services import immunology, patients, waiting_list
from tests.factories import (
    candidate,
    characterised_donor,
    coordinator,
    match_run,
    offer_case,
    staff_member,
)
from tests.factories.offers import transplanted
from transplant_site.audit import Refusal
from transplant_site.staff.models import ProgrammeCriteria

pytestmark = pytest.mark.django_db


def test_a_run_ranks_who_waits_and_says_why_others_do_not():
    by = coordinator()
    listed = candidate(blood_group="A", vpra="0")
    other_group = candidate(blood_group="B", vpra="0")
    unscreened = candidate(blood_group="A")
    run = match_run(characterised_donor(by=by), by=by)

    assert list(run.candidates.values_list("registration", flat=True)) == [listed.pk]
    assert dict(run.exclusions.values_list("registration", "step")) == {
        other_group.pk: "abo_not_identical",
        unscreened.pk: "pra_not_valid",
    }
    assert (run.candidates_count, run.excluded_count) == (1, 2)


def test_a_run_can_be_computed_again_from_what_it_kept():
    by = coordinator()
    candidate(blood_group="A", vpra="0.2", unacceptable="A24 B44")
    candidate(blood_group="O", vpra="0")
    candidate(blood_group="A", vpra="0", acceptable_mismatch_since=date(2021, 1, 1))
    run = match_run(characterised_donor(by=by), by=by)

    assert replay(MatchRun.objects.get(pk=run.pk)).differences == []


# Acceptance criteria


def exclusion_of(run, registration):
    return run.exclusions.get(registration=registration)


def test_the_criteria_of_the_programme_and_of_the_candidate_leave_out_with_the_reason():
    by = coordinator()
    programmes, own, both, met = (candidate(blood_group="A", vpra="0") for _ in range(4))
    for one in (programmes, both):
        ProgrammeCriteria.objects.create(
            programme=one.programme, valid_from=date(2020, 1, 1), donor_age_max=40, accepts_dcd=False
        )
    for one in (own, both):
        set_criteria(one, by, mismatches_max=0, accepts_hcv_antibody=False)
    set_criteria(met, by, donor_age_min=18, donor_age_max=60, mismatches_max=6)
    donor = characterised_donor(by=by, age_years=45, hla="A1 A3 B7 B8 DR15(2) DR17(3)")
    run = match_run(donor, by=by)

    assert [row.registration for row in run.candidates.all()] == [met]
    said = {one: exclusion_of(run, one) for one in (programmes, own, both)}
    assert {exclusion.step for exclusion in said.values()} == {"criteria"}
    too_old = "Programme: donor age 45 years is above 40"
    too_many = "Candidate: 1 mismatches (total) are more than 0"
    assert said[programmes].reason == f"{too_old}."
    assert said[own].reason == f"{too_many}."
    assert said[both].reason == f"{too_old}; {too_many}."


def set_criteria(registration, by, **limits):
    waiting_list.set_candidate_criteria(
        registration=registration, criteria=waiting_list.Criteria(**limits), by=by, at=timezone.now()
    )


def test_criteria_count_from_their_day_to_their_end():
    by = coordinator()
    ended, later = (candidate(blood_group="A", vpra="0") for _ in range(2))
    today = timezone.localdate()
    ProgrammeCriteria.objects.create(
        programme=ended.programme, valid_from=date(2020, 1, 1), valid_until=today, donor_age_max=40
    )
    ProgrammeCriteria.objects.create(programme=later.programme, valid_from=date(2999, 1, 1), donor_age_max=40)
    run = match_run(characterised_donor(by=by, age_years=45), by=by)
    assert {row.registration for row in run.candidates.all()} == {ended, later}


def test_what_is_refused_is_refused_also_while_it_is_not_known():
    by = coordinator()
    waiting = candidate(blood_group="A", vpra="0")
    set_criteria(waiting, by, accepts_hcv_viraemic=False)
    run = match_run(characterised_donor(by=by), by=by)
    assert exclusion_of(run, waiting).reason == "Candidate: HCV RNA is not known and not accepted."


# Before the list


def test_those_who_come_first_are_named_and_not_ranked():
    by = coordinator()
    since = date(2021, 1, 1)
    mismatch = candidate(blood_group="AB", vpra="0", acceptable_mismatch_since=since)
    combined = candidate(blood_group="A", vpra="0", combined_organs_since=since)
    later = candidate(blood_group="A", vpra="0", combined_organs_since=timezone.localdate())
    waiting_list.record_kidney_facts(
        registration=later,
        kidney=waiting_list.KidneyFacts(first_dialysis_on=date(2020, 2, 1)),
        by=None,
        at=timezone.now(),
    )
    unfit = candidate(blood_group="O", vpra="0", acceptable_mismatch_since=since)
    run = match_run(characterised_donor(by=by), by=by)

    first = dict(run.exclusions.handle_first().values_list("registration", "step"))
    assert first == {mismatch.pk: "acceptable_mismatch_programme", combined.pk: "combined_organ"}
    assert [row.registration for row in run.candidates.all()] == [later]
    assert exclusion_of(run, unfit).step == "abo_not_identical"


# Runs compared


def test_two_runs_differ_by_who_is_new_who_moved_and_who_dropped_out():
    by = coordinator()
    donor = characterised_donor(by=by)
    stays = candidate(blood_group="A", vpra="0", first_dialysis_on=date(2015, 1, 1))
    leaves = candidate(blood_group="A", vpra="0", first_dialysis_on=date(2014, 1, 1))
    unscreened = candidate(blood_group="A")
    before = match_run(donor, by=by)
    assert compare_runs(match_run(donor, by=by), before).is_empty

    now = timezone.now()
    waiting_list.change_status(registration=leaves, status="NT", reason="Fever", by=None, at=now)
    report = immunology.Report(occurred_at=now)
    immunology.record_antibody_screening(
        patient=unscreened.patient, vpra=Decimal(0), report=report, by=None, at=now
    )
    arrives = candidate(blood_group="A", vpra="0", first_dialysis_on=date(2013, 1, 1))
    difference = compare_runs(match_run(donor, by=by), before)

    assert {(one.registration_id, one.why) for one in difference.new} == {
        (unscreened.pk, "Before: The antibody screening (PRA) is not valid."),
        (arrives.pk, "Registered since."),
    }
    assert [(one.registration_id, one.rank, one.why) for one in difference.dropped] == [
        (leaves.pk, None, "Not active: urgency NT.")
    ]
    assert difference.moved == []
    assert stays.pk not in {one.registration_id for one in difference.new}


def test_a_change_of_points_is_named_in_the_comparison():
    by = coordinator()
    donor = characterised_donor(by=by)
    moves = candidate(blood_group="A", vpra="0", first_dialysis_on=date(2015, 1, 1))
    overtaken = candidate(blood_group="A", vpra="0", first_dialysis_on=date(2014, 1, 1))
    before = match_run(donor, by=by)
    waiting_list.change_status(registration=moves, status="HU", reason="", by=None, at=timezone.now())
    moved = {one.registration_id: one for one in compare_runs(match_run(donor, by=by), before).moved}
    assert (moved[moves.pk].rank_before, moved[moves.pk].rank) == (2, 1)
    assert "hu_bonus 0 → 500" in moved[moves.pk].why
    assert moved[overtaken.pk].why == "Others came or went above."


def test_an_accepted_candidate_who_has_dropped_out_is_named():
    case = offer_case(2)
    accepted = case.accepted(0)
    assert compare_runs(match_run(case.donor, by=case.coordinator), case.run).accepted_but_gone == []
    waiting_list.change_status(
        registration=case.candidates[0], status="NT", reason="Fever", by=None, at=timezone.now()
    )
    rerun = match_run(case.donor, by=case.coordinator)
    assert compare_runs(rerun, case.run).accepted_but_gone == [accepted]


def test_who_was_added_by_hand_or_has_received_the_organ_is_not_missed():
    case = offer_case(1)
    added = candidate(blood_group="AB", vpra="0")
    case.accept(
        case.send(to=added, addition_reason="Rescue", parts=[case.right]),
        by=staff_member(hospital=added.programme.hospital),
    )
    transplanted(case)
    rerun = match_run(case.donor, by=case.coordinator)
    assert rerun.candidates_count == 0
    assert compare_runs(rerun, case.run).accepted_but_gone == []


# What makes a run invalid


def change_hla(patient, at):
    report = immunology.Report(occurred_at=at)
    immunology.record_hla_typing(
        patient=patient, antigens="A1 A3 B7 B8 DR15(2) DR17(3)", report=report, by=None, at=at
    )


def list_antigen(patient, at, antigen="A24"):
    immunology.list_unacceptable_antigens(
        patient=patient,
        antigens=antigen,
        source=UnacceptableAntigen.Source.SINGLE_ANTIGEN_BEADS,
        listed_on=timezone.localdate(at),
        by=None,
        at=at,
    )


def change_blood_group(patient, at):
    facts = patients.ClinicalFacts(sex=patient.sex, blood_group="AB")
    patients.correct_clinical_facts(patient=patient, facts=facts, reason="Mixed up", by=None, at=at)


CHANGES = {
    "unacceptable antigens changed": list_antigen,
    "another HLA typing": change_hla,
    "blood group was corrected": change_blood_group,
}


@pytest.mark.parametrize("because", sorted(CHANGES))
def test_a_candidates_change_ends_the_run_stops_offers_and_alerts_the_centres(because):
    case, other = offer_case(2), offer_case(0, blood_group="B")
    sent, accepted = case.send(0), case.accepted(1, parts=[case.right])
    Notice.objects.all().delete()
    CHANGES[because](case.candidates[0].patient, timezone.now())

    case.run.refresh_from_db()
    assert because in case.run.invalidated_because
    with pytest.raises(OfferRefused, match="not valid since"):
        case.accept(sent)
    with pytest.raises(Refusal, match="not valid since"):
        case.send(1)
    told = dict(Notice.objects.values_list("hospital", "text"))
    assert "can't be accepted any more" in told[sent.centre_id]
    assert "accepted offer" in told[accepted.centre_id]
    assert case.run.reference in told[case.coordinator.hospital.pk]
    other.run.refresh_from_db()
    assert other.run.is_valid == (because != "blood group was corrected")


@pytest.mark.parametrize("because", sorted(CHANGES))
def test_a_change_of_one_who_comes_first_ends_the_run_too(because):
    by = coordinator()
    first = candidate(blood_group="A", vpra="0", acceptable_mismatch_since=date(2021, 1, 1))
    run = match_run(characterised_donor(by=by), by=by)
    CHANGES[because](first.patient, timezone.now())
    run.refresh_from_db()
    assert not run.is_valid


def test_a_rerun_finds_the_crossmatch_that_has_become_positive():
    case = offer_case(1)
    sent = case.send()
    change_hla(case.candidates[0].patient, timezone.now())
    list_antigen(case.candidates[0].patient, timezone.now(), antigen="A2")
    rerun = match_run(case.donor, by=case.coordinator)
    assert rerun.candidates.get().crossmatch == "positive"
    with pytest.raises(Refusal, match="positive"):
        case.send(run=rerun)
    offers.withdraw_offer(offer=sent, by=case.coordinator, at=timezone.now(), reason="Crossmatch positive")
    sent.refresh_from_db()
    assert sent.status == OfferStatus.WITHDRAWN


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        ({"donor_height_max_cm": 160}, "Candidate: donor height 170 cm is above 160."),
        ({"donor_height_min_cm": 180}, "Candidate: donor height 170 cm is below 180."),
        ({"accepts_cmv_igg": False}, "Candidate: anti-CMV is not known and not accepted."),
        ({"accepts_hiv_antibody": False, "donor_height_min_cm": 160}, None),
    ],
)
def test_height_and_every_tested_marker_can_be_a_criterion(limits, why):
    by = coordinator()
    waiting = candidate(blood_group="A", vpra="0")
    set_criteria(waiting, by, **limits)
    run = match_run(characterised_donor(by=by, height_cm=170), by=by)
    assert [exclusion.reason for exclusion in run.exclusions.all()] == ([why] if why else [])
