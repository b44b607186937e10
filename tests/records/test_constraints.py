"""What the database refuses, whoever writes: each rule of ours is broken once, past all services.

A rule is named, then the model, then what to change in a row that is right. `base` says which row to begin
with. The families (codes, numbers below zero, times to come, keys of one column) are found in the models.
The last test compares what was tried with what the database has: a new rule needs a line here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Field, Model

from messaging import models as messaging
from organs import models as organs
from patients import models as patients
from tests.records.valid_rows import (
    DAY,
    NOW,
    a_case,
    after,
    before,
    copy_of,
    row_of,
    same,
    someone_else,
)
from transplant_site.documents.models import Delivery
from transplant_site.records import diagrams
from transplant_site.records.coded import check_of, coded_fields
from transplant_site.records.models import ClinicalEvent
from transplant_site.staff import models as staff
from transport import models as transport

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Offence:
    """One rule broken: a row of the model as `base` names it, made once more with other values."""

    rule: str
    model: type[Model]
    changes: dict[str, Any]
    base: dict[str, Any] = field(default_factory=dict)
    keep: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return self.rule


def breaks(
    name: str, model: type[Model], /, *, base: dict[str, Any] | None = None, keep: str = "", **changes: Any
) -> Offence:
    return Offence(name, model, changes, base or {}, frozenset(keep.split()))


def another(model: type[Model], name: str) -> Any:
    """Another row of the model than the one that the row refers to."""
    return lambda row: model._base_manager.exclude(pk=getattr(row, name)).values_list("pk", flat=True).first()


def of_another_patient(row: Any) -> Any:
    """A registration of another patient than the row's."""
    return patients.Registration.objects.exclude(patient=row.patient_id).values_list("pk", flat=True).first()


CRITERIA = [
    breaks(f"{table}_{rule}", model, **changes)
    for table, model in (
        ("staff_programmecriteria", staff.ProgrammeCriteria),
        ("patients_candidatecriteria", patients.CandidateCriteria),
    )
    for rule, changes in {
        "ages_in_order": {"donor_age_min": 50, "donor_age_max": 49},
        "weights_in_order": {"donor_weight_min_kg": 50, "donor_weight_max_kg": 49},
        "heights_in_order": {"donor_height_min_cm": 150, "donor_height_max_cm": 149},
        "at_most_six_mismatches": {"mismatches_max": 7},
        "ends_after_it_begins": {"valid_until": same("valid_from")},
        "one_at_a_time": {},
    }.items()
]

TYPINGS = [
    breaks(f"{table}_{rule}", model, **changes)
    for table, model in (
        ("patients_hlatyping", patients.HlaTyping),
        ("organs_donorhlatyping", organs.DonorHlaTyping),
    )
    for rule, changes in {"has_antigens": {"antigens": []}, "one_current": {}}.items()
]

BODIES = [
    breaks(f"{table}_{rule}", model, **changes)
    for table, model in (("patients_patient", patients.Patient), ("organs_donor", organs.Donor))
    for rule, changes in {
        "subgroup_fits_abo": {"blood_group": "O", "blood_subgroup": "A1"},
        "height_is_possible": {"height_cm": 300},
        "weight_is_possible": {"weight_kg": Decimal(0)},
    }.items()
]

NO_SUCH = uuid4()

WAITING = {"received_at": None, "refused_at": None, "withdrawn_at": None}

OFFENCES = [
    *CRITERIA,
    *TYPINGS,
    *BODIES,
    # Hospitals and people
    breaks(
        "staff_hospital_is_of_some_kind",
        staff.Hospital,
        is_donor_hospital=False,
        is_transplant_centre=False,
        is_laboratory=False,
        is_procurement_organisation=False,
    ),
    breaks("staff_hospital_lies_on_earth", staff.Hospital, latitude=Decimal(91), longitude=Decimal(0)),
    breaks("staff_hospital_lies_on_earth", staff.Hospital, latitude=Decimal(50), longitude=None),
    breaks("staff_laboratoryagreement_once_at_a_time", staff.LaboratoryAgreement),
    breaks(
        "staff_laboratoryagreement_ends_after_it_begins",
        staff.LaboratoryAgreement,
        valid_until=same("valid_from"),
    ),
    breaks("staff_programme_one_per_hospital_and_organ", staff.Programme),
    breaks("staff_programme_closes_after_opening", staff.Programme, closed_on=same("opened_on")),
    breaks("staff_submission_once", staff.Submission),
    breaks("staff_staffmember_one_per_email", staff.StaffMember, email=lambda row: row.email.upper()),
    breaks(
        "staff_staffmember_doctor_has_licence", staff.StaffMember, profession="surgeon", licence_number=""
    ),
    breaks("staff_membership_fits_role", staff.Membership, base={"role": "coordinator"}, hospital_id=None),
    breaks("staff_membership_ends_after_it_begins", staff.Membership, valid_until=same("valid_from")),
    breaks("staff_membership_once_at_a_time", staff.Membership, base={"role": "coordinator"}),
    # Patients
    breaks("patients_patientidentity_one_present", patients.PatientIdentity),
    breaks(
        "patients_patientidentity_birth_after_1900", patients.PatientIdentity, birth_date=date(1899, 12, 31)
    ),
    breaks(
        "patients_patientidentity_replaced_after_recorded",
        patients.PatientIdentity,
        superseded_at=before("recorded_at"),
    ),
    breaks("patients_unacceptableantigen_listed_once", patients.UnacceptableAntigen),
    breaks(
        "patients_unacceptableantigen_removed_after_listed",
        patients.UnacceptableAntigen,
        removed_on=before("listed_on"),
    ),
    breaks("patients_antibodyscreening_vpra_is_a_share", patients.AntibodyScreening, vpra=Decimal("1.1")),
    breaks("patients_antibodyscreening_one_current", patients.AntibodyScreening),
    breaks("patients_laboratoryvalue_above_zero", patients.LaboratoryValue, value=Decimal(0)),
    breaks("patients_laboratoryvalue_unit_fits", patients.LaboratoryValue, unit="stone"),
    breaks("patients_registration_one_open", patients.Registration, base={"external_id": None}),
    breaks(
        "patients_registration_external_id_per_organ",
        patients.Registration,
        base={"external_id": "1"},
        patient_id=another(patients.Patient, "patient_id"),
    ),
    breaks(
        "patients_registration_listing_order_once",
        patients.Registration,
        base={"external_id": None},
        keep="listing_order",
        patient_id=another(patients.Patient, "patient_id"),
    ),
    breaks("patients_registration_closed_fits_status", patients.Registration, closed_at=NOW),
    breaks("patients_registration_organ_of_its_programme", patients.Registration, organ_kind="liver"),
    breaks("patients_statusperiod_one_at_a_time", patients.StatusPeriod),
    breaks("patients_statusperiod_says_why", patients.StatusPeriod, status="NT", reason=""),
    breaks(
        "patients_statusperiod_ends_after_it_starts", patients.StatusPeriod, ended_at=before("started_at")
    ),
    breaks(
        "patients_kidneyprofile_reconfirmed_after_consent",
        patients.KidneyProfile,
        a2_consent_on=None,
        a2_reconfirmed_on=date(2026, 1, 1),
    ),
    breaks(
        "patients_kidneyprofile_dialysis_is_possible",
        patients.KidneyProfile,
        first_dialysis_on=date(1959, 12, 31),
    ),
    breaks("patients_lungscore_is_0_to_100", patients.LungScore, score=Decimal("100.0001")),
    breaks("patients_lungscore_says_its_source", patients.LungScore, source=""),
    breaks("patients_lungscore_ends_after_its_day", patients.LungScore, valid_until=same("calculated_on")),
    breaks(
        "patients_combinedorgans_follows_one",
        patients.CombinedOrgans,
        base={"valid_until": None},
    ),
    breaks("patients_combinedorgans_are_two", patients.CombinedOrgans, following_id=same("leading_id")),
    breaks(
        "patients_combinedorgans_ends_after_it_begins",
        patients.CombinedOrgans,
        valid_until=before("valid_from"),
    ),
    breaks(
        "patients_combinedorgans_leading_of_its_patient",
        patients.CombinedOrgans,
        leading_id=of_another_patient,
        valid_until=after("valid_from"),
    ),
    breaks(
        "patients_combinedorgans_following_of_its_patient",
        patients.CombinedOrgans,
        following_id=of_another_patient,
    ),
    # Donors
    breaks("organs_donor_external_id_per_organ", organs.Donor, base={"external_id": "1"}),
    breaks("organs_donor_external_id_says_organ", organs.Donor, external_id="2", external_organ_kind=""),
    breaks("organs_donor_age_is_possible", organs.Donor, age_years=111),
    breaks("organs_donoridentity_one_present", organs.DonorIdentity),
    breaks("organs_donorconsent_one_valid", organs.DonorConsent),
    breaks(
        "organs_donorabosample_taken_at_different_times",
        organs.DonorAboSample,
        recorded_by_id=lambda row: someone_else(row.recorded_by_id),
    ),
    breaks(
        "organs_donorabosample_reported_by_different_people",
        organs.DonorAboSample,
        occurred_at=before("occurred_at"),
    ),
    breaks("organs_donorabosample_says_why_set_aside", organs.DonorAboSample, set_aside_at=NOW),
    breaks("organs_donortest_one_current", organs.DonorTest),
    # Organs
    breaks("organs_organ_once_per_donor", organs.Organ),
    breaks("organs_organ_side_fits_kind", organs.Organ, side="none"),
    breaks(
        "organs_organ_perfused_after_clamp", organs.Organ, cross_clamp_at=NOW, cold_perfusion_at=NOW - DAY
    ),
    breaks(
        "organs_organ_recovered_after_clamp",
        organs.Organ,
        cross_clamp_at=NOW,
        recovered_at=NOW - DAY,
        cold_perfusion_at=None,
    ),
    breaks(
        "organs_organrecovery_happened_at_its_latest_time",
        organs.OrganRecovery,
        base={"occurred_at": NOW - DAY, "recovered_at": NOW - DAY},
        occurred_at=before("occurred_at"),
    ),
    breaks("organs_organpart_once_per_organ", organs.OrganPart),
    breaks("staff_submission_once", staff.Submission),
    breaks("organs_preservationperiod_one_at_a_time", organs.PreservationPeriod),
    breaks(
        "organs_preservationperiod_ends_after_it_starts",
        organs.PreservationPeriod,
        ended_at=before("occurred_at"),
    ),
    # Match runs
    breaks("organs_balancesheet_one_per_time", organs.BalanceSheet),
    breaks("organs_exchangebalance_once", organs.ExchangeBalance),
    breaks("organs_matchrun_one_valid_per_donor_and_organ", organs.MatchRun),
    breaks("organs_matchrun_digests_are_sha256", organs.MatchRun, inputs_sha256="x"),
    breaks("organs_matchrun_says_why_invalid", organs.MatchRun, invalidated_at=NOW),
    breaks(
        "organs_matchcandidate_one_per_rank",
        organs.MatchCandidate,
        registration_id=NO_SUCH,
    ),
    breaks("organs_matchcandidate_ranked_once", organs.MatchCandidate, rank=999),
    breaks("organs_matchexclusion_once", organs.MatchExclusion),
    breaks("organs_crossmatchrequest_once", organs.CrossmatchRequest),
    breaks("organs_matchaddition_once", organs.MatchAddition),
    breaks("organs_matchaddition_says_why", organs.MatchAddition, reason=""),
    breaks("organs_matchbypass_once", organs.MatchBypass),
    # Offers and allocations
    breaks("organs_offer_one_live_per_candidate_and_run", organs.Offer),
    breaks("organs_offer_one_accepted_per_candidate", organs.Offer, run_id=NO_SUCH),
    breaks("organs_offer_organ_of_its_run", organs.Offer, status="withdrawn", organ_kind="liver"),
    breaks("organs_offer_clock_starts_with_notification", organs.Offer, notified_at=NOW, deadline_at=None),
    breaks("organs_offer_answer_says_who_and_what", organs.Offer, answered_by_id=None),
    breaks("organs_offer_refusal_has_code", organs.Offer, status="bypassed", refusal_code_id=None),
    breaks(
        "organs_offer_second_reason_differs",
        organs.Offer,
        refusal_code_id="700",
        second_refusal_code_id="700",
    ),
    breaks(
        "organs_offer_on_behalf_says_how",
        organs.Offer,
        answered_on_behalf_of_id=same("answered_by_id"),
        on_behalf_note="",
    ),
    breaks(
        "organs_offerstatuschange_on_behalf_says_how",
        organs.OfferStatusChange,
        on_behalf_of_id=same("by_id"),
        on_behalf_note="",
    ),
    breaks(
        "organs_offerstatuschange_facts_are_of_answers", organs.OfferStatusChange, to_status="sent", facts={}
    ),
    breaks("organs_offerpart_once", organs.OfferPart),
    breaks("organs_offerdeadline_lies_ahead", organs.OfferDeadline, deadline_at=same("set_at")),
    breaks("organs_allocation_one_per_part", organs.Allocation),
    breaks("organs_allocation_says_why_it_fell_through", organs.Allocation, ended_at=NOW, ended_because=""),
    breaks("organs_allocation_says_why_it_fell_through", organs.Allocation, ended_because="Too late."),
    # Checks
    breaks("organs_preallocationchecklist_two_people", organs.PreAllocationChecklist),
    breaks("organs_twopersoncheck_once", organs.TwoPersonCheck),
    breaks(
        "organs_twopersoncheck_one_open",
        organs.TwoPersonCheck,
        base={"status": "open", "stage": "arrival"},
        attempt=2,
        retry_reason="Read wrongly.",
    ),
    breaks("organs_twopersoncheck_says_why_again", organs.TwoPersonCheck, attempt=2, retry_reason=""),
    breaks("organs_checkentry_two_people", organs.CheckEntry),
    breaks("organs_ruleexception_says_why", organs.RuleException, reason=""),
    # Transplants and what follows
    breaks(
        "organs_transplant_reperfused_after_cooling",
        organs.Transplant,
        removed_from_cooling_at=after("occurred_at"),
    ),
    breaks("organs_transplant_ends_after_it_begins", organs.Transplant, ended_at=before("started_at")),
    breaks("organs_transplantteammember_once", organs.TransplantTeamMember, part="nurse"),
    breaks(
        "organs_transplantteammember_one_lead",
        organs.TransplantTeamMember,
        base={"part": "lead_surgeon"},
        person_id=lambda row: someone_else(row.person_id),
    ),
    breaks("organs_followup_creatinine_is_possible", organs.FollowUp, creatinine_umol_l=Decimal(0)),
    breaks("organs_adverseeventnotice_once", organs.AdverseEventNotice),
    breaks("organs_adverseeventnotice_says_who", organs.AdverseEventNotice, acknowledged_at=NOW),
    # Transport
    breaks(
        "transport_shipment_arrives_after_departure",
        transport.Shipment,
        planned_arrival_at=same("planned_departure_at"),
    ),
    breaks("transport_shipment_arrived_after_departed", transport.Shipment, departed_at=None, arrived_at=NOW),
    breaks("transport_shipment_temperatures_in_order", transport.Shipment, temperature_min_c=Decimal(9)),
    breaks("transport_shipment_goes_somewhere_else", transport.Shipment, destination_id=same("origin_id")),
    breaks("transport_shipmentcontent_once", transport.ShipmentContent),
    breaks(
        "transport_shipmentcontent_one_open_shipment",
        transport.ShipmentContent,
        shipment_id=NO_SUCH,
    ),
    breaks("transport_handover_numbered", transport.HandOver, base={"sequence": 1}),
    breaks("transport_handover_one_waiting", transport.HandOver, base=WAITING, sequence=99),
    breaks("transport_handover_needs_two_people", transport.HandOver, receiver_id=same("released_by_id")),
    breaks(
        "transport_handover_ends_in_one_way",
        transport.HandOver,
        base=WAITING,
        refused_at=NOW,
        refused_because="Too warm.",
        withdrawn_at=NOW,
        answer_recorded_at=NOW,
    ),
    breaks(
        "transport_handover_received_after_release",
        transport.HandOver,
        base=WAITING,
        received_at=before("released_at"),
        answer_recorded_at=NOW,
    ),
    breaks(
        "transport_handover_says_why_refused",
        transport.HandOver,
        base=WAITING,
        refused_at=NOW,
        answer_recorded_at=NOW,
    ),
    breaks(
        "transport_handover_not_in_the_future",
        transport.HandOver,
        base=WAITING,
        released_at=after("recorded_at"),
    ),
    breaks(
        "transport_handover_answer_says_when_recorded",
        transport.HandOver,
        base=WAITING,
        received_at=same("released_at"),
    ),
    breaks(
        "transport_handover_on_behalf_says_how",
        transport.HandOver,
        release_recorded_by_id=lambda row: someone_else(row.receiver_id, row.released_by_id),
        release_told="",
    ),
    breaks(
        "transport_handover_nobody_speaks_for_the_other",
        transport.HandOver,
        release_recorded_by_id=same("receiver_id"),
        release_told="By telephone.",
    ),
    breaks(
        "transport_arrivalestimate_lies_ahead", transport.ArrivalEstimate, expected_at=same("occurred_at")
    ),
    breaks("transport_arrivalestimate_says_why", transport.ArrivalEstimate, because=""),
    breaks("transport_eventbatch_once", transport.EventBatch),
    breaks("transport_temperatureexcursion_one_running", transport.TemperatureExcursion),
    breaks(
        "transport_temperatureexcursion_ends_after_it_begins",
        transport.TemperatureExcursion,
        ended_at=before("began_at"),
    ),
    breaks(
        "transport_temperatureexcursion_assessed_when_over",
        transport.TemperatureExcursion,
        acknowledged_at=NOW,
    ),
    # Messages and documents
    breaks("messaging_conversation_has_title", messaging.Conversation, title=""),
    breaks("messaging_participant_once", messaging.Participant),
    breaks(
        "messaging_messageheader_submitted_once",
        messaging.MessageHeader,
        base={"submission": uuid4()},
    ),
    breaks("messaging_readreceipt_once", messaging.ReadReceipt),
    breaks("messaging_noticereceipt_once", messaging.NoticeReceipt),
    breaks("messaging_notice_is_for_someone", messaging.Notice, hospital_id=None, person_id=None),
    breaks("documents_delivery_is_not_empty", Delivery, document_ids=[], digests=[], payloads=[]),
    breaks("documents_delivery_digest_per_document", Delivery, digests=["one", "two"]),
    breaks("documents_delivery_payload_per_document", Delivery, payloads=["{}", "{}"]),
    breaks("documents_delivery_refusal_has_reason", Delivery, refused_at=NOW),
]


# Families


def domain_fields() -> Iterator[tuple[type[Model], Field[Any, Any]]]:
    for model in diagrams.domain_models():
        for one in model._meta.concrete_fields:
            yield model, one


MOVED_WITH_IT = {organs.OrganRecovery: {"recovered_at": after("recorded_at")}}
"""What has to lie in the future too, so that only the event's own rule is broken."""

EVENTS = [
    breaks(f"{model._meta.db_table}_{rule}", model, **changes)
    for model in diagrams.domain_models()
    if issubclass(model, ClinicalEvent)
    for rule, changes in {
        "not_in_the_future": {"occurred_at": after("recorded_at"), **MOVED_WITH_IT.get(model, {})},
        "on_behalf_says_how": {
            "on_behalf_of_id": lambda row: someone_else(row.recorded_by_id),
            "on_behalf_note": "",
        },
    }.items()
]

CODES = [
    breaks(check_of(model, one).name, model, **{one.attname: "?"})
    for model in diagrams.domain_models()
    for one in coded_fields(model)
]

ALREADY_REFUSED = {
    "organs_donor_external_organ_kind_is_known": "organs_donor_external_id_says_organ",
    "organs_organ_side_is_known": "organs_organ_side_fits_kind",
    "patients_registration_status_is_known": "patients_registration_closed_fits_status",
    "staff_membership_role_is_known": "staff_membership_fits_role",
}
"""Codes that a stricter rule, whose name comes first, refuses as well."""

NOT_NEGATIVE = [
    (model, one) for model, one in domain_fields() if one.get_internal_type().startswith("Positive")
]

KEYS = [(model, (one.attname,)) for model, one in domain_fields() if one.unique and not one.primary_key] + [
    (model, tuple(model._meta.get_field(name).column for name in names))
    for model in diagrams.domain_models()
    for names in model._meta.unique_together
]

OF_THE_PRIMARY_KEY = {
    "staff_programme_keeps_its_organ",
    "organs_matchrun_keeps_its_organ",
    "patients_registration_keeps_its_patient",
}
"""What composite foreign keys refer to: as unique as the id that is part of them."""


@pytest.fixture(scope="module")
def case(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Rows of every kind, for the tests of this module; taken out at their end."""
    with django_db_blocker.unblock(), transaction.atomic():
        a_case()
        for model in diagrams.domain_models():
            row_of(model)
        for offence in OFFENCES:
            row_of(offence.model, **offence.base)
        row_of(messaging.MessageHeader, corrects_id=row_of(messaging.MessageHeader).pk)
        yield
        transaction.set_rollback(True)


def refused_by(row: Model) -> str:
    """Write a row past its model's own rules, and give the name of the constraint that refuses it."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        type(row)._base_manager.bulk_create([row])
    return refusal.value.__cause__.diag.constraint_name  # type: ignore[union-attr,no-any-return]


@pytest.mark.parametrize("offence", [*OFFENCES, *EVENTS], ids=str)
def test_the_database_refuses(offence: Offence, case: None) -> None:
    row = row_of(offence.model, **offence.base)
    assert refused_by(copy_of(row, keep=offence.keep, **offence.changes)) == offence.rule


@pytest.mark.parametrize("offence", CODES, ids=str)
def test_no_column_takes_a_code_that_is_none(offence: Offence, case: None) -> None:
    row = row_of(offence.model)
    refused = refused_by(copy_of(row, **offence.changes))
    assert refused == ALREADY_REFUSED.get(offence.rule, offence.rule)


@pytest.mark.parametrize(("model", "one"), NOT_NEGATIVE, ids=str)
def test_no_count_or_measure_is_negative(model: type[Model], one: Field[Any, Any], case: None) -> None:
    assert refused_by(copy_of(row_of(model), **{one.attname: -1})) == name_of_positive(model, one)


@pytest.mark.parametrize(("model", "columns"), KEYS, ids=str)
def test_a_key_is_given_once(model: type[Model], columns: tuple[str, ...], case: None) -> None:
    row = model._base_manager.exclude(**dict.fromkeys(columns)).first()
    assert row is not None
    assert refused_by(copy_of(row, keep=frozenset(columns))) == name_of_key(model, columns)


def test_every_rule_of_the_database_was_tried() -> None:
    tried = {offence.rule for offence in [*OFFENCES, *EVENTS, *CODES]}
    tried |= {name_of_positive(model, one) for model, one in NOT_NEGATIVE}
    tried |= {name_of_key(model, columns) for model, columns in KEYS}
    assert tried | OF_THE_PRIMARY_KEY == rules_of_the_database()


# What the database has


def rules_of_the_database() -> set[str]:
    """Name the rules of the domain's tables: CHECK, UNIQUE, EXCLUDE, keys of several columns."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT conname FROM pg_constraint
            WHERE conrelid::regclass::text = ANY (%(tables)s)
                AND (contype IN ('c', 'u', 'x') OR contype = 'f' AND cardinality(conkey) > 1)
            UNION
            SELECT indexrelid::regclass::text FROM pg_index
            WHERE indrelid::regclass::text = ANY (%(tables)s) AND indisunique AND NOT indisprimary
            """,
            {"tables": [model._meta.db_table for model in diagrams.domain_models()]},
        )
        return {name for (name,) in cursor.fetchall()}


def name_of_positive(model: type[Model], one: Field[Any, Any]) -> str:
    """Look up what Django named the CHECK of a number that isn't negative."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT conname FROM pg_constraint
            WHERE conrelid = %s::regclass AND contype = 'c' AND pg_get_constraintdef(oid) = %s
            """,
            [model._meta.db_table, f"CHECK (({one.column} >= 0))"],
        )
        return str(cursor.fetchone()[0])


def name_of_key(model: type[Model], columns: tuple[str, ...]) -> str:
    """Look up what Django named a UNIQUE over these columns."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT conname FROM pg_constraint
            WHERE conrelid = %s::regclass AND contype = 'u' AND pg_get_constraintdef(oid) = %s
            """,
            [model._meta.db_table, f"UNIQUE ({', '.join(columns)})"],
        )
        return str(cursor.fetchone()[0])
