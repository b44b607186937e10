"""What is reported, over HTTP."""

from uuid import uuid4

import pytest

from tests.transport.views.requests import page, report, temperature

pytestmark = pytest.mark.django_db


def test_what_a_courier_reports_is_taken_once_and_shown(client_as, way):
    way.on_the_way()
    client, batch = client_as(way.courier), uuid4()
    event = temperature(3.6, note="<b>cold</b>")
    assert report(client, way, event, batch=batch).status_code == 201
    again = report(client, way, event, batch=batch)
    assert (again.status_code, again.json()) == (200, {"new": 0, "events": 1})
    html = client.get(page(way)).content.decode()
    assert "&lt;b&gt;cold&lt;/b&gt;" in html
    assert "<b>cold</b>" not in html


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"not json", "no_json"),
        (b"\xff\xfe", "no_json"),
        (b"[" * 100_000, "no_json"),
        (b"[]", "not_understood"),
        (b'{"batch": "x", "events": []}', "not_understood"),
    ],
)
def test_what_is_no_batch_is_answered_with_code_and_reason(client_as, way, body, code):
    answer = client_as(way.courier).post(page(way, "events"), body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["reason"]


def test_a_report_from_the_future_is_refused_with_code_and_reason(client_as, way):
    answer = report(client_as(way.courier), way, temperature(3, ago=-60))
    assert (answer.status_code, answer.json()["code"]) == (409, "future")
    assert "clock" in answer.json()["reason"]


def test_the_events_are_exported_safe_for_a_spreadsheet(client_as, way):
    way.on_the_way()
    report(client_as(way.courier), way, temperature(3, note="=cmd|' /C calc'!A0"))
    answer = client_as(way.coordinator).get(page(way, "events_csv"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.startswith("occurred_at,recorded_at,event")
    assert "'=cmd" in text
    assert client_as(way.courier).get(page(way, "events_csv")).status_code == 403


def test_a_forged_place_in_the_time_line_is_refused(client_as, way):
    assert client_as(way.coordinator).get(page(way) + "?before=nonsense").status_code == 400
