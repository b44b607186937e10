"""What people type about patients and candidates: accepted once, or refused with a reason."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from patients.models import HlaTyping, LaboratoryValue, Patient, Registration
from tests import factories
from transplant_site.audit.kinds import Kind
from transplant_site.audit.models import LedgerEntry
from transplant_site.staff.models import Programme, StaffMember

pytestmark = pytest.mark.django_db

NEW_PATIENT = {
    "family_name": "Doe",
    "given_name": "Jane",
    "birth_date": "14-Mar-1970",
    "blood_group": "A",
    "rhesus": "positive",
    "sex": "female",
    "height_value": "172",
    "height_unit": "cm",
    "weight_value": "70.5",
    "weight_unit": "kg",
}


def day(days: int = 0) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%d-%b-%Y}"


def now(**delta: int) -> str:
    return f"{timezone.localtime() + timedelta(**delta):%d-%b-%Y %H:%M}"


@pytest.fixture
def clinic(clinician: StaffMember, client_as: Callable[..., Client]) -> Client:
    return client_as(clinician)


@pytest.fixture
def bench(technician: StaffMember, client_as: Callable[..., Client]) -> Client:
    return client_as(technician)


@pytest.fixture
def waiting(kidney_programme: Programme) -> Registration:
    return factories.candidate(kidney_programme, family_name="Janssen")


def to(name: str, of: Registration) -> str:
    registration_pages = {"change_status", "set_criteria", "kidney_facts"}
    reference = of.reference if name in registration_pages else of.patient.reference
    return reverse(f"patients:{name}", args=[reference])


def test_a_patient_is_registered_after_a_look_at_the_answers(clinic: Client) -> None:
    page = reverse("patients:register_patient")

    check = clinic.post(page, NEW_PATIENT).content.decode()
    assert "Check your answers" in check
    assert "14-Mar-1970" in check
    assert "172 cm" in check
    assert not Patient.objects.exists()

    changing = clinic.post(page, {**NEW_PATIENT, "change": "1"}).content.decode()
    assert 'value="Doe"' in changing

    clinic.post(page, {**NEW_PATIENT, "confirmed": "1"})
    patient = Patient.objects.get()
    assert (patient.height_cm, patient.weight_kg, patient.blood_group) == (172, Decimal("70.5"), "A")


def test_registering_twice_by_a_double_click_makes_one_patient(clinic: Client) -> None:
    page = reverse("patients:register_patient")
    confirmed = {**NEW_PATIENT, "confirmed": "1"}
    clinic.post(page, confirmed)

    second = clinic.post(page, confirmed).content.decode()

    assert Patient.objects.count() == 1
    assert Patient.objects.get().reference in second
    assert "Is this the same person?" in second
    clinic.post(page, {**confirmed, "is_somebody_else": "on"})
    assert Patient.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"birth_date": day(1)}, "is in the future"),
        ({"birth_date": "03/04/1970"}, "Write the month in letters"),
        ({"blood_group": "C"}, "Select a valid choice"),
        ({"blood_group": ""}, "Choose one"),
        ({"blood_subgroup": "A2B"}, "A1 and A2 go with A"),
        ({"height_value": "-5"}, "Enter a number"),
        ({"height_value": "900", "height_unit": "cm"}, "not possible"),
        ({"family_name": ""}, "This field is required"),
        ({"family_name": "x" * 101}, "at most 100"),
    ],
)
def test_impossible_patients_are_refused_and_nothing_is_lost(
    wrong: dict[str, str], said: str, clinic: Client
) -> None:
    page = clinic.post(reverse("patients:register_patient"), {**NEW_PATIENT, **wrong, "confirmed": "1"})

    assert said in page.content.decode()
    assert 'value="Jane"' in page.content.decode()
    assert not Patient.objects.exists()


def test_a_typing_is_recorded_once(bench: Client, waiting: Registration) -> None:
    entry = {"antigens": "A2 A24(9) B7 DR15(2)", "method": "serology", "occurred_at": now()}

    assert bench.post(to("record_typing", waiting), entry).status_code == 302

    current = waiting.patient.hla_typings.get(is_current=True)
    assert str(current) == "A2 A9 A24 B7 DR2 DR15"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"antigens": "A1 A2 A3"}, "at most two"),
        ({"antigens": "A2 <script>alert(1)</script>"}, "is not an HLA antigen"),
        ({"antigens": "A*02:01"}, "is an allele"),
        ({"occurred_at": now(hours=2)}, "in the future"),
        ({"on_behalf_note": "by telephone"}, "Choose who told it"),
        ({"method": "guess"}, "Select a valid choice"),
    ],
)
def test_impossible_typings_are_refused_on_the_page(
    wrong: dict[str, str], said: str, bench: Client, waiting: Registration
) -> None:
    entry = {"antigens": "A2 B7 DR4", "method": "serology", "occurred_at": now()}

    page = bench.post(to("record_typing", waiting), {**entry, **wrong}).content.decode()

    assert said in page
    assert "<script>alert" not in page
    assert HlaTyping.objects.count() == 1


def test_nobody_who_has_left_is_said_to_have_told_a_finding(bench: Client, waiting: Registration) -> None:
    """They would be asked to confirm it, and so be shown it."""
    colleague, left = (factories.staff_member(hospital=waiting.programme.hospital) for _ in range(2))
    left.memberships.update(valid_until=timezone.localdate())

    form = bench.get(to("record_typing", waiting)).context["form"]

    offered = form.fields["on_behalf_of"].queryset
    assert colleague in offered
    assert left not in offered


@pytest.mark.parametrize(
    ("page", "entry"),
    [
        ("record_typing", {"antigens": "A2 B7 DR4", "method": "serology"}),
        ("record_screening", {"per_cent": "12"}),
        ("record_values", {"creatinine_value": "120", "creatinine_unit": "umol/L"}),
    ],
)
def test_a_finding_that_is_sent_twice_is_recorded_once(
    page: str, entry: dict[str, str], bench: Client, waiting: Registration
) -> None:
    def recorded() -> int:
        patient = waiting.patient
        findings = (patient.hla_typings, patient.antibody_screenings, patient.laboratory_values)
        return sum(kind.count() for kind in findings)

    form = bench.get(to(page, waiting)).context["form"]
    data = {**entry, "occurred_at": now(), "submission": form["submission"].value()}
    before = recorded()

    answers = [bench.post(to(page, waiting), data, follow=True) for _time in range(2)]

    assert recorded() == before + 1
    assert "recorded already" in answers[1].content.decode()


def test_what_is_typed_is_explained(bench: Client, waiting: Registration) -> None:
    def read(kind: str, text: str) -> str:
        page = reverse("patients:read_hla", args=[waiting.patient.reference, kind])
        return bench.post(page, {"antigens": text}).content.decode()

    assert "A24(9)" in read("typing", "a24 b7 dr4")
    assert "DR99 is not an HLA antigen" in read("typing", "DR99")
    assert "Not typed at DR" in read("typing", "A1 B7")
    assert "The patient&#x27;s own: A1" in read("unacceptable", "A1").replace("'", "&#x27;")
    assert "A10 counts as unacceptable too" in read("unacceptable", "A25 A26 A34 A66")
    assert (
        bench.post(
            reverse("patients:read_hla", args=[waiting.patient.reference, "else"]), {"antigens": ""}
        ).status_code
        == 404
    )
    assert HlaTyping.objects.count() == 1


def test_unacceptable_antigens_are_listed_and_a_double_click_is_told(
    bench: Client, waiting: Registration
) -> None:
    entry = {"antigens": "A24 B38", "source": "single_antigen_beads", "listed_on": day()}
    bench.post(to("list_unacceptable", waiting), entry)

    second = bench.post(to("list_unacceptable", waiting), entry).content.decode()

    assert "listed as unacceptable already" in second
    assert waiting.patient.unacceptable_antigens.count() == 2
    row = waiting.patient.unacceptable_antigens.get(antigen="A24")
    bench.post(
        to("remove_unacceptable", waiting),
        {"antigens": [str(row.pk)], "removed_on": day(), "reason": "MFI low"},
    )
    row.refresh_from_db()
    assert row.removed_on == timezone.localdate()


def test_antigens_of_another_patient_are_not_removed(bench: Client, waiting: Registration) -> None:
    foreign = factories.patient(unacceptable="A24").unacceptable_antigens.get()

    page = bench.post(
        to("remove_unacceptable", waiting),
        {"antigens": [str(foreign.pk)], "removed_on": day(), "reason": "x"},
    )

    assert "not one of the available choices" in page.content.decode()
    foreign.refresh_from_db()
    assert foreign.removed_on is None


def test_a_screening_in_per_cent_changes_the_active_status(bench: Client, waiting: Registration) -> None:
    bench.post(to("record_screening", waiting), {"per_cent": "87.5", "occurred_at": now()})

    waiting.refresh_from_db()
    assert waiting.status == "HI"
    too_much = bench.post(to("record_screening", waiting), {"per_cent": "120", "occurred_at": now()})
    assert "less than or equal to 100" in too_much.content.decode()


def test_values_are_kept_in_the_unit_of_the_report_and_echoed_in_the_other(
    clinic: Client, waiting: Registration
) -> None:
    entry = {
        "occurred_at": now(),
        "creatinine_value": "106",
        "creatinine_unit": "umol/L",
        "inr_value": "1.1",
        "inr_unit": "1",
    }

    page = clinic.post(to("record_values", waiting), entry, follow=True).content.decode()

    creatinine = LaboratoryValue.objects.get(analyte="creatinine")
    assert (creatinine.value, creatinine.unit) == (Decimal(106), "umol/L")
    assert "106 µmol/L = 1.20 mg/dL" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "Enter at least one value"),
        ({"creatinine_value": "1.2"}, "Choose the unit"),
        ({"creatinine_value": "-1", "creatinine_unit": "mg/dL"}, "Enter a number"),
        ({"creatinine_value": "500", "creatinine_unit": "mg/dL"}, "not possible"),
        ({"occurred_at": now(days=1), "inr_value": "1", "inr_unit": "1"}, "in the future"),
        (
            {"occurred_at": "13-Mar-1970 10:00", "inr_value": "1", "inr_unit": "1"},
            "before the patient was born",
        ),
    ],
)
def test_impossible_values_are_refused(
    wrong: dict[str, str], said: str, clinic: Client, waiting: Registration
) -> None:
    page = clinic.post(to("record_values", waiting), {"occurred_at": now(), **wrong}).content.decode()

    assert said in page
    assert not LaboratoryValue.objects.exists()


def test_a_candidate_is_registered_and_a_double_click_is_told(
    clinic: Client, kidney_programme: Programme
) -> None:
    patient = factories.patient(kidney_programme.hospital)
    page = reverse("patients:register_candidate", args=[patient.reference])
    entry = {
        "programme": str(kidney_programme.pk),
        "registered_on": day(),
        "status": "active",
        "first_dialysis_on": "01-Feb-2020",
    }
    assert clinic.post(page, entry).status_code == 302

    second = clinic.post(page, entry).content.decode()

    assert Registration.objects.count() == 1
    assert Registration.objects.get().reference in second


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"registered_on": day(1)}, "in the future"),
        ({"status": "NT"}, "Say why"),
        ({"status": "D"}, "Select a valid choice"),
        ({"first_dialysis_on": day(1)}, "in the future"),
        ({"returned_wait_days": "-1"}, "greater than or equal to 0"),
    ],
)
def test_impossible_registrations_are_refused_on_the_page(
    wrong: dict[str, str], said: str, clinic: Client, kidney_programme: Programme
) -> None:
    patient = factories.patient(kidney_programme.hospital)
    entry = {"programme": str(kidney_programme.pk), "registered_on": day(), "status": "active"}

    page = clinic.post(reverse("patients:register_candidate", args=[patient.reference]), {**entry, **wrong})

    assert said in page.content.decode()
    assert not Registration.objects.exists()


def test_a_programme_of_another_hospital_is_not_offered(clinic: Client, kidney_programme: Programme) -> None:
    patient = factories.patient(kidney_programme.hospital)
    foreign = factories.programme()

    page = clinic.post(
        reverse("patients:register_candidate", args=[patient.reference]),
        {"programme": str(foreign.pk), "registered_on": day(), "status": "active"},
    )

    assert "Select a valid choice" in page.content.decode()
    assert not Registration.objects.exists()


def test_a_status_is_changed_and_a_double_click_is_told(clinic: Client, waiting: Registration) -> None:
    entry = {"status": "NT", "reason": "Fever"}
    assert clinic.post(to("change_status", waiting), entry).status_code == 302

    second = clinic.post(to("change_status", waiting), entry).content.decode()

    waiting.refresh_from_db()
    assert waiting.status == "NT"
    assert waiting.status_periods.count() == 2
    assert "There is a problem" in second


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"status": "NT"}, "Say why"),
        ({"status": "FU"}, "Select a valid choice"),
        ({"status": "HU", "starts_at": now(days=1)}, "in the future"),
        ({"status": "HU", "starts_at": "01-Jan-2000 10:00"}, "must lie after"),
    ],
)
def test_impossible_statuses_are_refused_on_the_page(
    wrong: dict[str, str], said: str, clinic: Client, waiting: Registration
) -> None:
    assert said in clinic.post(to("change_status", waiting), wrong).content.decode()
    waiting.refresh_from_db()
    assert waiting.status == "T"


def test_a_closed_registration_takes_no_criteria(
    clinic: Client, clinician: StaffMember, waiting: Registration
) -> None:
    clinic.post(to("change_status", waiting), {"status": "R", "reason": "Moved"})

    for name in ("set_criteria", "kidney_facts"):
        page = clinic.get(to(name, waiting), follow=True).content.decode()
        assert "take this any more" in page


def test_criteria_and_kidney_facts_are_recorded(clinic: Client, waiting: Registration) -> None:
    clinic.post(to("set_criteria", waiting), {"donor_age_max": "65", "accepts_hcv_antibody": "on"})
    clinic.post(to("kidney_facts", waiting), {"first_dialysis_on": "01-Jan-2019", "a2_consent_on": day()})

    criteria = waiting.criteria.get()
    assert (criteria.donor_age_max, criteria.accepts_dcd, criteria.accepts_hcv_antibody) == (65, False, True)
    waiting.kidney_profile.refresh_from_db()
    assert waiting.kidney_profile.a2_consent_on == timezone.localdate()


def test_an_identity_somebody_else_corrected_meanwhile_is_not_overwritten(
    clinic: Client, waiting: Registration
) -> None:
    opened = waiting.patient.identities.get()
    entry = {
        "family_name": "Smith",
        "given_name": "Demo",
        "birth_date": "14-Mar-1970",
        "reason": "Married",
        "replaces": str(opened.pk),
    }
    clinic.post(to("correct_identity", waiting), entry)

    second = clinic.post(to("correct_identity", waiting), {**entry, "family_name": "Jones"}).content.decode()

    assert "after you opened it" in second
    assert waiting.patient.identities.count() == 2


def test_a_corrected_blood_group_needs_a_reason(clinic: Client, waiting: Registration) -> None:
    from patients.services.patients import ClinicalFacts

    entry = {
        "blood_group": "O",
        "rhesus": "unknown",
        "sex": "female",
        "seen": ClinicalFacts.of(waiting.patient).fingerprint,
    }
    assert "This field is required" in clinic.post(to("correct_facts", waiting), entry).content.decode()

    clinic.post(to("correct_facts", waiting), {**entry, "reason": "Second sample"})

    waiting.patient.refresh_from_db()
    assert waiting.patient.blood_group == "O"


def test_death_is_recorded_once(clinic: Client, waiting: Registration) -> None:
    entry = {"died_on": day(), "reason": "Sepsis"}
    clinic.post(to("record_death", waiting), entry)

    again = clinic.post(to("record_death", waiting), entry, follow=True).content.decode()

    assert "recorded already" in again
    waiting.refresh_from_db()
    assert waiting.status == "D"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ["patient_list", "waiting_list"])
def test_an_export_is_complete_and_recorded(
    name: str, kind: str, clinic: Client, waiting: Registration
) -> None:
    answer = clinic.get(reverse(f"patients:{name}"), {"export": kind})

    content = b"".join(answer.streaming_content)
    if kind == "csv":
        assert b"Janssen" in content
    entry = LedgerEntry.objects.filter(kind=Kind.EXPORT).get()
    assert str(waiting.patient_id) in str(entry.seen)


def test_laboratories_do_not_export(bench: Client, waiting: Registration) -> None:
    assert bench.get(reverse("patients:patient_list"), {"export": "csv"}).status_code == 400


def test_every_look_at_a_patient_is_recorded(clinic: Client, waiting: Registration) -> None:
    for page in (
        to("patient", waiting),
        reverse("patients:patient_list"),
        reverse("patients:registration", args=[waiting.reference]),
    ):
        clinic.get(page)

    reads = LedgerEntry.objects.filter(kind=Kind.READ)
    assert {entry.action_name for entry in reads} == {
        "patients.patient.read",
        "patients.patients.listed",
        "patients.registration.read",
    }
    assert all(str(waiting.patient_id) in str(entry.seen) for entry in reads)
