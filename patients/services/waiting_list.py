"""The waiting list: registrations, their dated statuses, criteria, kidney facts, and death."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from patients.models import (
    AntibodyScreening,
    CandidateCriteria,
    KidneyProfile,
    Patient,
    Registration,
    RegistrationStatus,
    StatusPeriod,
)
from patients.policies import times
from patients.policies import waiting_list as policies
from patients.policies.immunology import IMMUNISATION, immunisation_status
from patients.policies.patients import check_can_record_death
from patients.policies.waiting_list import RegistrationRefused
from patients.services.patients import BATCH, birth_dates, lock_patients
from patients.signals import Fact, announce
from transplant_site.audit import action
from transplant_site.records.days import day_of
from transplant_site.records.vocabulary import OrganKind
from transplant_site.staff.models import Programme, StaffMember

# Registration


@dataclass(frozen=True, kw_only=True, slots=True)
class KidneyFacts:
    """What only a kidney candidate has."""

    first_dialysis_on: date | None = None
    returned_wait_days: int = 0
    a2_consent_on: date | None = None
    a2_reconfirmed_on: date | None = None
    acceptable_mismatch_since: date | None = None
    combined_organs_since: date | None = None
    kidney_programme: str = ""
    accepts_esp: bool | None = None
    accepts_extended_esp: bool | None = None

    @classmethod
    def of(cls, profile: KidneyProfile) -> KidneyFacts:
        return cls(**{name: getattr(profile, name) for name in cls.__dataclass_fields__})


@dataclass(frozen=True, kw_only=True, slots=True)
class NewCandidate:
    """`status` T, I or HI means active: which of them follows from the patient's vPRA."""

    patient: Patient
    programme: Programme
    registered_on: date
    status: str = RegistrationStatus.T
    reason: str = ""
    external_id: str | None = None
    kidney: KidneyFacts | None = None


@action("patients.candidate.registered")
def register_candidate(*, candidate: NewCandidate, by: StaffMember | None, at: datetime) -> Registration:
    """Put a patient on the waiting list of a programme."""
    return register_candidates(candidates=[candidate], by=by, at=at)[0]


@action("patients.candidate.registered")
def register_candidates(
    *, candidates: Sequence[NewCandidate], by: StaffMember | None, at: datetime
) -> list[Registration]:
    """Register candidates in the order given, each with a first dated status; kidneys with their profile."""
    patients = lock_patients({new.patient.pk for new in candidates})
    _refuse_second_registrations(candidates)
    born = birth_dates(patients)
    for new in candidates:
        _check_candidate(new, patients[new.patient.pk], born_on=born.get(new.patient.pk), at=at)

    vpra = current_vpra(patients)
    registrations = Registration.objects.bulk_create(
        (
            Registration(
                patient=new.patient,
                programme=new.programme,
                organ_kind=new.programme.organ_kind,
                external_id=new.external_id or None,
                registered_on=new.registered_on,
                status=_active_by_vpra(new.status, vpra.get(new.patient.pk)),
                recorded_by=by,
            )
            for new in candidates
        ),
        batch_size=BATCH,
    )
    pairs = list(zip(registrations, candidates, strict=True))
    StatusPeriod.objects.bulk_create(
        (
            StatusPeriod(
                registration=registration,
                status=registration.status,
                started_at=_start_of(new.registered_on, at),
                reason=new.reason.strip(),
                recorded_by=by,
            )
            for registration, new in pairs
        ),
        batch_size=BATCH,
    )
    KidneyProfile.objects.bulk_create(
        (
            KidneyProfile(registration=registration, **asdict(new.kidney or KidneyFacts()))
            for registration, new in pairs
            if registration.organ_kind == OrganKind.KIDNEY
        ),
        batch_size=BATCH,
    )
    announce(patients, Fact.STATUS, by=by, at=at)
    return registrations


def _check_candidate(new: NewCandidate, patient: Patient, *, born_on: date | None, at: datetime) -> None:
    policies.check_can_register(
        patient, programme=new.programme, registered_on=new.registered_on, born_on=born_on, at=at
    )
    policies.check_first_status(new.status, reason=new.reason)
    if new.kidney is not None:
        _check_kidney(new.kidney, new.programme.organ_kind, born_on, at=at)


def _refuse_second_registrations(candidates: Sequence[NewCandidate]) -> None:
    wanted = {(new.patient.pk, new.programme.pk) for new in candidates}
    waiting = Registration.objects.open().filter(patient__in={patient for patient, _programme in wanted})
    for registration in waiting.select_related("patient", "programme__hospital"):
        if (registration.patient_id, registration.programme_id) in wanted:
            raise RegistrationRefused(
                _("%(patient)s is registered with %(programme)s already: %(registration)s.")
                % {
                    "patient": registration.patient.reference,
                    "programme": registration.programme,
                    "registration": registration.reference,
                },
                field="programme",
                code="registered_already",
            )


def current_vpra(patients: Iterable[UUID]) -> dict[UUID, Decimal]:
    """Give the vPRA of each patient's current screening, where it is known."""
    current = AntibodyScreening.objects.filter(patient__in=list(patients), is_current=True)
    rows = current.values_list("patient_id", "vpra")
    return {patient: vpra for patient, vpra in rows if vpra is not None}


def _active_by_vpra(status: str, vpra: Decimal | None) -> str:
    return immunisation_status(vpra) if status in IMMUNISATION else status


def _start_of(day: date, at: datetime) -> datetime:
    """The beginning of a day in UTC, as waiting time counts it; today it may not lie ahead of now."""
    return min(datetime.combine(day, time.min, UTC), at)


# Status


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusChange:
    registration: Registration
    status: str
    reason: str = ""
    starts_at: datetime | None = None


@action("patients.registration.status_changed")
def change_status(
    *,
    registration: Registration,
    status: str,
    by: StaffMember | None,
    at: datetime,
    reason: str = "",
    starts_at: datetime | None = None,
) -> Registration:
    """Give a registration another status, from now or from a time that has passed."""
    change = StatusChange(registration=registration, status=status, reason=reason, starts_at=starts_at)
    return change_statuses(changes=[change], by=by, at=at)[0]


@action("patients.registration.status_changed")
def change_statuses(
    *, changes: Sequence[StatusChange], by: StaffMember | None, at: datetime
) -> list[Registration]:
    """End each registration's present status and begin the next; removal, death and transplant close it."""
    locked = lock_registrations(change.registration.pk for change in changes)
    present = _present_periods(locked)
    vpra = current_vpra({registration.patient_id for registration in locked.values()})
    for change in changes:
        registration = locked[change.registration.pk]
        period = present.get(registration.pk)
        policies.check_can_change_status(
            registration,
            change.status,
            reason=change.reason,
            starts_at=change.starts_at or at,
            present_since=period.started_at if period else None,
            vpra=vpra.get(registration.patient_id),
            at=at,
        )

    changed = [_move(locked[change.registration.pk], change, present, at=at) for change in changes]
    StatusPeriod.objects.bulk_update(
        [present[registration.pk] for registration in changed if registration.pk in present],
        ["ended_at"],
        batch_size=BATCH,
    )
    StatusPeriod.objects.bulk_create(
        (
            StatusPeriod(
                registration_id=change.registration.pk,
                status=change.status,
                started_at=change.starts_at or at,
                reason=change.reason.strip(),
                recorded_by=by,
            )
            for change in changes
        ),
        batch_size=BATCH,
    )
    Registration.objects.bulk_update(changed, ["status", "closed_at"], batch_size=BATCH)
    announce({registration.patient_id for registration in changed}, Fact.STATUS, by=by, at=at)
    return changed


def _move(
    registration: Registration, change: StatusChange, present: Mapping[UUID, StatusPeriod], *, at: datetime
) -> Registration:
    starts_at = change.starts_at or at
    if registration.pk in present:
        present[registration.pk].ended_at = starts_at
    registration.status = change.status
    closes = change.status in {RegistrationStatus.R, RegistrationStatus.D, RegistrationStatus.FU}
    if closes and registration.closed_at is None:
        registration.closed_at = starts_at
    return registration


def lock_registrations(registrations: Iterable[UUID]) -> dict[UUID, Registration]:
    """Lock registrations until the transaction ends."""
    locked = (
        Registration.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=list(registrations))
        .order_by("pk")
    )
    return {registration.pk: registration for registration in locked}


def _present_periods(registrations: Iterable[UUID]) -> dict[UUID, StatusPeriod]:
    present = StatusPeriod.objects.filter(registration__in=list(registrations), ended_at__isnull=True)
    return {period.registration_id: period for period in present}


@dataclass(frozen=True, kw_only=True, slots=True)
class Transfer:
    registration: Registration
    programme: Programme


@action("patients.candidate.transferred")
def transfer_candidates(
    *, transfers: Sequence[Transfer], by: StaffMember | None, at: datetime
) -> list[Registration]:
    """Hand candidates over to the same programme of another centre, waiting time and all."""
    patients = lock_patients({transfer.registration.patient_id for transfer in transfers})
    locked = lock_registrations(transfer.registration.pk for transfer in transfers)
    for transfer in transfers:
        registration = locked[transfer.registration.pk]
        policies.check_can_transfer(registration, transfer.programme, at=at)
        registration.programme = transfer.programme
        patients[registration.patient_id].hospital_id = transfer.programme.hospital_id
    _refuse_if_left_behind(locked.values())

    Patient.objects.bulk_update(patients.values(), ["hospital"], batch_size=BATCH)
    Registration.objects.bulk_update(locked.values(), ["programme"], batch_size=BATCH)
    announce(patients, Fact.STATUS, by=by, at=at)
    return list(locked.values())


def _refuse_if_left_behind(moving: Iterable[Registration]) -> None:
    """Refuse a transfer that would leave a patient waiting at two hospitals."""
    keys = {registration.pk: registration.patient_id for registration in moving}
    others = Registration.objects.open().filter(patient__in=set(keys.values())).exclude(pk__in=list(keys))
    for other in others.select_related("patient", "programme__hospital"):
        raise RegistrationRefused(
            _("%(patient)s waits with %(programme)s too: move that registration first.")
            % {"patient": other.patient.reference, "programme": other.programme},
            code="waits_elsewhere",
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class DateCorrection:
    registration: Registration
    registered_on: date


@action("patients.registration.date_corrected")
def correct_registration_dates(
    *, corrections: Sequence[DateCorrection], by: StaffMember | None, at: datetime
) -> list[Registration]:
    """Correct the day of registration, and with it the beginning of the first status."""
    locked = lock_registrations(correction.registration.pk for correction in corrections)
    first: dict[UUID, StatusPeriod] = {}
    for period in StatusPeriod.objects.filter(registration__in=list(locked)).order_by("-started_at"):
        first[period.registration_id] = period
    for correction in corrections:
        registration, period = locked[correction.registration.pk], first[correction.registration.pk]
        times.check_day_has_come(
            correction.registered_on, at=at, refused=RegistrationRefused, field="registered_on"
        )
        registration.registered_on = correction.registered_on
        period.started_at = _start_of(correction.registered_on, at)
        policies.check_first_period(registration, period)

    Registration.objects.bulk_update(locked.values(), ["registered_on"], batch_size=BATCH)
    StatusPeriod.objects.bulk_update(first.values(), ["started_at"], batch_size=BATCH)
    return list(locked.values())


def follow_immunisation(
    *, vpra_by_patient: Mapping[UUID, Decimal], by: StaffMember | None, at: datetime
) -> list[Registration]:
    """Give active registrations the status that follows from a new vPRA; urgent and paused ones stay."""
    active = Registration.objects.open().filter(
        patient__in=list(vpra_by_patient), status__in=sorted(IMMUNISATION)
    )
    changes = [
        StatusChange(
            registration=registration,
            status=immunisation_status(vpra_by_patient[registration.patient_id]),
            reason=_("Follows from the antibody screening."),
        )
        for registration in active
        if registration.status != immunisation_status(vpra_by_patient[registration.patient_id])
    ]
    return change_statuses(changes=changes, by=by, at=at) if changes else []


@action("patients.patient.death_recorded")
def record_death(
    *, patient: Patient, died_on: date, reason: str, by: StaffMember | None, at: datetime
) -> Patient:
    """Record that a patient died, and close the registrations."""
    patient = lock_patients([patient.pk])[patient.pk]
    born_on = birth_dates([patient.pk]).get(patient.pk)
    check_can_record_death(patient, died_on=died_on, born_on=born_on, at=at)

    patient.died_on = died_on
    patient.save(update_fields=["died_on"])
    living = Registration.objects.filter(patient=patient).exclude(
        status__in=[RegistrationStatus.R, RegistrationStatus.D]
    )
    changes = [
        StatusChange(registration=registration, status=RegistrationStatus.D, reason=reason)
        for registration in living
    ]
    if changes:
        change_statuses(changes=changes, by=by, at=at)
    return patient


# Kidney facts


@dataclass(frozen=True, kw_only=True, slots=True)
class KidneyCorrection:
    registration: Registration
    kidney: KidneyFacts


@action("patients.kidney_facts.recorded")
def record_kidney_facts(
    *, registration: Registration, kidney: KidneyFacts, by: StaffMember | None, at: datetime
) -> KidneyProfile:
    """Record dialysis, returned waiting time and consents of a kidney candidate."""
    correction = KidneyCorrection(registration=registration, kidney=kidney)
    return record_many_kidney_facts(corrections=[correction], by=by, at=at)[0]


@action("patients.kidney_facts.recorded")
def record_many_kidney_facts(
    *, corrections: Sequence[KidneyCorrection], by: StaffMember | None, at: datetime
) -> list[KidneyProfile]:
    """Record what only kidney candidates have."""
    locked = lock_registrations(correction.registration.pk for correction in corrections)
    profiles = {
        profile.registration_id: profile
        for profile in KidneyProfile.objects.filter(registration__in=list(locked))
    }
    born = birth_dates(registration.patient_id for registration in locked.values())
    for correction in corrections:
        registration = locked[correction.registration.pk]
        policies.check_is_open(registration)
        born_on = born.get(registration.patient_id)
        _check_kidney(correction.kidney, registration.organ_kind, born_on, at=at)
        for name, value in asdict(correction.kidney).items():
            setattr(profiles[registration.pk], name, value)

    changed = list(profiles.values())
    KidneyProfile.objects.bulk_update(changed, list(KidneyFacts.__dataclass_fields__), batch_size=BATCH)
    announce({registration.patient_id for registration in locked.values()}, Fact.KIDNEY, by=by, at=at)
    return changed


def _check_kidney(kidney: KidneyFacts, organ_kind: str, born_on: date | None, *, at: datetime) -> None:
    policies.check_kidney_facts(
        organ_kind=organ_kind,
        first_dialysis_on=kidney.first_dialysis_on,
        returned_wait_days=kidney.returned_wait_days,
        consent_on=kidney.a2_consent_on,
        reconfirmed_on=kidney.a2_reconfirmed_on,
        born_on=born_on,
        at=at,
    )
    for field in ("acceptable_mismatch_since", "combined_organs_since"):
        day = getattr(kidney, field)
        if day is not None:
            times.check_day_has_come(day, at=at, refused=RegistrationRefused, field=field)


# Criteria


@dataclass(frozen=True, kw_only=True, slots=True)
class Criteria:
    """What donor is accepted; None sets no limit."""

    donor_age_min: int | None = None
    donor_age_max: int | None = None
    donor_weight_min_kg: int | None = None
    donor_weight_max_kg: int | None = None
    donor_height_min_cm: int | None = None
    donor_height_max_cm: int | None = None
    accepts_dcd: bool = True
    accepts_hbv_core_antibody: bool = True
    accepts_hbv_surface_antigen: bool = True
    accepts_hcv_antibody: bool = True
    accepts_hcv_viraemic: bool = True
    accepts_hiv_antibody: bool = True
    accepts_cmv_igg: bool = True
    mismatches_max: int | None = None

    @classmethod
    def of(cls, row: CandidateCriteria) -> Criteria:
        return cls(**{name: getattr(row, name) for name in cls.__dataclass_fields__})


@action("patients.candidate_criteria.set")
def set_candidate_criteria(
    *, registration: Registration, criteria: Criteria, by: StaffMember | None, at: datetime
) -> CandidateCriteria:
    """Let a candidate's own criteria hold from today; the earlier ones end, those of today are replaced."""
    registration = lock_registrations([registration.pk])[registration.pk]
    policies.check_is_open(registration)
    _check_criteria(criteria)

    today = day_of(at)
    registration.criteria.filter(valid_until__isnull=True, valid_from__lt=today).update(valid_until=today)
    row, _is_new = registration.criteria.update_or_create(
        valid_until=None, defaults={"valid_from": today, "recorded_by": by, **asdict(criteria)}
    )
    announce([registration.patient_id], Fact.CRITERIA, by=by, at=at)
    return row


@dataclass(frozen=True, kw_only=True, slots=True)
class CriteriaCorrection:
    """`valid_from` is for a candidate who has no criteria yet."""

    registration: Registration
    criteria: Criteria
    valid_from: date


@action("patients.candidate_criteria.corrected")
def correct_many_criteria(
    *, corrections: Sequence[CriteriaCorrection], by: StaffMember | None, at: datetime
) -> list[CandidateCriteria]:
    """Let the candidates' present criteria say something else, from the day on from which they hold."""
    locked = lock_registrations(correction.registration.pk for correction in corrections)
    present = {
        row.registration_id: row
        for row in CandidateCriteria.objects.filter(registration__in=list(locked), valid_until__isnull=True)
    }
    new: list[CandidateCriteria] = []
    for correction in corrections:
        registration = locked[correction.registration.pk]
        policies.check_is_open(registration)
        _check_criteria(correction.criteria)
        row = present.get(registration.pk)
        if row is None:
            row = CandidateCriteria(registration=registration, valid_from=correction.valid_from)
            new.append(row)
        row.recorded_by = by
        for name, value in asdict(correction.criteria).items():
            setattr(row, name, value)

    names = [*Criteria.__dataclass_fields__, "recorded_by"]
    CandidateCriteria.objects.bulk_update(present.values(), names, batch_size=BATCH)
    CandidateCriteria.objects.bulk_create(new, batch_size=BATCH)
    announce({registration.patient_id for registration in locked.values()}, Fact.CRITERIA, by=by, at=at)
    return [*present.values(), *new]


def _check_criteria(criteria: Criteria) -> None:
    policies.check_limits(
        criteria.donor_age_min, criteria.donor_age_max, field="donor_age_min", what=_("Donor age")
    )
    policies.check_limits(
        criteria.donor_weight_min_kg,
        criteria.donor_weight_max_kg,
        field="donor_weight_min_kg",
        what=_("Donor weight"),
    )
    policies.check_limits(
        criteria.donor_height_min_cm,
        criteria.donor_height_max_cm,
        field="donor_height_min_cm",
        what=_("Donor height"),
    )
