"""What enters the log: clinical facts in clear, what identifies as a digest, secrets never."""

import hashlib
import hmac
import json
import uuid

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

from tests.audit.ledger_reading import written
from tests.audit.things import Thing
from transplant_site.audit import action, clear_fields

NOBODY = "00000000-0000-0000-0000-000000000000"


def pads(subject: str = NOBODY) -> tuple[bytes, bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT inner_pad, outer_pad FROM audit_key WHERE subject = %s", [subject])
        inner, outer = cursor.fetchone()
    return bytes(inner), bytes(outer)


def digest(message: str, subject: str = NOBODY) -> str:
    """HMAC-SHA-256 with the key that the pads were made of."""
    inner, _outer = pads(subject)
    key = bytes(byte ^ 0x36 for byte in inner)
    return "masked:" + hmac.new(key, message.encode(), hashlib.sha256).hexdigest()


@pytest.mark.usefixtures("things")
class TestOneTable:
    def test_a_listed_column_enters_in_clear(self) -> None:
        with written() as log:
            Thing.objects.create(count=7)

        assert log.rows[0].changes is not None
        assert log.rows[0].changes["count"] == 7

    def test_keys_uuids_and_booleans_enter_in_clear(self) -> None:
        parent = Thing.objects.create()

        with written() as log:
            thing = Thing.objects.create(parent=parent)

        changes = log.rows[0].changes
        assert changes is not None
        assert (changes["id"], changes["parent_id"], changes["is_good"]) == (
            str(thing.pk),
            str(parent.pk),
            True,
        )

    def test_everything_else_enters_as_a_keyed_digest(self) -> None:
        with written() as log:
            thing = Thing.objects.create(name="Ingrid Bergmann")

        assert log.rows[0].changes is not None
        assert log.rows[0].changes["name"] == digest(f"thing\x1f{thing.pk}\x1fname\x1fIngrid Bergmann")

    def test_a_change_of_a_masked_column_enters_as_two_digests(self) -> None:
        thing = Thing.objects.create(name="before")
        thing.name = "after"

        with written() as log:
            thing.save()

        prefix = f"thing\x1f{thing.pk}\x1fname\x1f"
        assert log.rows[0].changes == {"name": [digest(f"{prefix}before"), digest(f"{prefix}after")]}

    def test_equal_values_of_two_objects_have_different_digests(self) -> None:
        with written() as log:
            Thing.objects.create(name="Schmidt")
            Thing.objects.create(name="Schmidt")

        one, other = (row.changes for row in log.rows)
        assert one is not None
        assert other is not None
        assert one["name"] != other["name"]

    def test_a_subject_has_a_key_of_its_own_and_equal_values_of_it_equal_digests(self) -> None:
        subject = uuid.uuid4()

        with written() as log:
            Thing.objects.create(owner=subject, name="Schmidt")
            Thing.objects.create(owner=subject, name="Schmidt")
            Thing.objects.create(owner=uuid.uuid4(), name="Schmidt")

        one, other, stranger = (row.changes["name"] for row in log.rows if row.changes)
        assert one == other == digest("name\x1fSchmidt", str(subject))
        assert stranger != one

    def test_without_its_key_the_digests_of_a_subject_mean_nothing(self) -> None:
        subject = uuid.uuid4()
        with written() as log:
            Thing.objects.create(owner=subject, name="Schmidt")
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM audit_key WHERE subject = %s", [subject])
            Thing.objects.create(owner=subject, name="Schmidt")

        before, afterwards = (row.changes["name"] for row in log.rows if row.changes)
        assert before != afterwards

    def test_a_secret_never_enters_only_that_it_changed(self) -> None:
        with written() as log:
            thing = Thing.objects.create(password="open sesame")
            thing.password = "another"
            thing.save()
            thing.delete()

        inserted, updated, deleted = (row.changes for row in log.rows)
        assert inserted is not None
        assert deleted is not None
        assert inserted["password"] == deleted["password"] == "(withheld)"
        assert updated == {"password": ["(withheld)", "(withheld)"]}

    def test_a_secret_is_recognised_by_name_without_a_rule(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE thing_new (id uuid PRIMARY KEY, recovery_codes text, api_token text)"
            )
            cursor.execute("SELECT audit_attach()")
            with written() as log:
                cursor.execute("INSERT INTO thing_new VALUES (gen_random_uuid(), 'one two', 'abc')")

        changes = log.rows[0].changes
        assert changes is not None
        assert {changes["recovery_codes"], changes["api_token"]} == {"(withheld)"}

    def test_a_very_long_clear_value_enters_as_its_hash(self) -> None:
        facts = {str(nth): f"{nth * 7919 % 104729:x}" for nth in range(5000)}

        with written() as log:
            thing = Thing.objects.create(facts=facts)
            thing.facts = {**facts, "more": 1}
            thing.save()

        inserted, updated = (row.changes for row in log.rows)
        assert inserted is not None
        assert updated is not None
        assert inserted["facts"].startswith("sha256:")
        assert updated["facts"][0] == inserted["facts"] != updated["facts"][1]

    def test_a_reason_enters_as_a_digest_and_stands_in_a_table_that_can_be_erased(self) -> None:
        with written() as log, action("things.made", reason="the mother asked for it"):
            Thing.objects.create()

        assert log.rows[0].reason == digest("reason\x1fthe mother asked for it")
        with connection.cursor() as cursor:
            cursor.execute("SELECT reason FROM audit_reason WHERE digest = %s", [log.rows[0].reason])
            assert cursor.fetchone() == ("the mother asked for it",)


def rules() -> dict[str, dict[str, list[str]]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, clear_columns, withheld_columns FROM audit_table")
        return {table: {"clear": clear, "withheld": withheld} for table, clear, withheld in cursor.fetchall()}


def our_models() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table in rules()
    ]


# Column names that tell who somebody is, wherever they stand.
IDENTIFYING = (
    *("name", "birth", "street", "address", "postal", "city", "phone", "telephone", "mail", "photo"),
    *("number", "note", "text", "comment", "reason", "body", "message", "description", "statement", "remark"),
)
# In characters; nobody's words about a person fit into less.
LONGEST_CODE = 64
# Longer texts in clear, looked at one by one.
LONG_AND_HARMLESS = {
    ("auth_group", "name"),
    ("auth_permission", "codename"),
    ("auth_permission", "name"),
    ("django_admin_log", "object_id"),
    ("organs_balancesheet", "source"),
    ("organs_refusalcode", "description"),
    ("staff_carrier", "name"),
    ("staff_hospital", "city"),
    ("staff_hospital", "name"),
}
# Looked at one by one: not about a person.
HARMLESS = {
    ("audit_exempt", "reason"),
    ("audit_table", "key_columns"),
    ("audit_table", "table_name"),
    ("auth_group", "name"),
    ("auth_permission", "name"),
    ("auth_permission", "codename"),
    ("staff_carrier", "name"),
    ("messaging_conversation", "last_message_at"),
    ("staff_hospital", "city"),
    ("staff_hospital", "name"),
    ("organs_refusalcode", "description"),
}


@pytest.mark.django_db
class TestEveryTable:
    def test_every_table_of_the_project_has_a_rule(self) -> None:
        exempt = set()
        with connection.cursor() as cursor:
            for model in apps.get_models(include_auto_created=True):
                cursor.execute("SELECT audit_is_exempt(%s)", [model._meta.db_table])
                if cursor.fetchone()[0] or not model._meta.managed or model._meta.proxy:
                    exempt.add(model._meta.db_table)
        missing = {
            model._meta.db_table
            for model in apps.get_models(include_auto_created=True)
            if model._meta.db_table not in exempt
        } - set(rules())

        assert not missing

    def test_what_is_listed_exists(self) -> None:
        columns = {
            model._meta.db_table: {field.column for field in model._meta.concrete_fields}
            for model in apps.get_models(include_auto_created=True)
        }
        listed = {**clear_fields.CLEAR, **clear_fields.SECRET}

        unknown = {
            (table, column)
            for table, names in listed.items()
            if not table.startswith("audit_")
            for column in names
            if column not in columns.get(table, set())
        }

        assert not unknown

    def test_no_free_text_and_no_identifying_column_is_in_clear(self) -> None:
        found = {
            (table, column)
            for table, rule in rules().items()
            for column in rule["clear"]
            if any(word in column for word in IDENTIFYING)
        } - HARMLESS

        keys = {
            (model._meta.db_table, field.column)
            for model in our_models()
            for field in model._meta.concrete_fields
            if field.is_relation
            or field.primary_key
            or field.get_internal_type() in {"UUIDField", "BooleanField"}
        }
        assert sorted(found - keys) == []

    def test_every_text_field_without_choices_is_masked_unless_it_is_a_code(self) -> None:
        clear = {(table, column) for table, rule in rules().items() for column in rule["clear"]}

        long = {
            (model._meta.db_table, field.column)
            for model in our_models()
            for field in model._meta.concrete_fields
            if field.get_internal_type() in {"TextField", "CharField", "EmailField"}
            and not field.choices
            and not field.primary_key
            and not field.is_relation
            and (field.max_length is None or field.max_length > LONGEST_CODE)
        }

        assert len(long) > 30
        assert (long & clear) - LONG_AND_HARMLESS == set()

    def test_secrets_are_withheld(self) -> None:
        withheld = {(table, column) for table, rule in rules().items() for column in rule["withheld"]}

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name, attname FROM audit_captured JOIN pg_attribute ON attrelid = relation"
                " WHERE attnum > 0 AND NOT attisdropped AND attname ~* %s",
                ["passw|secret|token|session|recovery|private|credential|otp|salt|nonce|(^|_)(key|pin)$"],
            )
            by_name = {(table, column) for table, column in cursor.fetchall() if table in rules()}
        assert len(by_name) >= 3
        assert by_name - withheld == set()
        assert withheld >= {
            ("staff_staffmember", "password"),
            ("mfa_authenticator", "data"),
            ("account_emailconfirmation", "key"),
        }

    def test_nothing_is_both_clear_and_withheld(self) -> None:
        assert not [table for table, rule in rules().items() if set(rule["clear"]) & set(rule["withheld"])]

    def test_an_attached_rule_is_what_the_list_says(self) -> None:
        clear = rules()["patients_patient"]["clear"]

        assert set(clear) >= set(clear_fields.CLEAR["patients_patient"])
        assert json.dumps(clear) == json.dumps(sorted(clear))
