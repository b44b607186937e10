import logging

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client

from transplant_site import logs


@pytest.mark.django_db
def test_a_query_string_never_enters_the_log(caplog):
    with caplog.at_level(logging.INFO, logger="django_structlog"):
        Client().get("/health/alive?name=Jansen")
    assert "/health/alive" in caplog.text
    assert "Jansen" not in caplog.text


def test_the_values_of_a_refused_row_are_taken_out_of_a_traceback():
    event = {
        "exception": 'Traceback ...\nIntegrityError: duplicate key value violates unique constraint "once"\n'
        "DETAIL:  Key (name)=(Jansen) already exists."
    }
    cleaned = logs.without_values(None, "error", event)["exception"]
    assert 'violates unique constraint "once"' in cleaned
    assert "Jansen" not in cleaned


@pytest.mark.parametrize(
    "message",
    [
        'new row for relation "t" violates check constraint "short"\nDETAIL:  Failing row (Mrs\nJansen).',
        'invalid input syntax for type date: "Jansen, 12 mei 1970"',
        'duplicate key value violates unique constraint "once"\nDETAIL:  Key (name)=(a\n\nJansen) exists.',
    ],
)
def test_no_line_of_a_database_errors_message_stays_but_the_names_of_the_schema(message):
    text = (
        f"Traceback (most recent call last):\n  File x\npsycopg.errors.CheckViolation: {message}\n\n"
        "The above exception was the direct cause of the following exception:\n\n"
        f"Traceback (most recent call last):\n  File y\ndjango.db.utils.IntegrityError: {message}\n"
    )
    cleaned = logs.without_values(None, "error", {"exception": text})["exception"]
    assert "Jansen" not in cleaned
    assert "File y" in cleaned
    assert cleaned.count("Error: ") + cleaned.count("Violation: ") == 2


def test_an_error_of_another_kind_keeps_its_message():
    text = "Traceback (most recent call last):\n  File x\nValueError: a bug\n"
    assert logs.without_values(None, "error", {"exception": text})["exception"] == text


def test_nobody_is_mailed_a_request(settings):
    settings.ADMINS = [("Admin", "admin@example.org")]
    logging.getLogger("django.security.DisallowedHost").error("q=Jansen")
    assert mail.outbox == []


@pytest.mark.django_db
def test_postgresql_repeats_values_in_the_lines_that_are_taken_out():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE once (name text PRIMARY KEY)")
        cursor.execute("INSERT INTO once VALUES ('Jansen')")
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            cursor.execute("INSERT INTO once VALUES ('Jansen')")
    assert "Jansen" in str(refusal.value)
    assert "Jansen" not in str(logs.without_values(None, "error", {"exception": str(refusal.value)}))
