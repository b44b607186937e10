"""The waiting list: one open registration per patient and programme, statuses as dated rows without gaps."""

import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from patients.models import Patient, Registration, RegistrationStatus, StatusPeriod
from patients.policies import waiting_list as policies
from patients.policies.patients import PatientRefused
from patients.policies.waiting_list import RegistrationRefused
from patients.services import waiting_list as services
from patients.services.waiting_list import Criteria, KidneyFacts, NewCandidate
from patients.signals import Fact
from tests import factories
from tests.patients.test_patients import heard
from transplant_site.staff.models import Programme, StaffMember

pytestmark = pytest.mark.django_db

YESTERDAY = timezone.localdate() - timedelta(days=1)
TOMORROW = timezone.localdate() + timedelta(days=1)


def change(registration: Registration, status: str, by: StaffMember, **kwargs: Any) -> Registration:
    return services.change_status(
        registration=registration, status=status, by=by, at=kwargs.pop("at", timezone.now()), **kwargs
    )


def test_a_candidate_begins_with_a_dated_status_and_a_kidney_profile(kidney_programme: Programme) -> None:
    waiting = factories.candidate(
        kidney_programme, registered_on=date(2021, 6, 1), first_dialysis_on=date(2020, 2, 1)
    )

    period = waiting.status_periods.get()
    assert (period.status, period.started_at) == ("T", datetime(2021, 6, 1, tzinfo=UTC))
    assert waiting.kidney_profile.first_dialysis_on == date(2020, 2, 1)


def test_candidates_keep_the_order_in_which_they_were_given(kidney_programme: Programme) -> None:
    candidates = [
        NewCandidate(
            patient=factories.patient(kidney_programme.hospital),
            programme=kidney_programme,
            registered_on=YESTERDAY,
        )
        for _ in range(5)
    ]

    made = services.register_candidates(candidates=candidates, by=None, at=timezone.now())

    assert [row.patient_id for row in Registration.objects.order_by("listing_order")] == [
        new.patient.pk for new in candidates
    ]
    assert [row.reference for row in made] == sorted(row.reference for row in made)


def test_a_second_open_registration_is_refused(kidney_programme: Programme) -> None:
    first = factories.candidate(kidney_programme)

    with pytest.raises(RegistrationRefused, match=first.reference):
        factories.candidate(kidney_programme, of=first.patient)


def test_a_closed_registration_is_followed_by_a_new_one(
    kidney_programme: Programme, clinician: StaffMember
) -> None:
    first = factories.candidate(kidney_programme)
    change(first, "R", clinician, reason="Moved away")

    second = factories.candidate(kidney_programme, of=first.patient)

    assert second.pk != first.pk
    assert second.is_open


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"registered_on": TOMORROW}, "future"),
        ({"registered_on": date(1960, 1, 1)}, "before the patient was born"),
        ({"status": "R", "reason": "x"}, "can't begin"),
        ({"status": "FU"}, "can't begin"),
        ({"status": "NT"}, "Say why"),
        ({"first_dialysis_on": TOMORROW}, "future"),
        ({"first_dialysis_on": date(1969, 1, 1)}, "before the patient was born"),
        ({"returned_wait_days": -1}, "not negative"),
    ],
)
def test_impossible_registrations_are_refused(
    wrong: dict[str, Any], why: str, kidney_programme: Programme
) -> None:
    with pytest.raises(RegistrationRefused, match=why):
        factories.candidate(kidney_programme, **wrong)
    assert not Registration.objects.exists()


def test_the_dead_and_strangers_are_not_registered(
    kidney_programme: Programme, clinician: StaffMember
) -> None:
    dead = factories.patient(kidney_programme.hospital)
    services.record_death(patient=dead, died_on=YESTERDAY, reason="", by=clinician, at=timezone.now())
    dead.refresh_from_db()

    with pytest.raises(RegistrationRefused, match="died on"):
        factories.candidate(kidney_programme, of=dead)
    with pytest.raises(RegistrationRefused, match="another hospital"):
        factories.candidate(kidney_programme, of=factories.patient())


def test_closed_programmes_take_nobody(centre: Any) -> None:
    closed = factories.programme(centre, closed_on=YESTERDAY)

    with pytest.raises(RegistrationRefused, match="not open"):
        factories.candidate(closed)


def test_a_change_ends_one_period_and_begins_the_next(
    kidney_programme: Programme, clinician: StaffMember
) -> None:
    waiting = factories.candidate(kidney_programme)
    at = timezone.now()

    with heard() as told:
        change(waiting, "NT", clinician, reason="Fever", at=at)

    first, second = waiting.status_periods.order_by("started_at")
    assert first.ended_at == second.started_at == at
    assert (second.status, second.reason, second.recorded_by) == ("NT", "Fever", clinician)
    waiting.refresh_from_db()
    assert waiting.status == "NT"
    assert [call["facts"] for call in told] == [frozenset({Fact.STATUS})]


@pytest.mark.parametrize("status", ["R", "D", "FU"])
def test_removal_death_and_transplant_close_it_for_good(
    status: str, kidney_programme: Programme, clinician: StaffMember
) -> None:
    waiting = factories.candidate(kidney_programme)

    closed = change(waiting, status, clinician, reason="x")

    assert closed.closed_at is not None
    with pytest.raises(RegistrationRefused, match="not opened again"):
        change(waiting, "T", clinician)


OPEN = {"HU", "HI", "I", "T", "NT"}
FITTING_VPRA = {"T": Decimal(0), "I": Decimal("0.5"), "HI": Decimal("0.9")}


@pytest.mark.parametrize("before", RegistrationStatus.values)
@pytest.mark.parametrize("after", RegistrationStatus.values)
def test_the_life_cycle_is_obeyed(before: str, after: str) -> None:
    at = timezone.now()
    waiting = Registration(
        reference="REG-26-000001-6", status=before, closed_at=None if before in OPEN else at
    )
    allowed = before != after and (before in OPEN or (before == "FU" and after in {"D", "R"}))

    def check() -> None:
        policies.check_can_change_status(
            waiting,
            after,
            reason="x",
            starts_at=at,
            present_since=at - timedelta(days=1),
            vpra=FITTING_VPRA.get(after),
            at=at,
        )

    assert policies.can_change_status(waiting, after) is allowed
    if allowed:
        check()
    else:
        with pytest.raises(RegistrationRefused):
            check()


def test_an_active_status_that_vpra_contradicts_is_refused(
    kidney_programme: Programme, clinician: StaffMember
) -> None:
    waiting = factories.candidate(kidney_programme, status="HU", vpra="0.3798")

    with pytest.raises(RegistrationRefused, match=r"37.98 %.*Immunised|37.98 %.*I\."):
        change(waiting, "T", clinician)


def test_without_a_screening_the_refusal_speaks_of_a_vpra_of_nought() -> None:
    at = timezone.now()
    waiting = Registration(reference="REG-26-000001-6", status="HU")
    with pytest.raises(RegistrationRefused, match="found a vPRA of 0 %"):
        policies.check_can_change_status(
            waiting, "HI", reason="", starts_at=at, present_since=None, vpra=None, at=at
        )


@pytest.mark.parametrize(("status", "reason"), [("NT", ""), ("NT", "   "), ("R", "")])
def test_a_reason_is_needed_for_nt_and_r(
    status: str, reason: str, kidney_programme: Programme, clinician: StaffMember
) -> None:
    with pytest.raises(RegistrationRefused, match="Say why"):
        change(factories.candidate(kidney_programme), status, clinician, reason=reason)


def test_a_status_begins_after_the_one_before_and_not_in_the_future(
    kidney_programme: Programme, clinician: StaffMember
) -> None:
    waiting = factories.candidate(kidney_programme, registered_on=date(2021, 6, 1))

    for when, why in (
        (datetime(2021, 5, 31, tzinfo=UTC), "must lie after"),
        (datetime(2021, 6, 1, tzinfo=UTC), "must lie after"),
        (timezone.now() + timedelta(hours=1), "future"),
    ):
        with pytest.raises(RegistrationRefused, match=why):
            change(waiting, "HU", clinician, starts_at=when)

    changed = change(waiting, "HU", clinician, starts_at=datetime(2022, 1, 1, tzinfo=UTC))
    assert changed.status_periods.get(ended_at__isnull=True).started_at == datetime(2022, 1, 1, tzinfo=UTC)


def test_many_changes_cost_as_many_queries_as_one(
    kidney_programme: Programme, clinician: StaffMember, django_assert_max_num_queries: Any
) -> None:
    waiting = [factories.candidate(kidney_programme) for _ in range(12)]

    with django_assert_max_num_queries(16):
        services.change_statuses(
            changes=[services.StatusChange(registration=one, status="NT", reason="Flood") for one in waiting],
            by=clinician,
            at=timezone.now(),
        )

    assert StatusPeriod.objects.filter(status="NT").count() == 12


def test_criteria_hold_from_today_and_end_the_earlier_ones(
    kidney_programme: Programme, clinician: StaffMember
) -> None:
    waiting = factories.candidate(kidney_programme)
    now = timezone.now()
    for age, at in ((60, now - timedelta(days=3)), (65, now)):
        services.set_candidate_criteria(
            registration=waiting, criteria=Criteria(donor_age_max=age), by=clinician, at=at
        )

    earlier, present = waiting.criteria.order_by("valid_from")
    assert (earlier.donor_age_max, present.donor_age_max) == (60, 65)
    assert earlier.valid_until == present.valid_from
    assert present.valid_until is None


def test_criteria_of_the_same_day_are_replaced(kidney_programme: Programme, clinician: StaffMember) -> None:
    waiting = factories.candidate(kidney_programme)
    for age in (60, 65):
        services.set_candidate_criteria(
            registration=waiting, criteria=Criteria(donor_age_max=age), by=clinician, at=timezone.now()
        )

    assert waiting.criteria.get().donor_age_max == 65


@pytest.mark.parametrize(
    "wrong",
    [Criteria(donor_age_min=60, donor_age_max=50), Criteria(donor_weight_min_kg=90, donor_weight_max_kg=40)],
)
def test_contradictory_criteria_are_refused(
    wrong: Criteria, kidney_programme: Programme, clinician: StaffMember
) -> None:
    with pytest.raises(RegistrationRefused, match="lowest is above"):
        services.set_candidate_criteria(
            registration=factories.candidate(kidney_programme),
            criteria=wrong,
            by=clinician,
            at=timezone.now(),
        )


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (KidneyFacts(a2_reconfirmed_on=YESTERDAY), "follows a consent"),
        (KidneyFacts(a2_consent_on=YESTERDAY, a2_reconfirmed_on=date(2020, 1, 1)), "follows a consent"),
        (KidneyFacts(a2_consent_on=TOMORROW), "future"),
        (KidneyFacts(first_dialysis_on=date(1959, 1, 1)), "before the patient was born"),
        (KidneyFacts(acceptable_mismatch_since=TOMORROW), "future"),
    ],
)
def test_impossible_kidney_facts_are_refused(
    wrong: KidneyFacts, why: str, kidney_programme: Programme, clinician: StaffMember
) -> None:
    waiting = factories.candidate(kidney_programme)

    with pytest.raises(RegistrationRefused, match=why):
        services.record_kidney_facts(registration=waiting, kidney=wrong, by=clinician, at=timezone.now())


def test_only_kidney_candidates_have_kidney_facts(centre: Any, clinician: StaffMember) -> None:
    liver = factories.candidate(factories.programme(centre, "liver"))

    assert not hasattr(liver, "kidney_profile")
    with pytest.raises(RegistrationRefused, match="Only kidney"):
        services.record_kidney_facts(
            registration=liver, kidney=KidneyFacts(), by=clinician, at=timezone.now()
        )


@pytest.mark.django_db(transaction=True)
def test_two_people_registering_the_same_candidate_end_in_one_registration() -> None:
    programme = factories.programme()
    patient = factories.patient(programme.hospital)
    both_there = threading.Barrier(2)
    made: list[Registration] = []
    refused: list[str] = []

    def register() -> None:
        try:
            both_there.wait(5)
            made.append(factories.candidate(programme, of=patient))
        except RegistrationRefused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=register) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert len(made) == 1
    assert Registration.objects.count() == 1
    assert refused == [f"{patient.reference} is registered with {programme} already: {made[0].reference}."]


@pytest.mark.django_db(transaction=True)
def test_two_people_registering_the_same_patient_end_in_one_patient() -> None:
    centre = factories.hospital()
    both_there = threading.Barrier(2)
    refused: list[str] = []

    def register() -> None:
        try:
            both_there.wait(5)
            factories.patient(centre, given_name="Jane", family_name="Doe", hla="")
        except PatientRefused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=register) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert Patient.objects.count() == 1
    assert len(refused) == 1
    assert Patient.objects.get().reference in refused[0]
