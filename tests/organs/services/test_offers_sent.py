"""Offers are sent to whose turn it is, and to nobody whom they would harm."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from messaging.models import Notice
from organs import turn
from organs.models import (
    CrossmatchAssessment,
    Donor,
    DonorStatus,
    MatchBypass,
    OfferKind,
    OfferStatus,
    RefusalCode,
)
from organs.policies.candidates import CandidateRefused
from organs.policies.checklists import NotReadyForOffers
from organs.policies.offers import OfferRefused
from organs.profile import NoProfile
from organs.services import characterisation, offers
from patients.services.waiting_list import change_status
from tests.factories import candidate, coordinator, match_run, offer_case
from transplant_site.access.roles import Role
from transplant_site.audit import Refusal

pytestmark = pytest.mark.django_db


def test_an_offer_keeps_the_donor_as_shown_and_tells_the_centre():
    case = offer_case()
    offer = case.send()

    assert offer.status == OfferStatus.SENT
    assert offer.rank == 1
    assert offer.facts_when_sent["blood_group"] == case.donor.blood_group
    assert [change.to_status for change in offer.status_changes.all()] == ["sent"]
    notice = Notice.objects.get(hospital=offer.centre)
    assert notice.role == Role.CLINICIAN
    assert notice.is_urgent
    assert notice.path == offer.get_absolute_url()
    case.donor.refresh_from_db()
    assert case.donor.status == DonorStatus.IN_ALLOCATION


def test_whoever_is_on_call_is_told_in_person():
    case = offer_case()
    case.candidates[0].programme.on_call.add(case.surgeons[0])
    case.send()
    assert Notice.objects.get().person == case.surgeons[0]


def test_the_next_candidate_is_the_best_ranked_whose_turn_was_not_used():
    case = offer_case(3)
    assert turn.next_candidate(case.run).registration == case.candidates[0]
    first = case.send(0)
    assert turn.next_candidate(case.run).registration == case.candidates[1]
    offers.withdraw_offer(offer=first, by=case.coordinator, at=timezone.now(), reason="Sent by mistake")
    assert turn.next_candidate(case.run).registration == case.candidates[0]
    again = case.send(0)
    offers.decline_offer(
        offer=again, code=RefusalCode.objects.get(pk="720"), by=case.surgeons[0], at=timezone.now()
    )
    assert turn.next_candidate(case.run).registration == case.candidates[1]
    change_status(
        registration=case.candidates[1], status="NT", reason="Fever", by=case.surgeons[1], at=timezone.now()
    )
    assert turn.next_candidate(case.run).registration == case.candidates[2]


def test_whoever_holds_an_organ_is_out_of_turn():
    case = offer_case(2)
    case.accepted(0)
    assert turn.next_candidate(case.run).registration == case.candidates[1]


def test_the_next_candidates_of_all_runs_come_in_one_query(django_assert_num_queries):
    case, other = offer_case(2), offer_case(2)
    runs = type(case.run).objects.filter(pk__in=[case.run.pk, other.run.pk])
    with django_assert_num_queries(1):
        found = turn.next_candidates(runs)
    assert len(found) == 2


def test_a_re_run_carries_declines_over():
    case = offer_case(2)
    offer = case.send(0)
    offers.decline_offer(
        offer=offer, code=RefusalCode.objects.get(pk="720"), by=case.surgeons[0], at=timezone.now()
    )
    rerun = match_run(case.donor, by=case.coordinator)
    assert turn.next_candidate(rerun).registration == case.candidates[1]


def test_an_offer_of_an_earlier_run_gives_way_to_one_of_the_new_run():
    case = offer_case(2)
    old = case.send(0)
    rerun = match_run(case.donor, by=case.coordinator)
    new = case.send(0, run=rerun)
    old.refresh_from_db()
    assert old.status == OfferStatus.WITHDRAWN
    assert new.status == OfferStatus.SENT


def test_passing_over_candidates_needs_a_bypass_code():
    case = offer_case(3)
    with pytest.raises(OfferRefused, match="better rank"):
        case.send(2)
    with pytest.raises(OfferRefused, match="not a bypass"):
        case.send(2, bypass_code=RefusalCode.objects.get(pk="720"))
    with pytest.raises(OfferRefused, match="write a text"):
        case.send(2, bypass_code=RefusalCode.objects.get(pk="799"))

    case.send(2, bypass_code=RefusalCode.objects.get(pk="861"), bypass_text="Transport by air is out")
    passed = MatchBypass.objects.filter(run=case.run)
    assert {row.registration for row in passed} == set(case.candidates[:2])
    assert turn.next_candidate(case.run) is None


def test_a_candidate_who_is_not_ranked_is_added_with_a_reason():
    case = offer_case(1)
    case.candidates.append(candidate(blood_group="AB", vpra="0"))
    with pytest.raises(OfferRefused, match="isn't ranked"):
        case.send(1)
    offer = case.send(1, addition_reason="Rescue allocation")
    assert offer.rank is None
    assert case.run.additions.get().reason == "Rescue allocation"


@pytest.mark.parametrize(
    ("antibodies", "said"),
    [
        ({"vpra": "0.2", "unacceptable": "A2"}, "positive"),
        ({"vpra": "0.2", "unacceptable": "DQ7"}, "laboratory's word"),
        ({}, "laboratory's word"),
    ],
)
def test_the_crossmatch_of_a_candidate_who_is_not_ranked_is_judged_by_their_antigens(antibodies, said):
    case = offer_case(1)
    case.candidates.append(candidate(blood_group="AB", hla="A3 A11 B7 B8 DR4 DR7", **antibodies))
    with pytest.raises(CandidateRefused, match=said):
        case.send(1, addition_reason="Rescue allocation")


def test_a_blood_group_that_does_not_fit_is_refused():
    case = offer_case(1)
    case.candidates.append(candidate(blood_group="O", vpra="0"))
    with pytest.raises(CandidateRefused, match="Blood groups don't fit"):
        case.send(1, addition_reason="Rescue allocation")


def test_a_crossmatch_that_cannot_be_excluded_waits_for_the_laboratory():
    case = offer_case(0, hla="A1 A2 B7 B8 DR15(2) DR3")
    waiting = candidate(blood_group="A", vpra="0.2", unacceptable="DR18")
    case.candidates.append(waiting)
    run = match_run(case.donor, by=case.coordinator)
    assert run.candidates.get().crossmatch == "cannot_be_excluded"
    with pytest.raises(CandidateRefused, match="laboratory's word"):
        case.send(0, run=run)
    assess = {"donor": case.donor, "registration": waiting, "method": "cdc", "recorded_by": coordinator()}
    CrossmatchAssessment.objects.create(
        **assess, verdict="positive", reason="CDC", occurred_at=timezone.now() - timedelta(minutes=5)
    )
    with pytest.raises(CandidateRefused, match="positive"):
        case.send(0, run=run)
    assert turn.next_candidate(run) is None
    CrossmatchAssessment.objects.create(
        **assess, verdict="negative", reason="Repeated", occurred_at=timezone.now()
    )
    assert case.send(0, run=run).status == OfferStatus.SENT


def test_a_candidate_with_an_unacceptable_antigen_of_the_donor_is_never_in_turn():
    case = offer_case(0)
    case.candidates.append(candidate(blood_group="A", hla="A3 B7 B8 DR15(2) DR17(3)", unacceptable="A2"))
    run = match_run(case.donor, by=case.coordinator)
    assert turn.next_candidate(run) is None
    with pytest.raises(CandidateRefused, match="positive"):
        case.send(0, run=run)


def test_changed_facts_stop_new_offers_and_alert_the_centres():
    case = offer_case(2)
    offer = case.send(0)
    Notice.objects.all().delete()
    now = timezone.now()
    characterisation.record_test(
        donor=case.donor,
        marker="hcv_antibody",
        result="positive",
        occurred_at=now,
        by=case.coordinator,
        at=now,
    )
    with pytest.raises(Refusal, match="checklist"):
        case.send(1)
    alert = Notice.objects.get(hospital=offer.centre)
    assert "can't be accepted" in alert.text
    with pytest.raises(OfferRefused, match="new match run"):
        case.accept(offer)


def test_an_offer_needs_both_checklists():
    case = offer_case(1)
    Donor.objects.filter(pk=case.donor.pk).update(facts_version=F("facts_version") + 1)
    with pytest.raises(NotReadyForOffers, match="two coordinators"):
        case.send()


def test_only_the_donors_own_coordinators_send():
    case = offer_case(1)
    with pytest.raises(OfferRefused, match="Only a coordinator"):
        case.send(by=coordinator())


def test_two_offers_of_a_run_to_one_candidate_are_refused_saying_who_was_first():
    case = offer_case(1)
    first = case.send()
    with pytest.raises(OfferRefused, match=f"{first.reference}.*{case.coordinator}"):
        case.send(parts=[case.right])


def test_an_organ_is_offered_to_as_many_at_once_as_the_profile_allows():
    case = offer_case(3)
    case.send(0)
    case.send(1)
    with pytest.raises(OfferRefused, match="as a backup"):
        case.send(2)
    assert case.send(2, kind=OfferKind.BACKUP).kind == OfferKind.BACKUP


def test_an_allocated_organ_is_offered_as_a_backup_only():
    case = offer_case(2)
    case.accepted(0)
    with pytest.raises(OfferRefused, match="isn't available"):
        case.send(1)
    assert case.send(1, kind=OfferKind.BACKUP)


def test_the_organ_of_another_donor_is_refused():
    case, other = offer_case(1), offer_case(0)
    with pytest.raises(OfferRefused, match="doesn't belong"):
        case.send(parts=[other.left])
    with pytest.raises(OfferRefused, match="at least one"):
        offers.send_offer(
            run=case.run,
            registration=case.candidates[0],
            parts=[],
            by=case.coordinator,
            at=timezone.now(),
        )


def test_without_a_rule_set_profile_nothing_is_offered(settings):
    case = offer_case(1)
    settings.RULES_FILE = None
    with pytest.raises(NoProfile, match="TRANSPLANT_RULES"):
        case.send()
