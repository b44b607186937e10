"""What a person may be allowed to do, by name."""

from enum import StrEnum


class Permission(StrEnum):
    PATIENT_READ = "patient.read"
    PATIENT_EDIT = "patient.edit"
    HLA_EDIT = "hla.edit"
    LABORATORY_VALUE_EDIT = "laboratory_value.edit"
    REGISTRATION_EDIT = "registration.edit"
    CROSSMATCH_ASSESS = "crossmatch.assess"

    DONOR_READ = "donor.read"
    DONOR_EDIT = "donor.edit"
    MATCH_READ = "match.read"
    MATCH_RUN = "match.run"
    CHECKLIST_COMPLETE = "checklist.complete"
    OFFER_READ = "offer.read"
    OFFER_SEND = "offer.send"
    OFFER_ANSWER = "offer.answer"
    DEPARTURE_CHECK = "check.departure"
    ARRIVAL_CHECK = "check.arrival"

    SHIPMENT_READ = "shipment.read"
    SHIPMENT_PLAN = "shipment.plan"
    SHIPMENT_CARRY = "shipment.carry"

    TRANSPLANT_READ = "transplant.read"
    TRANSPLANT_RECORD = "transplant.record"
    FOLLOW_UP_RECORD = "follow_up.record"
    ADVERSE_EVENT_READ = "adverse_event.read"
    ADVERSE_EVENT_REPORT = "adverse_event.report"

    CONVERSATION_READ = "conversation.read"
    CONVERSATION_WRITE = "conversation.write"

    DATA_EXPORT = "data.export"
    AUDIT_READ = "audit.read"
    ADMIN_USE = "admin.use"
