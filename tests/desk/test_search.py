"""The search field: an exact reference jumps, anything else lists what the person reaches."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import coordinator, donor, offer_case, patient, staff_member
from tests.factories.shipments import shipment_case
from transplant_site.access.roles import Role
from transplant_site.audit.models import LedgerEntry
from transplant_site.desk import records
from transplant_site.records.references import PREFIXES

pytestmark = pytest.mark.django_db


def find(client, text):
    return client.get(reverse("desk:search"), {"q": text})


def test_every_kind_of_reference_is_known_to_the_search():
    assert set(records.REACHED) == set(PREFIXES)


def test_an_exact_reference_jumps_to_its_record_for_those_who_reach_it(client_as):
    made = shipment_case()
    reached = {
        made.coordinator: [made.case.donor, made.case.left.organ, made.case.run, made.offer, made.shipment],
        made.surgeon: [made.case.candidates[0], made.case.candidates[0].patient, made.offer, made.shipment],
        made.courier: [made.shipment],
    }
    everything = {record for found in reached.values() for record in found}
    for person, own in reached.items():
        client = client_as(person)
        for record in everything:
            record.refresh_from_db()
            answer = find(client, f" {record.reference.lower()} ")
            if record in own or (record == made.case.left.organ and person == made.surgeon):
                assert answer.headers["Location"] == record.get_absolute_url(), (person, record)
            else:
                assert answer.status_code == 200, (person, record)
                assert record.get_absolute_url() not in answer.content.decode(), (person, record)


@pytest.mark.parametrize("role", sorted(Role))
def test_a_stranger_finds_nothing(role, client_as):
    case = offer_case(1)
    someone = case.candidates[0].patient
    client = client_as(staff_member(role))
    for text in (someone.reference, someone.identity.family_name, case.donor.reference[:7]):
        page = find(client, text).content.decode()
        assert someone.get_absolute_url() not in page
        assert case.donor.get_absolute_url() not in page


def test_a_patient_is_found_by_name_and_number_and_that_is_recorded(client_as):
    clinician = staff_member(Role.CLINICIAN)
    made = patient(clinician.hospital, by=clinician, given_name="Mathilde", family_name="Overbeeke")
    client = client_as(clinician)
    for text in ("overb", "mathilde over", made.reference[:9]):
        assert made.get_absolute_url() in find(client, text).content.decode(), text
    entries = LedgerEntry.objects.filter(action_name="desk.search.patients_listed")
    assert [entry.seen for entry in entries] == [[["patients.patient", str(made.pk)]]] * 3


def test_one_letter_and_a_reference_with_a_wrong_check_character_find_nothing(client_as):
    by = coordinator()
    made = donor(by=by)
    made.refresh_from_db()
    client = client_as(by)
    wrong = made.reference[:-1] + ("X" if made.reference[-1] != "X" else "Y")
    for text in ("D", wrong, "", "\x00"):
        answer = find(client, text)
        assert answer.status_code == 200, text
        assert made.get_absolute_url() not in answer.content.decode(), text


def test_a_search_takes_as_many_queries_for_many_as_for_few(client_as):
    by = coordinator()
    donor(by=by)
    client = client_as(by)
    find(client, "DNR")
    with CaptureQueriesContext(connection) as few:
        find(client, "DNR")
    for _ in range(8):
        donor(by=by)
    with CaptureQueriesContext(connection) as many:
        assert find(client, "DNR").content.decode().count("/donors/DNR") == 9
    assert len(many) == len(few)
