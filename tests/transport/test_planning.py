from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from messaging.models import Notice
from organs.models import CheckStage, PartStatus
from organs.services import offers
from tests.factories import carrier, hospital, staff_member
from tests.factories.offers import reading
from tests.factories.shipments import shipment_case
from transplant_site import documents
from transplant_site.access.roles import Role
from transplant_site.documents import Collection
from transport.models import Shipment, ShipmentStatus
from transport.policies.people import ShipmentRefused
from transport.services.shipments import (
    assign_courier,
    cancel_shipment,
    confirm_delivery,
    divert_shipment,
    mark_ready,
    plan_shipment,
)

pytestmark = pytest.mark.django_db


def plan(accepted, *, by=None, allocations=None, **changes):
    return plan_shipment(
        allocations=accepted.allocations if allocations is None else allocations,
        plan=accepted.plan(**changes),
        by=by or accepted.coordinator,
        at=timezone.now(),
    )


def kinds(shipment):
    return [event["kind"] for event in documents.read(Collection.TRANSPORT_EVENTS, key=shipment.pk)]


def test_a_shipment_is_planned_to_the_centre_that_accepted(accepted):
    made = plan(accepted)

    assert made.reference.startswith("SHP-")
    assert made.procurement_organisation == accepted.coordinator.hospital
    assert made.courier == accepted.courier
    assert list(made.contents.all()) == accepted.allocations
    assert [change.to_status for change in made.status_changes.all()] == [ShipmentStatus.PLANNED]
    assert kinds(made) == ["planned", "courier_assigned"]
    assert Notice.objects.filter(hospital=accepted.offer.centre, subject_id=made.pk).exists()
    assert Notice.objects.filter(person=accepted.courier, is_urgent=True, subject_id=made.pk).exists()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ("destination", "it goes there"),
        ("origin", "same hospital"),
        ("courier", "is no courier of"),
        ("planned_arrival_at", "must come after"),
        ("temperature_min_c", "must be below the highest"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words(accepted, changed, reason):
    values = {
        "destination": hospital(),
        "origin": accepted.offer.centre,
        "courier": staff_member(Role.COURIER),
        "planned_arrival_at": timezone.now() - timedelta(days=2),
        "temperature_min_c": Decimal(8),
    }
    with pytest.raises(ShipmentRefused, match=reason):
        plan(accepted, **{changed: values[changed]})
    assert not Shipment.objects.exists()


def test_a_carrier_that_takes_no_shipments_is_refused(accepted):
    closed = carrier()
    closed.is_active = False
    closed.save()
    with pytest.raises(ShipmentRefused, match="takes no shipments"):
        plan(accepted, carrier=closed, courier=None)


def test_a_shipment_needs_contents(accepted):
    with pytest.raises(ShipmentRefused, match="needs contents"):
        plan(accepted, allocations=[])


def test_only_the_own_procurement_organisation_plans(accepted):
    with pytest.raises(ShipmentRefused, match="is sent by"):
        plan(accepted, by=staff_member(Role.COORDINATOR))
    with pytest.raises(ShipmentRefused, match="is sent by"):
        plan(accepted, by=accepted.surgeon)


def test_what_fell_through_is_not_sent(accepted):
    allocations = accepted.allocations
    offers.let_fall_through(
        offer=accepted.offer, reason="Recipient has a fever", by=accepted.surgeon, at=timezone.now()
    )
    with pytest.raises(ShipmentRefused, match="fell through"):
        plan(accepted, allocations=allocations)


def test_an_organ_part_is_in_one_open_shipment_only(accepted):
    first = plan(accepted)
    with pytest.raises(ShipmentRefused, match=first.reference):
        plan(accepted)
    cancel_shipment(shipment=first, reason="Aeroplane", by=accepted.coordinator, at=timezone.now())
    assert plan(accepted).reference != first.reference


def test_only_couriers_of_the_carrier_are_assigned_and_only_by_the_arranger(way):
    other = staff_member(Role.COURIER, carrier=way.carrier)
    with pytest.raises(ShipmentRefused, match="no courier of"):
        assign_courier(
            shipment=way.shipment,
            courier=staff_member(Role.COURIER),
            by=way.coordinator,
            at=timezone.now(),
        )
    with pytest.raises(ShipmentRefused, match="Only coordinators"):
        assign_courier(shipment=way.shipment, courier=other, by=way.surgeon, at=timezone.now())
    assign_courier(shipment=way.shipment, courier=other, by=way.coordinator, at=timezone.now())
    assert way.again().courier == other


def test_a_courier_who_left_the_carrier_is_not_assigned(way):
    former = staff_member(Role.COURIER, carrier=way.carrier)
    former.memberships.update(valid_until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(ShipmentRefused, match="no courier of"):
        assign_courier(shipment=way.shipment, courier=former, by=way.coordinator, at=timezone.now())


def test_nothing_leaves_before_two_people_agree(way):
    def ready():
        return mark_ready(shipment=way.shipment, by=way.coordinator, at=timezone.now())

    with pytest.raises(ShipmentRefused, match="Two people must verify"):
        ready()
    way.check(CheckStage.DEPARTURE)
    assert ready().status == ShipmentStatus.READY
    with pytest.raises(ShipmentRefused, match="isn't waiting for its check"):
        ready()


def test_a_disagreement_stops_the_departure_until_it_is_checked_again(way):
    from organs.services import checks

    (allocation,) = way.allocations
    right = reading(allocation, CheckStage.DEPARTURE)
    wrong = reading(allocation, CheckStage.DEPARTURE, packaging_sound=False)
    for person, read in ((way.coordinator, right), (way.colleague, wrong)):
        checks.enter_check(
            allocation=allocation, stage=CheckStage.DEPARTURE, reading=read, by=person, at=timezone.now()
        )
    with pytest.raises(ShipmentRefused, match="disagree"):
        mark_ready(shipment=way.shipment, by=way.coordinator, at=timezone.now())


def test_what_falls_through_before_departure_does_not_leave(way):
    way.check(CheckStage.DEPARTURE)
    offers.let_fall_through(
        offer=way.offer, reason="Recipient has a fever", by=way.surgeon, at=timezone.now()
    )
    with pytest.raises(ShipmentRefused, match="fell through"):
        mark_ready(shipment=way.shipment, by=way.coordinator, at=timezone.now())


def test_only_the_arranger_cancels_and_says_why(way):
    with pytest.raises(ShipmentRefused, match="Only coordinators"):
        cancel_shipment(shipment=way.shipment, reason="No", by=way.surgeon, at=timezone.now())
    with pytest.raises(ShipmentRefused, match="Say why"):
        cancel_shipment(shipment=way.shipment, reason="  ", by=way.coordinator, at=timezone.now())
    cancel_shipment(shipment=way.shipment, reason="Aeroplane", by=way.coordinator, at=timezone.now())
    assert way.again().status == ShipmentStatus.CANCELLED
    assert way.shipment.status_changes.last().reason == "Aeroplane"
    assert not way.shipment.shipment_contents.filter(is_active=True).exists()


def test_what_has_left_is_not_cancelled(way):
    way.on_the_way()
    with pytest.raises(ShipmentRefused, match="hasn't left"):
        cancel_shipment(shipment=way.shipment, reason="Late", by=way.coordinator, at=timezone.now())


def test_delivery_needs_the_check_on_arrival_by_the_receiving_centre(way):
    way.arrived()
    with pytest.raises(ShipmentRefused, match="Two people must verify"):
        confirm_delivery(shipment=way.shipment, by=way.surgeon, at=timezone.now())
    way.check(CheckStage.ARRIVAL)
    with pytest.raises(ShipmentRefused, match="Only clinicians"):
        confirm_delivery(shipment=way.shipment, by=way.coordinator, at=timezone.now())
    confirm_delivery(shipment=way.shipment, by=way.surgeon, at=timezone.now())
    assert way.again().status == ShipmentStatus.DELIVERED
    assert not way.shipment.shipment_contents.filter(is_active=True).exists()


def test_what_fell_through_on_the_way_arrives_all_the_same(way):
    way.on_the_way()
    offers.let_fall_through(
        offer=way.offer, reason="Recipient has a fever", by=way.surgeon, at=timezone.now()
    )
    way.receive(way.hand(way.surgeon, by=way.courier))
    assert way.shipment.status == ShipmentStatus.ARRIVED
    part = way.case.left
    part.refresh_from_db()
    assert part.status == PartStatus.AVAILABLE


def test_an_organ_accepted_elsewhere_on_its_way_is_diverted():
    way = shipment_case(candidates=2).on_the_way()
    before = way.offer.centre
    offers.let_fall_through(
        offer=way.offer, reason="Recipient has a fever", by=way.surgeon, at=timezone.now()
    )
    way.offer = way.case.accepted(1)
    with pytest.raises(ShipmentRefused, match=way.shipment.reference):
        plan(way)
    arrival = timezone.now() + timedelta(hours=2)
    divert_shipment(
        shipment=way.shipment,
        allocations=way.allocations,
        planned_arrival_at=arrival,
        reason="Accepted elsewhere",
        by=way.coordinator,
        at=timezone.now(),
    )

    way.again()
    assert way.shipment.destination == way.offer.centre != before
    assert [c.allocation for c in way.shipment.shipment_contents.filter(is_active=True)] == way.allocations
    part = way.case.left
    part.refresh_from_db()
    assert part.status == PartStatus.IN_TRANSIT
    assert "diverted" in kinds(way.shipment)
    assert Notice.objects.filter(hospital=before, text__contains="not come to you").exists()
    way.receive(way.hand(way.surgeon, by=way.courier))
    part.refresh_from_db()
    assert (way.shipment.status, part.status) == (ShipmentStatus.ARRIVED, PartStatus.DELIVERED)


def test_only_what_is_on_its_way_and_accepted_elsewhere_is_diverted(way):
    def divert():
        divert_shipment(
            shipment=way.shipment,
            allocations=way.allocations,
            planned_arrival_at=timezone.now() + timedelta(hours=1),
            reason="Why not",
            by=way.coordinator,
            at=timezone.now(),
        )

    with pytest.raises(ShipmentRefused, match="cancel it and plan another"):
        divert()
    way.on_the_way()
    with pytest.raises(ShipmentRefused, match="waiting for another way"):
        divert()
