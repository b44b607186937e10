"""Donors of a file in the database: registered once, never overwritten, all or none."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from organs.models import Donor
from organs.services.donors import Characteristics, correct_donor
from patients.services.imports import progress
from tests import factories
from tests.audit.ledger_reading import written
from tests.organs.imports.test_donors_file import text_of
from tests.taking_in import Taker
from transplant_site.staff.models import Hospital

pytestmark = pytest.mark.django_db

SECOND = {"donor_id": "2", "bloodgroup": "A"}
MEASURED = {"sex": "female", "dcd": "0", "height_cm": "170", "weight_kg": "72.5", "dob": "1975-03-01"}


@pytest.fixture
def take_in(tmp_path: Path) -> Taker:
    return Taker(tmp_path, "import_donors", "donors.csv")


def known(number: str = "1", organ: str = "kidney") -> Donor:
    return Donor.objects.get(external_id=number, external_organ_kind=organ)


def test_unknown_donors_are_registered_with_all_that_the_file_says(take_in):
    told = take_in(text_of(MEASURED, SECOND))

    assert (told.out, told.errors, told.code) == (["2 donors registered", "0 unchanged"], [], 0)
    donor = known()
    assert (donor.kind, donor.age_years, donor.blood_group, donor.sex) == ("DBD", 48, "O", "female")
    assert (donor.height_cm, donor.weight_kg) == (170, Decimal("72.5"))
    assert donor.match_at == datetime(2023, 9, 1, 12, tzinfo=UTC)
    assert donor.identities.get().birth_date == date(1975, 3, 1)
    assert donor.procurement_organisation.code == "PO-DE"


def test_the_same_file_again_changes_nothing_and_leaves_no_trace(take_in):
    take_in(text_of(MEASURED, SECOND))

    with written() as log:
        told = take_in(text_of(MEASURED, SECOND))

    assert told.out == ["0 donors registered", "2 unchanged"]
    assert log.rows == []


@pytest.mark.parametrize(
    "spelling",
    [
        {"age": "48.0"},
        {"height_cm": "170.0", "weight_kg": "72.50"},
        {"dob": "1975-03-01T00:00"},
        {"match_datetime": "2023-09-01 14:00+02:00"},
        {"hla": "DR7 DR12 DR5 B44 B12 B27 A3 A23 A9"},
        {"dcd": "no", "sex": "F", "country": "DE"},
    ],
)
def test_values_are_compared_by_what_they_mean(take_in, spelling):
    take_in(text_of(MEASURED))
    told = take_in(text_of({**MEASURED, **spelling}))
    assert (told.errors, told.out) == ([], ["0 donors registered", "1 unchanged"])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"bloodgroup": "A"}, "bloodgroup: donor 1 is known with another value: O."),
        ({"age": "49", "dob": "1974-03-01"}, "age: donor 1 is known with another value: 48."),
        ({"dob": "1975-03-02"}, "dob: donor 1 is known with another value: 1975-03-01."),
        ({"sex": "male"}, "sex: donor 1 is known with another value: female."),
        ({"dcd": "1"}, "dcd: donor 1 is known with another value: False."),
        ({"height_cm": "171"}, "height_cm: donor 1 is known with another value: 170."),
        ({"weight_kg": ""}, "weight_kg: donor 1 is known with another value: 72.5."),
        ({"hla": "A1 B8 DR3"}, "hla: donor 1 is known with another value: A3 A9 A23"),
        (
            {"match_datetime": "2023-09-01T12:01:00"},
            "match_datetime: donor 1 is known with another value: 2023-09-01T12:00:00+00:00.",
        ),
        ({"center": "GFMTP"}, "center: donor 1 is known with another value: GMZTP."),
    ],
)
def test_a_known_donor_with_another_value_is_refused_with_line_and_column(take_in, change, problem):
    take_in(text_of(MEASURED, SECOND))

    told = take_in(text_of(SECOND, {**MEASURED, **change}, {"donor_id": "3"}))

    assert told.errors[0].startswith(f"donors.csv, line 3, {problem}")
    assert told.errors[-1].endswith("nothing was taken in.")
    assert (told.out, told.code) == ([], 1)
    assert Donor.objects.count() == 2
    assert not Hospital.objects.filter(code="GFMTP").exists()


def test_what_was_learnt_since_stays_where_the_file_has_no_such_column(take_in):
    take_in(text_of({}))
    coordinator = factories.coordinator(known().procurement_organisation)
    learnt = Characteristics(
        kind="DCD", age_years=48, blood_group="O", sex="female", height_cm=170, weight_kg=Decimal("72.5")
    )
    correct_donor(
        donor=known(),
        characteristics=learnt,
        reason="Seen by the coordinator.",
        by=coordinator,
        at=datetime(2026, 11, 1, tzinfo=UTC),
    )

    with written() as log:
        told = take_in(text_of({}))

    assert (told.errors, told.out) == ([], ["0 donors registered", "1 unchanged"])
    assert log.rows == []
    assert Characteristics.of(known()) == learnt


def test_one_bad_last_line_leaves_nothing(take_in):
    told = take_in(text_of({}, SECOND, {"donor_id": "3", "age": "-1"}))

    assert told.errors[0] == "donors.csv, line 4, age: “-1” is not a whole number from 0 to 110."
    assert told.errors[-1].endswith("donors.csv: 1 problem, nothing was taken in.")
    assert (told.out, told.code) == ([], 1)
    assert not Donor.objects.exists()
    assert not Hospital.objects.exists()


def test_the_same_number_under_another_organ_is_somebody_else(take_in):
    take_in(text_of({}))
    told = take_in(text_of({"bloodgroup": "B", "age": "20"}), "--organ", "heart")

    assert told.out == ["1 donors registered", "0 unchanged"]
    assert (known().blood_group, known(organ="heart").blood_group) == ("O", "B")


def test_a_procurement_organisation_that_is_not_here_is_refused(take_in):
    told = take_in(text_of({}), "--procurement-organisation", "NOWHERE")

    assert "There is no procurement organisation with the code NOWHERE." in told.errors[0]
    assert (told.out, told.code) == ([], 1)
    assert not Donor.objects.exists()


def test_lines_are_taken_in_by_chunks_all_the_same(take_in, monkeypatch):
    monkeypatch.setattr(progress, "CHUNK", 2)
    told = take_in(text_of(*({"donor_id": str(number)} for number in range(5))))
    assert told.out == ["5 donors registered", "0 unchanged"]
    assert Donor.objects.count() == 5
