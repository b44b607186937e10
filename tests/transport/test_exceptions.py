"""What has happened against a rule is recorded as it was: with a reason, an alert, and a review to come."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from messaging.models import Notice
from organs.models import CheckStage, PartStatus, Rule, RuleException
from organs.services.exceptions import review_exception
from tests.factories import hospital, staff_member
from tests.factories.offers import reading
from transplant_site.access.roles import Role
from transport.models import HandOver, ShipmentStatus
from transport.policies.custody import custodian_of
from transport.policies.people import ShipmentRefused
from transport.services.shipments import confirm_delivery, mark_ready

pytestmark = pytest.mark.django_db

REASON = "The helicopter could not wait."


def page(way, name, *args):
    return reverse(f"transport:{name}", args=[way.shipment.reference, *args])


def told(hospital_, role):
    found = Notice.objects.filter(hospital=hospital_, role=role, kind="rule_exception", is_urgent=True)
    return found.count()


def test_a_box_that_left_unchecked_is_recorded_with_its_reason(way):
    with pytest.raises(ShipmentRefused, match=r"Two people must verify.*say why"):
        way.hand(way.courier, by=way.coordinator)
    assert not HandOver.objects.exists()

    way.receive(way.hand(way.courier, by=way.coordinator, exception_reason=REASON))
    assert way.shipment.status == ShipmentStatus.IN_TRANSIT
    assert way.shipment.departed_at is not None
    assert way.case.left.__class__.objects.get(pk=way.case.left.pk).status == PartStatus.IN_TRANSIT
    exception = RuleException.objects.get()
    assert (exception.rule, exception.reason) == (Rule.DEPARTURE_CHECK, REASON)
    assert (exception.subject_id, exception.donor) == (way.shipment.pk, way.case.donor)
    assert told(way.coordinator.hospital, Role.COORDINATOR) == 1
    assert told(way.offer.centre, Role.CLINICIAN) == 1


def test_what_was_verified_leaves_by_the_usual_way(way):
    way.check(CheckStage.DEPARTURE)
    with pytest.raises(ShipmentRefused, match="say first that it may leave"):
        way.hand(way.courier, by=way.coordinator, exception_reason=REASON)
    assert not RuleException.objects.exists()


def test_authorising_stays_refused(way):
    with pytest.raises(ShipmentRefused, match="Two people must verify"):
        mark_ready(shipment=way.shipment, by=way.coordinator, at=timezone.now())
    assert way.again().status == ShipmentStatus.PLANNED


def test_a_disagreement_is_said_when_the_box_left_all_the_same(way):
    (allocation,) = way.allocations
    from organs.services import checks

    right = reading(allocation, CheckStage.DEPARTURE)
    wrong = reading(allocation, CheckStage.DEPARTURE, blood_group="AB")
    for person, read in ((way.coordinator, right), (way.colleague, wrong)):
        checks.enter_check(
            allocation=allocation, stage=CheckStage.DEPARTURE, reading=read, by=person, at=timezone.now()
        )
    with pytest.raises(ShipmentRefused, match="Two people disagree"):
        way.hand(way.courier, by=way.coordinator)
    way.hand(way.courier, by=way.coordinator, exception_reason=REASON)
    assert RuleException.objects.get().rule == Rule.DEPARTURE_CHECK


def test_a_hand_over_to_someone_else_is_recorded_and_custody_follows_them(way):
    way.on_the_way()
    pilot = staff_member(Role.COURIER)
    with pytest.raises(ShipmentRefused, match=r"can't take this shipment.*say why"):
        way.hand(pilot, by=way.courier)
    way.receive(way.hand(pilot, by=way.courier, exception_reason=REASON))
    assert custodian_of(way.shipment) == pilot
    assert way.shipment.status == ShipmentStatus.IN_TRANSIT
    assert way.shipment.courier == way.courier
    assert RuleException.objects.get().rule == Rule.CUSTODY
    way.receive(way.hand(way.surgeon, by=pilot, place="Roof"))
    assert way.shipment.status == ShipmentStatus.ARRIVED


def test_each_rule_that_was_broken_is_an_exception_of_its_own(way):
    way.hand(staff_member(Role.COURIER), by=way.coordinator, exception_reason=REASON)
    assert {one.rule for one in RuleException.objects.all()} == {Rule.DEPARTURE_CHECK, Rule.CUSTODY}


def test_a_reason_without_a_broken_rule_records_no_exception(way):
    way.readied()
    way.hand(way.courier, by=way.coordinator, exception_reason=REASON)
    assert not RuleException.objects.exists()


def test_two_people_and_the_custodian_are_needed_even_then(way):
    with pytest.raises(ShipmentRefused, match="two people"):
        way.hand(way.coordinator, by=way.coordinator, exception_reason=REASON)
    way.on_the_way()
    with pytest.raises(ShipmentRefused, match="has custody"):
        way.hand(way.surgeon, by=way.coordinator, exception_reason=REASON)


def test_a_delivery_without_the_check_is_recorded_with_its_reason(way):
    way.arrived()
    with pytest.raises(ShipmentRefused, match=r"Two people must verify.*say why"):
        confirm_delivery(shipment=way.shipment, by=way.surgeon, at=timezone.now())
    assert way.again().status == ShipmentStatus.ARRIVED
    confirm_delivery(shipment=way.shipment, by=way.surgeon, at=timezone.now(), exception_reason=f" {REASON} ")
    assert way.again().status == ShipmentStatus.DELIVERED
    exception = RuleException.objects.get()
    assert (exception.rule, exception.reason) == (Rule.ARRIVAL_CHECK_BEFORE_DELIVERY, REASON)
    assert told(way.coordinator.hospital, Role.COORDINATOR) == 1
    assert told(way.offer.centre, Role.CLINICIAN) == 1
    assert Notice.objects.filter(text__contains="delivered, not checked").exists()


def test_only_those_who_receive_it_say_that_it_was_delivered(way):
    way.arrived()
    for person in (way.coordinator, way.courier, staff_member(Role.CLINICIAN)):
        with pytest.raises(ShipmentRefused, match="Only clinicians"):
            confirm_delivery(shipment=way.shipment, by=person, at=timezone.now(), exception_reason=REASON)


def test_a_colleague_reviews_it(way):
    way.hand(way.courier, by=way.coordinator, exception_reason=REASON)
    exception = RuleException.objects.get()
    review_exception(exception=exception, review="Verified on arrival.", by=way.colleague, at=timezone.now())
    assert RuleException.objects.get().reviewed_by == way.colleague


# Pages


def test_the_page_leads_to_the_exception_and_shows_it_to_those_concerned(client_as, way):
    coordinator = client_as(way.coordinator)
    where = page(way, "hand_over") + "?exception=1"
    assert where.replace("&", "&amp;") in coordinator.get(page(way, "shipment")).content.decode()
    form = {
        "receiver": way.courier.pk,
        "place": "Gate",
        "occurred_at": f"{timezone.localtime() - timedelta(minutes=2):%d-%b-%Y %H:%M}",
    }
    assert "This field is required" in coordinator.post(where, form).content.decode()
    assert coordinator.post(where, form | {"exception_reason": REASON}).status_code == 302
    for person in (way.coordinator, way.surgeon):
        html = client_as(person).get(page(way, "shipment")).content.decode()
        assert REASON in html
        assert "not reviewed yet" in html
        assert client_as(person).get(RuleException.objects.get().get_absolute_url()).status_code == 200
    assert REASON not in client_as(way.courier).get(page(way, "shipment")).content.decode()


def test_without_the_way_of_exceptions_the_form_asks_for_no_reason(client_as, way):
    way.readied()
    html = client_as(way.coordinator).get(page(way, "hand_over")).content.decode()
    assert "exception_reason" not in html
    assert "other_receiver" not in html


def test_someone_else_is_named_by_their_address(client_as, way):
    way.on_the_way()
    nurse = staff_member(Role.CLINICIAN, hospital=hospital())
    client, where = client_as(way.courier), page(way, "hand_over") + "?exception=1"
    form = {"place": "Airport", "exception_reason": REASON}
    for wrong in (
        {},
        {"other_receiver": "nobody@example.org"},
        {"other_receiver": nurse.email, "receiver": way.surgeon.pk},
    ):
        assert client.post(where, form | wrong).status_code == 200
    assert HandOver.objects.count() == 1
    assert client.post(where, form | {"other_receiver": nurse.email.upper()}).status_code == 302
    assert HandOver.objects.get(sequence=2).receiver == nurse
    waiting = client_as(nurse).get(page(way, "shipment")).content.decode()
    assert "This shipment is being handed to you" in waiting


def test_a_delivery_without_the_check_is_recorded_on_a_page_of_its_own(client_as, way):
    way.arrived()
    client, where = client_as(way.surgeon), page(way, "deliver_unchecked")
    assert where in client.get(page(way, "shipment")).content.decode()
    assert client.post(where, {}).status_code == 200
    assert way.again().status == ShipmentStatus.ARRIVED
    assert client.post(where, {"exception_reason": REASON}).status_code == 302
    assert way.again().status == ShipmentStatus.DELIVERED
    assert REASON in client.get(page(way, "shipment")).content.decode()


def test_a_step_that_was_left_out_is_not_what_comes_next(way):
    from transport import presenters

    way.receive(way.hand(way.courier, by=way.coordinator, exception_reason=REASON))
    steps = presenters.steps(way.shipment, timezone.now())
    assert [(step.name, step.state) for step in steps][:3] == [
        ("Planned", "done"),
        ("On the way", "done"),
        ("Arrived", "current"),
    ]
