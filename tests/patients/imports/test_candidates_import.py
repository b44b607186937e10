"""Candidates of a file in the database: taken in once, followed when they differ, all or none."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from patients.models import HlaTyping, Patient, Registration, RegistrationStatus
from patients.services.imports import import_candidates, progress
from tests.audit.ledger_reading import written
from tests.locks import waiting_behind
from tests.patients.imports.test_candidates_file import CANDIDATE, read, text_of
from tests.taking_in import Taker
from transplant_site.staff.models import Hospital

pytestmark = pytest.mark.django_db

SECOND = {"candidate_id": "2", "bloodgroup": "O", "urgency": "T", "vpra": "0", "unacceptable_antigens": ""}
SINCE_THEN = {
    "first_dialysis_date": "2019-01-01",
    "previous_wait_days": "120",
    "unacceptable_antigens": "A29",
}


@pytest.fixture
def take_in(tmp_path: Path) -> Taker:
    return Taker(tmp_path, "import_candidates", "candidates.csv")


def without(text: str, *columns: str) -> str:
    """The same file without these columns."""
    lines = [line.split(",") for line in text.splitlines()]
    kept = [place for place, name in enumerate(lines[0]) if name not in columns]
    return "\n".join(",".join(line[place] for place in kept) for line in lines) + "\n"


def known(number: str = "1", organ: str = "kidney") -> Registration:
    return Registration.objects.get(external_id=number, organ_kind=organ)


def listed(registration: Registration) -> set[str]:
    rows = registration.patient.unacceptable_antigens.filter(removed_on__isnull=True)
    return set(rows.values_list("antigen", flat=True))


def test_unknown_candidates_are_registered_with_all_that_the_file_says(take_in):
    told = take_in(text_of({}, SECOND))

    assert told.out == [
        "1 centres registered",
        "2 candidates registered",
        "0 updated",
        "0 unchanged",
    ]
    assert (told.errors, told.code) == ([], 0)
    first = known()
    assert first.status == RegistrationStatus.HU
    assert first.registered_on == date(2018, 1, 17)
    assert first.kidney_profile.first_dialysis_on == date(2018, 6, 27)
    assert listed(first) == {"A29", "B44"}
    assert first.patient.antibody_screenings.get(is_current=True).vpra == Decimal("0.3798")
    assert known("2").status == RegistrationStatus.T


def test_the_same_file_again_changes_nothing_and_leaves_no_trace(take_in):
    take_in(text_of({}, SECOND))

    with written() as log:
        told = take_in(text_of({}, SECOND))

    assert told.out == ["0 candidates registered", "0 updated", "2 unchanged"]
    assert log.rows == []


@pytest.mark.parametrize(
    "spelling",
    [
        {"previous_wait_days": "0.0"},
        {"vpra": "0.37980"},
        {"dob": "1977-09-03T00:00", "listing_date": "2018-01-17 00:00:00"},
        {"first_dialysis_date": "2018-06-27T00:00:00Z"},
        {"hla": "DR4 DR2 B62 B77 B15 A2 A1", "unacceptable_antigens": "B44 A29"},
        {"hla": "A1 A2 B62(15) B77(15) DR2 DR4"},
        {"country": "NL"},
    ],
)
def test_values_are_compared_by_what_they_mean(take_in, spelling):
    take_in(text_of({}))
    assert take_in(text_of(spelling)).out == ["0 candidates registered", "0 updated", "1 unchanged"]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"bloodgroup": "AB"}, "bloodgroup"),
        ({"dob": "1977-09-04"}, "dob"),
        ({"sex": "female"}, "sex"),
        ({"listing_date": "2018-01-16"}, "listing_date"),
        ({"first_dialysis_date": ""}, "first_dialysis_date"),
        ({"previous_wait_days": "30"}, "previous_wait_days"),
        ({"urgency": "NT"}, "urgency"),
        ({"hla": "A1 A2 B62 B7 DR2 DR4"}, "hla"),
        ({"unacceptable_antigens": ""}, "unacceptable_antigens"),
        ({"vpra": "0.9"}, "vpra"),
        ({"center": "NLBTP"}, "center"),
    ],
)
def test_a_known_candidate_with_another_value_is_updated_and_counted(take_in, change, column):
    take_in(text_of({}, SECOND))

    told = take_in(text_of(change, SECOND))

    assert told.out[-3:] == ["0 candidates registered", f"1 updated ({column} 1)", "1 unchanged"]
    assert take_in(text_of(change, SECOND)).out[-2:] == ["0 updated", "2 unchanged"]


def test_what_was_updated_is_what_the_file_says(take_in):
    take_in(text_of({}))
    take_in(text_of({"vpra": "0.9", "urgency": "T", "dob": "1977-09-04", "center": "NLBTP", **SINCE_THEN}))

    candidate = known()
    assert candidate.status == RegistrationStatus.HI
    assert candidate.programme.hospital.code == candidate.patient.hospital.code == "NLBTP"
    assert candidate.patient.identity.birth_date == date(1977, 9, 4)
    assert candidate.patient.identities.count() == 2
    assert candidate.kidney_profile.first_dialysis_on == date(2019, 1, 1)
    assert candidate.kidney_profile.returned_wait_days == 120
    assert listed(candidate) == {"A29"}


@pytest.mark.parametrize(
    "absent",
    [
        ["unacceptable_antigens"],
        ["vpra"],
        ["first_dialysis_date", "previous_wait_days"],
        ["sex"],
        ["unacceptable_antigens", "vpra", "first_dialysis_date", "previous_wait_days", "sex", "region"],
    ],
)
def test_a_column_that_the_file_has_not_takes_nothing_away(take_in, absent):
    take_in(text_of({"sex": "female", **SINCE_THEN}))

    with written() as log:
        told = take_in(without(text_of({"sex": "female", **SINCE_THEN}), *absent))

    assert told.out == ["0 candidates registered", "0 updated", "1 unchanged"]
    assert log.rows == []
    candidate = known()
    assert candidate.patient.sex == "female"
    assert listed(candidate) == {"A29"}
    assert candidate.kidney_profile.first_dialysis_on == date(2019, 1, 1)
    assert candidate.kidney_profile.returned_wait_days == 120


def test_a_column_that_the_file_has_not_stays_when_another_changes(take_in):
    take_in(text_of(SINCE_THEN))
    told = take_in(without(text_of({"first_dialysis_date": "2019-02-01"}), "previous_wait_days"))

    assert told.out[-2] == "1 updated (first_dialysis_date 1, unacceptable_antigens 1)"
    profile = known().kidney_profile
    assert (profile.first_dialysis_on, profile.returned_wait_days) == (date(2019, 2, 1), 120)


def test_an_empty_cell_takes_no_report_back_and_this_is_said(take_in):
    take_in(text_of({}))
    told = take_in(text_of({"vpra": ""}))

    assert told.out[-1] == "vpra: empty in 1 known candidates' lines, whose last report stays"
    assert known().patient.antibody_screenings.get(is_current=True).vpra == Decimal("0.3798")


def test_one_bad_last_line_leaves_nothing(take_in):
    told = take_in(text_of({}, SECOND, {"candidate_id": "3", "dob": "2050-01-01", "vpra": "7"}))

    assert told.out == []
    assert told.errors[:2] == [
        "candidates.csv, line 4, dob: 2050-01-01 lies in the future.",
        "candidates.csv, line 4, vpra: “7” is not a number from 0 to 1.",
    ]
    assert told.errors[-1].endswith("candidates.csv: 2 problems, nothing was taken in.")
    assert told.code == 1
    assert not Registration.objects.exists()
    assert not Hospital.objects.exists()


def test_what_only_the_database_finds_leaves_nothing_either(take_in, monkeypatch):
    """The second chunk of lines contradicts what is here, after the first was written."""
    take_in(text_of(SECOND))
    monkeypatch.setattr(progress, "CHUNK", 1)

    moved = {**SECOND, "listing_date": "2018-01-18", "country": "Belgium", "center": "NAMTP"}
    told = take_in(text_of({"candidate_id": "9", "center": "BLMTP", "country": "Belgium"}, moved))

    assert told.out == []
    assert told.errors[0] == "candidates.csv, line 3, country: NAMTP lies in NL here."
    assert told.code == 1
    assert Registration.objects.count() == 1
    assert not Hospital.objects.filter(code="BLMTP").exists()


def test_the_same_number_under_another_organ_is_somebody_else(take_in):
    take_in(text_of({}))
    told = take_in(without(text_of({}), "hla"), "--organ", "liver")

    assert told.out == ["1 candidates registered", "0 updated", "0 unchanged"]
    assert Patient.objects.count() == 2
    assert known(organ="liver").programme.organ_kind == "liver"
    assert HlaTyping.objects.count() == 1


def test_a_candidate_that_is_closed_here_stays_so_and_is_named(take_in):
    take_in(text_of({}))
    take_in(text_of({"urgency": "R"}))
    told = take_in(text_of({"vpra": "0.9"}))

    assert told.out[-2:] == [
        "1 unchanged",
        "  closed here (transplanted, removed or died), and left so: 1 (1)",
    ]
    assert known().patient.antibody_screenings.count() == 1


def test_columns_that_are_not_used_are_named_beside_the_result(take_in):
    told = take_in(text_of({"favourite_colour": "blue"}))
    assert told.errors == ["Columns not used: favourite_colour."]
    assert told.code == 0


def test_a_file_that_is_not_there_is_told(tmp_path):
    told = Taker(tmp_path, "import_candidates", "nowhere.csv")(None)
    assert told.errors == [f"{tmp_path}/nowhere.csv can't be read: No such file or directory."]
    assert (told.out, told.code) == ([], 1)


def test_progress_moves_in_steps(monkeypatch):
    monkeypatch.setattr(progress, "CHUNK", 2)
    file = read(*({**CANDIDATE, "candidate_id": str(number)} for number in range(5)))
    steps = []

    import_candidates(
        file=file,
        organ_kind="kidney",
        by=None,
        at=timezone.now(),
        progress=lambda done, total: steps.append((done, total)),
    )
    assert steps == [(2, 5), (4, 5), (5, 5)]


@pytest.mark.django_db(transaction=True)
def test_a_file_takes_patients_before_their_registrations_as_everyone_does():
    """In another order a file and a transplant that is recorded would each wait for the other."""

    def take_in(**changes: str) -> None:
        file = read({**CANDIDATE, **changes})
        import_candidates(file=file, organ_kind="kidney", by=None, at=timezone.now())

    take_in()
    registration = known()
    with waiting_behind(
        lambda: Patient.objects.select_for_update(no_key=True).get(pk=registration.patient_id),
        lambda: take_in(center="GHGTP", listing_date="2018-01-18", vpra="0.5"),
    ):
        Registration.objects.select_for_update(nowait=True, no_key=True).get(pk=registration.pk)
    assert known().registered_on == date(2018, 1, 18)
