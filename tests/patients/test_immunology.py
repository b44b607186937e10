"""Typings, unacceptable antigens and screenings: what can't be is refused, what changes is announced."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from patients.models import AntibodyScreening, HlaTyping, Patient, UnacceptableAntigen
from patients.policies import immunology as policies
from patients.policies.immunology import ImmunologyRefused
from patients.services import immunology
from patients.signals import Fact
from tests import factories
from tests.patients.test_patients import heard
from transplant_site.staff.models import StaffMember

pytestmark = pytest.mark.django_db

BEADS = UnacceptableAntigen.Source.SINGLE_ANTIGEN_BEADS


def found(at: datetime | None = None) -> immunology.Report:
    return immunology.Report(occurred_at=at or timezone.now())


def record(patient: Patient, antigens: str, by: StaffMember, at: datetime | None = None) -> HlaTyping:
    return immunology.record_hla_typing(
        patient=patient, antigens=antigens, report=found(at), by=by, at=timezone.now()
    )


def test_a_typing_is_kept_in_canonical_form_and_takes_the_place_of_the_older(
    technician: StaffMember,
) -> None:
    patient = factories.patient(hla="A1 B8 DR3")

    with heard() as told:
        record(patient, "a1, A24(9) B7;B60(40) DR15(2)", technician)

    current = patient.hla_typings.get(is_current=True)
    assert current.antigens == ["A1", "A9", "A24", "B7", "B40", "B60", "DR2", "DR15"]
    assert patient.hla_typings.count() == 2
    assert [call["facts"] for call in told] == [frozenset({Fact.HLA})]


def test_an_older_report_entered_late_does_not_take_its_place(technician: StaffMember) -> None:
    patient = factories.patient(hla="")
    record(patient, "A1 B8 DR3", technician)

    with heard() as told:
        late = record(patient, "A2 B7 DR4", technician, timezone.now() - timedelta(days=900))

    assert not late.is_current
    assert patient.hla_typings.get(is_current=True).antigens == ["A1", "B8", "DR3"]
    assert told == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("A1 A2 A3 B7", "at most two"),
        ("A99", "not an HLA antigen"),
        ("A24(10)", "split of A9"),
        ("A*02:01", "allele"),
        ("  ", "at least one"),
        ("<script>", "not an HLA antigen"),
    ],
)
def test_impossible_typings_are_refused(text: str, why: str, technician: StaffMember) -> None:
    patient = factories.patient(hla="")

    with pytest.raises(ImmunologyRefused, match=why):
        record(patient, text, technician)
    assert not HlaTyping.objects.exists()


def test_a_typing_from_the_future_or_from_before_birth_is_refused(technician: StaffMember) -> None:
    patient = factories.patient(hla="")

    with pytest.raises(ImmunologyRefused, match="future"):
        record(patient, "A1 B8 DR3", technician, timezone.now() + timedelta(hours=1))
    with pytest.raises(ImmunologyRefused, match="before the patient was born"):
        record(patient, "A1 B8 DR3", technician, timezone.now() - timedelta(days=365 * 90))


def list_antigens(patient: Patient, antigens: str, by: StaffMember) -> list[UnacceptableAntigen]:
    return immunology.list_unacceptable_antigens(
        patient=patient,
        antigens=antigens,
        source=BEADS,
        listed_on=timezone.localdate(),
        by=by,
        at=timezone.now(),
    )


def test_unacceptable_antigens_are_listed_and_announced(technician: StaffMember) -> None:
    patient = factories.patient(hla="A1 B8 DR3")

    with heard() as told:
        rows = list_antigens(patient, "B38 A24(9)", technician)

    assert [row.antigen for row in rows] == ["A24", "B38"]
    assert [call["facts"] for call in told] == [frozenset({Fact.UNACCEPTABLE_ANTIGENS})]


def test_own_antigens_are_not_unacceptable(technician: StaffMember) -> None:
    patient = factories.patient(hla="A24(9) B8 DR3")

    for own in ("A24", "A9", "B8"):
        with pytest.raises(ImmunologyRefused, match="own"):
            list_antigens(patient, f"{own} B38", technician)
    assert not UnacceptableAntigen.objects.exists()


def test_an_antigen_is_listed_once(technician: StaffMember) -> None:
    patient = factories.patient(unacceptable="A24")

    with pytest.raises(ImmunologyRefused, match="A24: listed"):
        list_antigens(patient, "A24 B38", technician)
    assert UnacceptableAntigen.objects.count() == 1


@pytest.mark.parametrize(("text", "why"), [("", "at least one"), ("Bw4", "public epitope"), ("X1", "not an")])
def test_what_is_no_antigen_is_not_listed(text: str, why: str, technician: StaffMember) -> None:
    with pytest.raises(ImmunologyRefused, match=why):
        list_antigens(factories.patient(), text, technician)


def test_a_removed_antigen_stays_in_the_history_and_may_come_back(technician: StaffMember) -> None:
    patient = factories.patient(unacceptable="A24 B38")
    row = patient.unacceptable_antigens.get(antigen="A24")

    with heard() as told:
        immunology.remove_unacceptable_antigens(
            antigens=[row],
            removed_on=timezone.localdate(),
            reason="MFI below 1,000",
            by=technician,
            at=timezone.now(),
        )

    row.refresh_from_db()
    assert row.removed_on == timezone.localdate()
    assert [call["facts"] for call in told] == [frozenset({Fact.UNACCEPTABLE_ANTIGENS})]
    with pytest.raises(ImmunologyRefused, match="removed on"):
        immunology.remove_unacceptable_antigens(
            antigens=[row], removed_on=timezone.localdate(), reason="x", by=technician, at=timezone.now()
        )
    assert list_antigens(patient, "A24", technician)


@pytest.mark.parametrize(
    ("day", "why"), [(date(2019, 1, 1), "listed on"), (timezone.localdate() + timedelta(days=2), "future")]
)
def test_impossible_removals_are_refused(day: date, why: str, technician: StaffMember) -> None:
    patient = factories.patient(unacceptable="A24")
    listed = list(patient.unacceptable_antigens.all())
    at = timezone.now()
    policies.check_can_remove_unacceptable(listed, removed_on=timezone.localdate(at), at=at)

    with pytest.raises(ImmunologyRefused, match=why):
        immunology.remove_unacceptable_antigens(
            antigens=listed,
            removed_on=day,
            reason="x",
            by=technician,
            at=timezone.now(),
        )


def screen(patient: Patient, vpra: str, by: StaffMember, **kwargs: object) -> AntibodyScreening:
    return immunology.record_antibody_screening(
        patient=patient, vpra=Decimal(vpra), report=found(), by=by, at=timezone.now(), **kwargs
    )


@pytest.mark.parametrize(
    ("vpra", "status"),
    [
        ("0", "T"),
        ("0.05", "T"),
        ("0.0549", "T"),
        ("0.055", "I"),
        ("0.06", "I"),
        ("0.84", "I"),
        ("0.845", "HI"),
        ("0.85", "HI"),
        ("1", "HI"),
    ],
)
def test_the_active_status_follows_from_the_screening(
    vpra: str, status: str, technician: StaffMember
) -> None:
    waiting = factories.candidate(vpra="0.5")

    screen(waiting.patient, vpra, technician)

    waiting.refresh_from_db()
    assert waiting.status == status
    present = waiting.status_periods.get(ended_at__isnull=True)
    assert present.status == status


@pytest.mark.parametrize(("status", "reason"), [("HU", ""), ("NT", "Fever")])
def test_urgent_and_paused_candidates_keep_their_status(
    status: str, reason: str, technician: StaffMember
) -> None:
    waiting = factories.candidate(status=status, reason=reason)

    screen(waiting.patient, "0.99", technician)

    waiting.refresh_from_db()
    assert waiting.status == status


@pytest.mark.parametrize(("vpra", "why"), [("-0.1", "between 0 and 100"), ("1.5", "between 0 and 100")])
def test_a_share_is_a_share(vpra: str, why: str, technician: StaffMember) -> None:
    with pytest.raises(ImmunologyRefused, match=why):
        screen(factories.patient(), vpra, technician)


def test_a_screening_is_not_out_of_date_when_taken(technician: StaffMember) -> None:
    with pytest.raises(ImmunologyRefused, match="out of date"):
        screen(factories.patient(), "0.1", technician, valid_until=timezone.localdate())
