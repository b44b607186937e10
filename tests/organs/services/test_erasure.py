"""Who somebody is can be erased: the record and the log stay, and the log stays verifiable."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from organs.models import Donor, DonorIdentity, DonorStatus
from organs.policies.donors import DonorRefused
from organs.policies.erasure import ErasureRefused, kept_until
from organs.services import donors
from organs.services.erasure import erase_donor, erase_identity, erase_patient
from patients.models import Patient, PatientIdentity
from patients.policies.patients import PatientRefused
from patients.policies.waiting_list import RegistrationRefused
from patients.services import patients, waiting_list
from patients.services.patients import Person
from tests.access.filled_case import filled_case
from tests.audit.conftest import empty_ledger
from tests.audit.ledger_reading import written
from tests.audit.test_roles import acting_as
from tests.document_store import empty_all
from tests.factories import candidate, coordinator, donor, patient, programme, staff_member
from transplant_site.access.roles import Role
from transplant_site.audit import action
from transplant_site.audit.relay import Relay
from transplant_site.audit.verifier import verify

LATER = timedelta(days=30 * 366)


def correct(one: Patient, family_name: str, *, reason: str = "Misspelt") -> None:
    present = PatientIdentity.objects.get(patient=one, superseded_at__isnull=True)
    person = Person(given_name=present.given_name, family_name=family_name, birth_date=present.birth_date)
    patients.correct_identity(patient=one, person=person, reason=reason, by=None, at=timezone.now())


def keys_of(subject: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_key WHERE subject = %s", [subject])
        return int(cursor.fetchone()[0])


def reasons() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM audit_reason")
        return {reason for (reason,) in cursor.fetchall()}


def erase(one: Patient, **changes: object) -> int:
    values = {"patient": one, "reason": "Asked for it", "by": None, "at": timezone.now(), **changes}
    return erase_patient(**values)


@pytest.mark.django_db
class TestPatient:
    def test_every_version_and_the_key_are_gone_and_the_record_stays(self) -> None:
        one = patient()
        correct(one, "Bergmann")
        assert keys_of(one.pk) == 1

        assert erase(one) == 2

        assert not PatientIdentity.objects.filter(patient=one).exists()
        assert keys_of(one.pk) == 0
        one.refresh_from_db()
        assert one.identity_erased_at is not None
        assert one.blood_group

    def test_it_is_recorded_with_its_reason_and_without_what_was_erased(self) -> None:
        one = patient()
        correct(one, "Bergmann")

        with written() as log:
            erase(one)

        assert {row.action for row in log.rows} == {"patients.identity.erased"}
        assert [row.operation for row in log.of("patients_patientidentity")] == ["delete", "delete"]
        assert len({row.reason for row in log.rows}) == 1
        for row in log.of("patients_patientidentity"):
            assert row.changes is not None
            assert row.changes["family_name"].startswith("masked:")
        (changed,) = log.of("patients_patient")
        assert set(changed.changes or {}) == {"identity_erased_at"}

    def test_the_reasons_of_its_corrections_go_unless_others_were_given_them_too(self) -> None:
        one, other = patient(), patient()
        correct(one, "Bergmann", reason="Married: Bergmann is her name now")
        correct(one, "Bergman", reason="Misspelt")
        correct(other, "Schmidt", reason="Misspelt")

        erase(one)

        assert "Married: Bergmann is her name now" not in reasons()
        assert {"Misspelt", "Asked for it"} <= reasons()

    def test_it_is_refused_while_the_patient_waits(self) -> None:
        registration = candidate()

        with pytest.raises(ErasureRefused, match=f"{registration.reference} is open"):
            erase(registration.patient)

        assert registration.patient.identity is not None

    def test_it_is_refused_twice_and_without_a_reason(self) -> None:
        one = patient()
        with pytest.raises(ErasureRefused, match="Say why"):
            erase_identity(reference=one.reference, reason=" ", by=None, at=timezone.now())
        erase(one)

        with pytest.raises(ErasureRefused, match="was erased on"):
            erase(one)

    def test_who_was_erased_gets_no_other_identity_and_waits_for_nothing(self) -> None:
        one = patient()
        place = programme(one.hospital)
        erase(one)
        person = Person(given_name="A", family_name="B", birth_date=timezone.localdate())

        with pytest.raises(PatientRefused, match="was erased"):
            patients.correct_identity(patient=one, person=person, reason="?", by=None, at=timezone.now())
        with pytest.raises(RegistrationRefused, match="was erased"):
            waiting_list.register_candidate(
                candidate=waiting_list.NewCandidate(
                    patient=one, programme=place, registered_on=timezone.localdate()
                ),
                by=None,
                at=timezone.now(),
            )

    def test_the_application_may_not_do_it(self, settings: Any) -> None:
        one = patient()

        with (
            acting_as(settings.APPLICATION_DATABASE_ROLE),
            pytest.raises(DatabaseError, match="permission denied"),
        ):
            erase(one)

        assert PatientIdentity.objects.filter(patient=one).exists()
        assert keys_of(one.pk) == 1


@pytest.mark.django_db
class TestCase:
    def test_donor_and_recipient_are_traceable_for_thirty_years(self) -> None:
        filled = filled_case()
        recipient = filled.transplant.registration.patient
        now = timezone.now()

        with pytest.raises(ErasureRefused, match=r"30 years after the donation"):
            erase(recipient)
        assert erase(recipient, at=now + LATER) == 1
        with pytest.raises(ErasureRefused, match="is not closed"):
            erase_donor(donor=filled.case.donor, reason="?", by=None, at=now + LATER)

    def test_it_is_refused_while_an_offer_is_open(self) -> None:
        filled = filled_case()
        offered = filled.open_offer.registration
        type(offered).objects.filter(pk=offered.pk).update(status="R", closed_at=timezone.now())

        with pytest.raises(ErasureRefused, match=f"Offer {filled.open_offer.reference}"):
            erase(offered.patient)

    def test_a_donor_whose_donation_did_not_proceed_is_erased(self) -> None:
        by = coordinator()
        one = donor(by=by)
        donors.correct_identity(
            donor=one,
            identity=donors.Identity(given_name="Ingrid", family_name="Bergmann"),
            replaces=getattr(one.identities.filter(superseded_at__isnull=True).first(), "pk", None),
            by=by,
            at=timezone.now(),
        )
        with pytest.raises(ErasureRefused, match="is not closed"):
            erase_donor(donor=one, reason="?", by=None, at=timezone.now())
        donors.move_donor(
            donor=one, to=DonorStatus.NOT_PROCEEDING, by=by, at=timezone.now(), reason="Refused"
        )

        assert erase_donor(donor=one, reason="Asked for it", by=None, at=timezone.now()) >= 1

        assert not DonorIdentity.objects.filter(donor=one).exists()
        assert keys_of(one.pk) == 0
        with pytest.raises(DonorRefused, match="was erased"):
            donors.correct_identity(
                donor=one, identity=donors.Identity(given_name="I"), replaces=None, by=by, at=timezone.now()
            )

    def test_a_recovered_organ_keeps_the_donor_for_thirty_years(self) -> None:
        filled = filled_case()
        Donor.objects.filter(pk=filled.case.donor.pk).update(status=DonorStatus.CLOSED)

        with pytest.raises(ErasureRefused, match="30 years"):
            erase_donor(donor=filled.case.donor, reason="?", by=None, at=timezone.now())
        assert erase_donor(donor=filled.case.donor, reason="?", by=None, at=timezone.now() + LATER) >= 0


def test_thirty_years_end_on_the_same_day_or_behind_it() -> None:
    zone = timezone.get_current_timezone()
    assert kept_until(timezone.datetime(2026, 3, 1, 12, tzinfo=zone)).isoformat() == "2056-03-01"
    assert kept_until(timezone.datetime(2028, 2, 29, 12, tzinfo=zone)).isoformat() == "2058-03-01"


@pytest.mark.django_db
class TestCommand:
    def test_it_asks_and_tells(self, monkeypatch: pytest.MonkeyPatch) -> None:
        one, keeper = patient(), staff_member(Role.ADMINISTRATOR)
        monkeypatch.setattr("builtins.input", lambda _question: "no")
        with pytest.raises(CommandError, match="Nothing was done"):
            call_command("erase_identity", one.reference, by=keeper.email, reason="Asked for it")

        out = StringIO()
        given = {"by": keeper.email.upper(), "reason": "Asked for it", "stdout": out}
        with written() as log:
            call_command("erase_identity", one.reference.lower(), "--yes", **given)

        assert {row.actor_id for row in log.rows} == {str(keeper.pk)}
        assert out.getvalue().startswith(f"The identity of {one.reference} is erased: 1 version.")

    def test_a_reference_that_nobody_has_is_refused(self) -> None:
        with pytest.raises(CommandError, match="no patient and no donor"):
            call_command(
                "erase_identity",
                "PAT-26-999999",
                "--yes",
                by=staff_member(Role.ADMINISTRATOR).email,
                reason="?",
            )

    def test_somebody_without_an_account_orders_nothing(self) -> None:
        one = patient()
        with pytest.raises(CommandError, match="--by: no active account"):
            call_command("erase_identity", one.reference, "--yes", by="nobody@demo.example", reason="?")
        assert one.identities.count() == 1


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_the_log_still_verifies(self, document_store: object) -> None:
        empty_ledger()
        empty_all()
        one = patient()
        correct(one, "Bergmann")
        Relay().catch_up()

        erase(one)
        Relay().catch_up()

        verdict = verify()
        assert verdict.problem is None
        assert verdict.entries > 4

    @pytest.mark.parametrize("turn", range(6))
    def test_an_edit_at_the_same_moment_comes_before_it_or_is_refused(self, turn: int) -> None:
        one = patient()

        def edit(nth: int) -> str:
            try:
                correct(one, f"Bergmann {nth}")
            except (PatientRefused, PatientIdentity.DoesNotExist):
                return "refused"
            finally:
                connection.close()
            return "edited"

        def do_erase(_nth: int) -> str:
            try:
                return f"erased {erase(one)}"
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            waiting = [pool.submit(work, nth) for nth, work in enumerate([edit, edit, do_erase, edit])]
            results = [one.result(timeout=60) for one in waiting]

        assert results[2].startswith("erased")
        assert not PatientIdentity.objects.filter(patient=one).exists()
        assert keys_of(one.pk) == 0

    def test_an_edit_that_has_begun_is_waited_for(self) -> None:
        one = patient()
        with ThreadPoolExecutor(1) as pool:
            with action("patients.identity.corrected"):
                correct(one, "Bergmann")
                erasing = pool.submit(_erase_elsewhere, one)
                with pytest.raises(TimeoutError):
                    erasing.result(timeout=0.5)
            assert erasing.result(timeout=60) == 2

        assert not PatientIdentity.objects.filter(patient=one).exists()


def _erase_elsewhere(one: Patient) -> int:
    try:
        return erase(one)
    finally:
        connection.close()
