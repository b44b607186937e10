import re

import pytest
from django.db import connection
from django.test import Client, override_settings

from transplant_site.documents.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def anybody() -> Client:
    """Someone who is not signed in."""
    return Client()


def test_a_living_process_says_so_without_asking_a_store(anybody, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert anybody.get("/health/alive").status_code == 200


def test_a_site_whose_stores_answer_is_ready_and_well(anybody):
    assert anybody.get("/health/ready").status_code == 200
    answer = anybody.get("/health/stores")
    assert answer.status_code == 200
    assert "Documents(): OK" in answer.content.decode()


@override_settings(MONGODB_URI="mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200")
def test_a_site_without_mongodb_is_ready_but_not_well(anybody):
    assert anybody.get("/health/ready").status_code == 200
    answer = anybody.get("/health/stores")
    assert answer.status_code == 500
    assert "MongoDB does not answer" in answer.content.decode()


def test_a_site_without_its_cache_table_is_not_ready(anybody):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cache RENAME TO cache_away")
    assert anybody.get("/health/ready").status_code == 500


@pytest.mark.parametrize(
    "shown",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}, {"Authorization": "Bearer é"}],
)
@pytest.mark.parametrize("token", [None, "", "the token"])
def test_measurements_are_hidden_from_whoever_shows_no_token(anybody, shown, token):
    with override_settings(METRICS_TOKEN=token):
        assert anybody.get("/metrics", headers=shown).status_code == 404


@override_settings(METRICS_TOKEN="the token")
def test_measurements_are_given_to_whoever_shows_the_token(anybody):
    anybody.get("/health/alive")
    answer = anybody.get("/metrics", headers={"Authorization": "Bearer the token"})
    assert answer.status_code == 200
    assert b"django_http_requests" in answer.content


@override_settings(METRICS_TOKEN="the token")
def test_log_relay_and_deliveries_are_measured(anybody, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        answer = anybody.get("/metrics", headers={"Authorization": "Bearer the token"})
    found = dict(re.findall(r"^(transplant_\w+) (\S+)$", answer.content.decode(), flags=re.MULTILINE))
    with connection.cursor() as cursor:
        cursor.execute("SELECT h.entries, h.entries - r.position FROM audit_head AS h, audit_relayed AS r")
        entries, waiting = cursor.fetchone()
    assert float(found["transplant_audit_entries"]) == entries
    assert float(found["transplant_audit_lag_entries"]) == max(waiting, 0)
    assert float(found["transplant_mongodb_up"]) == 1
    assert float(found["transplant_relay_leads"]) == 0
    assert float(found["transplant_documents_waiting"]) == Delivery.objects.filter(refused_at=None).count()
