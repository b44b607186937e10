"""The courier's page in a browser: what is reported without a connection is kept, said, and sent once."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Error, expect

from tests.factories import staff_member
from tests.factories.shipments import shipment_case
from tests.journeys.conftest import assert_accessible_in_every_look, sign_in
from transplant_site import documents
from transplant_site.access.roles import Role
from transplant_site.documents import Collection
from transport.models import EventBatch
from transport.services import shipments

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def way(db):
    return shipment_case().on_the_way()


@pytest.fixture
def address(way):
    return reverse("transport:carry", args=[way.shipment.reference])


@pytest.fixture
def page(open_browser, way, address):
    """Open the courier's page on a telephone."""
    page = open_browser("phone", signed_in=way.courier)
    page.goto(address)
    return page


def report(page, celsius):
    form = page.locator("[data-report-form=temperature]")
    form.locator("input").fill(celsius)
    form.locator("button").click()


def state(page):
    return page.locator("#carry-state")


def queue(page):
    return page.locator("#carry-queue li")


def temperatures(way):
    """Give what the stores hold, as the shipment's page reads it."""
    events = documents.read(Collection.TRANSPORT_EVENTS, key=way.shipment.pk)
    return [event["temperature_c"] for event in events if event["kind"] == "temperature"]


def test_a_report_is_sent_at_once(page, way):
    expect(state(page)).to_contain_text("Everything is sent.")
    report(page, "3,6")
    expect(queue(page)).to_contain_text("Sent")
    expect(state(page)).to_contain_text("Everything is sent.")
    assert temperatures(way) == [3.6]


def test_what_is_reported_offline_is_kept_and_sent_once_when_the_connection_is_back(page, way, address):
    page.context.set_offline(True)
    report(page, "3.6")
    report(page, "3.8")
    expect(state(page)).to_contain_text("Not sent yet: 2")
    expect(state(page)).to_contain_text("No connection")
    expect(queue(page)).to_have_count(2)
    assert temperatures(way) == []

    page.context.set_offline(False)
    expect(state(page)).to_contain_text("Everything is sent.")
    assert sorted(temperatures(way)) == [3.6, 3.8]
    page.reload()
    expect(state(page)).to_contain_text("Everything is sent.")
    expect(queue(page)).to_have_count(0)
    assert EventBatch.objects.count() == 2


def test_the_queue_survives_a_page_that_is_closed_and_one_that_can_not_be_loaded(page, way, address):
    page.context.set_offline(True)
    report(page, "3.6")
    expect(state(page)).to_contain_text("Not sent yet: 1")
    with pytest.raises(Error):
        page.reload()
    page.close()

    again = page.context.new_page()
    page.context.set_offline(False)
    # The page loads, and what it sends doesn't arrive: a connection as it is in a tunnel.
    again.route("**/events/", lambda route: route.abort())
    again.goto(address)
    expect(state(again)).to_contain_text("Not sent yet: 1")
    expect(queue(again)).to_contain_text("3.6 °C")
    again.unroute("**/events/")
    again.reload()
    expect(state(again)).to_contain_text("Everything is sent.")
    assert temperatures(way) == [3.6]


def test_a_report_whose_answer_was_lost_is_sent_again_and_kept_once(page, way):
    answers = []

    def lose_the_first_answer(route):
        answers.append(route.fetch().status)
        if len(answers) == 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/events/", lose_the_first_answer)
    report(page, "3.6")
    expect(state(page)).to_contain_text("Not sent yet: 1. No connection")
    assert answers == [201]
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(state(page)).to_contain_text("Everything is sent.")
    assert temperatures(way) == [3.6]


def test_a_refused_report_stays_with_its_reason_until_it_is_put_away(page, way):
    way.receive(way.hand(way.surgeon, by=way.courier, place="Theatre"))
    way.check("arrival")
    shipments.confirm_delivery(shipment=way.shipment, by=way.surgeon, at=timezone.now())
    report(page, "3.6")
    expect(queue(page)).to_contain_text("Refused")
    expect(queue(page)).to_contain_text("happened after shipment")
    page.reload()
    expect(queue(page)).to_contain_text("happened after shipment")
    assert_accessible_in_every_look(page, name="courier refused")
    page.get_by_role("button", name="Put away").click()
    expect(queue(page)).to_have_count(0)
    assert temperatures(way) == []


def test_who_is_signed_out_keeps_the_queue_and_sends_it_after_signing_in(page, way, address, live_server):
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    report(page, "3.6")
    expect(state(page)).to_contain_text("You are signed out")
    expect(state(page)).to_contain_text("Not sent yet: 1")
    assert temperatures(way) == []
    page.reload()
    assert reverse("account_login") in page.url
    sign_in(page.context, way.courier, live_server.url)
    page.goto(address)
    expect(state(page)).to_contain_text("Everything is sent.")
    assert temperatures(way) == [3.6]


def test_nobody_else_on_the_device_sees_or_sends_the_queue(page, way, address, live_server):
    page.context.set_offline(True)
    report(page, "3.6")
    expect(state(page)).to_contain_text("Not sent yet: 1")
    page.context.set_offline(False)
    page.route("**/events/", lambda route: route.abort())
    sign_in(page.context, way.surgeon, live_server.url)
    page.goto(address)
    expect(state(page)).to_contain_text("Everything is sent.")
    expect(queue(page)).to_have_count(0)


def test_who_carries_it_no_more_is_told_that_the_report_was_not_taken(open_browser):
    planned = shipment_case()
    page = open_browser("phone", signed_in=planned.courier)
    page.goto(reverse("transport:carry", args=[planned.shipment.reference]))
    colleague = staff_member(Role.COURIER, carrier=planned.carrier)
    shipments.assign_courier(
        shipment=planned.shipment, courier=colleague, by=planned.coordinator, at=timezone.now()
    )
    report(page, "3.6")
    expect(queue(page)).to_contain_text("Refused")
    expect(queue(page)).to_contain_text("You do not carry this shipment any more")


def test_a_server_in_trouble_loses_nothing(page, way):
    page.route("**/events/", lambda route: route.fulfill(status=503, body="<h1>Away</h1>"))
    report(page, "3.6")
    expect(state(page)).to_contain_text("The server did not answer")
    expect(state(page)).to_contain_text("Not sent yet: 1")
    page.unroute("**/events/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(state(page)).to_contain_text("Everything is sent.")
    assert temperatures(way) == [3.6]


def test_a_delay_reported_with_one_thumb_moves_the_expected_arrival(page, way):
    before = timezone.now()
    form = page.locator("[data-report-form=note]")
    form.locator("[name=note]").fill("Road closed")
    form.locator("[name=minutes]").fill("300")
    form.locator("button").click()
    expect(queue(page)).to_contain_text("Delay")
    expect(state(page)).to_contain_text("Everything is sent.")
    minutes = (way.again().arrives_at - before).total_seconds() / 60
    assert 299 < minutes < 302
    page.reload()
    expect(page.locator("body")).to_contain_text("expected")
    assert_accessible_in_every_look(page, name="courier")
