"""What enters the audit log in clear, and what never enters. Everything else enters as a keyed digest.

In clear without being listed: primary and foreign keys, UUIDs and booleans; they say which and whether,
never who. Clinical facts (blood group, HLA, urgency, times, decisions, codes, references) are listed here,
by database table. Names, birth dates, addresses, telephone numbers, e-mail, national and hospital numbers,
photographs and free text of every kind are never listed: the log is immortal.

After every migrate the database is told (attach.py); a test walks all columns of all tables.
"""

from collections.abc import Mapping, Set

# Columns with these names are in clear in every table.
EVERYWHERE: Set[str] = {
    "reference",
    "status",
    "kind",
    "from_status",
    "to_status",
    "organ_kind",
    "blood_group",
    "blood_subgroup",
    "rhesus",
    "created_at",
    "registered_at",
    "recorded_at",
    "occurred_at",
    "confirmed_at",
    "started_at",
    "ended_at",
    "superseded_at",
    "acknowledged_at",
    "valid_from",
    "valid_until",
}

CRITERIA: Set[str] = {
    "donor_age_min",
    "donor_age_max",
    "donor_weight_min_kg",
    "donor_weight_max_kg",
    "donor_height_min_cm",
    "donor_height_max_cm",
    "mismatches_max",
}

CLEAR: Mapping[str, Set[str]] = {
    "auth_group": {"name"},
    "auth_permission": {"name", "codename"},
    "django_admin_log": {"action_time", "action_flag", "object_id"},
    "account_emailaddress": set(),
    "mfa_authenticator": {"type", "created_at", "last_used_at"},
    "audit_table": {"model", "key_columns", "clear_columns", "withheld_columns", "subject_column", "mode"},
    "audit_exempt": {"table_pattern", "reason"},
    "staff_hospital": {"code", "name", "country", "region", "city", "latitude", "longitude"},
    "staff_programme": {"opened_on", "closed_on"},
    "staff_programmecriteria": {*CRITERIA, "cold_ischaemia_max_minutes", "a2_titre_max"},
    "staff_carrier": {"name"},
    "staff_staffmember": {"last_login", "profession", "joined_at"},
    "staff_membership": {"role"},
    "patients_patient": {"sex", "height_cm", "weight_kg", "died_on", "identity_erased_at"},
    "patients_hlatyping": {"antigens", "method"},
    "patients_unacceptableantigen": {"antigen", "source", "mean_fluorescence", "listed_on", "removed_on"},
    "patients_antibodyscreening": {"vpra"},
    "patients_laboratoryvalue": {"analyte", "value", "unit"},
    "patients_registration": {"listing_order", "registered_on", "closed_at"},
    "patients_kidneyprofile": {
        "first_dialysis_on",
        "returned_wait_days",
        "a2_consent_on",
        "a2_reconfirmed_on",
        "acceptable_mismatch_since",
        "combined_organs_since",
        "kidney_programme",
    },
    "patients_lungscore": {"score", "calculated_on"},
    "patients_candidatecriteria": CRITERIA,
    "organs_donor": {
        "external_organ_kind",
        "age_years",
        "sex",
        "height_cm",
        "weight_kg",
        "facts_version",
        "esp_office",
        "match_at",
        "corrected_at",
        "identity_erased_at",
    },
    "organs_donorconsent": {"purpose", "ground"},
    "organs_deathdeclaration": {"method"},
    "organs_donorabosample": {"set_aside_at"},
    "organs_donortest": {"marker", "result"},
    "organs_donorhlatyping": {"antigens", "method"},
    "organs_organassessment": {"quality"},
    "organs_balancesheet": {"valid_at", "source", "sha256"},
    "organs_exchangebalance": {"donor_age_group", "country", "centre", "value"},
    "organs_matchrun": {
        "policy",
        "policy_version",
        "matched_at",
        "donor_facts_version",
        "candidates_count",
        "excluded_count",
        "inputs_sha256",
        "rows_sha256",
        "invalidated_at",
    },
    "organs_crossmatchassessment": {"method", "verdict"},
    "organs_crossmatchrequest": {"asked_at"},
    "organs_organ": {"side", "cross_clamp_at", "cold_perfusion_at", "recovered_at"},
    "organs_organrecovery": {"cross_clamp_at", "cold_perfusion_at", "recovered_at"},
    "organs_organpart": {"removed_from_cooling_at"},
    "organs_refusalcode": {"code", "description"},
    "organs_offer": {"rank", "sent_at", "notified_at", "deadline_at", "answered_at", "answer_confirmed_at"},
    "organs_offerdeadline": {"deadline_at", "set_at"},
    "organs_allocation": {"accepted_at"},
    "organs_preallocationchecklist": {"facts_version", "completed_at"},
    "organs_twopersoncheck": {"stage", "attempt", "finished_at"},
    "organs_checkentry": {"made_at", "donor_reference", "recipient_reference", "recipient_blood_group"},
    "organs_ruleexception": {"rule", "subject_kind", "subject_reference", "reviewed_at"},
    "organs_transplant": {"removed_from_cooling_at", "outcome", "outcome_at"},
    "organs_transplantteammember": {"part"},
    "organs_followup": {"graft", "creatinine_umol_l"},
    "organs_adverseeventnotice": {"sent_at"},
    "transport_shipment": {
        "preservation",
        "temperature_min_c",
        "temperature_max_c",
        "planned_departure_at",
        "planned_arrival_at",
        "expected_arrival_at",
        "departed_at",
        "arrived_at",
        "planned_at",
    },
    "transport_handover": {
        "sequence",
        "released_at",
        "release_confirmed_at",
        "received_at",
        "refused_at",
        "withdrawn_at",
        "answer_recorded_at",
        "answer_confirmed_at",
    },
    "transport_arrivalestimate": {"expected_at"},
    "transport_eventbatch": {"events", "received_at", "measured_until"},
    "transport_temperatureexcursion": {"began_at", "extreme_c"},
    "messaging_conversation": {"subject_kind", "subject_reference", "last_message_at", "closed_at"},
    "messaging_participant": {"joined_at"},
    "messaging_messageheader": {"channel", "counterpart", "answer_needed_by", "answered_at"},
    "messaging_readreceipt": {"read_at"},
    "messaging_notice": {"role", "subject_kind", "subject_reference"},
    "messaging_noticereceipt": {"seen_at"},
}

# Never in the log, not even as a digest: that it changed is all that is told. Columns whose name speaks of
# a password, token, key, salt, recovery or the like are secret without being listed (audit_is_secret).
SECRET: Mapping[str, Set[str]] = {
    "mfa_authenticator": {"data"},
    "account_emailconfirmation": {"key"},
}

# The column that says whose identity a row tells. Its digests are made with a key of that subject alone:
# equal values can be told across the subject's rows and never across subjects, and deleting the key when an
# identity is erased makes them meaningless.
SUBJECT: Mapping[str, str] = {
    "patients_patientidentity": "patient_id",
    "organs_donoridentity": "donor_id",
}

# Tables without capture, as patterns of LIKE, each with its reason.
EXEMPT: Mapping[str, str] = {
    "staff\\_submission": "Numbers of forms sent, so that each counts once; what it changes is captured.",
    "django\\_session": "Sessions are signed-in browsers, not facts; signing in and out is recorded.",
    "django\\_migrations": "Written by migrate before capture exists.",
    "django\\_content\\_type": "A list of the models, made by migrate.",
    "cache": "Counters of rate limits and kept pages.",
    "procrastinate\\_%": "The worker's queue and heartbeat; what its jobs change is captured.",
    "auditlog\\_logentry": "django-auditlog's own table, empty: our ledger takes its place.",
    "audit\\_ledger%": "The ledger itself.",
    "audit\\_detached%": "Months that left the ledger.",
    "audit\\_tx": "The ledger's transactions.",
    "audit\\_head": "The ledger's counter.",
    "audit\\_relayed": "How far the relay has come.",
    "audit\\_relay\\_trouble": "What last hindered the relay.",
    "audit\\_subtree": "Hashes that follow from the log.",
    "audit\\_checkpoint": "What was signed over the log.",
    "audit\\_key": "Keys of the digests.",
    "audit\\_reason": "Texts of reasons, whose digests stand in the ledger.",
    "organs\\_matchcandidate": "Evidence: never changes, and its digest stands in the captured run.",
    "organs\\_matchinputs": "Evidence: never changes, and its digest stands in the captured run.",
    "organs\\_matchexclusion": "Evidence: never changes, and its digest stands in the captured run.",
}

# Delivery tables: a document's insertion enters as collection, ids and digest; its delivery isn't a change.
DOCUMENTS: Set[str] = {"documents_delivery"}
