"""A whole case is played, with planted words: none of what identifies, and no secret, stands in any log."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import structlog
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from messaging.services import conversations
from organs.models import DonorIdentity
from organs.services import donors, offers
from patients.models import Patient, PatientIdentity
from patients.services import patients
from tests.access.filled_case import FilledCase, filled_case
from tests.access.test_every_address import answers, guarded, roles_for
from tests.audit.conftest import empty_ledger
from tests.document_store import empty_all
from tests.factories import client_for
from transplant_site import documents
from transplant_site.audit import clear_fields
from transplant_site.audit.relay import Relay

pytestmark = pytest.mark.django_db(transaction=True)

BORN = date(1951, 2, 23)
PERSON = patients.Person(
    given_name="Zzgiven",
    family_name="Qqfamily",
    birth_date=BORN,
    national_number="NN77013399",
    hospital_number="HN88024466",
    address="Wwstreet 55, 9999 Xxcity",
    telephone="+32 499 123987",
    email="zz.qq@planted.example",
)
DONOR = donors.Identity(
    given_name="Ddgiven",
    family_name="Ddfamily",
    birth_date=date(1961, 7, 19),
    national_number="NN55113377",
    hospital_number="HN66224488",
)
WORDS = {
    "reason": "Planted reason: she married Mr Kkwedding",
    "message": "Planted message: ask Mrs Qqfamily's daughter Llname",
    "note": "Planted internal note on Zzgiven",
    "search": "Ssearched",
    "refusal": "Planted words of a refusal: Rrname",
    "unknown": "nobody@planted-signin.example",
    "second factor": "PLANTEDTOTPSECRET",
    "e-mail key": "planted-email-confirmation-key",
    "password": "planted-Pp4ssword-everything",
}
# Staff are named in the log on purpose; hospitals, carriers and codes are nobody.
NOT_ABOUT_PATIENTS = ("staff_", "account_", "auth_", "django_", "organs_refusalcode", "socialaccount_")
SHORTEST = 8
# Names a record, or is the path of its page, and stands in clear everywhere.
REFERENCE = re.compile(r"/[\w/-]+|[A-Z]{3}-\d{2}-[\w-]+")


class AllLogs(logging.Handler):
    """Everything the site would write into its log, in the form in which it is written."""

    def __init__(self) -> None:
        super().__init__(level=logging.DEBUG)
        self.text = io.StringIO()
        formatter = settings.LOGGING["formatters"]["structured"]
        self.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]
            )
        )

    def emit(self, record: logging.LogRecord) -> None:
        self.text.write(self.format(record) + "\n")


@pytest.fixture
def site_log() -> Iterator[io.StringIO]:
    handler = AllLogs()
    root = logging.getLogger()
    root.addHandler(handler)
    named = [logging.getLogger(name) for name in settings.LOGGING["loggers"]]
    before = [logger.level for logger in named]
    for logger in named:
        logger.setLevel(logging.INFO)
    try:
        yield handler.text
    finally:
        root.removeHandler(handler)
        for logger, level in zip(named, before, strict=True):
            logger.setLevel(level)


def play(filled: FilledCase) -> None:
    """Let everybody write what identifies, wherever the site takes words."""
    surgeon, coordinator, now = filled.people.surgeon, filled.people.coordinator, timezone.now()
    patient = filled.watched.patient
    doctor = client_for(surgeon)
    doctor.post(
        filled.path("patients:correct_identity"),
        {
            **{name: getattr(PERSON, name) for name in PERSON.__dataclass_fields__},
            "birth_date": f"{BORN:%d.%m.%Y}",
            "replaces": patient.identity.pk,
            "reason": WORDS["reason"],
        },
    )
    if not PatientIdentity.objects.filter(family_name="Qqfamily").exists():
        patients.correct_identity(
            patient=patient, person=PERSON, reason=WORDS["reason"], by=surgeon, at=timezone.now()
        )
    patients.correct_identity(
        patient=patient,
        person=replace(PERSON, family_name="Qqmarried"),
        reason=WORDS["reason"],
        by=surgeon,
        at=timezone.now(),
    )
    present = DonorIdentity.objects.filter(donor=filled.case.donor, superseded_at__isnull=True).first()
    donors.correct_identity(
        donor=filled.case.donor,
        identity=DONOR,
        replaces=present.pk if present else None,
        by=coordinator,
        at=now,
    )
    for body, is_internal in ((WORDS["message"], False), (WORDS["note"], True)):
        conversations.post_message(
            conversation=filled.conversation,
            body=body,
            is_internal=is_internal,
            by=surgeon,
            at=timezone.now(),
        )
    offers.withdraw_offer(offer=filled.open_offer, reason=WORDS["refusal"], by=coordinator, at=timezone.now())
    for path in (reverse("desk:search"), reverse("patients:patient_list"), reverse("patients:waiting_list")):
        doctor.get(path, {"q": WORDS["search"]})
        doctor.get(path, {"q": "Qqmarried"})
    stranger = Client()
    for name in (WORDS["unknown"], surgeon.email):
        stranger.post(reverse("account_login"), {"login": name, "password": WORDS["password"]})
    surgeon.set_password(WORDS["password"])
    surgeon.save()
    Authenticator.objects.create(
        user=surgeon, type=Authenticator.Type.TOTP, data={"secret": WORDS["second factor"]}
    )
    address = EmailAddress.objects.create(user=surgeon, email="other@planted.example")
    EmailConfirmation.objects.create(email_address=address, key=WORDS["e-mail key"])
    for address in guarded():
        for role in roles_for(address):
            for _method, _answer in answers(
                client_for(filled.people.in_role(role)), filled.path(address.name)
            ):
                pass


def planted() -> dict[str, str]:
    """Give every word that was planted, and where it belongs."""
    found = {f"person: {name}": str(getattr(PERSON, name)) for name in PERSON.__dataclass_fields__}
    found |= {f"donor: {name}": str(getattr(DONOR, name)) for name in DONOR.__dataclass_fields__}
    found |= {f"birth date as typed {nth}": text for nth, text in enumerate(("23.02.1951", "23 Feb 1951"))}
    return found | WORDS | {"later name": "Qqmarried"}


def masked_values() -> dict[str, str]:
    """Give every text in a masked column about patients, donors and organs, as it stands in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, clear_columns FROM audit_table")
        clear = {(table, column) for table, columns in cursor.fetchall() for column in columns}
    found = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table.startswith(NOT_ABOUT_PATIENTS) or not model._meta.managed or table in clear_fields.EXEMPT:
            continue
        for field in model._meta.concrete_fields:
            if (
                field.get_internal_type() not in {"CharField", "TextField", "EmailField"}
                or (table, field.column) in clear
                or field.choices
            ):
                continue
            for value in model._base_manager.values_list(field.attname, flat=True).distinct():
                if value and len(value) >= SHORTEST and not REFERENCE.fullmatch(value):
                    found[f"{table}.{field.column}: {value}"] = value
    return found


def secrets() -> dict[str, str]:
    """Give every value of a column that holds a secret."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, unnest(withheld_columns) FROM audit_table")
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT DISTINCT "{column}"::text FROM "{table}" WHERE "{column}" IS NOT NULL')
            found |= {f"{table}.{column}": value for (value,) in cursor.fetchall() if len(value) >= SHORTEST}
    return found


def ledger_text() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(l)::text FROM audit_ledger AS l")
        return "\n".join(text for (text,) in cursor.fetchall())


def mirror_text() -> str:
    Relay().catch_up()
    entries = []
    while page := documents.read_audit(len(entries), 1_000):
        entries += page
    return "\n".join(json.dumps(entry, default=str, ensure_ascii=False) for entry in entries)


def test_nothing_that_identifies_and_no_secret_stands_in_any_log(
    document_store: object, site_log: io.StringIO
) -> None:
    empty_ledger()
    empty_all()
    filled = filled_case()
    play(filled)

    logs = {"ledger": ledger_text(), "audit_log": mirror_text(), "site's log": site_log.getvalue()}
    values, withheld = masked_values(), secrets()
    sought = {**planted(), **values, **withheld}

    # What is sought was written: into the tables, and in another form into the logs.
    assert len(values) > 20
    assert len(withheld) >= 3
    held = set(values.values())
    assert {PERSON.family_name, PERSON.address, "Qqmarried", DONOR.national_number} <= held
    assert logs["ledger"].count("masked:") > 100
    assert "patients.identity.corrected" in logs["audit_log"]
    assert logs["site's log"].count("/patients/") > 20
    assert Patient.objects.get(pk=filled.watched.patient.pk).reference in logs["site's log"]

    found = [
        f"{name} in the {log}"
        for name, value in sought.items()
        for log, text in logs.items()
        if value in text
    ]
    assert found == []


def test_a_name_that_did_enter_would_be_found(site_log: io.StringIO) -> None:
    logging.getLogger("patients").info("registered %s", PERSON.family_name)
    structlog.get_logger("organs").info("registered", name=DONOR.family_name)

    assert PERSON.family_name in site_log.getvalue()
    assert DONOR.family_name in site_log.getvalue()
