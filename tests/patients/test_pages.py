"""Every page of patients and of the waiting list: who sees it, who doesn't, and what it costs."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from patients.models import Patient, Registration
from tests import factories
from transplant_site.access.roles import Role
from transplant_site.staff.models import Programme, StaffMember

OF_PATIENT_BY_CLINICIAN = (
    "patient",
    "history",
    "correct_identity",
    "correct_facts",
    "record_death",
    "record_values",
    "register_candidate",
)
OF_PATIENT_BY_LABORATORY = (
    "patient",
    "history",
    "record_typing",
    "list_unacceptable",
    "remove_unacceptable",
    "record_screening",
    "record_values",
)
OF_REGISTRATION = ("registration", "set_criteria", "kidney_facts")
POST_ONLY = {"change_status": OF_REGISTRATION, "read_hla": OF_PATIENT_BY_LABORATORY}


@pytest.fixture
def waiting(kidney_programme: Programme) -> Registration:
    return factories.candidate(kidney_programme, unacceptable="A24 B38", vpra="0.9", family_name="Janssen")


def address(name: str, waiting: Registration) -> str:
    if name == "read_hla":
        return reverse("patients:read_hla", args=[waiting.patient.reference, "typing"])
    of_patient = name in OF_PATIENT_BY_CLINICIAN + OF_PATIENT_BY_LABORATORY
    return reverse(f"patients:{name}", args=[waiting.patient.reference if of_patient else waiting.reference])


@pytest.mark.parametrize("name", OF_PATIENT_BY_CLINICIAN + OF_REGISTRATION)
def test_a_clinician_opens_every_page_of_the_own_patient(
    name: str, waiting: Registration, clinician: StaffMember, client_as: Callable[..., Client]
) -> None:
    answer = client_as(clinician).get(address(name, waiting))

    assert answer.status_code == 200
    assert "Janssen" in answer.content.decode()


@pytest.mark.parametrize("name", OF_PATIENT_BY_LABORATORY)
def test_a_laboratory_opens_the_pages_of_a_patient_it_serves(
    name: str, waiting: Registration, technician: StaffMember, client_as: Callable[..., Client]
) -> None:
    assert client_as(technician).get(address(name, waiting)).status_code == 200


@pytest.mark.parametrize("name", OF_PATIENT_BY_CLINICIAN + OF_REGISTRATION)
def test_a_clinician_of_another_hospital_gets_404(
    name: str, waiting: Registration, client_as: Callable[..., Client]
) -> None:
    stranger = client_as(factories.staff_member(Role.CLINICIAN))

    assert stranger.get(address(name, waiting)).status_code == 404


@pytest.mark.parametrize("name", OF_PATIENT_BY_LABORATORY)
def test_a_laboratory_without_an_agreement_gets_404(
    name: str, waiting: Registration, client_as: Callable[..., Client]
) -> None:
    stranger = client_as(factories.staff_member(Role.LABORATORY))

    assert stranger.get(address(name, waiting)).status_code == 404


@pytest.mark.parametrize("name", [*OF_PATIENT_BY_CLINICIAN, *OF_REGISTRATION, "change_status"])
def test_strangers_change_nothing_by_posting(
    name: str, waiting: Registration, client_as: Callable[..., Client]
) -> None:
    stranger = client_as(factories.staff_member(Role.CLINICIAN))

    assert stranger.post(address(name, waiting), {"status": "NT", "reason": "x"}).status_code in {404, 405}
    waiting.refresh_from_db()
    assert waiting.status == "HI"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.COURIER, Role.REGULATOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize(
    "name", [*sorted({*OF_PATIENT_BY_CLINICIAN, *OF_PATIENT_BY_LABORATORY}), *OF_REGISTRATION]
)
def test_roles_without_patients_get_403(
    name: str, role: Role, waiting: Registration, client_as: Callable[..., Client]
) -> None:
    assert client_as(factories.staff_member(role)).get(address(name, waiting)).status_code == 403


@pytest.mark.parametrize(
    "name", ["record_typing", "list_unacceptable", "remove_unacceptable", "record_screening"]
)
def test_clinicians_dont_enter_hla(
    name: str, waiting: Registration, clinician: StaffMember, client_as: Callable[..., Client]
) -> None:
    assert client_as(clinician).get(address(name, waiting)).status_code == 403


@pytest.mark.parametrize(
    "name", ["correct_identity", "correct_facts", "record_death", "register_candidate", *OF_REGISTRATION[1:]]
)
def test_laboratories_dont_edit_patients_or_the_list(
    name: str, waiting: Registration, technician: StaffMember, client_as: Callable[..., Client]
) -> None:
    assert client_as(technician).get(address(name, waiting)).status_code == 403


@pytest.mark.parametrize("name", ["patient_list", "waiting_list"])
def test_lists_show_only_the_own_hospitals_patients(
    name: str, waiting: Registration, clinician: StaffMember, client_as: Callable[..., Client]
) -> None:
    other = factories.candidate(family_name="Elsewhere")

    page = client_as(clinician).get(reverse(f"patients:{name}")).content.decode()

    assert waiting.patient.reference in page or waiting.reference in page
    assert "Elsewhere" not in page
    assert other.reference not in page


@pytest.mark.parametrize("name", ["patient_list", "waiting_list"])
def test_a_longer_list_costs_no_more_queries(
    name: str,
    waiting: Registration,
    kidney_programme: Programme,
    clinician: StaffMember,
    client_as: Callable[..., Client],
) -> None:
    client = client_as(clinician)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse(f"patients:{name}")).status_code == 200
        return len(queries)

    count()  # the session's first request writes
    few = count()
    for _ in range(7):
        factories.candidate(kidney_programme, unacceptable="A24", vpra="0.5")

    assert count() == few


def test_more_findings_cost_no_more_queries(
    waiting: Registration, clinician: StaffMember, client_as: Callable[..., Client]
) -> None:
    client = client_as(clinician)
    pages = [address(name, waiting) for name in ("patient", "history", "registration")]

    def count() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts.append(len(queries))
        return counts

    count()
    before = count()
    factories.more_findings(waiting)

    assert count() == before


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "janssen"}, True),
        ({"q": "demo jans"}, True),
        ({"q": "nobody"}, False),
        ({"blood_group": "A"}, True),
        ({"blood_group": "B"}, False),
        ({"organ": "kidney", "status": "HI"}, True),
        ({"organ": "liver", "status": "HI"}, False),
        ({"organ": "spleen"}, False),
    ],
)
def test_patients_are_filtered(
    query: dict[str, str],
    found: bool,
    waiting: Registration,
    clinician: StaffMember,
    client_as: Callable[..., Client],
) -> None:
    page = client_as(clinician).get(reverse("patients:patient_list"), query).content.decode()

    assert (waiting.patient.reference in page) is found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "janssen"}, True),
        ({"q": "nobody"}, False),
        ({"status": "HI", "organ_kind": "kidney"}, True),
        ({"status": "NT"}, False),
        ({"listed": "yes"}, True),
        ({"listed": "no"}, False),
    ],
)
def test_candidates_are_filtered(
    query: dict[str, str],
    found: bool,
    waiting: Registration,
    clinician: StaffMember,
    client_as: Callable[..., Client],
) -> None:
    page = client_as(clinician).get(reverse("patients:waiting_list"), query).content.decode()

    assert (waiting.reference in page) is found


def test_candidates_are_found_by_reference_and_by_number(
    kidney_programme: Programme, clinician: StaffMember, client_as: Callable[..., Client]
) -> None:
    one = factories.candidate(kidney_programme, external_id="4711")
    another = factories.candidate(kidney_programme)
    client = client_as(clinician)

    for words in (one.reference, one.patient.reference, "4711"):
        page = client.get(reverse("patients:waiting_list"), {"q": words}).content.decode()
        assert one.reference in page
        assert another.reference not in page


def test_an_unknown_reference_is_404(clinician: StaffMember, client_as: Callable[..., Client]) -> None:
    client = client_as(clinician)

    assert client.get("/patients/PAT-26-999999-X/").status_code == 404
    assert client.get("/waiting-list/REG-26-999999-X/").status_code == 404


def test_visitors_are_asked_to_sign_in(waiting: Registration, client: Client) -> None:
    for name in (*OF_PATIENT_BY_CLINICIAN, *OF_REGISTRATION):
        answer = client.get(address(name, waiting))
        assert answer.status_code == 302
        assert "/account/login/" in answer["Location"]


def test_an_erased_identity_leaves_readable_pages(
    waiting: Registration, clinician: StaffMember, client_as: Callable[..., Client]
) -> None:
    waiting.patient.identities.all().delete()
    client = client_as(clinician)

    for name in ("patient", "history", "registration"):
        answer = client.get(address(name, waiting))
        assert answer.status_code == 200
        assert "Identity erased" in answer.content.decode()
    assert client.get(address("correct_identity", waiting)).status_code == 302
    assert client.get(reverse("patients:patient_list")).status_code == 200
    assert Patient.objects.count() == 1
