"""Heart statuses, lung scores and combined organs of registrations."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from patients.models import CombinedOrgans, HeartStatus, LungScore, Registration
from patients.policies import organ_facts as policies
from patients.policies.waiting_list import RegistrationRefused
from patients.services.patients import birth_dates
from patients.services.waiting_list import lock_registrations
from patients.signals import Fact, announce
from transplant_site.audit import action
from transplant_site.records.constraints import refused_as
from transplant_site.records.days import day_of
from transplant_site.staff.models import StaffMember


@action("patients.heart_status.stated")
def state_heart_status(
    *,
    registration: Registration,
    status: str,
    started_at: datetime,
    valid_until: date | None = None,
    by: StaffMember | None,
    at: datetime,
) -> HeartStatus:
    """State the urgency of a heart candidate from a moment on; the same status again renews it."""
    registration = lock_registrations([registration.pk])[registration.pk]
    born_on = birth_dates([registration.patient_id]).get(registration.patient_id)
    policies.check_can_state_heart(
        registration, started_at=started_at, valid_until=valid_until, born_on=born_on, at=at
    )
    stated = HeartStatus.objects.create(
        registration=registration,
        status=status,
        started_at=started_at,
        valid_until=valid_until,
        recorded_by=by,
    )
    announce([registration.patient_id], Fact.URGENCY, by=by, at=at)
    return stated


@action("patients.lung_score.entered")
def enter_lung_score(
    *,
    registration: Registration,
    score: Decimal,
    calculated_on: date,
    source: str,
    valid_until: date | None = None,
    by: StaffMember | None,
    at: datetime,
) -> LungScore:
    """Enter the composite score of a lung candidate, computed elsewhere."""
    registration = lock_registrations([registration.pk])[registration.pk]
    policies.check_can_state_score(
        registration,
        score=score,
        calculated_on=calculated_on,
        valid_until=valid_until,
        source=source,
        at=at,
    )
    entered = LungScore.objects.create(
        registration=registration,
        score=score,
        calculated_on=calculated_on,
        source=source.strip(),
        valid_until=valid_until,
        recorded_by=by,
    )
    announce([registration.patient_id], Fact.URGENCY, by=by, at=at)
    return entered


@action("patients.combined_organs.approved")
def combine_organs(
    *,
    leading: Registration,
    following: Registration,
    valid_from: date,
    by: StaffMember | None,
    at: datetime,
) -> CombinedOrgans:
    """Let the leading registration's list take the other organ of the same donor with it."""
    locked = lock_registrations([leading.pk, following.pk])
    leading, following = locked[leading.pk], locked[following.pk]
    policies.check_can_combine(leading, following, valid_from=valid_from, at=at)
    with refused_as(RegistrationRefused):
        combined = CombinedOrgans.objects.create(
            patient_id=leading.patient_id,
            leading=leading,
            following=following,
            valid_from=valid_from,
            recorded_by=by,
        )
    announce([leading.patient_id], Fact.URGENCY, by=by, at=at)
    return combined


@action("patients.combined_organs.ended")
def separate_organs(*, combined: CombinedOrgans, by: StaffMember | None, at: datetime) -> CombinedOrgans:
    """Let each of the two organs go by its own list from today."""
    lock_registrations([combined.leading_id, combined.following_id])
    combined = CombinedOrgans.objects.select_for_update().get(pk=combined.pk)
    if combined.valid_until is None:
        combined.valid_until = max(day_of(at), combined.valid_from)
        combined.save(update_fields=["valid_until"])
        announce([combined.patient_id], Fact.URGENCY, by=by, at=at)
    return combined
